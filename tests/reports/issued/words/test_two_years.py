"""Two years beside each other in a report: of the same agencies, with digits that add up, and with one pace."""

from decimal import Decimal

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
