"""One indicator with several target years: the next one is judged, each from where the previous leg ended.

In words: 55 in 2020, targets 65 (2025), 75 (2030), 90 (2045). In 2027 the 2030 target is active; its path starts at the
2025 actual if there is one, else at the original baseline. Source: the German strategy's rule for several target years.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from targets.calculations.bounds import Bounds
from targets.calculations.evidence import Point, in_order
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.thresholds import DEFAULT, Thresholds


@dataclass(frozen=True)
class YearTarget:
    """What is promised for one year."""

    year: int
    bounds: Bounds


@dataclass(frozen=True)
class Leg:
    """One stretch of the way. base: the point its path starts from, None when there is none yet."""

    target_year: int
    base: Point | None
    level: LevelAssessment


def active_target(targets: Sequence[YearTarget], as_of: int) -> YearTarget:
    """The first target of the reporting year or later; after the last target year the last one stays active.

    Raises ValueError when there is no target or a year has two.
    """
    ordered = _by_year(targets)
    return next((target for target in ordered if target.year >= as_of), ordered[-1])


def assess_several(
    *,
    baseline: Point | None,
    observations: Iterable[Point],
    targets: Sequence[YearTarget],
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> Leg:
    """Judge the active target as it stood in the year `as_of`. Errors as in `assess_level` and `active_target`."""
    active = active_target(targets, as_of)
    return _leg(baseline, in_order(observations), _by_year(targets), active, as_of, thresholds)


def finished_legs(
    *,
    baseline: Point | None,
    observations: Iterable[Point],
    targets: Sequence[YearTarget],
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> tuple[Leg, ...]:
    """The legs before the active one, oldest first, each with its own verdict."""
    active = active_target(targets, as_of)
    points = in_order(observations)
    ordered = _by_year(targets)
    return tuple(
        _leg(baseline, points, ordered, target, as_of, thresholds) for target in ordered if target.year < active.year
    )


def _by_year(targets: Sequence[YearTarget]) -> tuple[YearTarget, ...]:
    ordered = tuple(sorted(targets, key=lambda target: target.year))
    if not ordered or len({target.year for target in ordered}) < len(ordered):
        raise ValueError("several targets need one target per year, and at least one")
    return ordered


def _leg(
    baseline: Point | None,
    observations: tuple[Point, ...],
    targets: tuple[YearTarget, ...],
    target: YearTarget,
    as_of: int,
    thresholds: Thresholds,
) -> Leg:
    position = targets.index(target)
    previous_year = targets[position - 1].year if position else None
    # What was reached counts as the start, whatever had been promised for that year.
    reached = next((point for point in observations if point.year == previous_year), None)
    base = reached or baseline
    level = assess_level(
        baseline=base,
        observations=observations,
        target=target.bounds,
        target_year=target.year,
        as_of=as_of,
        thresholds=thresholds,
    )
    return Leg(target_year=target.year, base=level.base or base, level=level)
