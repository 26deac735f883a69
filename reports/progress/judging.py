"""From values to verdicts: one target, one series, one year of looking, the engine's answer as a Progress row.

All arithmetic is in targets/calculations; this file only chooses which of its functions a target asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from reports.models import ActualSource, FigureKind, IndicatorValue, Progress, View
from reports.progress.milestones import Judged, state_at_end_of
from reports.progress.rollup import as_stored
from targets.calculations.bounds import Bounds
from targets.calculations.cumulative import assess_cumulative
from targets.calculations.evidence import Point
from targets.calculations.growth import assess_growth
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.precision import exact
from targets.calculations.qualitative import assess_qualitative
from targets.calculations.spans import SpanFigure, as_observations, best_cover
from targets.calculations.statuses import GrowthMode
from targets.calculations.thresholds import Thresholds
from targets.models import Basis, Formula, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of

RULE_VERSION = "1"
Series = Mapping[int, IndicatorValue]


@dataclass(frozen=True)
class Case:
    """Everything that one verdict rests on. `siblings`: the yearly targets of the same plan and indicator, by year.

    `levels`: the plain sums behind a growth target. `pieces`: the figures that a total may be added up from.
    `milestones`: what was said of each, by day.
    """

    target: Target
    siblings: Sequence[Target]
    baseline: Point | None
    series: Series
    levels: Series
    pieces: Sequence[SpanFigure]
    milestones: Sequence[Judged]
    yearly_plan: Mapping[int, Decimal]
    view: View
    thresholds: Thresholds
    computed_at: datetime


def judge(case: Case, as_of: int) -> Progress:
    """The standing of a target as it was seen at the end of the year `as_of`."""
    row = Progress(
        target=case.target,
        year=as_of,
        view=case.view,
        rule_version=RULE_VERSION,
        computed_at=case.computed_at,
        current=is_current(case, as_of),
    )
    if case.target.comparator == MILESTONE:
        judge_milestones(row, case, as_of)
    elif case.target.basis == Basis.CUMULATIVE:
        judge_total(row, case, as_of)
    elif case.target.indicator.formula == Formula.GROWTH:
        judge_growth(row, case, as_of)
    else:
        judge_level(row, case, as_of)
    describe_source(row, case)
    return row


def is_current(case: Case, as_of: int) -> bool:
    """Whether this is the target that its plan is on the way to: the next one, or the last when all are past."""
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
    points = usable_points(case, bounds, target_year)
    if every_year:
        # Each year is a promise of its own: an earlier year neither keeps nor breaks it.
        points = [point for point in points if point.year == target_year]
    base = None if every_year else leg_base(case, [point for point in points if point.year <= as_of])
    answer = assess_level(
        baseline=base,
        observations=points,
        target=bounds,
        target_year=target_year,
        as_of=as_of if not every_year else target_year,
        thresholds=case.thresholds,
    )
    write_level(row, answer, bounds, target_year, as_of)


def usable_points(case: Case, bounds: Bounds, target_year: int) -> list[Point]:
    """The series as the engine takes it. Part of a year can prove a sum reached, never that it was missed."""
    partial_sum = case.target.indicator.formula == Formula.VALUE
    points = []
    for year, value in case.series.items():
        unfinished = partial_sum and value.kind == FigureKind.PROVISIONAL and year == target_year
        if value.value is not None and not (unfinished and not bounds.is_met(value.value, case.thresholds)):
            points.append(Point(year, value.value))
    return points


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
    target, plan = case.target, case.yearly_plan
    cover = best_cover(case.pieces, target.from_year, min(as_of, target.year))
    points = as_observations(cover, target.from_year, min(as_of, target.year), plan or None)
    answer = assess_cumulative(
        period_start=target.from_year,
        period_end=target.year,
        target=target.low,
        observations=points,
        as_of=as_of,
        yearly_plan=plan or None,
        thresholds=case.thresholds,
    )
    row.status, row.final, row.missing_years = answer.status, answer.final, list(answer.missing_years)
    row.ratio, row.expected_value = as_stored(answer.ratio), as_stored(answer.expected_to_date)
    row.required_per_year, row.provisional = as_stored(answer.required_per_year), answer.provisional
    planned = [plan.get(year, target.low / (target.year - target.from_year + 1)) for year in years_to(target, as_of)]
    row.expected_end = as_stored(sum(planned, Decimal()))
    row.base, row.base_year = Decimal(), target.from_year - 1
    if answer.total is not None:
        row.actual, row.actual_year = as_stored(answer.total), points[-1].year
        row.met = answer.total >= target.low
        row.gap = as_stored(answer.total - answer.expected_to_date) if answer.expected_to_date is not None else None
        row.achieved_per_year = as_stored(answer.total / len(points))


def years_to(target: Target, as_of: int) -> range:
    return range(target.from_year, min(as_of, target.year) + 1)


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


def describe_source(row: Progress, case: Case) -> None:
    """What the verdict's value rests on: published or rolled up, from how many agencies, made up or not."""
    series = case.levels if case.target.indicator.formula == Formula.GROWTH else case.series
    if row.actual_year is None:
        return
    value = series.get(row.actual_year)
    if value is None:
        row.actual_source = ActualSource.OFFICIAL
        return
    row.actual_source = value.source
    partial = value.kind in (FigureKind.ESTIMATE, FigureKind.PROVISIONAL)
    if value.source == ActualSource.ROLLUP:
        row.units_reporting, row.units_expected = value.units_reporting, value.units_expected
        row.illustrative = value.illustrative
        if value.units_expected:
            row.coverage_units = as_stored(Decimal(value.units_reporting) / value.units_expected)
        partial = partial or value.has_estimate or value.units_reporting < value.units_expected
    row.provisional = row.provisional or partial
