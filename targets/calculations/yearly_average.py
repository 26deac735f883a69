"""Averages: "bình quân mỗi năm 28.000 người" over a period is a target of its own beside the total.

In words: 44,999 in the first of seven years is 1.61 of 28,000 a year; the six years left still need 25,166.8 each.
A year without a report leaves both the sum and the count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.bounds import FALLING, Bounds
from targets.calculations.evidence import Point, in_order
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Comparator, Direction, Status
from targets.calculations.thresholds import DEFAULT, Thresholds

# What an average can promise; a band or an exact number of people a year has no pace.
AVERAGE_COMPARATORS = frozenset(Comparator) - {Comparator.EQUAL, Comparator.RANGE}


@dataclass(frozen=True)
class AverageAssessment:
    """Standing of a yearly average, in the unit of the flow.

    ratio: average over target, for a falling one target over average. missing_years: years of the period up to the
    reporting year without a value; provisional: there are some. required_per_year: what each year left must bring.
    """

    status: Status
    final: bool
    missing_years: tuple[int, ...]
    provisional: bool
    average: Decimal | None = None
    ratio: Decimal | None = None
    required_per_year: Decimal | None = None
    latest: Point | None = None


@exact
def assess_average(
    *,
    period_start: int,
    period_end: int,
    target: Decimal,
    observations: Iterable[Point],
    as_of: int,
    comparator: Comparator = Comparator.AT_LEAST,
    thresholds: Thresholds = DEFAULT,
) -> AverageAssessment:
    """Judge the yearly average of a flow over period_start..period_end as it stood in the year `as_of`.

    Raises ValueError for a target that is not above 0, a period out of order, a year that comes twice, `=` and `range`.
    """
    if target <= 0 or period_end < period_start or comparator not in AVERAGE_COMPARATORS:
        raise ValueError("an average needs a target above 0, a period in order and a comparator with one end")
    until = min(as_of, period_end)
    reported = tuple(point for point in in_order(observations) if period_start <= point.year <= until)
    known = {point.year for point in reported}
    missing = tuple(year for year in range(period_start, until + 1) if year not in known)
    over = as_of >= period_end
    if not reported:
        status = Status.OVERDUE_NO_DATA if over else Status.NO_DATA
        return AverageAssessment(status=status, final=False, missing_years=missing, provisional=bool(missing))
    total = sum((point.value for point in reported), Decimal(0))
    average = total / len(reported)
    ratio = _average_ratio(average, target, comparator)
    years_left = period_end - as_of
    # A past year without a report is asked of nobody: those left make up for the reported ones alone.
    wanted = target * (len(reported) + years_left) - total
    if not over:
        status = Status.ON_TRACK if ratio is None else thresholds.classify(max(ratio, Decimal(0)))
    elif missing:
        status = Status.OVERDUE_NO_DATA
    else:
        # Of "khoảng" an average is met from its tolerance below on, and by whatever is more.
        bounds = Bounds.single(comparator, target, Direction.UP if comparator is Comparator.ABOUT else Direction.NONE)
        status = Status.ACHIEVED if bounds.is_met(average, thresholds) else Status.NOT_MET
    return AverageAssessment(
        status=status,
        final=over and not missing,
        missing_years=missing,
        provisional=bool(missing),
        average=average,
        ratio=ratio,
        required_per_year=None if over else max(wanted / years_left, Decimal(0)),
        latest=reported[-1],
    )


def _average_ratio(average: Decimal, target: Decimal, comparator: Comparator) -> Decimal | None:
    """None for an average of nothing that should be small: it cannot be better."""
    if comparator not in FALLING:
        return average / target
    return target / average if average > 0 else None
