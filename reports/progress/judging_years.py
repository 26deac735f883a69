"""Promises over several years by the second edition of the rules: every year, on average, sums whose sources differ."""

from collections.abc import Sequence
from decimal import Decimal

from reports.models import Progress
from reports.progress.cases import Case, usable_points
from reports.progress.rollup import PIECE_RANK
from reports.progress.rollup_data import as_stored
from targets.calculations.every_year import assess_every_year
from targets.calculations.evidence import Point
from targets.calculations.growth import GrowthAssessment, assess_growth
from targets.calculations.numbers.precision import exact
from targets.calculations.spans import SpanFigure, as_observations, best_cover
from targets.calculations.statuses import Comparator, Flag, GrowthMode, Status
from targets.calculations.uncertainty import FlowRange, at_either_end
from targets.calculations.yearly_average import AverageAssessment, assess_average
from targets.models import Formula, Target
from targets.target_bounds import bounds_of

ESTIMATES = frozenset(rank for kind, rank in PIECE_RANK.items() if kind == "estimate")


@exact
def judge_every_year(row: Progress, case: Case, as_of: int) -> None:
    """Each year by itself; what is needed of growth is the promise, whatever the good years have left over."""
    target, bounds = case.target, bounds_of(case.target)
    period = range(first_promised(target), target.year + 1)
    answer = assess_every_year(
        first_year=first_promised(target),
        last_year=target.year,
        observations=usable_points(case, bounds, period),
        target=bounds,
        as_of=as_of,
        thresholds=case.thresholds,
    )
    row.status, row.met, row.final = answer.status, answer.met, answer.final
    row.status_low = row.status_high = answer.status
    row.years_met = answer.years_met
    row.missed_years, row.missing_years = list(answer.missed_years), list(answer.missing_years)
    row.decided_at = as_stored(bounds.decided_at(case.thresholds))
    if answer.latest is not None:
        row.actual, row.actual_year = as_stored(answer.latest.value), answer.latest.year
    if target.indicator.formula == Formula.GROWTH:
        write_growth_of_every_year(row, case, as_of)


def first_promised(target: Target) -> int:
    """The first year that has to keep a promise of every year; one for a single year is of that year alone."""
    return target.year if target.from_year is None else target.from_year


def write_growth_of_every_year(row: Progress, case: Case, as_of: int) -> None:
    """The promise beside the last year's growth; the ratio of the averages is an answer on which no status rests."""
    target = case.target
    row.expected_value = row.expected_end = as_stored(target.low)
    if row.actual is None:
        return
    row.gap, row.achieved_per_year = as_stored(row.actual - target.low), row.actual
    value = case.series[row.actual_year]
    if value.official_id is None and row.actual_year - 1 in case.levels:
        row.base, row.base_year = Decimal(), row.actual_year - 1
    if not row.final:
        row.required_per_year = as_stored(target.low)
        row.required_to_decided = row.decided_at
    average = average_growth(case, as_of)
    row.ratio = as_stored(average.ratio)


def average_growth(case: Case, as_of: int, *, at: Decimal | None = None) -> GrowthAssessment:
    """Growth of the plain sums since the year before the promise began, or since the first one known after it.

    `at`: the growth, in percent, against which it is held; else the one that was promised.
    """
    target = case.target
    first = first_promised(target) - 1
    levels = [Point(year, one.value) for year, one in case.levels.items() if one.value and year >= first]
    return assess_growth(
        baseline=None,
        observations=levels,
        target=(target.low if at is None else at) / 100,
        target_year=target.year,
        as_of=as_of,
        mode=GrowthMode.AVERAGE,
        comparator=Comparator(target.comparator),
        thresholds=case.thresholds,
        version=case.rules.version,
    )


@exact
def judge_average_growth(row: Progress, case: Case, as_of: int) -> None:
    """Average yearly growth over the period, in percent."""
    answer = average_growth(case, as_of)
    row.status, row.final, row.ratio = answer.status, answer.final, as_stored(answer.ratio)
    row.status_low = row.status_high = answer.status
    row.expected_value = row.expected_end = as_stored(case.target.low)
    decided_at = bounds_of(case.target).decided_at(case.thresholds)
    row.decided_at = as_stored(decided_at)
    if answer.average is None or answer.latest is None or answer.base is None:
        return
    average = 100 * answer.average
    row.actual, row.actual_year = as_stored(average), answer.latest.year
    row.met = answer.status == Status.ACHIEVED if answer.final else None
    row.base, row.base_year = Decimal(), answer.base.year
    row.gap, row.achieved_per_year = as_stored(average - case.target.low), as_stored(average)
    if answer.required_growth is not None:
        row.required_per_year = as_stored(100 * answer.required_growth)
        to_line = answer if decided_at is None else average_growth(case, as_of, at=decided_at)
        row.required_to_decided = as_stored(100 * (to_line.required_growth or Decimal()))


@exact
def judge_average(row: Progress, case: Case, as_of: int) -> None:
    """A yearly average of a sum, from the same figures as the total beside it."""
    target = case.target
    cover = cover_of(case, as_of)
    points = as_observations(cover, target.from_year, min(as_of, target.year))
    answer = average_of(case, points, as_of)
    row.status, row.final, row.ratio = answer.status, answer.final, as_stored(answer.ratio)
    row.missing_years, row.provisional = list(answer.missing_years), answer.provisional
    row.decided_at = as_stored(bounds_of(target).decided_at(case.thresholds))
    row.expected_value = row.expected_end = as_stored(target.low)
    row.required_per_year = as_stored(answer.required_per_year)
    row.required_to_decided = to_decided(row, points, target, as_of)
    row.has_estimate = holds_estimate(cover)
    if answer.average is not None and answer.latest is not None:
        row.actual, row.actual_year = as_stored(answer.average), answer.latest.year
        row.achieved_per_year = row.actual
        row.gap = as_stored((answer.average - target.low) * (bounds_of(target).sign or 1))
        row.met = answer.status == Status.ACHIEVED if answer.final else None
    disputed = disputed_in(case, cover)
    low, high = (average_of(case, end, as_of).status for end in at_either_end(points, disputed))
    write_dispute(row, low, high, disputed)


def average_of(case: Case, points: Sequence[Point], as_of: int) -> AverageAssessment:
    target = case.target
    return assess_average(
        period_start=target.from_year,
        period_end=target.year,
        target=target.low,
        comparator=Comparator(target.comparator),
        observations=points,
        as_of=as_of,
        thresholds=case.thresholds,
    )


def to_decided(row: Progress, points: Sequence[Point], target: Target, as_of: int) -> Decimal | None:
    """What each year left must bring for the average to count: the need of the nominal target, held to the line."""
    if row.required_per_year is None or row.decided_at is None:
        return None
    years_left = target.year - as_of
    total = sum((point.value for point in points), Decimal())
    return as_stored(max((row.decided_at * (len(points) + years_left) - total) / years_left, Decimal()))


def cover_of(case: Case, as_of: int) -> tuple[SpanFigure, ...]:
    """The figures that a sum or an average up to a year of looking is made of."""
    return best_cover(case.pieces, case.target.from_year, min(as_of, case.target.year))


def disputed_in(case: Case, cover: Sequence[SpanFigure]) -> list[FlowRange]:
    """The disputed years that stand in a sum by themselves; of a year inside a longer figure nothing is known."""
    single = {piece.first_year for piece in cover if piece.first_year == piece.last_year}
    return [span for span in case.disputed if span.year in single]


def holds_estimate(cover: Sequence[SpanFigure]) -> bool:
    """Whether a part of a sum was published as an estimate: then the sum is no lower bound."""
    return any(piece.rank in ESTIMATES for piece in cover)


def write_dispute(row: Progress, low: Status, high: Status, disputed: Sequence[FlowRange]) -> None:
    """The verdicts at either end of what sources say, and the years on which they differ."""
    row.disputed = [[span.year, str(span.lowest), str(span.highest)] for span in disputed]
    row.status_low, row.status_high = low, high
    if low != high:
        row.flags = [*row.flags, Flag.SOURCES_DISAGREE.value]
