"""Totals over a period: the sum so far against the planned sum so far.

In words: 1,150,000 trainees in 2021-2025; 635,000 reported for three years against 3/5 of the target, 690,000, is
0.92 of the plan. A year without a report is neither zero nor expected. Source: TolaActivity's actual to date over
target to date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.bounds import RISING, Bounds
from targets.calculations.evidence import Point, in_order
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Comparator, Direction, Flag, Status
from targets.calculations.thresholds import DEFAULT, Thresholds

# What a sum that only grows can promise.
TOTAL_COMPARATORS = RISING | {Comparator.ABOUT}


@dataclass(frozen=True)
class CumulativeAssessment:
    """Standing of a total. All numbers in the unit of the flow, except ratio (to the plan so far) and share (of all).

    missing_years: years of the period up to the reporting year without a value. provisional: there are such years, so
    `total` is at least and `required_per_year` at most what is given. status_low, status_high, flags: what
    `uncertainty` finds where sources give different values for a year.
    """

    status: Status
    final: bool
    missing_years: tuple[int, ...]
    provisional: bool
    total: Decimal | None = None
    expected_to_date: Decimal | None = None
    ratio: Decimal | None = None
    share: Decimal | None = None
    required_per_year: Decimal | None = None
    status_low: Status | None = None
    status_high: Status | None = None
    flags: tuple[Flag, ...] = ()


@exact
def assess_cumulative(
    *,
    period_start: int,
    period_end: int,
    target: Decimal,
    observations: Iterable[Point],
    as_of: int,
    yearly_plan: Mapping[int, Decimal] | None = None,
    comparator: Comparator = Comparator.AT_LEAST,
    thresholds: Thresholds = DEFAULT,
) -> CumulativeAssessment:
    """Judge the sum of a yearly flow over period_start..period_end as it stood in the year `as_of`.

    yearly_plan (year -> planned flow) replaces the even split and must hold every reported year. Raises ValueError when
    it does not, when a year comes twice, when the period ends before it starts, when the target is not above 0, and for
    a comparator that is not in TOTAL_COMPARATORS. A total of "khoảng" is reached at its tolerance below the target;
    what is planned, and the pace, keep the number itself.
    """
    if target <= 0 or period_end < period_start or comparator not in TOTAL_COMPARATORS:
        raise ValueError("a total needs a target above 0, a period in order and a comparator that rises")
    until = min(as_of, period_end)
    reported = tuple(point for point in in_order(observations) if period_start <= point.year <= until)
    known = {point.year for point in reported}
    missing = tuple(year for year in range(period_start, until + 1) if year not in known)
    over = as_of >= period_end
    if not reported:
        status = Status.OVERDUE_NO_DATA if over else Status.NO_DATA
        return CumulativeAssessment(status=status, final=False, missing_years=missing, provisional=bool(missing))
    total = sum((point.value for point in reported), Decimal(0))
    expected = _expected(reported, target, period_end - period_start + 1, yearly_plan)
    ratio = total / expected if expected else None
    # By itself "khoảng" has two sides; a total that has grown beyond it has reached it.
    rising = Direction.UP if comparator is Comparator.ABOUT else Direction.NONE
    reached = Bounds.single(comparator, target, rising).is_met(total, thresholds)
    status = _status_of_total(reached, over, bool(missing), ratio, thresholds)
    return CumulativeAssessment(
        status=status,
        final=over and status in {Status.ACHIEVED, Status.NOT_MET},
        missing_years=missing,
        provisional=bool(missing),
        total=total,
        expected_to_date=expected,
        ratio=ratio,
        share=total / target,
        required_per_year=Decimal(0) if reached else _required_flow(target - total, period_end - as_of),
    )


def _expected(
    reported: tuple[Point, ...],
    target: Decimal,
    years: int,
    yearly_plan: Mapping[int, Decimal] | None,
) -> Decimal:
    if yearly_plan is None:
        return target * len(reported) / years
    absent = [point.year for point in reported if point.year not in yearly_plan]
    if absent:
        raise ValueError(f"the yearly plan lacks the reported year {absent[0]}")
    return sum((yearly_plan[point.year] for point in reported), Decimal(0))


def _status_of_total(
    reached: bool, over: bool, incomplete: bool, ratio: Decimal | None, thresholds: Thresholds
) -> Status:
    # At once, whatever is missing: a sum does not fall again.
    if reached:
        return Status.ACHIEVED
    if over:
        return Status.OVERDUE_NO_DATA if incomplete else Status.NOT_MET
    # Nothing was planned so far, and nothing is missing.
    if ratio is None:
        return Status.ON_TRACK
    # A sum cannot move away from its target: what the pace of a level would call the wrong way is only far behind.
    return thresholds.classify(max(ratio, Decimal(0)))


def _required_flow(rest: Decimal, years_left: int) -> Decimal | None:
    return rest / years_left if years_left > 0 else None
