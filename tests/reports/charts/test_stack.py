import pytest

from reports.charts.stack import stack
from tests.reports.charts.drawn import inside, parse, percent


def test_parts_share_the_width_finished_ones_first():
    drawn = stack({"not_opened": 15, "draft": 18, "returned": 3, "submitted": 7, "accepted": 9}, "52 đơn vị")
    parts = list(parse(drawn).iter("rect"))
    assert [part.get("class") for part in parts] == [
        "part-accepted",
        "part-submitted",
        "part-returned",
        "part-draft",
        "part-not_opened",
    ]
    assert percent(parts[0], "width") == pytest.approx(100 * 9 / 52 - 0.5, abs=0.1)
    assert inside(drawn)


def test_states_without_agencies_take_no_room():
    assert len(list(parse(stack({"accepted": 3, "draft": 0}, "câu")).iter("rect"))) == 1


def test_a_single_agency_among_many_stays_visible():
    parts = list(parse(stack({"accepted": 1, "draft": 3000}, "câu")).iter("rect"))
    assert percent(parts[0], "width") > 0


def test_nobody_to_report_draws_nothing():
    assert stack({}, "câu") == ""
    assert stack({"draft": 0}, "câu") == ""
