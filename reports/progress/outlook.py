"""Where the present pace leads a target: what of its values the projection takes, and when there is none."""

from collections.abc import Iterable

from reports.models import IndicatorValue
from targets.calculations.evidence import Point
from targets.calculations.projection import Projection, project
from targets.calculations.statuses import Direction
from targets.calculations.thresholds import Thresholds
from targets.models import Basis, Formula, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of


def outlook_of(
    target: Target | None, values: Iterable[IndicatorValue], is_final: bool, as_of: int, limits: Thresholds
) -> Projection | None:
    """Where the pace leads by the target's year; None where a projection has no sense (bands, growth, verdicts).

    `is_final`: whether the standing at the end of `as_of` is; later values are left aside.
    """
    if target is None or target.comparator == MILESTONE or target.basis == Basis.EVERY_YEAR:
        return None
    bounds = bounds_of(target)
    if bounds.two_sided or target.indicator.formula == Formula.GROWTH or is_final:
        return None
    points = usable(values, as_of)
    if not points or target.year <= points[-1].year:
        return None
    return project(
        observations=points,
        target=bounds.path_target,
        target_year=target.year,
        direction=Direction(bounds.direction),
        thresholds=limits,
    )


def usable(values: Iterable[IndicatorValue], as_of: int) -> list[Point]:
    return [Point(value.year, value.value) for value in values if value.value is not None and value.year <= as_of]
