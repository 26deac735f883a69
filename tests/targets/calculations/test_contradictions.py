"""Rules that find contradictions, each on the least data that shows it found and not found."""

from decimal import Decimal

import pytest

from targets.calculations.bounds import Bounds
from targets.calculations.contradictions import (
    EstimateIsPlan,
    Inputs,
    Promise,
    Publication,
    TwoSources,
    different_promises,
    estimates_of_plans,
    growth_below,
    levels_implied,
    publications_apart,
    shares_outside,
    sources_apart,
)
from targets.calculations.statuses import Comparator, Direction

UP, DOWN, NONE = Direction.UP, Direction.DOWN, Direction.NONE
RATES = {"share": Inputs(numerator=("college", "intermediate"), denominator=("total",))}


def at_least(number: str, comparator: Comparator = Comparator.AT_LEAST) -> Bounds:
    return Bounds.single(comparator, Decimal(number), UP)


def band(low: str, high: str, direction: Direction = UP) -> Bounds:
    return Bounds.between(Decimal(low), Decimal(high), direction)


def promise(
    document: str, bounds: Bounds, indicator: str = "rate", year: int = 2025, first: int | None = None
) -> Promise:
    return Promise(
        document, f"{document}, mục II", "như vậy", indicator, year if first is None else first, year, bounds
    )


def test_two_plans_with_different_numbers_for_one_year_are_found():
    (found,) = different_promises([promise("A", at_least("55.5")), promise("B", band("55", "60"))])
    assert [one.document for one in found.promises] == ["A", "B"]
    assert found.common == (Decimal("55.5"), None)


@pytest.mark.parametrize(
    "other",
    [
        at_least("75"),
        at_least("75", Comparator.ABOUT),
        band("75", "80"),
        band("75", "85"),
    ],
)
def test_plans_whose_deciding_end_is_the_same_say_the_same(other):
    assert different_promises([promise("A", band("75", "80")), promise("B", other)]) == []


@pytest.mark.parametrize(
    ("indicator", "year", "first"), [("other", 2025, 2025), ("rate", 2030, 2030), ("rate", 2025, 2021)]
)
def test_promises_for_something_else_or_another_time_are_not_compared(indicator, year, first):
    other = promise("B", at_least("60"), indicator, year, first)
    assert different_promises([promise("A", at_least("55")), other]) == []


def test_a_document_that_gives_two_numbers_contradicts_itself():
    (found,) = different_promises([promise("A", at_least("55")), promise("A", at_least("56"))])
    assert found.common == (Decimal(56), None)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (band("25", "30", NONE), band("28", "35", NONE), (28, 30)),
        (band("25", "30", NONE), band("31", "35", NONE), None),
        (band("25", "30", NONE), band("30", "35", NONE), (30, 30)),
        (Bounds.single(Comparator.MORE_THAN, Decimal(30)), band("25", "30", NONE), None),
        (Bounds.single(Comparator.AT_MOST, Decimal(5)), Bounds.single(Comparator.AT_MOST, Decimal(4)), (None, 4)),
        (Bounds.single(Comparator.EQUAL, Decimal(4)), Bounds.single(Comparator.EQUAL, Decimal(5)), None),
        (Bounds.single(Comparator.EQUAL, Decimal(4)), at_least("3"), (4, 4)),
    ],
)
def test_different_promises_are_compatible_or_exclude_each_other(one, other, common):
    (found,) = different_promises([promise("A", one), promise("B", other)])
    assert found.common == common


def levels(document: str = "B", *, college: str = "25000", intermediate: str = "28000") -> list[Promise]:
    numbers = {"college": college, "intermediate": intermediate, "total": "224500"}
    return [promise(document, at_least(number, Comparator.ABOUT), code, 2022) for code, number in numbers.items()]


def test_parts_that_imply_a_share_outside_a_promised_band_are_found():
    wanted = promise("A", band("25", "30", NONE), "share", 2022)
    (found,) = shares_outside([wanted, *levels()], RATES)
    assert round(found.share, 1) == Decimal("23.6")
    assert (found.target, [part.document for part in found.numerator]) == (wanted, ["B", "B"])
    assert [part.indicator for part in (*found.numerator, *found.denominator)] == ["college", "intermediate", "total"]


@pytest.mark.parametrize(
    "planned",
    [
        levels(college="30000"),
        levels()[1:],
        [*levels()[1:], promise("C", at_least("25000"), "college", 2022)],
        [*levels()[:2], promise("B", at_least("0"), "total", 2022)],
        [*levels()[:2], promise("B", band("200000", "230000", NONE), "total", 2022)],
        [promise("B", one.bounds, one.indicator, 2023) for one in levels()],
    ],
    ids=["inside", "a part is missing", "from two documents", "of nothing", "whole left open", "another year"],
)
def test_parts_that_say_nothing_against_the_band_are_left_alone(planned):
    wanted = promise("A", band("25", "30", NONE), "share", 2022)
    assert shares_outside([wanted, *planned], RATES) == []


def test_a_rate_that_has_to_rise_is_held_against_its_lowest_end():
    assert shares_outside([promise("A", at_least("23"), "share", 2022), *levels()], RATES) == []
    assert len(shares_outside([promise("A", at_least("24"), "share", 2022), *levels()], RATES)) == 1


def yearly(*numbers: str, first: int = 2022) -> list[Promise]:
    return [promise(f"KH {year}", at_least(number), "total", year) for year, number in enumerate(numbers, start=first)]


def growth(*years: int, number: str = "5") -> list[Promise]:
    return [promise("A", at_least(number, Comparator.ABOUT), "growth", year) for year in years]


def test_yearly_plans_below_the_required_growth_are_found_for_each_year():
    plans = yearly("224500", "230000", "235000", "240000")
    found = growth_below([*growth(2021, 2022, 2023, 2024, 2025), *plans], {"growth": "total"})
    assert [(one.target.year, round(one.growth, 2)) for one in found] == [
        (2023, Decimal("2.45")),
        (2024, Decimal("2.17")),
        (2025, Decimal("2.13")),
    ]
    assert (found[0].before.document, found[0].now.document) == ("KH 2022", "KH 2023")


@pytest.mark.parametrize("plans", [yearly("100", "104.75"), yearly("100"), yearly("0", "1"), yearly("100", first=2023)])
def test_yearly_plans_that_grow_enough_or_cannot_be_compared_are_left_alone(plans):
    assert growth_below([*growth(2023), *plans], {"growth": "total"}) == []


def test_the_same_number_in_two_documents_is_one_finding():
    plans = [*yearly("224500", "230000"), promise("KH khác", at_least("230000"), "total", 2023)]
    assert len(growth_below([*growth(2023), *plans], {"growth": "total"})) == 1


def pair(official: str, rollup: str, **bounds: bool) -> TwoSources:
    return TwoSources(
        1,
        Decimal(official),
        Decimal(rollup),
        decimals=1,
        official_at_least=bounds.get("official_at_least", False),
        rollup_at_least=bounds.get("rollup_at_least", False),
    )


@pytest.mark.parametrize(
    ("two", "found"),
    [
        (pair("73", "73.04"), False),
        (pair("73", "73.05"), True),
        (pair("73", "72.95"), False),
        (pair("73", "72.94"), True),
        (pair("100", "90", rollup_at_least=True), False),
        (pair("100", "110", rollup_at_least=True), True),
        (pair("100", "110", official_at_least=True), False),
        (pair("100", "90", official_at_least=True), True),
    ],
)
def test_a_roll_up_contradicts_a_published_value_only_where_both_cannot_be_right(two, found):
    assert sources_apart([two]) == ([two] if found else [])


def figure(key: int, low: str, high: str | None = None, **columns) -> Publication:
    plain = {"indicator": "rate", "first_year": 2022, "year": 2022, "whole": True, "period": "", "additive": False}
    return Publication(key=key, low=Decimal(low), high=Decimal(high or low), **{**plain, **columns})


PART = {"whole": False, "period": "11 tháng", "additive": True}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (figure(1, "51.2"), figure(2, "52.5"), True),
        (figure(1, "72.2"), figure(2, "72.23"), False),
        (figure(1, "72.25"), figure(2, "72.2"), True),
        (figure(1, "52"), figure(2, "52.5"), True),
        (figure(1, "52"), figure(2, "52.4"), False),
        (figure(1, "70", "80"), figure(2, "75"), False),
        (figure(1, "70", "80"), figure(2, "81"), True),
        (figure(1, "51.2"), figure(2, "52.5", year=2023, first_year=2023), False),
        (figure(1, "51.2"), figure(2, "52.5", first_year=2021), False),
        (figure(1, "51.2"), figure(2, "52.5", indicator="other"), False),
        (figure(1, "143000", **PART), figure(2, "191850", **PART), True),
        (figure(1, "131104", **PART), figure(2, "193784", **{**PART, "period": "đến tháng 11"}), False),
        (figure(1, "143000", **PART), figure(2, "220500", additive=True), False),
        (figure(1, "230000", **PART), figure(2, "220500", additive=True), True),
    ],
)
def test_published_figures_are_held_against_each_other(one, other, found):
    expected = [{1, 2}] if found else []
    for figures in ([one, other], [other, one]):
        assert [{one.key for one in group} for group in publications_apart(figures)] == expected


def test_a_figure_that_agrees_with_all_others_is_not_drawn_in():
    (group,) = publications_apart([figure(1, "51.2"), figure(2, "52.5"), figure(3, "50", "53")])
    assert [one.key for one in group] == [1, 2]


def sums(key, year, value, *, whole=True, indicator="total", estimate=False):
    """One published figure of a year; of a rate where the indicator is no total."""
    amount, period, additive = Decimal(value), "" if whole else "11 tháng", indicator == "total"
    return Publication(key, indicator, year, year, amount, amount, whole, period, additive, estimate)


GROWTH_OF_2022 = sums(1, 2022, "27.87", whole=False, indicator="growth")
TO_NOVEMBER = sums(2, 2022, "245316", whole=False)


@pytest.mark.parametrize(
    ("before", "contradicts"),
    [
        (sums(3, 2021, "143000", whole=False), True),
        (sums(3, 2021, "191847", whole=False), False),  # within the rounding of 27,87
        (sums(3, 2021, "220500"), False),  # a whole year may hold what its months do
        (sums(3, 2021, "180000"), True),  # it cannot be less than they are
    ],
)
def test_a_published_growth_makes_a_year_before(before, contradicts):
    found = levels_implied([GROWTH_OF_2022, TO_NOVEMBER, before], {"growth": "total"})
    assert bool(found) is contradicts
    if found:
        assert round(found[0].implied) == 191848
        assert 14 < found[0].width < 16
        assert found[0].before == (before,)


def test_a_growth_down_to_nothing_implies_no_year_before():
    """All that was there is gone: whatever the sum of the year before was."""
    nothing = sums(1, 2022, "-100", indicator="growth")
    assert levels_implied([nothing, sums(2, 2022, "0"), sums(3, 2021, "143000")], {"growth": "total"}) == []


def test_a_growth_of_part_of_a_year_says_nothing_of_a_whole_one():
    whole_year = sums(2, 2022, "245316")
    assert levels_implied([GROWTH_OF_2022, whole_year, sums(3, 2021, "143000")], {"growth": "total"}) == []


def test_an_estimate_that_is_the_plan_is_found_and_a_rate_s_is_not():
    plan = Promise("KH", "", "", "total", 2021, 2021, Bounds.single(Comparator.AT_LEAST, Decimal(220500)))
    estimate = sums(1, 2021, "220500", estimate=True)
    assert estimates_of_plans([estimate], [plan]) == [EstimateIsPlan(estimate, plan)]
    assert estimates_of_plans([sums(1, 2021, "220500")], [plan]) == []
    assert estimates_of_plans([sums(1, 2021, "220501", estimate=True)], [plan]) == []
    rate = Promise("KH", "", "", "rate", 2022, 2022, Bounds.single(Comparator.AT_LEAST, Decimal("51.2")))
    assert estimates_of_plans([sums(1, 2022, "51.2", indicator="rate", estimate=True)], [rate]) == []
