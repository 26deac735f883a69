"""What a report says of an indicator, case by case, as it is printed."""

from dataclasses import replace

import pytest

from reports.issued.content.schema import Dataset, TooFew
from reports.issued.words import generated_passages
from reports.issued.words.fields import fields, with_numbers
from reports.wording.formats import NBSP
from tests.reports.issued.datasets import count, dataset, lagging, published, result, several_years, standing, value

RATE = "trained_labour_rate"


def said(data: Dataset, key: str) -> str:
    passage = next(passage for passage in generated_passages(data) if passage.key == key)
    return with_numbers(passage.template, fields(data)).replace(NBSP, " ")


def told(measured, kind: str = "yearly", **columns) -> str:
    return said(dataset(kind, indicators=(measured,), **columns), f"results.{measured.code}")


def of_values(*values) -> str:
    return told(result(values=values))


def of_target(target, **columns) -> str:
    """What follows the sentence about the value."""
    return told(result(values=(value(2024, "73"),), targets=(target,), **columns)).partition("để so sánh. ")[2]


def test_rose():
    assert of_values(value(2023, "72.2"), value(2024, "73")) == (
        "Tỷ lệ lao động qua đào tạo: năm 2024 đạt 73,0%, tăng 0,8 điểm % so với năm 2023 (72,2%)."
    )


def test_fell():
    assert of_values(value(2023, "73"), value(2024, "72.2")) == (
        "Tỷ lệ lao động qua đào tạo: năm 2024 đạt 72,2%, giảm 0,8 điểm % so với năm 2023 (73,0%)."
    )


def test_stood_still():
    assert of_values(value(2023, "73"), value(2024, "73")) == (
        "Tỷ lệ lao động qua đào tạo: năm 2024 đạt 73,0%, không thay đổi so với năm 2023."
    )


def test_no_previous_year():
    assert of_values(value(2022, "72.2"), value(2024, "73")) == (
        "Tỷ lệ lao động qua đào tạo: năm 2024 đạt 73,0%; chưa có số liệu năm 2023 để so sánh."
    )


def test_no_data_for_the_year_tells_the_last_known():
    assert of_values(value(2022, "72.23")) == (
        "Tỷ lệ lao động qua đào tạo: chưa có số liệu năm 2024; gần nhất là số liệu năm 2022: 72,23%."
    )


def test_no_data_at_all():
    assert of_values() == "Tỷ lệ lao động qua đào tạo: chưa có số liệu của năm nào tính đến hết năm 2024."


def test_too_few_agencies_for_a_value():
    few = (TooFew(2024, 5, 30),)
    assert told(result(too_few=few)) == (
        "Tỷ lệ lao động qua đào tạo: chưa có số liệu của năm nào tính đến hết năm 2024 "
        "(mới 5/30 đơn vị có số, chưa đủ để tổng hợp)."
    )
    assert "năm 2024 (mới 5/30 đơn vị có số, chưa đủ để tổng hợp); gần nhất là số liệu năm 2023" in told(
        result(too_few=few, values=(value(2023, "72"),))
    )


def test_a_count_changes_by_percent():
    assert told(count(values=(value(2023, "230000"), value(2024, "235000")))) == (
        "Số lượt người được đào tạo trong năm: năm 2024 đạt 235.000 lượt người, tăng 2,2% so với năm 2023 "
        "(230.000 lượt người)."
    )


def test_what_should_fall_is_not_achieved_by_being_high():
    assert "năm 2024 là 4,0%" in told(result(direction="down", values=(value(2024, "4"),)))


def test_an_estimate_says_so():
    assert told(result(values=(published(2024, "73", kind="estimate"),))) == (
        "Tỷ lệ lao động qua đào tạo: năm 2024 ước đạt 73,0%; chưa có số liệu năm 2023 để so sánh. "
        "Đây là số ước đã công bố."
    )


def test_part_of_a_year_says_so():
    assert "Số công bố mới tính một phần năm." in of_values(published(2024, "73", kind="provisional"))


def test_part_of_the_agencies_and_their_estimates_say_so():
    partial = value(2024, "73", units_reporting=28, has_estimate=True)
    assert "Số liệu tạm tính, mới tổng hợp từ 28/30 đơn vị, trong đó có số ước." in of_values(partial)


def test_a_sum_that_lacks_agencies_or_months_is_a_lower_bound_and_compared_with_nothing():
    fewer = count(values=(value(2023, "230000"), value(2024, "215000", units_reporting=28)))
    assert told(fewer) == (
        "Số lượt người được đào tạo trong năm: năm 2024 đạt ít nhất 215.000 lượt người; năm 2023 là 230.000 lượt "
        "người, chưa so sánh được vì số liệu chưa đầy đủ. Số liệu tạm tính, mới tổng hợp từ 28/30 đơn vị."
    )
    months = count(values=(published(2023, "143000", kind="provisional"), published(2024, "235000")))
    assert "chưa so sánh được vì số liệu chưa đầy đủ" in told(months)
    assert "chưa so sánh được vì số liệu chưa đầy đủ" in told(months, "final", first_year=2023)


def test_a_rate_of_part_of_the_agencies_is_still_compared():
    assert "tăng 1,0 điểm %" in of_values(value(2023, "72"), value(2024, "73", units_reporting=28))


def test_a_full_round_of_final_figures_needs_no_remark():
    assert "tổng hợp" not in of_values(value(2024, "73"))


def test_two_sources_that_differ_are_both_told():
    both = published(2024, "73", rollup="71.8")
    assert (
        "Số tổng hợp từ các đơn vị là 71,8%, số công bố là 73,0% (số tổng hợp thấp hơn 1,2 điểm %); "
        "báo cáo lấy số công bố."
    ) in of_values(both)
    assert "báo cáo lấy số tổng hợp." in of_values(value(2024, "71.8", official="73"))
    assert "báo cáo lấy" not in of_values(published(2024, "73", rollup="73"))


def test_made_up_numbers_say_so():
    assert "Đây là số liệu minh họa." in of_values(value(2024, "73", illustrative=True))


def test_a_sum_over_years_tells_what_the_year_added():
    total = count(
        "trained_cumulative",
        name="Số lượt người được đào tạo cộng dồn từ năm 2021",
        formula="cumulative",
        values=(published(2023, "720493"), published(2024, "971861")),
        targets=(
            standing(
                "on_track", basis="cumulative", from_year=2021, low="1150000", actual="971861", base="0",
                gap="61861", required_per_year="178139", achieved_per_year="242965.25",
            ),
        ),
    )  # fmt: skip
    assert told(total) == (
        "Số lượt người được đào tạo cộng dồn từ năm 2021: đến hết năm 2024 đạt 971.861 lượt người, riêng năm 2024 thêm "
        "251.368 lượt người. Đúng tiến độ so với mục tiêu giai đoạn 2021–2025 (từ 1.150.000 lượt người), vượt kế hoạch "
        "61.861 lượt người; năm 2025 cần thêm 178.139 lượt người, thời gian qua bình quân mỗi năm 242.965 lượt người."
    )


def test_growth_is_compared_with_itself():
    pace = {"basis": "every_year", "from_year": 2021, "low": "5", "comparator": "about", "base": "0", "base_year": 2021}
    target = standing("far_behind", actual="2.14", gap="-2.86", required_per_year="14.1", **pace)
    growth = result("trained_growth", name="Tốc độ tăng", formula="growth", values=(value(2024, "2.17"),))
    text = told(replace(growth, targets=(target,)))
    assert text == (
        "Tốc độ tăng: năm 2024 là 2,17%; chưa có số liệu năm 2023 để so sánh. Bình quân mỗi năm từ 2021 đến 2024 "
        "tăng 2,14%, chậm nhiều so với mục tiêu mỗi năm trong giai đoạn 2021–2025 (khoảng 5%, đạt từ 4,75%); "
        "từ nay mỗi năm cần tăng 14,1%."
    )
    missed = standing("not_met", actual="-1.5", final=True, met=False, **pace)
    assert "Bình quân mỗi năm từ 2021 đến 2024 giảm 1,5%, không đạt mục tiêu" in told(
        replace(growth, targets=(missed,))
    )
    fresh = standing("on_track", actual="5.2", **{**pace, "base_year": 2023})
    assert "Năm 2024 tăng 5,2%, đúng tiến độ so với mục tiêu" in told(replace(growth, targets=(fresh,)))


MET = {"actual": "75.2", "base": "70.25", "met": True}


def test_met_in_its_year():
    met = standing("achieved", 2024, final=True, **MET)
    assert of_target(met) == "Đạt mục tiêu năm 2024 (từ 75%), vượt 0,2 điểm %."


def test_met_to_the_point():
    exact = standing("achieved", 2024, final=True, **{**MET, "actual": "75"})
    assert of_target(exact) == "Đạt mục tiêu năm 2024 (từ 75%), vừa đủ."


def test_met_early():
    assert of_target(standing("achieved", **MET)) == "Đạt trước hạn mục tiêu năm 2025 (từ 75%), vượt 0,2 điểm %."


def test_met_early_but_slipping():
    slipping = standing("achieved", flags=("slipping",), **MET)
    assert of_target(slipping).endswith(
        "vượt 0,2 điểm %; tuy nhiên kết quả những năm gần đây đang xa dần mục tiêu, cần giữ vững."
    )


def test_not_met():
    missed = standing("not_met", 2024, final=True, met=False, actual="72.8", base="70")
    assert of_target(missed) == "Không đạt mục tiêu năm 2024 (từ 75%), thiếu 2,2 điểm %."


def test_a_strict_target_that_was_only_touched_is_not_met():
    touched = standing("not_met", 2024, final=True, met=False, comparator=">", actual="75", base="70")
    assert of_target(touched) == "Không đạt mục tiêu năm 2024 (trên 75%), vừa chạm mức mục tiêu."


def test_above_a_band_is_too_much():
    above = standing(
        "not_met", 2024, final=True, met=False, comparator="range", low="25", high="30", actual="31", base="20"
    )
    assert of_target(above, direction="none") == "Không đạt mục tiêu năm 2024 (25–30%), thừa 1,0 điểm %."


def test_within_a_band():
    inside = standing("achieved", 2024, final=True, met=True, comparator="range", low="25", high="30", actual="27")
    assert of_target(inside, direction="none") == "Đạt mục tiêu năm 2024 (25–30%), trong khoảng cho phép."


def test_within_the_tolerance_of_about():
    near = standing("achieved", 2024, final=True, met=True, comparator="about", low="45", actual="43")
    assert of_target(near) == "Đạt mục tiêu năm 2024 (khoảng 45%, đạt từ 42,75%), trong mức cho phép của “khoảng”."


def test_on_track():
    ahead = standing(
        "on_track",
        2030,
        low="80",
        actual="75",
        base="70",
        gap="0.3",
        required_per_year="0.833",
        achieved_per_year="1.25",
    )
    assert of_target(ahead) == (
        "Đúng tiến độ so với mục tiêu năm 2030 (từ 80%), vượt lộ trình 0,3 điểm %; mỗi năm cần tăng 0,8 điểm %, "
        "thời gian qua bình quân mỗi năm tăng 1,3 điểm %."
    )


def test_lagging_tells_how_late_and_what_it_takes():
    assert of_target(lagging()) == (
        "Chậm 1,1 năm so với lộ trình tới mục tiêu năm 2025 (75–80%), kém lộ trình 1,1 điểm %; năm 2025 cần tăng "
        "2,0 điểm %, thời gian qua bình quân mỗi năm tăng 0,7 điểm %."
    )


def test_far_behind_early_in_the_period():
    early = replace(lagging(year=2030), status="far_behind", flags=("early",))
    assert of_target(early).startswith(
        "Chậm nhiều, chậm 1,1 năm so với lộ trình tới mục tiêu năm 2030 (75–80%), kém lộ trình 1,1 điểm % "
        "(tạm đánh giá, mới đầu kỳ); mỗi năm cần tăng 2,0 điểm %"
    )


def test_behind_a_plan_of_sums():
    behind = standing(
        "lagging", basis="cumulative", from_year=2021, low="1150000", actual="800000", base="0", gap="-110000"
    )
    text = told(count("sum", formula="cumulative", values=(published(2024, "800000"),), targets=(behind,)))
    assert text.endswith(
        "Chậm so với mục tiêu giai đoạn 2021–2025 (từ 1.150.000 lượt người): tính đến năm 2024 kém kế hoạch "
        "110.000 lượt người."
    )


def test_behind_without_a_path():
    assert of_target(standing("far_behind", low="30", comparator=">", actual="30", base="30")) == (
        "Chậm nhiều so với mục tiêu năm 2025 (trên 30%): chưa thay đổi so với mức gốc 30,0% (năm 2020)."
    )
    assert of_target(standing("far_behind", actual="73", base="70")) == (
        "Chậm nhiều so với mục tiêu năm 2025 (từ 75%), còn thiếu 2,0 điểm %."
    )


def test_wrong_way():
    away = standing(
        "wrong_way", actual="69", base="70.25", gap="-4", required_per_year="6", achieved_per_year="-0.3125"
    )
    assert of_target(away) == (
        "Đi ngược mục tiêu năm 2025 (từ 75%): năm 2024 giảm 1,3 điểm % so với năm 2020 (70,25%); năm 2025 cần tăng "
        "6,0 điểm %, thời gian qua bình quân mỗi năm giảm 0,3 điểm %."
    )


def test_a_target_that_was_met_and_lost():
    lost = standing("wrong_way", actual="74", base="76", flags=("baseline_already_met",), required_per_year="1")
    assert of_target(lost) == (
        "Năm 2020 đã đạt (76,0%) nhưng năm 2024 là 74,0%, không còn giữ được mục tiêu năm 2025 (từ 75%); "
        "năm 2025 cần tăng 1,0 điểm %."
    )


def test_wrong_way_without_a_base():
    assert of_target(standing("wrong_way", actual="69")) == "Đi ngược mục tiêu năm 2025 (từ 75%): năm 2024 là 69,0%."


def test_overdue_without_data():
    assert of_target(standing("overdue_no_data", 2023)) == (
        "Năm 2023 đã qua nhưng chưa có số liệu của năm đó để kết luận về mục tiêu năm 2023 (từ 75%)."
    )


def test_a_total_that_lacks_a_year():
    open_end = standing(
        "overdue_no_data", 2024, basis="cumulative", from_year=2021, low="900000", missing_years=(2022, 2023)
    )
    assert of_target(open_end).startswith("Giai đoạn đã kết thúc nhưng chưa có số liệu của năm 2022, 2023 để kết luận")


def test_no_data_and_too_little_data():
    assert of_target(standing("no_data")) == "Chưa có số liệu để so với mục tiêu năm 2025 (từ 75%)."
    single = standing("insufficient_data", actual="73", required_per_year="2")
    assert of_target(single) == (
        "Chưa đủ số liệu để đánh giá tiến độ tới mục tiêu năm 2025 (từ 75%): mới có số liệu năm 2024 là 73,0%; "
        "năm 2025 cần tăng 2,0 điểm %."
    )


def test_milestones_k_of_n():
    goal = standing("not_assessed", comparator="milestone", low=None, milestones_done=1, milestones=3)
    vision = result("vision", name="Tầm nhìn", unit="mốc", formula="qualitative", targets=(goal,))
    assert told(vision) == "Tầm nhìn: 1 trên 3 mốc của năm 2025 đã hoàn thành."
    unjudged = replace(vision, targets=(replace(goal, milestones=0, milestones_done=0),))
    assert told(unjudged) == "Tầm nhìn: mục tiêu định tính của năm 2025, chưa có đánh giá."


def test_every_target_that_fell_due_or_comes_next_is_told_and_no_other():
    targets = (
        standing("achieved", 2024, final=True, **MET),
        standing("no_data", 2030, low="80", current=False),
        standing("overdue_no_data", 2020, low="60", current=False),
        standing("no_data", basis="average_per_year", from_year=2021, low="70"),
    )
    text = told(result(values=(value(2024, "75.2"),), targets=targets))
    assert "năm 2024 (từ 75%)" in text
    assert "bình quân mỗi năm giai đoạn 2021–2025 (từ 70%)" in text
    assert all(other not in text for other in ("2030", "năm 2020"))


def test_several_years_tell_start_end_and_average():
    data = several_years()
    assert said(data, f"results.{RATE}") == (
        "Tỷ lệ lao động qua đào tạo: từ 71,1% (năm 2021) đến 75,2% (năm 2025), tăng 4,1 điểm %; bình quân mỗi năm tăng "
        "1,0 điểm %. Đạt mục tiêu năm 2025 (từ 75%), vượt 0,2 điểm %."
    )


YEARS = {"kind": "final", "first_year": 2021, "year": 2024}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((), "chưa có số liệu của năm nào tính đến hết năm 2024"),
        ((value(2019, "70"),), "chưa có số liệu năm nào trong giai đoạn; số liệu gần nhất là của năm 2019: 70,0%"),
        ((value(2022, "72"),), "trong giai đoạn chỉ có số liệu năm 2022: 72,0%"),
        ((value(2021, "72"), value(2024, "72")), "năm 2021 và năm 2024 đều là 72,0%"),
        (
            (value(2021, "72"), value(2023, "71")),
            "từ 72,0% (năm 2021) đến 71,0% (năm 2023), giảm 1,0 điểm %; bình quân mỗi năm giảm 0,5 điểm % "
            "(chưa có số liệu của những năm sau đó)",
        ),
    ],
)
def test_several_years_with_gaps(values, words):
    assert told(result(values=values), **YEARS) == f"Tỷ lệ lao động qua đào tạo: {words}."


def test_no_level_is_said_to_be_fulfilled_by_percent():
    for data in (several_years(), dataset(indicators=(result(values=(value(2024, "73"),), targets=(lagging(),)),))):
        assert "hoàn thành 9" not in " ".join(
            with_numbers(passage.template, fields(data)) for passage in generated_passages(data)
        )
