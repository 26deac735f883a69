"""What a report says of the locality's own plan of a year, as it is printed."""

from dataclasses import replace
from decimal import Decimal

from reports.issued.content.schema import YearPlan
from tests.reports.issued.datasets import count, element, result, value
from tests.reports.issued.words.test_result_words import told


def planned(measured, amount: str, **columns) -> str:
    """The sentence about the plan of 2024; `trained` is added up in the year."""
    plan = YearPlan(2024, Decimal(amount), "KH 73/KH-UBND; công bố 06/03/2024.")
    with_plan = replace(measured, plans=(plan,), **columns)
    text = told(with_plan, elements=(element(), element("schools", aggregation="stock")))
    return text.partition("Kế hoạch ")[2].partition(". ")[0].rstrip(".")


SUM = count(values=(value(2024, "245000"),), numerator=("trained",))


def test_a_sum_that_starts_at_zero_reaches_a_share_of_its_plan():
    assert planned(SUM, "240000") == "năm 2024 là 240.000 lượt người, kết quả đạt 102,1% kế hoạch"
    partial = replace(SUM, values=(value(2024, "235000", units_reporting=28),))
    assert planned(partial, "240000").endswith("kết quả đạt ít nhất 97,9% kế hoạch")
    assert planned(SUM, "240000", direction="down").endswith("kết quả bằng 102,1% kế hoạch")


def test_sums_over_years_are_set_beside_what_was_planned_until_then():
    assert planned(SUM, "240000", formula="cumulative", numerator=()) == (
        "cộng dồn đến hết năm 2024 là 240.000 lượt người, kết quả đạt 102,1% kế hoạch"
    )


def test_rates_and_stocks_lie_above_or_below_their_plan_by_so_much():
    rate = result(values=(value(2024, "73"),))
    assert planned(rate, "73.2") == "năm 2024 là 73,2%, kết quả thấp hơn kế hoạch 0,2 điểm %"
    assert planned(rate, "73").endswith("kết quả đúng bằng kế hoạch")
    schools = count(unit="trường", values=(value(2024, "42"),), numerator=("schools",))
    assert planned(schools, "40") == "năm 2024 là 40 trường, kết quả cao hơn kế hoạch 2 trường"
    partial = replace(schools, values=(value(2024, "42", units_reporting=28),))
    assert planned(partial, "40").endswith("kết quả chưa so sánh được với kế hoạch vì số liệu chưa đầy đủ")


def test_the_plan_of_another_year_goes_unsaid():
    assert planned(replace(SUM, values=(value(2023, "245000"),)), "240000") == ""
