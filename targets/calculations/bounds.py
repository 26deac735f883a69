"""What a target asks for: a comparator with one number, or a range, and the way it is approached."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Comparator, Direction
from targets.calculations.thresholds import Thresholds

RISING = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
FALLING = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
STRICT = frozenset({Comparator.MORE_THAN, Comparator.LESS_THAN})


@dataclass(frozen=True)
class Bounds:
    """A target in the unit of its indicator. Build it with `single` or `between`.

    low and high are the same number unless the comparator is `range`. stated_direction matters for `about` and
    `range` only. Raises ValueError when low > high or the direction contradicts the comparator.
    """

    comparator: Comparator
    low: Decimal
    high: Decimal
    stated_direction: Direction = Direction.NONE

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("the low end of a range is above its high end")
        if contradicts(self.comparator, self.stated_direction):
            raise ValueError("the direction contradicts the comparator")

    @classmethod
    def single(cls, comparator: Comparator, target: Decimal, direction: Direction = Direction.NONE) -> Self:
        """A target of one number: `Bounds.single(Comparator.AT_LEAST, Decimal(70))` is "ít nhất 70"."""
        if comparator is Comparator.RANGE:
            raise ValueError("a range needs two numbers")
        return cls(comparator, target, target, direction)

    @classmethod
    def between(cls, low: Decimal, high: Decimal, direction: Direction = Direction.NONE) -> Self:
        """A range: rising and falling ranges are judged by their weakest end, `none` as a band."""
        return cls(Comparator.RANGE, low, high, direction)

    @property
    def direction(self) -> Direction:
        """The way the value should go; `none` means that both sides of the target are wrong."""
        if self.comparator in RISING:
            return Direction.UP
        if self.comparator in FALLING:
            return Direction.DOWN
        if self.comparator is Comparator.EQUAL:
            return Direction.NONE
        return self.stated_direction

    @property
    def two_sided(self) -> bool:
        return self.direction is Direction.NONE

    @property
    def sign(self) -> int:
        """+1 for a rising target, -1 for a falling one, 0 for a two-sided one."""
        return {Direction.UP: 1, Direction.DOWN: -1, Direction.NONE: 0}[self.direction]

    @property
    def path_target(self) -> Decimal:
        """The number at the end of the planned path of a one-directional target: the weakest end of a range."""
        return self.high if self.direction is Direction.DOWN else self.low

    @exact
    def accepted(self, thresholds: Thresholds) -> tuple[Decimal | None, Decimal | None]:
        """Lowest and highest value that meet the target; None where that side is open.

        Example: "khoảng 45" rising gives (42.75, None), so that a page can say from where it counts as met.
        """
        slack = Decimal(0)
        if self.comparator is Comparator.ABOUT:
            # Of the size of the number: a promised fall is below zero.
            slack = thresholds.about_tolerance * abs(self.low)
        low = None if self.direction is Direction.DOWN else self.low - slack
        high = None if self.direction is Direction.UP else self.high + slack
        return low, high

    def decided_at(self, thresholds: Thresholds) -> Decimal | None:
        """From where on a one-directional target counts as met: 76 for "khoảng 80" rising; None for a two-sided one."""
        low, high = self.accepted(thresholds)
        return None if self.two_sided else high if self.direction is Direction.DOWN else low

    def is_met(self, value: Decimal, thresholds: Thresholds) -> bool:
        """The comparator on the stored value, unrounded. "trên 70" is not met by 70."""
        low, high = self.accepted(thresholds)
        if self.comparator in STRICT and value == self.low:
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    @exact
    def remaining(self, value: Decimal, thresholds: Thresholds) -> Decimal:
        """Signed way from `value` to the target; of a two-sided one, to its nearest edge (0 inside)."""
        if not self.two_sided:
            # To the number that the plan names, of "khoảng" as well: the tolerance is for the verdict alone.
            return self.path_target - value
        low, high = self.accepted(thresholds)
        if low is not None and value < low:
            return low - value
        if high is not None and value > high:
            return high - value
        return Decimal(0)


def contradicts(comparator: Comparator, direction: Direction) -> bool:
    """True for "at least, downwards" and its mirror image; `=` and `none` contradict nothing."""
    return (comparator in RISING and direction is Direction.DOWN) or (
        comparator in FALLING and direction is Direction.UP
    )
