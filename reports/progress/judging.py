"""From values to verdicts: one target, one series, one year of looking, the engine's answer as a Progress row.

All arithmetic is in targets/calculations; this file only chooses which of its functions a target asks for.
"""

from collections.abc import Sequence
from decimal import Decimal

from reports.models import IndicatorValue, Progress
from reports.progress.cases import Case, JudgedTarget, usable_points
from reports.progress.judging_years import (
    cover_of,
    disputed_in,
    holds_estimate,
    judge_average,
    judge_average_growth,
    judge_every_year,
    write_dispute,
)
from reports.progress.marks import describe_source, write_units
from reports.progress.milestones import state_at_end_of
from reports.progress.rollup_data import as_stored
from targets.calculations.bounds import Bounds
from targets.calculations.change import assess_change
from targets.calculations.evidence import Point
from targets.calculations.growth import assess_growth
from targets.calculations.level import LevelAssessment
from targets.calculations.numbers.precision import exact
from targets.calculations.qualitative import assess_qualitative
from targets.calculations.rules import RuleVersion
from targets.calculations.spans import as_observations
from targets.calculations.statuses import Comparator, Flag, GrowthMode, Status
from targets.calculations.uncertainty import assess_disputed_total, assess_rounded_level, display_status
from targets.models import Ambition, Basis, Formula, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of

# What the first edition left to people: it gave these no standing at all.
SINCE_SECOND = frozenset({Basis.AVERAGE, Basis.CHANGE})


def is_judged(target: JudgedTarget, version: RuleVersion) -> bool:
    """Whether an edition of the rules gives a target a standing."""
    return version >= RuleVersion.SECOND or target.basis not in SINCE_SECOND


def judge(case: Case, as_of: int) -> Progress:
    """The standing of a target as it was seen at the end of the year `as_of`, by the rules of the case.

    That of a target as its plan had it in the past belongs to no row of the catalogue and cannot be stored.
    """
    stored = isinstance(case.target, Target)
    row = Progress.made(
        {"target": case.target} if stored else {},
        target_id=case.target.pk if stored else None,
        year=as_of,
        view=case.view,
        rule_version=str(int(case.rules.version)),
        computed_at=case.computed_at,
        current=is_current(case, as_of),
    )
    first = case.rules.version == RuleVersion.FIRST
    basis, growing = case.target.basis, case.target.indicator.formula == Formula.GROWTH
    if case.target.comparator == MILESTONE:
        judge_milestones(row, case, as_of)
    elif basis == Basis.CUMULATIVE:
        judge_total(row, case, as_of)
    elif basis == Basis.EVERY_YEAR and not first:
        judge_every_year(row, case, as_of)
    elif basis == Basis.AVERAGE:
        (judge_average_growth if growing else judge_average)(row, case, as_of)
    elif basis == Basis.CHANGE:
        judge_change(row, case, as_of)
    elif growing and not first:
        # Growth stored for one year, which the catalogue no longer takes, is that year's growth and no average.
        judge_every_year(row, case, as_of)
    elif growing:
        judge_growth(row, case, as_of)
    else:
        judge_level(row, case, as_of)
    describe_source(row, case)
    if first:
        forget_the_second(row)
    else:
        show_uncounted(row, case, as_of)
    row.display_status = display_status(row.status, row.flags)
    return row


def forget_the_second(row: Progress) -> None:
    """The first edition knew no deciding line and no uncertainty."""
    row.decided_at = row.required_to_decided = None
    row.disputed = []
    row.status_low = row.status_high = ""
    row.flags = [flag for flag in row.flags if flag not in (Flag.ROUNDING_DECIDES, Flag.SOURCES_DISAGREE)]


def show_uncounted(row: Progress, case: Case, as_of: int) -> None:
    """Where no verdict could be given, the roll-up of too few agencies is shown; it decides nothing."""
    if row.actual is not None or case.target.basis not in (Basis.YEAR, Basis.EVERY_YEAR):
        return
    last = min(as_of, case.target.year)
    first = case.target.from_year or (case.baseline.year + 1 if case.baseline else 0)
    known = [year for year in case.uncounted if first <= year <= last]
    # With the target year over, a thin roll-up of an earlier year says nothing about it.
    if not known or (row.status == Status.OVERDUE_NO_DATA and max(known) < case.target.year):
        return
    value = case.uncounted[max(known)]
    row.actual, row.actual_year, row.actual_source = value.value, value.year, value.source
    row.status = row.status_low = row.status_high = Status.INSUFFICIENT_DATA
    row.flags = [*row.flags, Flag.LOW_COVERAGE.value]
    row.provisional, row.illustrative = True, value.illustrative
    write_units(row, value)


def is_current(case: Case, as_of: int) -> bool:
    """Whether this is the target that its plan is on the way to: the next one, or the last when all are past."""
    if case.target.ambition == Ambition.ASPIRED:
        return False
    if case.target.basis != Basis.YEAR:
        return True
    ahead = [sibling.year for sibling in case.siblings if sibling.year >= as_of]
    return case.target.year == (min(ahead) if ahead else max(sibling.year for sibling in case.siblings))


def judge_milestones(row: Progress, case: Case, as_of: int) -> None:
    answer = assess_qualitative([state_at_end_of(history, as_of) for history in case.milestones])
    row.status, row.milestones, row.milestones_done = answer.status, answer.milestones, answer.milestones_done


def judge_level(row: Progress, case: Case, as_of: int) -> None:
    bounds = bounds_of(case.target)
    every_year = case.target.basis == Basis.EVERY_YEAR
    target_year = min(as_of, case.target.year) if every_year else case.target.year
    points = usable_points(case, bounds, range(target_year, target_year + 1))
    if every_year:
        # Each year is a promise of its own: an earlier year neither keeps nor breaks it.
        points = [point for point in points if point.year == target_year]
    base = None if every_year else leg_base(case, [point for point in points if point.year <= as_of])
    known = [point.year for point in points if point.year <= min(as_of, target_year)]
    answer = assess_rounded_level(
        half_width=case.half_width(max(known, default=None)),
        baseline=base,
        observations=points,
        target=bounds,
        target_year=target_year,
        as_of=as_of if not every_year else target_year,
        thresholds=case.thresholds,
    )
    row.half_width = case.half_width(answer.latest.year if answer.latest else None) or None
    write_level(row, answer, bounds, target_year, as_of)


@exact
def judge_change(row: Progress, case: Case, as_of: int) -> None:
    """A change against a base year, in percent of that year's value."""
    target = case.target
    try:
        bounds = bounds_of(target)
    except ValueError:
        # No plan may enter with it; one that is there keeps no other target from its standing.
        row.status = row.status_low = row.status_high = Status.INSUFFICIENT_DATA
        return
    # Nobody knew the value of a base year that was still to come.
    base = case.series.get(target.base_year) if target.base_year <= as_of else None
    # A change in percent of nothing, or of less than nothing, has no meaning.
    if base is None or not base.value or base.value < 0:
        past = as_of > target.year
        row.status = row.status_low = row.status_high = Status.OVERDUE_NO_DATA if past else Status.NO_DATA
        row.decided_at = as_stored(bounds.decided_at(case.thresholds))
        return
    answer = assess_change(
        base=Point(base.year, base.value),
        observations=[Point(year, one.value) for year, one in case.series.items() if one.value is not None],
        target=bounds,
        target_year=target.year,
        as_of=as_of,
        half_width=half_width_of_change(case, base, as_of),
        thresholds=case.thresholds,
    )
    write_level(row, answer.level, bounds, target.year, as_of)


@exact
def half_width_of_change(case: Case, base: IndicatorValue, as_of: int) -> Decimal:
    """How far the latest change may be off where sources have rounded, in percent of the base."""
    years = [year for year, one in case.series.items() if base.year < year <= as_of and one.value is not None]
    if not years:
        return Decimal(0)
    latest = max(years)
    share = case.series[latest].value / base.value
    return 100 * (case.half_width(latest) + share * case.half_width(base.year)) / base.value


def leg_base(case: Case, points: Sequence[Point]) -> Point | None:
    """Where the path to a target starts: the actual of the target year before, if reported, else the baseline."""
    earlier = [sibling.year for sibling in case.siblings if sibling.year < case.target.year]
    if earlier:
        reached = next((point for point in points if point.year == max(earlier)), None)
        if reached is not None:
            return reached
    return case.baseline


@exact
def write_level(row: Progress, answer: LevelAssessment, bounds: Bounds, target_year: int, as_of: int) -> None:
    row.status, row.met, row.final = answer.status, answer.met, answer.final
    row.flags = [flag.value for flag in answer.flags]
    row.ratio, row.expected_value = as_stored(answer.ratio), as_stored(answer.expected_value)
    row.gap, row.years_ahead = as_stored(answer.gap), as_stored(answer.years_ahead)
    row.required_per_year = as_stored(answer.required_per_year)
    row.decided_at, row.required_to_decided = as_stored(answer.decided_at), as_stored(answer.required_to_decided)
    row.status_low, row.status_high = answer.status_low or "", answer.status_high or ""
    if answer.latest is not None:
        row.actual, row.actual_year = as_stored(answer.latest.value), answer.latest.year
    base, latest = answer.base, answer.latest
    if base is None or latest is None:
        return
    row.base, row.base_year = as_stored(base.value), base.year
    if latest.year > base.year:
        row.achieved_per_year = as_stored((latest.value - base.value) / (latest.year - base.year))
    if answer.expected_value is not None:
        share = Decimal(min(as_of, target_year) - base.year) / (target_year - base.year)
        row.expected_end = as_stored(base.value + (bounds.path_target - base.value) * share)


@exact
def judge_total(row: Progress, case: Case, as_of: int) -> None:
    target, plan, bounds = case.target, case.yearly_plan, bounds_of(case.target)
    cover = cover_of(case, as_of)
    points = as_observations(cover, target.from_year, min(as_of, target.year), plan or None)
    disputed = disputed_in(case, cover)
    answer = assess_disputed_total(
        ranges=disputed,
        period_start=target.from_year,
        period_end=target.year,
        target=target.low,
        observations=points,
        as_of=as_of,
        yearly_plan=plan or None,
        comparator=Comparator(target.comparator),
        thresholds=case.thresholds,
    )
    row.status, row.final, row.missing_years = answer.status, answer.final, list(answer.missing_years)
    row.ratio, row.expected_value = as_stored(answer.ratio), as_stored(answer.expected_to_date)
    row.required_per_year, row.provisional = as_stored(answer.required_per_year), answer.provisional
    row.decided_at = as_stored(bounds.decided_at(case.thresholds))
    row.required_to_decided = row.required_per_year
    write_dispute(row, answer.status_low or answer.status, answer.status_high or answer.status, disputed)
    row.has_estimate = holds_estimate(cover)
    even = target.low / (target.year - target.from_year + 1)
    planned = [plan.get(year, even) for year in range(target.from_year, min(as_of, target.year) + 1)]
    row.expected_end = as_stored(sum(planned, Decimal()))
    # A sum starts from zero on the eve of its first year.
    row.base, row.base_year = Decimal(), target.from_year - 1
    if answer.total is not None:
        row.actual, row.actual_year = as_stored(answer.total), points[-1].year
        row.met = bounds.is_met(answer.total, case.thresholds)
        if row.required_per_year and row.decided_at is not None:
            row.required_to_decided = as_stored((row.decided_at - answer.total) / (target.year - as_of))
        row.gap = as_stored(answer.total - answer.expected_to_date) if answer.expected_to_date is not None else None
        row.achieved_per_year = as_stored(answer.total / len(points))


@exact
def judge_growth(row: Progress, case: Case, as_of: int) -> None:
    mode = GrowthMode.EACH_YEAR if case.target.basis == Basis.EVERY_YEAR else GrowthMode.AVERAGE
    # Growth of the first promised year starts from the year before it; what came earlier was promised to nobody.
    first = (case.target.from_year or min(case.levels, default=0) + 1) - 1
    levels = [Point(year, value.value) for year, value in case.levels.items() if value.value and year >= first]
    answer = assess_growth(
        baseline=None,
        observations=levels,
        target=case.target.low / 100,
        target_year=case.target.year,
        as_of=as_of,
        mode=mode,
        thresholds=case.thresholds,
        version=case.rules.version,
    )
    row.status, row.final, row.ratio = answer.status, answer.final, as_stored(answer.ratio)
    if answer.average is None or answer.latest is None or answer.base is None:
        return
    average = 100 * answer.average
    row.actual, row.actual_year = as_stored(average), answer.latest.year
    row.met = None if not answer.final else answer.status == "achieved"
    row.base, row.base_year = Decimal(), answer.base.year
    row.expected_value = row.expected_end = as_stored(case.target.low)
    row.gap, row.achieved_per_year = as_stored(average - case.target.low), as_stored(average)
    if answer.required_growth is not None:
        row.required_per_year = as_stored(100 * answer.required_growth)
