from dataclasses import replace
from decimal import Decimal as D

import pytest

from reports.charts.bullet import BASE, LEGEND, TARGET, Bullet, bullet
from targets.calculations.statuses import Status
from tests.reports.charts.drawn import every, inside, one, parse, percent, words

TRAINED = Bullet(
    sentence="Tỷ lệ lao động qua đào tạo 73,0%, kém lộ trình 0,1 điểm %",
    status=Status.ON_TRACK,
    baseline=D("70.25"),
    target=D(75),
    value=D(73),
    range_end=D(80),
    expected_now=D("73.1"),
    expected_end_of_year=D("74.05"),
    baseline_text="70,25",
    target_text="75–80%",
)


def test_the_bar_covers_the_share_of_the_journey():
    drawn = bullet(TRAINED)
    bar = one(drawn, "bar")
    share = percent(bar, "width") / float(TARGET - BASE)
    assert share == pytest.approx(2.75 / 4.75, abs=0.01)
    assert percent(bar, "x") == float(BASE)
    assert words(drawn) == ["70,25", "75–80%"]
    assert parse(drawn).find("svg").get("aria-label") == TRAINED.sentence
    assert "s-on_track" in drawn


def test_the_pin_and_the_triangle_stand_on_the_path():
    pins = [node for node in parse(bullet(TRAINED)).iter("svg") if node.get("overflow")]
    assert percent(pins[0], "x") == pytest.approx(7 + 71 * 2.85 / 4.75, abs=0.1)
    assert percent(pins[1], "x") == pytest.approx(7 + 71 * 3.8 / 4.75, abs=0.1)


def test_moving_away_goes_left_of_the_baseline():
    drawn = bullet(replace(TRAINED, value=D("70.2"), status=Status.WRONG_WAY))
    bar = one(drawn, "bar")
    assert percent(bar, "x") + percent(bar, "width") == pytest.approx(float(BASE), abs=0.2)


def test_a_falling_target_is_the_same_journey():
    falling = replace(TRAINED, baseline=D(12), target=D(5), value=D(8), range_end=None, rising=False)
    assert percent(one(bullet(falling), "bar"), "width") == pytest.approx(71 * 4 / 7, abs=0.1)


@pytest.mark.parametrize("value", [D("-100000"), D("70.25"), D(79), D("1e9")])
def test_extremes_stay_inside_the_drawing(value):
    assert inside(bullet(replace(TRAINED, value=value, expected_now=value, expected_end_of_year=value)))


@pytest.mark.parametrize("status", [Status.NO_DATA, Status.OVERDUE_NO_DATA, Status.INSUFFICIENT_DATA])
def test_an_unknown_value_is_a_dashed_track_without_a_bar_or_a_pin(status):
    drawn = bullet(replace(TRAINED, value=None, status=status))
    assert not every(drawn, "bar")
    assert not every(drawn, "pin")
    assert every(drawn, "dashed-box")


@pytest.mark.parametrize(
    ("baseline", "value", "right"), [(D(76), D(73), False), (None, D(82), True), (D(75), D(75), True)]
)
def test_without_a_distance_only_the_side_of_the_mark_is_drawn(baseline, value, right):
    dot = one(bullet(replace(TRAINED, baseline=baseline, value=value)), "bar")
    assert dot.tag == "circle"
    assert (percent(dot, "cx") > TARGET) is right


def test_a_long_label_is_pushed_inwards():
    drawn = bullet(replace(TRAINED, target_text="khoảng 230.000 lượt người mỗi năm", baseline_text="220.500"))
    assert [node.get("x") for node in parse(drawn).iter("text")] == ["0%", "100%"]


def test_labels_and_sentence_are_escaped():
    drawn = bullet(replace(TRAINED, sentence='"><x>', target_text="<b>", baseline_text="&"))
    assert words(drawn) == ["&", "<b>"]


def test_the_legend_names_every_mark():
    assert len(list(parse(LEGEND).iter("li"))) == 4
