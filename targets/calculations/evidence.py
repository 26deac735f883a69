"""Which reported values count: the data rules that level, growth and compound-growth targets share."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.statuses import Status


@dataclass(frozen=True)
class Point:
    """A known value of one year. A year without a value has no point."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Evidence:
    """What is left after the data rules.

    base: the stated baseline, else the first reported value when another one follows it (`substituted`), else None.
    points: base (when there is one) and the usable values after it, by year. latest: the value under assessment.
    blocked: the status when no value may be assessed; then every other field is empty. final: the latest value
    belongs to the target year itself.
    """

    base: Point | None
    substituted: bool
    points: tuple[Point, ...]
    latest: Point | None
    blocked: Status | None
    final: bool


def in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    """Points by year. Raises ValueError when a year comes twice."""
    ordered = tuple(sorted(points, key=lambda point: point.year))
    if len({point.year for point in ordered}) < len(ordered):
        raise ValueError("a year comes twice")
    return ordered


def gather(*, baseline: Point | None, observations: Iterable[Point], target_year: int, as_of: int) -> Evidence:
    """Sort the reported values of one target into what counts and what does not.

    Values at or before the baseline year, after the target year and after the reporting year are left aside: a later
    year never replaces the target year. Once the target year is past, its own value is the only one that counts.
    """
    last_year = min(target_year, as_of)
    usable = tuple(
        point
        for point in in_order(observations)
        if point.year <= last_year and (baseline is None or point.year > baseline.year)
    )
    past = as_of > target_year
    if past and not (usable and usable[-1].year == target_year):
        return _blocked(Status.OVERDUE_NO_DATA)
    if not usable:
        return _blocked(Status.NO_DATA if baseline is None else Status.INSUFFICIENT_DATA)
    # A value is no base for itself: it takes a second one.
    substituted = baseline is None and len(usable) > 1
    return Evidence(
        base=usable[0] if substituted else baseline,
        substituted=substituted,
        points=usable if baseline is None else (baseline, *usable),
        latest=usable[-1],
        blocked=None,
        final=usable[-1].year == target_year,
    )


def _blocked(status: Status) -> Evidence:
    return Evidence(base=None, substituted=False, points=(), latest=None, blocked=status, final=False)
