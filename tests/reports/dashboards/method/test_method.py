from dataclasses import replace
from decimal import Decimal

from reports.dashboards.method.page import method_page
from targets.calculations.statuses import Status
from targets.calculations.thresholds import DEFAULT


def test_every_status_is_explained_once_and_judged_as_it_is_called():
    assert sorted(line.status for line in method_page(DEFAULT).statuses) == sorted(Status)


def test_the_examples_follow_the_limits_in_force():
    strict = method_page(replace(DEFAULT, on_track=Decimal("1.2"), about_tolerance=Decimal("0.1")))
    by_rule = {line.rule: line.status for line in strict.statuses}
    assert by_rule["Tỷ số nhịp độ từ 1,20 trở lên."] == Status.LAGGING
    assert any("từ 40,5%" in wording.met for wording in strict.wordings)
    assert any(setting.value == "1,20" for setting in strict.settings)


def test_the_worked_example_is_one_and_a_half_years_late():
    text = " ".join(method_page(DEFAULT).worked)
    assert "<strong>0,50</strong>" in text
    assert "1,5\u00a0năm" in text
    assert "<strong>1,75 điểm %</strong>" in text


def test_rates_are_pooled_and_never_averaged():
    page = method_page(DEFAULT)
    assert "<strong>82,0%</strong>" in page.pooling
    assert "70,0%" in page.pooling


def test_the_likelihood_is_never_given_as_a_percentage():
    page = method_page(DEFAULT)
    assert all("%" not in meaning for _, meaning in page.outlook)
    assert "<strong>70,0%</strong>" in page.outlook_example


def test_both_agencies_rise_and_the_whole_falls():
    assert "từ 82,0% xuống <strong>69,8%</strong>" in method_page(DEFAULT).shift
    assert "+2,6; phần còn lại, –\u206014,8" in method_page(DEFAULT).shift


def test_the_ratio_of_sdg_reports_can_say_another_word():
    assert method_page(DEFAULT).second_ratio.endswith(
        "theo tốc độ tăng bình quân 0,98, đúng tiến độ; theo đường thẳng <strong>0,58</strong>, "
        "<strong>chậm nhiều</strong>."
    )
