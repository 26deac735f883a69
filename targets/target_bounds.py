"""What a promise asks of a value, in the words of the rules: of the catalogue or of a frozen report."""

from decimal import Decimal
from typing import Protocol

from django.conf import settings

from targets.calculations.bounds import Bounds
from targets.calculations.change import change_bounds
from targets.calculations.statuses import Comparator, Direction
from targets.calculations.thresholds import Thresholds
from targets.models import Basis


class Measured(Protocol):
    """What rules and words need of an indicator: a row of the catalogue has it, and so has a frozen value."""

    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def formula(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def is_percentage(self) -> bool: ...


class Promised(Protocol):
    """What rules and words need of a target; `low` and `high` in the unit of its indicator."""

    @property
    def indicator(self) -> Measured: ...
    @property
    def year(self) -> int: ...
    @property
    def from_year(self) -> int | None: ...
    @property
    def base_year(self) -> int | None: ...
    @property
    def basis(self) -> str: ...
    @property
    def comparator(self) -> str: ...
    @property
    def low(self) -> Decimal | None: ...
    @property
    def high(self) -> Decimal | None: ...


def thresholds() -> Thresholds:
    """The limits in force: the method's own, and the tolerance of "khoảng" that the installation has set."""
    return Thresholds(about_tolerance=Decimal(settings.ABOUT_TOLERANCE))


def bounds_of(target: Promised) -> Bounds:
    """The bounds that the engine holds a value against; of a change in percent of its base year, by its sign.

    Raises ValueError for a change that no rule can judge; a plan with one is refused where it enters.
    """
    if target.basis == Basis.CHANGE:
        return change_bounds(Comparator(target.comparator), target.low)
    comparator, direction = Comparator(target.comparator), Direction(target.indicator.direction)
    if comparator is Comparator.RANGE:
        return Bounds.between(target.low, target.high, direction)
    # The others bring their own direction; one of the indicator could only contradict it.
    stated = direction if comparator is Comparator.ABOUT else Direction.NONE
    return Bounds.single(comparator, target.low, stated)
