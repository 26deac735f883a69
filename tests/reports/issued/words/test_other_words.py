"""The words around the indicators: opening, who has reported, duties, shortcomings, obstacles, what comes next."""

from dataclasses import replace
from datetime import date

import pytest

from reports.issued.content.schema import Dataset
from reports.issued.words import generated_passages
from reports.issued.words.fields import fields, unknown, with_numbers
from reports.models import ReportKind
from reports.wording.formats import NBSP
from tests.reports.issued.datasets import (
    count,
    dataset,
    duty,
    explanation,
    lagging,
    line,
    many_agencies,
    obstacle,
    result,
    several_years,
    standing,
    value,
    whole,
)

EVERY = [whole(kind) for kind in ReportKind] + [dataset(kind) for kind in ReportKind] + [several_years("final")]


def said(data: Dataset) -> dict[str, str]:
    """Key -> the passage as printed."""
    known = fields(data)
    return {
        passage.key: with_numbers(passage.template, known).replace(NBSP, " ") for passage in generated_passages(data)
    }


def reported(*lines, **columns) -> dict[str, str]:
    return said(dataset(submissions=lines, **columns))


@pytest.mark.parametrize("data", EVERY, ids=lambda data: f"{data.kind}-{data.first_year}-{len(data.indicators)}")
def test_every_passage_can_be_filled_has_a_key_of_its_own_and_says_something(data):
    passages, known = generated_passages(data), fields(data)
    assert passages
    assert len({passage.key for passage in passages}) == len(passages)
    for passage in passages:
        assert passage.title and passage.template.strip()
        assert not unknown(passage.template, known)
        assert with_numbers(passage.template, known).rstrip()[-1] in ".:"


@pytest.mark.parametrize("data", EVERY, ids=lambda data: f"{data.kind}-{data.first_year}-{len(data.indicators)}")
def test_sentences_have_no_loose_ends(data):
    for text in said(data).values():
        for fault in ("  ", " .", " ,", " ;", "..", ",,", "()", ". .", "None", "chưa tính được", "chưa rõ", "[["):
            assert fault not in text, text


def test_names_of_agencies_and_plans_are_never_part_of_a_template():
    data = whole(plan_title="Kế hoạch [[year]]")
    assert not [passage for passage in generated_passages(data) if "UBND quận" in passage.template]
    assert "Kế hoạch [[year]]" in said(data)["opening.plan"]


def test_the_opening_names_the_plan_its_day_and_its_issuer():
    assert said(dataset())["opening.plan"] == (
        "Thực hiện Kế hoạch số 177/KH-UBND ngày 28/6/2022 của UBND thành phố Hà Nội (Kế hoạch thực hiện Chiến lược "
        "phát triển giáo dục nghề nghiệp thành phố Hà Nội đến năm 2025), báo cáo này nêu kết quả thực hiện năm 2024."
    )
    assert said(dataset())["opening.basis"] == (
        "Số liệu trong báo cáo là số liệu đã được duyệt và số liệu đã công bố, tính đến hết ngày 14/12/2024."
    )
    assert said(dataset())["opening.follows"] == "Kết quả cụ thể như sau:"


def test_a_plan_without_a_number_is_named_by_its_title():
    assert said(dataset(plan_number="", plan_title="Kế hoạch A"))["opening.plan"].startswith(
        "Thực hiện Kế hoạch A ngày 28/6/2022 của"
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("interim", "báo cáo này sơ kết kết quả thực hiện giai đoạn 2021–2024."),
        ("final", "báo cáo này tổng kết kết quả thực hiện giai đoạn 2021–2024."),
        ("sheet", "báo cáo này tổng hợp số liệu các năm 2021–2024 của các đơn vị."),
        ("agency", "UBND quận số 1 báo cáo kết quả thực hiện năm 2024."),
    ],
)
def test_each_kind_says_what_it_is(kind, words):
    assert said(dataset(kind, first_year=2021))["opening.plan"].endswith(words)


def test_provisional_figures_and_made_up_ones_are_announced():
    assert "cùng số liệu còn chờ duyệt" in said(dataset(view="provisional"))["opening.basis"]
    assert "số liệu minh họa" in said(dataset(illustrative=True))["opening.illustrative"]
    assert "opening.illustrative" not in said(dataset())


def test_a_party_document_says_that_its_form_is_another():
    assert "văn bản của cấp ủy" in said(dataset(party_document=True))["opening.form"]
    assert "opening.form" not in said(dataset())


def test_all_in_time():
    told = reported(line(1), line(2))
    assert told["reporting.summary"] == (
        "Có 2 đơn vị phải báo cáo, hạn đến hết ngày 14/12/2024. Cả 2 đơn vị đã nộp đúng hạn. "
        "Tất cả các báo cáo đã nộp đều đã được thẩm định và duyệt."
    )
    assert "reporting.late" not in told and "reporting.missing" not in told


def test_some_late_some_missing_some_under_review():
    told = reported(line(1), line(2, "submitted", late=True), line(3, "draft", late=None))
    assert told["reporting.summary"] == (
        "Có 3 đơn vị phải báo cáo, hạn đến hết ngày 14/12/2024. Đến thời điểm lập báo cáo, 2 đơn vị đã nộp, trong đó 1 "
        "đúng hạn và 1 muộn; 1 đơn vị chưa nộp. Đã duyệt 1 báo cáo; 1 báo cáo còn chờ duyệt hoặc đã trả lại."
    )
    assert told["reporting.late"] == "Các đơn vị nộp muộn: UBND quận số 2."
    assert told["reporting.missing"] == "Các đơn vị chưa nộp báo cáo: UBND quận số 3."
    assert told["shortcomings.reports"] == (
        "Còn 1 trong 3 đơn vị chưa nộp báo cáo năm 2024; số liệu tổng hợp vì vậy chưa đầy đủ."
    )


def test_nobody_is_reproached_before_the_deadline():
    told = reported(line(1), line(2, "draft", late=None), as_of=date(2024, 11, 22))
    assert told["shortcomings.reports"] == (
        "Đến hết ngày 22/11/2024, 1 trong 2 đơn vị chưa nộp báo cáo năm 2024 (hạn đến hết ngày 14/12/2024); "
        "số liệu tổng hợp vì vậy chưa đầy đủ."
    )


def test_nobody_has_reported():
    told = reported(line(1, "not_opened", late=None))
    assert "chưa có đơn vị nào nộp." in told["reporting.summary"]
    assert "reporting.missing" not in told


def test_many_names_are_left_to_the_annex():
    told = said(many_agencies())
    assert told["reporting.missing"] == "Các đơn vị chưa nộp báo cáo: 63 đơn vị, danh sách tại phụ lục."


def test_a_plan_without_a_round():
    assert reported()["reporting.summary"].startswith("Không có kỳ báo cáo nào được mở cho Kế hoạch")


def test_several_rounds_one_after_the_other():
    told = reported(
        line(1, year=2023, late=True), line(1), line(2, late=None, state="draft"), first_year=2021, kind="final"
    )
    assert told["reporting.2023"] == ("Năm 2023: 1/1 đơn vị đã nộp báo cáo, trong đó 1 nộp muộn; đã duyệt 1 báo cáo.")
    assert told["reporting.2024"] == "Năm 2024: 1/2 đơn vị đã nộp báo cáo, đều đúng hạn; đã duyệt 1 báo cáo."
    assert told["reporting.without"] == "Không có kỳ báo cáo nào được mở trong năm 2021, 2022."


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((line(1),), "đã nộp đúng hạn và đã được duyệt."),
        ((line(1, "submitted", late=True),), "đã nộp muộn so với hạn và đang chờ duyệt."),
        ((line(1, "returned"),), "đã nộp đúng hạn và đã được trả lại để sửa."),
        ((line(1, "draft", late=None),), "chưa được nộp."),
        ((), "Không có kỳ báo cáo nào được mở trong năm 2024."),
    ],
)
def test_one_agency_speaks_of_its_own_report(lines, words):
    told = said(dataset("agency", submissions=lines))
    assert told["reporting.summary"].endswith(words)
    assert not any(key.startswith(("results", "shortcomings", "next")) for key in told)


def test_standings_are_counted_side_by_side():
    targets = (lagging(), standing("no_data", 2030), standing("insufficient_data", 2045))
    told = said(dataset(indicators=(result(targets=targets),)))
    assert told["results.summary"] == (
        "Báo cáo xét 3 mục tiêu của 1 chỉ tiêu đến hết năm 2024: 1 chậm, cần tăng tốc; 2 chưa đủ số liệu để đánh giá. "
        "Từng chỉ tiêu như sau (số liệu chi tiết tại phụ lục):"
    )


def test_duties_are_counted_over_all_and_by_group():
    told = said(dataset(duties=(duty("1"), duty("2", "in_progress"), duty("3", None, "B"))))
    assert told["duties.summary"] == (
        "Kế hoạch giao 3 nhiệm vụ; theo báo cáo của các đơn vị: 1 đã hoàn thành; 1 đang thực hiện; "
        "1 chưa có đơn vị nào báo cáo."
    )
    assert told["duties.g1"] == "2 nhiệm vụ: 1 đã hoàn thành; 1 đang thực hiện."
    assert "duties.g2" not in told


def test_what_falls_short_is_told_worst_first_with_its_causes():
    behind = result("a", short_name="A", values=(value(2024, "73"),), targets=(lagging(),))
    missed = standing("not_met", 2024, final=True, met=False, actual="72.8", base="70")
    late = result("b", short_name="B", targets=(missed,))
    lost = result("c", short_name="C", targets=(standing("overdue_no_data", 2023),))
    told = said(
        dataset(
            indicators=(behind, late, lost), explanations=(explanation(1), explanation(1, "missing"), explanation(2))
        )
    )
    assert [key for key in told if key.startswith("shortcomings")] == [
        "shortcomings.summary",
        "shortcomings.b",
        "shortcomings.a",
        "shortcomings.c",
        "shortcomings.causes",
    ]
    assert told["shortcomings.b"] == "B (mục tiêu từ 75%, 2024): năm 2024 là 72,8%, không đạt, thiếu 2,2 điểm %."
    assert told["shortcomings.c"] == "C (mục tiêu từ 75%, 2023): đã quá năm mục tiêu mà chưa có số liệu."
    assert told["shortcomings.causes"] == (
        "Nguyên nhân do các đơn vị nêu: 3 giải trình của 2 đơn vị, gồm 1 về số liệu chưa có và 2 về số liệu biến động "
        "hoặc chênh lệch; nguyên văn ghi trong bảng dưới đây, lời giống nhau ghi một lần."
    )


def test_nothing_short_does_not_hide_what_is_not_known():
    told = said(dataset(indicators=(result(targets=(standing("no_data"),)),)))
    assert told["shortcomings.summary"] == (
        "Không có mục tiêu nào được đánh giá là không đạt, chậm hoặc đi ngược trong thời gian của báo cáo. "
        "Còn 1 mục tiêu chưa đủ số liệu để đánh giá."
    )


def test_obstacles_say_who_decides_and_what_has_been_answered():
    told = said(dataset(obstacles=(obstacle(), obstacle("ministry", "passed_up"), obstacle("department", "closed"))))
    assert told["obstacles.summary"] == (
        "Các đơn vị nêu 3 khó khăn, vướng mắc: 1 thuộc thẩm quyền của lãnh đạo địa phương; 1 thuộc thẩm quyền của bộ, "
        "ngành trung ương; 1 thuộc thẩm quyền của cơ quan tổng hợp. Đến nay 1 đang chờ trả lời; 1 đã trình cấp trên; "
        "1 đã giải quyết xong."
    )
    assert told["obstacles.proposal"].startswith("Kiến nghị lãnh đạo địa phương và bộ, ngành trung ương xem xét")


def test_a_settled_obstacle_asks_for_nothing():
    told = said(dataset(obstacles=(obstacle("locality", "closed"),)))
    assert told["obstacles.proposal"] == "Không có kiến nghị nào còn chờ cấp trên quyết định."


def test_the_needed_pace_is_told_against_the_pace_so_far():
    far = replace(lagging(year=2030, required_per_year="1.166667"), comparator=">=", high=None, low=lagging().low)
    told = said(dataset(indicators=(result(targets=(far,)),)))
    assert told["next.trained_labour_rate.2030"] == (
        "Lao động qua đào tạo: để đạt từ 75% vào năm 2030, mỗi năm phải tăng 1,2 điểm %, tức năm 2025 phải ở mức 74,2% "
        "(thời gian qua bình quân mỗi năm tăng 0,7 điểm %)."
    )
    near = said(dataset(indicators=(result(targets=(lagging(),)),)))
    assert near["next.trained_labour_rate.2025"] == (
        "Lao động qua đào tạo: để đạt mức thấp nhất 75% vào năm 2025, trong năm đó phải tăng 2,0 điểm % "
        "(thời gian qua bình quân mỗi năm tăng 0,7 điểm %)."
    )


def test_the_level_of_the_target_year_is_not_told_twice():
    two_years = lagging(actual_year=2023, required_per_year="1")
    told = said(dataset(indicators=(result(targets=(two_years,)),)))
    assert told["next.trained_labour_rate.2025"] == (
        "Lao động qua đào tạo: để đạt mức thấp nhất 75% vào năm 2025, mỗi năm phải tăng 1,0 điểm % "
        "(thời gian qua bình quân mỗi năm tăng 0,7 điểm %)."
    )


def test_a_total_needs_so_many_more_each_year():
    total = standing(
        "lagging", basis="cumulative", from_year=2021, low="1150000", actual="800000", base="0", gap="-110000",
        required_per_year="350000", achieved_per_year="200000",
    )  # fmt: skip
    told = said(dataset(indicators=(count("sum", formula="cumulative", targets=(total,)),)))
    assert told["next.sum.2025-cumulative"] == (
        "Số lượt người đào tạo: để đạt từ 1.150.000 lượt người trong giai đoạn 2021–2025, riêng năm 2025 phải thêm "
        "350.000 lượt người (thời gian qua bình quân mỗi năm 200.000 lượt người)."
    )


def test_nothing_left_to_do():
    told = said(dataset(duties=(duty("1"), duty("2", "not_relevant"))))
    assert told["next.summary"].startswith("Không còn chỉ tiêu nào")
    assert told["next.duties"] == "Tất cả nhiệm vụ của kế hoạch đã hoàn thành hoặc không còn phù hợp."


def test_empty_parts_say_so():
    told = said(dataset())
    assert told["results.summary"] == "Kế hoạch không có mục tiêu nào đến kỳ xét trong thời gian của báo cáo."
    assert told["duties.summary"] == "Kế hoạch không giao nhiệm vụ cụ thể cho đơn vị nào."
    assert told["obstacles.summary"] == "Trong thời gian của báo cáo không có khó khăn, vướng mắc nào được nêu."
    assert told["shortcomings.causes"].endswith("không nêu giải trình nào kèm số liệu.")
