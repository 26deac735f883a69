from reports.wording.formats import NBSP
from reports.wording.later import waiting_label, waiting_sentence
from reports.wording.standing import standing_of
from targets.models import Ambition
from tests.reports.dashboards.rows import progress, target


def far(**columns):
    """The teachers of 2024: late for 2025, and on the way to the same 100 % in 2030."""
    numbers = {
        "year": 2024, "actual": "97.04", "actual_year": 2024, "base": "94.3", "base_year": 2021, "gap": "0.8",
        "expected_value": "96.2", "required_per_year": "0.493", "achieved_per_year": "0.9", "current": False,
    }  # fmt: skip
    return standing_of(progress("on_track", target("100", year=2030), **(numbers | columns)))


def test_a_milestone_after_the_next_one_waits_without_a_verdict():
    assert waiting_label(far()) == "Mốc sau"
    said = waiting_sentence(far()).replace(NBSP, " ")
    assert said == "Từ 97,04% (năm 2024) cần tăng 0,5 điểm % mỗi năm để tới mức này"


def test_what_is_known_of_it_is_told_and_no_more():
    assert waiting_sentence(far(actual=None, actual_year=None)) == "Chưa có số liệu; xét khi đã qua mốc trước"
    assert "đang ở mức từ 100%; xét khi đã qua mốc trước" in waiting_sentence(far(met=True))


def test_the_next_milestone_and_what_is_over_keep_their_verdict():
    assert waiting_label(far(current=True)) == ""
    assert waiting_label(far(final=True)) == ""
    assert waiting_label(far(year=2031)) == ""


def test_what_a_plan_aspires_to_beyond_its_promise_is_never_judged():
    aspired = progress("far_behind", target("55", ambition=Ambition.ASPIRED), year=2024, current=False)
    assert waiting_label(standing_of(aspired)) == "Mức phấn đấu"
