"""From agencies to the city: sums before rates, coverage before verdicts, and which source counts."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import AgencyKind
from reports.models import ActualSource, FigureKind, IndicatorValue, State, View
from reports.progress.rollup_data import as_stored
from targets.models import Authority, Basis, Formula
from tests import factories
from tests.reports.progress.ground import MISSING, publish, recalculate, report, standing_of, value_of

YEAR = 2023
DAY = date(2024, 11, 22)


@pytest.fixture(autouse=True)
def _clock(db, on):
    on(DAY)


@pytest.fixture
def people():
    return factories.make_element("people")


@pytest.fixture
def total(people):
    return factories.make_indicator("total", numerator=[people])


@pytest.fixture
def rate():
    return factories.make_indicator(
        "rate", numerator=[factories.make_element("trained")], denominator=[factories.make_element("labour")]
    )


@pytest.fixture
def plan():
    return factories.make_plan()


def districts(count: int):
    return [factories.make_agency(f"00{place}") for place in range(1, count + 1)]


def test_a_rate_is_pooled_and_never_the_mean_of_rates(plan, rate):
    for district, trained, labour in zip(districts(3), ("900", "50", "30"), ("1000", "100", "100"), strict=True):
        report(plan, district, YEAR, trained=trained, labour=labour)
    recalculate()
    row = value_of(rate, YEAR)
    assert (row.numerator, row.denominator) == (980, 1200)
    assert row.value == row.rollup == Decimal("81.666666666667")
    assert (row.units_reporting, row.units_expected, row.coverage_weight, row.assessable) == (3, 3, 1, True)
    assert row.source == ActualSource.ROLLUP


@pytest.mark.parametrize(("reporting", "assessable"), [(4, True), (3, False)])
def test_a_sum_with_too_few_agencies_is_shown_but_not_judged(plan, total, reporting, assessable):
    target = factories.make_target(plan, total, low="10")
    for district in districts(5)[:reporting]:
        report(plan, district, YEAR, people="100")
    recalculate()
    row = value_of(total, YEAR)
    assert (row.rollup, row.units_reporting, row.units_expected) == (100 * reporting, reporting, 5)
    assert row.assessable is assessable
    assert (row.value, row.counts) == (100 * reporting, assessable)
    standing = standing_of(target, 2024)
    assert standing.status == ("achieved" if assessable else "insufficient_data")
    assert (standing.actual, standing.actual_year, standing.provisional) == (100 * reporting, YEAR, True)
    assert standing.flags == ([] if assessable else ["low_coverage"])
    assert standing.coverage_units == as_stored(Decimal(reporting) / 5)


def test_coverage_of_a_rate_goes_by_the_last_known_size_of_who_is_missing(plan, rate):
    big, small, tiny = districts(3)
    for district, labour in ((big, "8000"), (small, "1500"), (tiny, "500")):
        report(plan, district, YEAR - 1, trained="100", labour=labour)
    report(plan, big, YEAR, trained="4000", labour="8000")
    recalculate()
    row = value_of(rate, YEAR)
    assert (row.coverage_weight, row.assessable, row.value) == (Decimal("0.8"), True, 50)
    assert (row.units_reporting, row.units_expected) == (1, 3)


def test_many_small_agencies_do_not_make_up_for_the_big_one(plan, rate):
    big, *others = districts(5)
    for district in (big, *others):
        report(plan, district, YEAR - 1, trained="100", labour="8000" if district == big else "500")
    for district in others:
        report(plan, district, YEAR, trained="100", labour="500")
    recalculate()
    row = value_of(rate, YEAR)
    assert (row.coverage_weight, row.assessable, row.counts, row.value) == (Decimal("0.2"), False, False, 20)


def test_without_known_sizes_coverage_goes_by_count(plan, rate):
    for district in districts(5)[:4]:
        report(plan, district, YEAR, trained="50", labour="100")
    recalculate()
    row = value_of(rate, YEAR)
    assert (row.coverage_weight, row.assessable, row.value) == (None, True, 50)


def test_what_did_not_happen_is_a_report_of_nothing_and_what_is_not_known_is_none(plan, total):
    here, nothing, unknown = districts(3)
    report(plan, here, YEAR, people="100")
    report(plan, nothing, YEAR, people=None)
    report(plan, unknown, YEAR, people=MISSING)
    recalculate()
    row = value_of(total, YEAR)
    assert (row.numerator, row.units_reporting, row.units_expected, row.assessable) == (100, 2, 3, False)


def test_a_rate_of_nothing_is_a_report_without_weight(plan, rate):
    here, nothing = districts(2)
    report(plan, here, YEAR, trained="50", labour="100")
    report(plan, nothing, YEAR, trained=None, labour=None)
    recalculate()
    row = value_of(rate, YEAR)
    assert (row.value, row.units_reporting, row.assessable) == (50, 2, True)


def test_a_report_that_lacks_one_side_of_the_rate_is_none(plan, rate):
    whole, half = districts(2)
    report(plan, whole, YEAR, trained="50", labour="100")
    report(plan, half, YEAR, trained="50", labour=MISSING)
    recalculate()
    row = value_of(rate, YEAR)
    assert (row.numerator, row.denominator, row.units_reporting) == (50, 100, 1)


def test_only_agencies_of_the_right_kind_that_existed_at_the_cut_off_are_expected(plan, total):
    report(plan, districts(1)[0], YEAR, people="100")
    factories.make_agency("old", valid_to=date(YEAR, 12, 13))
    factories.make_agency("new", valid_from=date(YEAR, 12, 15))
    factories.make_agency("press", kind=AgencyKind.PRESS)
    recalculate()
    row = value_of(total, YEAR)
    assert (row.units_reporting, row.units_expected) == (1, 1)


def test_where_both_exist_the_indicator_says_which_one_counts_and_both_are_kept(plan, total):
    report(plan, districts(1)[0], YEAR, people="100")
    figure = publish(total, YEAR, "120")
    recalculate()
    row = value_of(total, YEAR)
    assert (row.value, row.source, row.rollup, row.official) == (100, ActualSource.ROLLUP, 100, figure)
    total.authority = Authority.OFFICIAL
    total.save()
    recalculate()
    row = value_of(total, YEAR)
    assert (row.value, row.source, row.rollup, row.official) == (120, ActualSource.OFFICIAL, 100, figure)


def test_the_source_that_counts_gives_way_where_it_says_nothing(plan, total):
    total.authority = Authority.OFFICIAL
    total.save()
    report(plan, districts(1)[0], YEAR, people="100")
    recalculate()
    assert (value_of(total, YEAR).value, value_of(total, YEAR).source) == (100, ActualSource.ROLLUP)


def test_a_roll_up_of_too_few_gives_way_to_the_published_figure(plan, total):
    report(plan, districts(3)[0], YEAR, people="100")
    publish(total, YEAR, "120")
    recalculate()
    assert (value_of(total, YEAR).value, value_of(total, YEAR).source) == (120, ActualSource.OFFICIAL)


def test_made_up_figures_never_stand_in_a_row_of_published_ones(plan, total):
    publish(total, YEAR - 1, "90")
    report(plan, districts(1)[0], YEAR, people="100", illustrative=True)
    recalculate()
    row = value_of(total, YEAR)
    assert (row.value, row.rollup, row.illustrative) == (None, 100, True)


def test_made_up_figures_count_where_nothing_is_published_and_say_so(plan, total):
    target = factories.make_target(plan, total, low="10")
    report(plan, districts(1)[0], YEAR, people="100", illustrative=True)
    recalculate()
    assert value_of(total, YEAR).value == 100
    assert standing_of(target, 2024).illustrative


def test_a_report_under_review_counts_in_the_provisional_view_alone(plan, total):
    report(plan, districts(1)[0], YEAR, people="100", state=State.SUBMITTED)
    recalculate()
    assert value_of(total, YEAR, View.PROVISIONAL).value == 100
    assert not IndicatorValue.objects.filter(view=View.ACCEPTED).exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_a_report_that_is_with_its_agency_counts_nowhere(plan, total, state):
    report(plan, districts(1)[0], YEAR, people="100", state=state)
    recalculate()
    assert not IndicatorValue.objects.exists()


def test_estimates_are_marked(plan, total):
    target = factories.make_target(plan, total, low="10")
    report(plan, districts(1)[0], YEAR, people="100", quality="estimate")
    recalculate()
    assert value_of(total, YEAR).has_estimate
    assert standing_of(target, 2024).provisional


def test_of_several_publications_the_actual_one_counts_and_of_equals_the_latest(total):
    publish(total, YEAR, "100", published_on=date(2024, 1, 1))
    publish(total, YEAR, "110", published_on=date(2024, 6, 1), source="Niên giám, bản sửa")
    publish(total, YEAR, "150", kind=FigureKind.ESTIMATE, published_on=date(2024, 9, 1))
    publish(total, YEAR, "160", kind=FigureKind.PROVISIONAL, published_on=date(2024, 9, 1))
    publish(total, YEAR, "170", kind=FigureKind.PLAN, published_on=date(2024, 9, 1))
    publish(total, YEAR, "180", published_on=date(2024, 11, 23), source="ngày mai")
    recalculate()
    assert value_of(total, YEAR).value == 110


def test_a_rate_follows_from_its_published_parts_and_takes_over_the_weaker_kind(people, total):
    part = factories.make_element("part")
    part_total = factories.make_indicator("part", numerator=[part])
    share = factories.make_indicator("share", numerator=[part], denominator=[people])
    publish(total, YEAR, "400")
    publish(part_total, YEAR, "100", kind=FigureKind.PROVISIONAL)
    recalculate()
    row = value_of(share, YEAR)
    assert (row.value, row.source, row.kind) == (25, ActualSource.OFFICIAL, FigureKind.PROVISIONAL)


def test_growth_needs_both_years(plan, people, total):
    growth = factories.make_indicator("growth", numerator=[people], formula=Formula.GROWTH, unit="%")
    (district,) = districts(1)
    for year, value in ((2020, "100"), (2021, "110"), (2023, "90")):
        report(plan, district, year, people=value)
    recalculate()
    values = IndicatorValue.objects.filter(indicator=growth, view=View.ACCEPTED)
    assert dict(values.values_list("year", "value")) == {2021: 10}


def test_growth_after_a_zero_is_not_a_number(plan, people):
    growth = factories.make_indicator("growth", numerator=[people], formula=Formula.GROWTH, unit="%")
    factories.make_indicator("total", numerator=[people])
    (district,) = districts(1)
    report(plan, district, 2022, people="0")
    report(plan, district, 2023, people="90")
    recalculate()
    assert not IndicatorValue.objects.filter(indicator=growth).exists()


def test_a_total_adds_years_and_spans_without_counting_any_year_twice(people, total):
    since = factories.make_indicator("since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2021)
    publish(total, 2021, "10")
    publish(total, 2023, "50", from_year=2022)
    publish(total, 2022, "20", kind=FigureKind.PROVISIONAL)
    recalculate()
    values = IndicatorValue.objects.filter(indicator=since, view=View.ACCEPTED).values_list("year", "value", "kind")
    assert list(values) == [
        (2021, 10, FigureKind.ACTUAL),
        (2022, 30, FigureKind.PROVISIONAL),
        (2023, 60, FigureKind.ACTUAL),
    ]


def test_a_total_rests_on_the_weakest_of_its_years(plan, people, total):
    since = factories.make_indicator("since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2021)
    here, there, *_ = districts(5)
    publish(total, 2021, "10")
    for district in (here, there):
        report(plan, district, 2022, people="30")
    for district in districts_by_code()[:4]:
        report(plan, district, 2023, people="10")
    recalculate()
    row = value_of(since, 2023)
    assert (row.value, row.source) == (50, ActualSource.ROLLUP)
    assert (row.units_reporting, row.units_expected) == (4, 5)


def districts_by_code():
    return list(factories.make_locality().agencies.order_by("code"))


def marks(row):
    return row.actual_source, row.units_reporting, row.units_expected, row.provisional, row.illustrative


@pytest.fixture
def growing(people):
    return factories.make_indicator("growth", numerator=[people], formula=Formula.GROWTH, unit="%")


def over_years(plan, basis, total, growing):
    """A target whose number is made of several years' sums, and the year of looking."""
    if basis == "growth":
        return factories.make_target(plan, growing, 2025, "5", basis=Basis.AVERAGE, from_year=2023)
    if basis == "every_year":
        return factories.make_target(plan, growing, 2025, "5", basis=Basis.EVERY_YEAR, from_year=2023)
    if basis == "change":
        return factories.make_target(plan, total, 2025, "5", basis=Basis.CHANGE, base_year=2022)
    return factories.make_target(plan, total, 2025, "400", basis=Basis.AVERAGE, from_year=2022)


@pytest.mark.parametrize("basis", ["average", "growth", "every_year", "change"])
def test_what_is_made_of_several_years_bears_the_marks_of_the_weakest(plan, total, growing, basis):
    """In the first year four of five agencies, made up and one an estimate; in the next all of them, and real."""
    target = over_years(plan, basis, total, growing)
    for place, district in enumerate(districts(5)):
        if place:
            quality = "estimate" if place == 1 else "final"
            report(plan, district, 2022, people="100", illustrative=True, quality=quality)
        report(plan, district, 2023, people="100")
    recalculate()
    row = standing_of(target, 2023)
    assert row.actual is not None
    assert marks(row) == (ActualSource.ROLLUP, 4, 5, True, True)
    assert row.coverage_units == as_stored(Decimal("0.8"))


def test_an_average_of_complete_real_reports_has_no_marks_and_one_of_publications_no_agencies(plan, total):
    target = factories.make_target(plan, total, 2025, "400", basis=Basis.AVERAGE, from_year=2022)
    bodies = districts(2)
    for year in (2022, 2023):
        for district in bodies:
            report(plan, district, year, people="100")
    recalculate()
    assert marks(standing_of(target, 2023)) == (ActualSource.ROLLUP, 2, 2, False, False)
    total.authority = Authority.OFFICIAL
    total.save()
    for year in (2022, 2023):
        publish(total, year, "400")
    recalculate()
    assert marks(standing_of(target, 2023)) == (ActualSource.OFFICIAL, 0, 0, False, False)


def test_a_figure_of_two_years_takes_no_marks_from_a_report_that_it_stands_in_for(plan, people, total):
    """The sum of 2022 and 2023 was published; a made-up report of 2023 alone is no part of it."""
    since = factories.make_indicator("since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2022)
    target = factories.make_target(plan, since, 2025, "900", basis=Basis.CUMULATIVE, from_year=2022)
    for district in districts(2):
        report(plan, district, 2023, people="100", illustrative=True)
    publish(total, 2023, "410", from_year=2022)
    recalculate()
    row = standing_of(target, 2023)
    assert (row.actual, *marks(row)) == (410, ActualSource.OFFICIAL, 0, 0, False, False)
    assert (value_of(since, 2023).illustrative, value_of(since, 2023).units_expected) == (False, 0)
