"""A change against a base year: "giảm 20 % so với năm 2020", judged as a level of percent of the base.

In words: 220,500 in 2021 and 251,370 in 2024 are +14 %; of +20 % by 2025 the path asks 15 by then, R = 0.93.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.bounds import FALLING, RISING, Bounds
from targets.calculations.evidence import Point
from targets.calculations.level import LevelAssessment
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Comparator, Direction
from targets.calculations.thresholds import DEFAULT, Thresholds
from targets.calculations.uncertainty import assess_rounded_level

CHANGE_COMPARATORS = RISING | FALLING | {Comparator.ABOUT}


@dataclass(frozen=True)
class ChangeAssessment:
    """The standing in percentage points of the base, and the latest change (percent of the base)."""

    level: LevelAssessment
    change: Decimal | None


def change_bounds(comparator: Comparator, target: Decimal) -> Bounds:
    """A promised change in percent of the base: +20 rises, -20 falls.

    Raises ValueError for 0, for `=` and `range`, and for a comparator that contradicts the sign.
    """
    direction = Direction.UP if target > 0 else Direction.DOWN
    contradicted = FALLING if target > 0 else RISING
    if target == 0 or comparator not in CHANGE_COMPARATORS - contradicted:
        raise ValueError("the comparator contradicts the sign of the change")
    return Bounds.single(comparator, target, direction)


@exact
def assess_change(
    *,
    base: Point,
    observations: Iterable[Point],
    target: Bounds,
    target_year: int,
    as_of: int,
    half_width: Decimal = Decimal(0),
    thresholds: Thresholds = DEFAULT,
) -> ChangeAssessment:
    """Judge a change since `base`, whose value is above 0; `target` is made by `change_bounds`.

    `half_width`: how far the latest change may be off, in percent of the base, where sources have rounded.

    Raises ValueError for a base that is not, and as `assess_level` does.
    """
    if base.value <= 0:
        raise ValueError("a change needs a base above 0")
    level = assess_rounded_level(
        half_width=half_width,
        # In percent of the base the base itself stands at 0.
        baseline=Point(base.year, Decimal(0)),
        observations=[Point(point.year, 100 * (point.value / base.value - 1)) for point in observations],
        target=target,
        target_year=target_year,
        as_of=as_of,
        thresholds=thresholds,
    )
    return ChangeAssessment(level=level, change=level.latest.value if level.latest else None)
