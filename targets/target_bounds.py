"""What a stored target asks of a value, in the words of the rules."""

from targets.calculations.bounds import Bounds
from targets.calculations.statuses import Comparator, Direction
from targets.models import Target


def bounds_of(target: Target) -> Bounds:
    """A stored target as the engine knows it."""
    comparator, direction = Comparator(target.comparator), Direction(target.indicator.direction)
    if comparator is Comparator.RANGE:
        return Bounds.between(target.low, target.high, direction)
    stated = direction if comparator is Comparator.ABOUT else Direction.NONE
    return Bounds.single(comparator, target.low, stated)
