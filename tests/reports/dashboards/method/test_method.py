from dataclasses import replace
from decimal import Decimal

from reports.dashboards.method.page import method_page
from reports.wording.formats import NBSP
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


def test_the_second_edition_is_told_in_worked_sentences():
    told = {about: sentence.replace(NBSP, " ") for about, sentence in method_page(DEFAULT).second}
    assert "chưa đủ số liệu để đánh giá" in told["Lời hứa cho mỗi năm"]
    assert "<strong>không đạt</strong> từ năm đó" in told["Lời hứa cho mỗi năm"]
    assert "<strong>234.604</strong>" in told["Bình quân mỗi năm"] and "211.584" in told["Bình quân mỗi năm"]
    assert "giảm <strong>12,5%</strong>" in told["Thay đổi so với một năm gốc"]
    assert "từ <strong>76%</strong>" in told["“Khoảng” tính từ đâu"]
    assert "cần tăng 4,0 điểm % để được coi là đạt, 8,0 điểm %" in told["“Khoảng” tính từ đâu"]
    assert "Ở 72,5 là chậm, ở 73,5 là đúng tiến độ" in told["Nguồn làm tròn"]
    assert "chưa phân định được" in told["Các nguồn khác nhau"]
    assert "tức tăng <strong>1,2 điểm %</strong>" in told["So hai năm"]
    assert "lộ trình là 3,25" in told["Số đếm nhỏ"] and "thiếu 1 trường" in told["Số đếm nhỏ"]


def test_the_second_edition_follows_the_limits_in_force():
    told = dict(method_page(replace(DEFAULT, about_tolerance=Decimal("0.1"))).second)
    assert "từ <strong>72%</strong>" in told["“Khoảng” tính từ đâu"]


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
