"""What a verdict hangs on: the last digit a source did not print, or the publication one chooses to believe.

In words: 73 printed without a decimal is anything from 72.5 to 73.5; at 72.5 the rate is late, at 73.5 it is on track,
so neither word alone is true of it. A total that holds a disputed year is judged at both ends in the same way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from targets.calculations.bounds import Bounds
from targets.calculations.cumulative import CumulativeAssessment, assess_cumulative
from targets.calculations.evidence import Point
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import NOT_ASSESSABLE, SEVERITY, UNDETERMINED_FLAGS, Comparator, Flag, Status
from targets.calculations.thresholds import DEFAULT, Thresholds

UNDETERMINED = "undetermined"
# Worst first, as SEVERITY; what nobody can tell apart stands after what is known to be late.
DISPLAY_ORDER: tuple[str, ...] = tuple(
    word for status in SEVERITY for word in ((status, UNDETERMINED) if status is Status.LAGGING else (status,))
)


@dataclass(frozen=True)
class FlowRange:
    """Lowest and highest value that serious publications give for one year's flow."""

    year: int
    lowest: Decimal
    highest: Decimal


@exact
def assess_rounded_level(
    *,
    half_width: Decimal,
    baseline: Point | None,
    observations: Iterable[Point],
    target: Bounds,
    target_year: int,
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> LevelAssessment:
    """A level whose latest value is known to +- half_width, with the status at either end.

    Flag `rounding_decides` where they differ. Raises ValueError for a negative half_width, else as `assess_level`.
    """
    if half_width < 0:
        raise ValueError("half the width of a rounding step is not negative")
    points = tuple(observations)

    def judged(values: tuple[Point, ...]) -> LevelAssessment:
        return assess_level(
            baseline=baseline,
            observations=values,
            target=target,
            target_year=target_year,
            as_of=as_of,
            thresholds=thresholds,
        )

    answer = judged(points)
    if answer.latest is None or answer.status in NOT_ASSESSABLE or half_width == 0:
        return replace(answer, status_low=answer.status, status_high=answer.status)
    low, high = (
        # Only the latest value is moved: the verdict is about it, and the base stays as the plan names it.
        judged(tuple(replace(point, value=point.value + step) if point == answer.latest else point for point in points))
        for step in (-half_width, half_width)
    )
    decided = {low.status, answer.status, high.status}
    flags = answer.flags if len(decided) == 1 else (*answer.flags, Flag.ROUNDING_DECIDES)
    return replace(answer, status_low=low.status, status_high=high.status, flags=flags)


@exact
def assess_disputed_total(
    *,
    ranges: Iterable[FlowRange],
    period_start: int,
    period_end: int,
    target: Decimal,
    observations: Iterable[Point],
    as_of: int,
    yearly_plan: Mapping[int, Decimal] | None = None,
    comparator: Comparator = Comparator.AT_LEAST,
    thresholds: Thresholds = DEFAULT,
) -> CumulativeAssessment:
    """A total some of whose years are published differently, with the status at the lowest and the highest of each.

    A range of a year without a value changes nothing: what is missing stays missing. Flag `sources_disagree` where the
    two differ. Errors as in `assess_cumulative`.
    """
    points = tuple(observations)

    def judged(values: tuple[Point, ...]) -> CumulativeAssessment:
        return assess_cumulative(
            period_start=period_start,
            period_end=period_end,
            target=target,
            observations=values,
            as_of=as_of,
            yearly_plan=yearly_plan,
            comparator=comparator,
            thresholds=thresholds,
        )

    answer = judged(points)
    low, high = (judged(end).status for end in at_either_end(points, ranges))
    flags = () if low == high else (Flag.SOURCES_DISAGREE,)
    return replace(answer, status_low=low, status_high=high, flags=flags)


def at_either_end(points: Iterable[Point], ranges: Iterable[FlowRange]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The points with every disputed year at its lowest, and at its highest; what is missing stays missing.

    Raises ValueError for a range whose lowest value is above its highest.
    """
    spans = {span.year: span for span in ranges}
    if any(span.lowest > span.highest for span in spans.values()):
        raise ValueError("the lowest value of a range is above its highest")
    known = tuple(points)
    return (
        tuple(Point(one.year, spans[one.year].lowest) if one.year in spans else one for one in known),
        tuple(Point(one.year, spans[one.year].highest) if one.year in spans else one for one in known),
    )


def display_status(status: str, flags: Iterable[str]) -> str:
    """What a target is counted as: `undetermined` where rounding or a second source would give another verdict."""
    return UNDETERMINED if UNDETERMINED_FLAGS & set(flags) else status


def possible_statuses(status: Status, low: Status | None, high: Status | None) -> tuple[Status, ...]:
    """The words that an undetermined target may deserve, each once, from its low end to its high one."""
    return tuple(dict.fromkeys(word for word in (low, status, high) if word is not None))
