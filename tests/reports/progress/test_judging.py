"""What a stored target asks of the engine: yearly promises, legs, part-year sums, growth, totals by plan."""

from datetime import date
from decimal import Decimal

import pytest

from agencies import clock
from reports.models import FigureKind, RuleDecision, View
from reports.progress.rollup_data import as_stored
from reports.wording import sentences
from reports.wording import standing as words
from reports.wording.formats import NBSP
from targets.models import Ambition, Authority, Basis, Formula, PlannedValue, Target
from targets.target_bounds import bounds_of
from tests import factories
from tests.reports.progress.ground import publish, recalculate, report, standing_of

DAY = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _clock(db, on):
    on(DAY)


@pytest.fixture
def people():
    return factories.make_element("people")


@pytest.fixture
def total(people):
    return factories.make_indicator("total", numerator=[people], authority=Authority.OFFICIAL)


@pytest.fixture
def rate():
    return factories.make_indicator("rate", unit="%", formula=Formula.RATIO)


@pytest.fixture
def plan():
    return factories.make_plan(last_year=2030)


def statuses(target, view=View.ACCEPTED):
    return dict(target.progress.filter(view=view).values_list("year", "status"))


def test_part_of_a_year_can_prove_a_sum_reached(plan, total):
    target = factories.make_target(plan, total, 2024, "1000")
    publish(total, 2024, "1001", kind=FigureKind.PROVISIONAL)
    recalculate()
    row = standing_of(target, 2024)
    assert (row.status, row.met, row.final, row.provisional) == ("achieved", True, True, True)


def test_part_of_a_year_never_proves_a_sum_missed(plan, total):
    target = factories.make_target(plan, total, 2024, "1000")
    publish(total, 2023, "900")
    publish(total, 2024, "999", kind=FigureKind.PROVISIONAL)
    recalculate()
    now = standing_of(target, 2024)
    assert (now.met, now.final, now.actual_year) == (False, False, 2023)
    assert standing_of(target, 2025).status == "overdue_no_data"


def test_the_whole_year_does(plan, total):
    target = factories.make_target(plan, total, 2024, "1000")
    publish(total, 2024, "999")
    recalculate()
    assert (standing_of(target, 2024).status, standing_of(target, 2024).final) == ("not_met", True)


def test_a_year_that_was_missed_is_the_verdict_of_a_yearly_promise(plan, rate):
    target = factories.make_target(
        plan, rate, 2025, "25", comparator="range", high=Decimal(30), basis=Basis.EVERY_YEAR, from_year=2021
    )
    for year, value in ((2021, "24.9"), (2022, "25"), (2023, "30"), (2025, "30.1")):
        publish(rate, year, value)
    rate.direction = "none"
    rate.save()
    recalculate()
    assert set(statuses(target).values()) == {"not_met"}
    row = standing_of(target, 2025)
    assert (row.final, row.met, row.years_met) == (True, False, 2)
    assert (row.missed_years, row.missing_years) == ([2021, 2025], [2024])


def test_a_yearly_promise_is_green_only_while_every_year_is_known(plan, rate):
    rate.direction = "none"
    rate.save()
    target = factories.make_target(
        plan, rate, 2025, "25", comparator="range", high=Decimal(30), basis=Basis.EVERY_YEAR, from_year=2021
    )
    for year in (2021, 2022, 2024):
        publish(rate, year, "26")
    recalculate()
    assert statuses(target) == {
        2021: "on_track",
        2022: "on_track",
        2023: "on_track",
        2024: "insufficient_data",
        2025: "insufficient_data",
        2026: "overdue_no_data",
    }
    assert (standing_of(target, 2024).actual, standing_of(target, 2024).actual_year) == (26, 2024)


def test_the_first_edition_stays_computable(plan, rate):
    rate.direction = "none"
    rate.save()
    target = factories.make_target(
        plan, rate, 2025, "25", comparator="range", high=Decimal(30), basis=Basis.EVERY_YEAR, from_year=2021
    )
    for year, value in ((2021, "24.9"), (2022, "25"), (2023, "30"), (2025, "30.1")):
        publish(rate, year, value)
    decide(plan, 1)
    recalculate()
    assert statuses(target) == {
        2021: "not_met",
        2022: "achieved",
        2023: "achieved",
        2024: "no_data",
        2025: "not_met",
        2026: "not_met",
    }
    assert set(target.progress.values_list("rule_version", "decided_at", "status_low")) == {("1", None, "")}
    decide(plan, 2)
    recalculate()
    assert set(statuses(target).values()) == {"not_met"}


def decide(plan, version):
    RuleDecision.objects.create(
        locality=plan.locality, version=version, effective_on=DAY, reason="thử", decided_at=clock.now()
    )


def test_the_last_digit_of_a_rounded_figure_may_decide(plan, rate):
    target = factories.make_target(plan, rate, 2030, "80")
    publish(rate, 2020, "70")
    publish(rate, 2024, "74", half_width=Decimal("0.5"))
    recalculate()
    row = standing_of(target, 2024)
    assert (row.status, row.status_low, row.status_high) == ("on_track", "lagging", "on_track")
    assert (row.flags, row.display_status) == (["baseline_substituted", "rounding_decides"], "undetermined")
    assert row.half_width == Decimal("0.5")


@pytest.mark.slow
def test_about_counts_from_its_line_and_the_need_says_both(plan, rate):
    target = factories.make_target(plan, rate, 2025, "80", comparator="about")
    publish(rate, 2021, "58.3")
    publish(rate, 2024, "72")
    recalculate()
    row = standing_of(target, 2024)
    assert (row.decided_at, row.required_to_decided, row.required_per_year) == (76, 4, 8)
    assert (row.display_status, row.status_low) == ("lagging", "lagging")


@pytest.mark.slow
def test_what_a_plan_aspires_to_makes_nothing_worse(plan, rate):
    committed = factories.make_target(plan, rate, 2025, "40")
    aspired = factories.make_target(plan, rate, 2025, "50", ambition=Ambition.ASPIRED)
    publish(rate, 2025, "42")
    recalculate()
    assert (standing_of(committed, 2025).status, standing_of(committed, 2025).current) == ("achieved", True)
    assert not standing_of(aspired, 2025).current
    assert list(Target.objects.judged()) == [committed]


def test_a_change_is_held_against_its_base_year(plan, total):
    target = factories.make_target(plan, total, 2025, "-20", comparator="<=", basis=Basis.CHANGE, base_year=2020)
    assert bounds_of(target).direction == "down"
    publish(total, 2020, "400")
    publish(total, 2023, "350")
    recalculate()
    row = standing_of(target, 2023)
    assert (row.actual, row.expected_value, row.status, row.base_year) == (
        as_stored(Decimal("-12.5")),
        -12,
        "on_track",
        2020,
    )
    assert row.required_per_year == as_stored(Decimal("-3.75"))


def test_a_change_that_no_rule_can_judge_stops_no_other_standing(plan, total, rate):
    """No entry lets such a row in; one that is there all the same must not keep a locality from its numbers."""
    odd = factories.make_target(plan, total, 2025, "20", comparator="<=", basis=Basis.CHANGE, base_year=2020)
    other = factories.make_target(plan, rate, 2025, "80")
    publish(total, 2020, "400")
    publish(rate, 2025, "81")
    recalculate()
    assert standing_of(other, 2025).status == "achieved"
    row = standing_of(odd, 2025)
    assert (row.status, row.actual, row.display_status) == ("insufficient_data", None, "insufficient_data")


def test_a_change_of_about_so_much_has_one_good_side_the_one_of_its_sign(plan, total):
    total.direction = "none"
    total.save()
    target = factories.make_target(plan, total, 2025, "-20", comparator="about", basis=Basis.CHANGE, base_year=2020)
    assert bounds_of(target).direction == "down"
    publish(total, 2020, "400")
    publish(total, 2025, "300")
    recalculate()
    row = standing_of(target, 2025)
    assert (row.status, sentences.short_words(words.standing_of(row)).replace(NBSP, " ")) == (
        "achieved",
        "Giảm nhiều hơn mục tiêu 5,0 điểm %",
    )


def test_the_second_leg_starts_from_what_the_first_one_reached(plan, rate):
    first = factories.make_target(plan, rate, 2025, "75")
    second = factories.make_target(plan, rate, 2030, "85")
    for year, value in ((2021, "70"), (2023, "72"), (2025, "74"), (2026, "76")):
        publish(rate, year, value)
    recalculate()
    row = standing_of(second, 2026)
    assert (row.base, row.base_year, row.actual) == (74, 2025, 76)
    assert (row.ratio, row.status, row.current) == (as_stored(Decimal(10) / 11), "lagging", True)
    assert (standing_of(first, 2026).status, standing_of(first, 2026).current) == ("not_met", False)


@pytest.mark.slow
def test_a_leg_seen_before_its_start_rests_on_what_was_known_then(plan, rate):
    factories.make_target(plan, rate, 2025, "75")
    second = factories.make_target(plan, rate, 2030, "85")
    publish(rate, 2021, "70")
    publish(rate, 2023, "72")
    recalculate()
    seen_then = standing_of(second, 2024)
    publish(rate, 2025, "74")
    recalculate()
    seen_now = standing_of(second, 2024)
    for column in ("status", "base", "base_year", "actual", "ratio"):
        assert getattr(seen_now, column) == getattr(seen_then, column)
    assert (seen_now.base, seen_now.base_year) == (70, 2021)


def test_the_first_promise_is_the_current_one_until_its_year_has_passed(plan, rate):
    first, second = factories.make_target(plan, rate, 2025, "75"), factories.make_target(plan, rate, 2030, "85")
    recalculate()
    current = [
        [target.year for target in (first, second) if standing_of(target, year).current] for year in (2024, 2025, 2026)
    ]
    assert current == [[2025], [2025], [2030]]


def make_growth(plan, people, **columns):
    growth = factories.make_indicator("growth", numerator=[people], formula=Formula.GROWTH, unit="%")
    return factories.make_target(plan, growth, 2025, "5", **{"basis": Basis.EVERY_YEAR, "from_year": 2021, **columns})


def test_growth_of_every_year_is_not_kept_by_a_good_average(plan, people, total):
    target = make_growth(plan, people)
    for year, value in ((2020, "100"), (2021, "110"), (2022, "111"), (2023, "130"), (2024, "140"), (2025, "150")):
        publish(total, year, value)
    recalculate()
    assert (standing_of(target, 2021).status, standing_of(target, 2021).required_per_year) == ("on_track", 5)
    row = standing_of(target, 2024)
    assert (row.status, row.final, row.missed_years, row.required_per_year) == ("not_met", True, [2022], None)
    assert (standing_of(target, 2025).status, standing_of(target, 2025).final) == ("not_met", True)


def test_growth_of_every_year_is_kept_when_each_year_grew_enough(plan, people, total):
    target = make_growth(plan, people)
    for year in range(2020, 2026):
        publish(total, year, str(100 + 10 * (year - 2020)))
    recalculate()
    assert (standing_of(target, 2025).status, standing_of(target, 2025).met) == ("achieved", True)


def test_growth_kept_for_one_year_is_no_yearly_average(plan, people, total):
    target = make_growth(plan, people, basis=Basis.YEAR, from_year=None)
    for year, value in ((2021, "100"), (2024, "114"), (2025, "140")):
        publish(total, year, value)
    recalculate()
    row = standing_of(target, 2024)
    assert (row.status, row.actual, row.required_per_year) == ("no_data", None, None)
    row = standing_of(target, 2025)
    assert (row.status, row.met, round(row.actual, 1)) == ("achieved", True, Decimal("22.8"))


def test_growth_starts_from_the_year_before_the_promise(plan, people, total):
    target = make_growth(plan, people)
    for year, value in ((2018, "50"), (2019, "40"), (2020, "100"), (2021, "105"), (2022, "111")):
        publish(total, year, value)
    recalculate()
    row = standing_of(target, 2021)
    assert (row.actual, row.ratio, row.status) == (5, 1, "on_track")


def test_a_published_growth_counts_and_about_has_its_line(plan, people, total):
    target = make_growth(plan, people, comparator="about")
    growth = target.indicator
    growth.authority = Authority.OFFICIAL
    growth.save()
    publish(total, 2020, "100")
    publish(total, 2021, "103")
    publish(growth, 2021, "4.8")
    recalculate()
    row = standing_of(target, 2021)
    assert (row.actual, row.decided_at, row.status) == (Decimal("4.8"), Decimal("4.75"), "on_track")
    assert (row.required_per_year, row.required_to_decided) == (5, Decimal("4.75"))


def test_a_total_is_measured_against_the_yearly_plan(plan, people, total):
    since = factories.make_indicator("since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2021)
    target = factories.make_target(plan, since, 2025, "1000", basis=Basis.CUMULATIVE, from_year=2021)
    for year, value in ((2021, "100"), (2022, "150"), (2023, "200"), (2024, "250"), (2025, "300")):
        PlannedValue.objects.create(target=target, year=year, value=Decimal(value), citation="KH")
    publish(total, 2021, "100")
    publish(total, 2022, "140")
    recalculate()
    row = standing_of(target, 2022)
    assert (row.actual, row.expected_value, row.ratio, row.status) == (240, 250, Decimal("0.96"), "on_track")
    assert row.required_per_year == as_stored(Decimal(760) / 3)


def test_a_total_reached_early_is_achieved_at_once(plan, people, total):
    since = factories.make_indicator("since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2021)
    target = factories.make_target(plan, since, 2025, "1000", basis=Basis.CUMULATIVE, from_year=2021)
    publish(total, 2021, "1000")
    recalculate()
    assert set(statuses(target).values()) == {"achieved"}


@pytest.mark.slow
def test_a_verdict_says_how_many_agencies_it_rests_on(plan, people, total):
    target = factories.make_target(plan, total, low="10")
    districts = [factories.make_agency(f"00{place}") for place in range(5)]
    for district in districts[:4]:
        report(plan, district, 2024, people="10")
    recalculate()
    row = standing_of(target, 2024)
    assert (row.units_reporting, row.units_expected, row.coverage_units) == (4, 5, Decimal("0.8"))
    assert (row.actual_source, row.provisional) == ("rollup", True)


@pytest.mark.slow
def test_a_yearly_average_is_judged_by_the_second_edition_only(plan, total):
    target = factories.make_target(plan, total, 2025, "230", basis=Basis.AVERAGE, from_year=2021)
    publish(total, 2023, "200")
    publish(total, 2024, "240")
    recalculate()
    row = standing_of(target, 2024)
    assert (row.actual, row.status, row.missing_years) == (220, "on_track", [2021, 2022])
    assert row.required_per_year == 250
    decide(plan, 1)
    recalculate()
    assert not target.progress.exists()


@pytest.mark.slow
def test_two_numbers_for_one_year_of_a_sum_leave_it_open(plan, people, total):
    since = factories.make_indicator("since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2023)
    target = factories.make_target(plan, since, 2025, "300", basis=Basis.CUMULATIVE, from_year=2023)
    average = factories.make_target(plan, total, 2025, "100", basis=Basis.AVERAGE, from_year=2023)
    publish(total, 2023, "70", kind=FigureKind.PROVISIONAL)
    publish(total, 2023, "100", kind=FigureKind.ESTIMATE)
    publish(total, 2024, "100")
    recalculate()
    for row in (standing_of(target, 2024), standing_of(average, 2024)):
        assert (row.status, row.status_low, row.status_high) == ("on_track", "lagging", "on_track")
        assert (row.flags, row.display_status, row.has_estimate) == (["sources_disagree"], "undetermined", True)
    publish(total, 2023, "98", published_on=DAY)
    recalculate()
    assert (standing_of(target, 2024).display_status, standing_of(target, 2024).has_estimate) == ("on_track", False)
