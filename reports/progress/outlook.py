"""Where the present pace leads a target: what of its values the projection takes, and when there is none."""

from collections.abc import Iterable

from reports.models import IndicatorValue
from targets.calculations.evidence import Point
from targets.calculations.projection import Projection, project
from targets.calculations.rules import Rules, RuleVersion
from targets.calculations.statuses import Direction
from targets.models import Basis, Formula, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of


def outlook_of(
    target: Target | None, values: Iterable[IndicatorValue], is_final: bool, as_of: int, rules: Rules
) -> Projection | None:
    """Where the pace leads by the target's year; None where a projection has no sense (bands, growth, verdicts).

    `is_final`: whether the standing at the end of `as_of` is; later values are left aside. The word is about the line
    from which the target counts as met ("khoảng 80" from 76); the first edition held it against the number itself.
    """
    if target is None or target.comparator == MILESTONE or target.basis not in (Basis.YEAR, Basis.CUMULATIVE):
        return None
    bounds = bounds_of(target)
    if bounds.two_sided or target.indicator.formula == Formula.GROWTH or is_final:
        return None
    points = usable(values, as_of)
    if not points or target.year <= points[-1].year:
        return None
    decided_at = bounds.decided_at(rules.thresholds) if rules.version >= RuleVersion.SECOND else None
    return project(
        observations=points,
        target=bounds.path_target if decided_at is None else decided_at,
        target_year=target.year,
        direction=Direction(bounds.direction),
        thresholds=rules.thresholds,
    )


def usable(values: Iterable[IndicatorValue], as_of: int) -> list[Point]:
    return [Point(value.year, value.value) for value in values if value.counts and value.year <= as_of]
