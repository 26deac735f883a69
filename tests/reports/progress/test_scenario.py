"""What if: every shape of target judged again with other numbers, by hand, on the published figures of 22/11/2024."""

from datetime import date
from decimal import Decimal

import pytest

from reports.models import IndicatorValue, Progress, View
from reports.progress.judging import judge
from reports.progress.services import targets_of
from reports.progress.supposed.scenario import (
    Movable,
    ScenarioQuestion,
    Supposed,
    ask,
    movables,
    suppose,
    supposed_case,
)
from targets.calculations.statuses import Likelihood
from targets.models import Indicator, Target
from tests import factories
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
YEAR = DAY.year
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


def question(code: str, plan: str = "KH-CL2239", year: int = 2025, as_of: int = YEAR) -> ScenarioQuestion:
    return asked(Target.objects.judged().get(indicator__code=code, plan__code=plan, year=year), as_of)


def asked(target: Target, as_of: int = YEAR, view: View = View.ACCEPTED) -> ScenarioQuestion:
    targets = targets_of(target.plan.locality_id, [target.indicator_id])
    own = next(one for one in targets if one.pk == target.pk)
    return ask(target=own, targets=targets, view=view, as_of=as_of)


def supposed(low: str | None = None, high: str | None = None, **values: str) -> Supposed:
    return Supposed(
        values={int(name.removeprefix("in_")): Decimal(value) for name, value in values.items()},
        low=Decimal(low) if low else None,
        high=Decimal(high) if high else None,
    )


def numbers(row: Progress) -> dict[str, object]:
    names = [field.name for field in Progress._meta.concrete_fields if field.name not in ("id", "computed_at")]
    return {name: getattr(row, name) for name in names}


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("view", list(View))
def test_with_nothing_moved_every_target_stands_as_it_is_stored(view):
    checked = 0
    for target in Target.objects.judged().select_related("plan"):
        stored = Progress.objects.filter(target=target, view=view, year=YEAR).first()
        if stored is not None:
            assert numbers(judge(*supposed_case(asked(target, view=view), Supposed()))) == numbers(stored)
            checked += 1
    assert checked > 50


def test_nothing_is_stored():
    before = Progress.objects.count(), IndicatorValue.objects.count()
    suppose(question("trained_labour_rate"), supposed(in_2024="74.5", low="78"))
    assert (Progress.objects.count(), IndicatorValue.objects.count()) == before
    assert Target.objects.get(indicator__code="trained_labour_rate", plan__code="KH-10").low == 75


def test_a_rate_of_this_year_moves_its_standing_and_its_chance():
    asked_of = question("trained_labour_rate")
    assert suppose(asked_of, Supposed()).outlook.likelihood == Likelihood.MEDIUM
    then = suppose(asked_of, supposed(in_2024="74.9"))
    # 4,65 of 4,75 points in four of five years: 3,8 were due.
    assert (then.standing.status, then.standing.actual_year) == ("on_track", 2024)
    assert round(then.standing.ratio, 4) == Decimal("1.2237")
    assert then.standing.required_per_year == Decimal("0.1")
    assert then.outlook.likelihood == Likelihood.HIGH


def test_next_year_is_looked_at_from_its_own_end():
    then = suppose(question("trained_labour_rate"), supposed(in_2025="74.9"))
    assert (then.standing.status, then.standing.final, then.standing.year) == ("not_met", True, 2025)
    assert then.outlook is None


def test_the_ends_of_a_range_can_be_moved():
    asked_of = question("trained_labour_rate")
    then = suppose(asked_of, supposed(low="72", high="76"))
    assert (then.standing.status, then.standing.target.low, asked_of.target.low) == ("achieved", 72, 75)
    assert suppose(asked_of, supposed(low="79")).standing.status == "far_behind"


def test_what_the_path_asks_of_the_year_stands_beside_it():
    this_year, next_year = movables(question("trained_labour_rate"))
    assert this_year == Movable(2024, 2024, None, Decimal("74.05"))
    assert (next_year.year, next_year.due) == (2025, 75)


def test_a_part_of_a_total_is_moved_as_it_was_published():
    asked_of = question("trained_cumulative")
    both_years, next_year = movables(asked_of)
    assert both_years == Movable(2023, 2024, Decimal(472600), Decimal(465000))
    assert next_year == Movable(2025, 2025, None, Decimal(240000))
    then = suppose(asked_of, supposed(in_2024="500000"))
    assert (then.standing.actual, then.standing.expected_value) == (220500 + 245316 + 500000, 910000)
    assert suppose(asked_of, supposed(in_2024="500000", in_2025="184184")).standing.status == "achieved"
    short = suppose(asked_of, supposed(in_2024="500000", in_2025="184183"))
    assert (short.standing.status, short.standing.final) == ("not_met", True)


def test_the_yearly_plan_of_a_total_grows_with_it():
    row = suppose(question("trained_cumulative"), supposed(low="2300000")).standing
    assert (row.expected_value, row.status) == (1820000, "far_behind")


def test_growth_is_moved_by_the_sum_behind_it():
    asked_of = question("trained_growth", "KH-10")
    assert asked_of.moved.code == "trained_total"
    assert [one.year for one in movables(asked_of)] == [2024, 2025]
    # 220.500 in 2021 to 220.500 in 2024: no growth on average, and of no year beside 2022 is anything known.
    then = suppose(asked_of, supposed(in_2024="220500"))
    assert (then.standing.ratio, then.standing.status) == (0, "insufficient_data")
    # Eleven months of 2022 can prove a growth reached, never that it was missed.
    assert suppose(asked_of, supposed(low="12")).standing.status == "no_data"
    later = suppose(asked_of, supposed(in_2024="220500", in_2025="220600"))
    assert (later.standing.status, later.standing.actual_year) == ("not_met", 2025)


def test_a_band_is_kept_or_left_on_both_sides():
    asked_of = question("college_intermediate_share", "KH-10")
    assert suppose(asked_of, supposed(in_2024="30")).standing.status == "insufficient_data"
    assert suppose(asked_of, supposed(in_2024="30.1")).standing.status == "not_met"
    assert suppose(asked_of, supposed(in_2024="30.1", high="31")).standing.status == "insufficient_data"


def test_about_allows_what_the_installation_says():
    asked_of = question("retraining_rate")
    assert suppose(asked_of, supposed(in_2025="23.75")).standing.status == "achieved"
    assert suppose(asked_of, supposed(in_2025="23.74")).standing.status == "not_met"


def test_of_a_past_target_the_year_that_decided_can_be_moved():
    asked_of = question("trained_labour_rate", "KH-72", 2022)
    assert movables(asked_of) == (Movable(2022, 2022, Decimal("72.23"), Decimal("72.2")),)
    assert suppose(asked_of, supposed(in_2022="72.19")).standing.status == "not_met"


def test_a_target_of_a_later_period_begins_with_its_own_years():
    plan = factories.make_plan("KH-30", first_year=2026, last_year=2030)
    total = factories.make_indicator("later_total")
    target = factories.make_target(plan, total, 2030, low=Decimal(100), basis="every_year", from_year=2026)
    assert [one.year for one in movables(asked(target))] == [2026, 2027]


def test_texts_have_nothing_to_move():
    target = Target.objects.filter(comparator="milestone").first()
    assert movables(asked(target)) == ()


@pytest.mark.slow
def test_a_roll_up_that_counts_can_be_replaced_by_a_supposition():
    rate = Indicator.objects.get(code="disabled_trained_rate")
    for year, value in ((2021, "26"), (2022, "27"), (2023, "28")):
        ground.publish(rate, year, value)
    ground.recalculate()
    then = suppose(question("disabled_trained_rate"), supposed(in_2024="35"))
    assert (then.standing.status, then.standing.final, then.standing.illustrative) == ("achieved", False, False)
