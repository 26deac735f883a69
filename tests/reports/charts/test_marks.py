from decimal import Decimal as D

import pytest

from reports.charts import marks
from tests.reports.charts.drawn import parse

NASTY = "<script>alert('1')</script> & \"q\""


def test_positions_are_written_short():
    assert marks.pct(D("12.3456")) == "12.3%"
    assert marks.pct(D("100.00")) == "100%"
    assert marks.px(D("-0.04")) in ("0", "-0")


def test_a_scale_maps_both_ways_and_holds_at_its_edges():
    scale = marks.Scale(D(0), D(10), D(100), D(0))
    assert scale.at(D(4)) == 60
    assert scale.within(D(12)) == 0
    assert marks.Scale(D(5), D(5), D(0), D(50)).at(D(5)) == 25


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (D(69), D(86), [70, 75, 80, 85]),
        (D("-3"), D(3), [-2, 0, 2]),
        (D(0), D(1150000), [0, 500000, 1000000]),
        (D("0.1"), D("0.31"), [D("0.1"), D("0.2"), D("0.3")]),
        (D(7), D(7), [7]),
    ],
)
def test_ticks_are_round_and_few(low, high, expected):
    assert marks.ticks(low, high) == [D(value) for value in expected]


def test_text_is_measured_without_its_accents():
    assert marks.text_px("Đống Đa") == marks.text_px("Đong Đa")
    assert marks.text_px("WWW") > marks.text_px("iii")
    assert marks.text_px("abc", bold=True) > marks.text_px("abc")


def test_long_text_is_wrapped_between_words_or_shortened():
    assert marks.wrap("Đan Phượng", D(50), 11) == ["Đan", "Phượng"]
    assert marks.wrap("Ba Vì", D(50), 11) == ["Ba Vì"]
    short = marks.shorten("Trường Cao đẳng nghề Công nghiệp Hà Nội", D(90))
    assert short.endswith("…")
    assert marks.text_px(short) <= 90
    assert marks.shorten("Ba Vì", D(90)) == "Ba Vì"


def test_everything_that_is_text_is_escaped():
    parts = [marks.text(D(1), 2, NASTY), marks.link(f'"{NASTY}', NASTY, ""), marks.dot(D(1), D(1), "2", "x", NASTY)]
    tree = parse(marks.chart("x", 10, NASTY, parts) + marks.icon(NASTY, NASTY))
    assert tree.find("svg").get("aria-label") == NASTY
    assert tree.find("svg/text").text == NASTY
    assert not list(tree.iter("script"))


def test_a_chart_with_links_is_a_group_so_that_they_can_be_reached():
    assert 'role="img"' in marks.chart("x", 10, "câu", [])
    assert 'role="group"' in marks.chart("x", 10, "câu", [], linked=True)


def test_an_icon_is_silent_unless_it_stands_alone():
    assert 'aria-hidden="true"' in marks.icon("on_track")
    assert 'aria-label="đúng tiến độ"' in marks.icon("on_track", "đúng tiến độ")
