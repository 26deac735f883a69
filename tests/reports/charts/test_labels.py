from decimal import Decimal as D

from reports.charts.labels import Box, Label, LabelBoard, LabelPlace

WORDS = (("72,23", "actual-text"),)


def board() -> LabelBoard:
    return LabelBoard(Box(D(0), D(0), D(200), D(100)))


def test_the_first_free_place_is_taken():
    one, two = LabelPlace(D(50), D(50)), LabelPlace(D(50), D(80))
    here = board()
    assert here.settle(Label(WORDS, (one, two))) == one
    assert here.settle(Label(WORDS, (one, two))) == two


def test_a_label_that_is_not_needed_gives_way():
    here = board()
    place = LabelPlace(D(50), D(50))
    here.settle(Label(WORDS, (place,)))
    assert here.settle(Label(WORDS, (place,))) is None
    assert here.settle(Label(WORDS, (place,), needed=True)) == place


def test_a_place_outside_the_drawing_is_not_free():
    assert board().settle(Label(WORDS, (LabelPlace(D(190), D(50)),))) is None
    assert board().settle(Label(WORDS, (LabelPlace(D(190), D(50), "end"),))) is not None


def test_a_slanting_line_is_in_the_way_where_it_runs():
    here = board()
    here.block_line(D(0), D(100), D(200), D(0))
    assert here.settle(Label(WORDS, (LabelPlace(D(90), D(55)),))) is None
    assert here.settle(Label(WORDS, (LabelPlace(D(10), D(30)),))) is not None
