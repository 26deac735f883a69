from decimal import Decimal as D

import pytest

from reports.charts.tiles import HANOI, Tile, cuts_of, step_number, tiles, tiles_legend
from tests.reports.charts.drawn import every, parse, words

DISTRICTS = 30


def test_every_district_of_hanoi_has_its_own_place():
    places = {(column, row) for column, row, _ in HANOI.values()}
    letters = {short for _, _, short in HANOI.values()}
    assert len(HANOI) == len(places) == len(letters) == DISTRICTS


def test_four_steps_and_a_dashed_tile_for_the_unknown():
    cuts = (D(68), D(73), D(78))
    assert [step_number(D(value), cuts) for value in ("67.9", "68", "73", "78", "99")] == [1, 2, 3, 4, 4]
    drawn = tiles([Tile("001", "Ba Đình", D("81.9"), "81,9"), Tile("271", "Ba Vì", None)], cuts, "câu")
    assert len(every(drawn, "q4")) == 1
    assert len(every(drawn, "tile--none")) == 1
    assert {"Ba Đình", "BĐ", "81,9", "—"} <= set(words(drawn))


@pytest.mark.parametrize(
    ("values", "cuts"),
    [
        (["63.9", "82.4"], (D(70), D(75), D(80))),
        (["0", "0"], ()),
        ([], ()),
    ],
)
def test_cuts_are_round(values, cuts):
    assert cuts_of([D(value) for value in values]) == cuts


def test_a_long_name_takes_two_lines_and_is_escaped():
    tree = parse(tiles([Tile("007", "Hai Bà <Trưng>", D(1), "1", "/x/?a&b")], (), "câu"))
    assert [node.text for node in tree.iter("tspan")] == ["Hai Bà", "<Trưng>"]
    assert next(tree.iter("a")).get("href") == "/x/?a&b"


def test_agencies_without_a_place_are_left_to_the_table():
    assert tiles([Tile("999", "Sở", D(1), "1")], (), "câu") == ""
    assert tiles([], (), "câu") == ""


def test_the_legend_says_the_steps_in_words():
    said = ["".join(node.itertext()) for node in parse(tiles_legend((D(68), D(73), D(78)), "%")).iter("li")]
    assert said == ["%", "dưới 68", "68 đến dưới 73", "73 đến dưới 78", "từ 78", "chưa có số liệu"]
    assert len(list(parse(tiles_legend(())).iter("li"))) == 1
