from decimal import Decimal as D

import pytest

from reports.charts.pace import Pace, pace_bars
from tests.reports.charts.drawn import every, inside, one, percent, words


def drawn(achieved, needed):
    return pace_bars(Pace(achieved, needed, "a", "n", "câu"))


def test_the_bars_share_one_scale():
    chart = drawn(D("0.5"), D(1))
    assert percent(one(chart, "pace-got"), "width") == pytest.approx(
        percent(one(chart, "pace-need"), "width") / 2, abs=0.1
    )
    assert words(chart) == ["đã đạt", "a", "cần có", "n"]


def test_a_negative_pace_goes_left_of_zero():
    chart = drawn(D(-1), D(3))
    got, need = one(chart, "pace-got"), one(chart, "pace-need")
    assert percent(got, "x") + percent(got, "width") == pytest.approx(percent(need, "x"), abs=0.1)
    assert every(chart, "base-mark")


@pytest.mark.parametrize(("achieved", "needed"), [(None, D(1)), (D(1), None), (None, None), (D(0), D(0))])
def test_what_is_not_known_is_written_and_not_drawn(achieved, needed):
    chart = drawn(achieved, needed)
    assert len(every(chart, "pace-got")) == bool(achieved)
    assert len(every(chart, "pace-need")) == bool(needed)
    assert inside(chart)


@pytest.mark.parametrize(("achieved", "needed"), [(D("1e12"), D("0.001")), (D("-1e9"), D("-5"))])
def test_extremes_stay_inside(achieved, needed):
    assert inside(drawn(achieved, needed))
