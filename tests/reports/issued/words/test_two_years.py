"""Two years beside each other in a report: of the same agencies, with digits that add up, and with one pace."""

from decimal import Decimal

from reports.issued.content.schema import YearPlan
from reports.progress.pairs import PairedYears
from tests.reports.issued.datasets import count, published, result, standing, value
from tests.reports.issued.words.test_result_words import of_values, told


def test_a_change_is_that_of_the_agencies_of_both_years_and_says_how_many_they_are():
    pair = PairedYears(2023, 23, Decimal("96.1"), Decimal("97.1"))
    now = value(2024, "97.0", units_reporting=24, paired=(pair,))
    text = of_values(value(2023, "96.4", units_reporting=27), now)
    assert "năm 2024 đạt 97,0%; 23 đơn vị báo cáo cả hai năm tăng 1,0 điểm % so với năm 2023." in text
    assert "0,6" not in text
    sums = (PairedYears(2023, 23, Decimal(200000), Decimal(210000)),)
    few = count(
        values=(
            value(2023, "230000", units_reporting=27),
            value(2024, "215000", units_reporting=24, paired=sums),
        )
    )
    assert "23 đơn vị báo cáo cả hai năm tăng 5,0% so với năm 2023" in told(few)


def test_a_change_is_printed_with_the_digits_that_the_reader_s_subtraction_gives():
    text = of_values(value(2023, "29.344"), value(2024, "30.172"))
    assert "năm 2024 đạt 30,17%, tăng 0,83 điểm % so với năm 2023 (29,34%)" in text
    printed = of_values(published(2023, "71.1"), published(2024, "72.23"))
    assert "72,23%, tăng 1,13 điểm % so với năm 2023 (71,1%)" in printed


def test_a_rounded_publication_keeps_its_digits():
    assert "năm 2024 đạt 73%" in of_values(published(2024, "73", half_width=Decimal("0.5")))
    assert "năm 2024 đạt khoảng 52%" in of_values(published(2024, "52", half_width=Decimal(1)))


def test_one_indicator_has_one_pace_in_its_paragraph():
    values = (value(2022, "70"), value(2024, "72"))
    row = standing(
        "lagging", current=True, actual="72", actual_year=2024, base="69", base_year=2020, ratio="0.7", gap="-1",
        expected_value="73", years_ahead="-0.8", required_per_year="3", achieved_per_year="0.75",
    )  # fmt: skip
    text = told(result(values=values, targets=(row,)), "interim", first_year=2022)
    assert text.count("bình quân mỗi năm") == 1
    assert "thời gian qua bình quân mỗi năm tăng 0,8 điểm %" in text
    assert "bình quân mỗi năm tăng 1,0 điểm %" in told(result(values=values), "interim", first_year=2022)


def test_a_pair_leaves_the_digits_of_the_level_alone():
    pair = PairedYears(2023, 23, Decimal("96.1"), Decimal("97.1"))
    text = of_values(value(2023, "29.344"), value(2024, "30.172", paired=(pair,)))
    assert "năm 2024 đạt 30,2%; 23 đơn vị" in text


def test_a_change_of_a_rounded_publication_is_about_so_much():
    rounded = published(2024, "73", half_width=Decimal("0.5"))
    assert "đạt 73%, tăng khoảng 0,8 điểm % so với năm 2023 (72,23%)" in of_values(published(2023, "72.23"), rounded)


def test_a_plan_within_the_rounding_of_the_source_is_neither_reached_nor_missed():
    plans = (YearPlan(2024, Decimal("73.2"), ""),)
    near = result(values=(published(2024, "73", half_width=Decimal("0.5")),), plans=plans)
    assert "kết quả xấp xỉ kế hoạch, chênh lệch nằm trong sai số làm tròn của nguồn" in told(near)
    sharp = result(values=(published(2024, "73"),), plans=plans)
    assert "kết quả thấp hơn kế hoạch 0,2 điểm %" in told(sharp)


def test_nothing_rises_by_what_an_average_year_brings():
    row = standing(
        "on_track", basis="average_per_year", from_year=2021, low="230000", comparator="about", actual="234604",
        actual_year=2024, gap="4604", required_per_year="211584", achieved_per_year="234604", ratio="1.02",
    )  # fmt: skip
    text = told(count(values=(value(2024, "240000"),), targets=(row,)))
    assert "năm 2025 cần 211.584 lượt người, thời gian qua bình quân mỗi năm 234.604 lượt người" in text


def test_of_schools_being_late_is_said_in_schools():
    row = standing(
        "lagging", current=True, low="4", actual="3", actual_year=2024, base="1", base_year=2021, ratio="0.888889",
        expected_value="3.25", gap="-0.25", years_ahead="-0.333333", required_per_year="1",
        achieved_per_year="0.666667",
    )  # fmt: skip
    schools = result(
        unit="trường", decimals=0, formula="value", values=(value(2023, "2"), value(2024, "3")), targets=(row,)
    )
    assert "tính đến năm 2024 thiếu 1 trường so với lộ trình; năm 2025 cần tăng 1 trường" in told(schools)
    assert "0,3 năm" not in told(schools)
