"""Differences beside the numbers that they are between: what a reader works out from the page is what the page says.

A difference is taken of unrounded values. Where the printed operands would give another last digit, all are printed
with one digit more.
"""

from decimal import Decimal

from reports.wording.formats import rounded
from reports.wording.terms import figure_decimals
from targets.calculations.numbers.precision import exact
from targets.models import Formula
from targets.target_bounds import Measured

# Two computed values may not add up at any digit that one would print: the search has to end.
MOST_DIGITS = 6
# Below it a count is of single things (schools, occupations), of which nobody has a part.
FEW_THINGS = 100


@exact
def matching_decimals(
    first: Decimal,
    last: Decimal,
    indicator: Measured,
    least: int | None = None,
    widths: tuple[Decimal | None, Decimal | None] = (None, None),
) -> int:
    """The decimals with which two values and `last - first` can be printed beside each other.

    `least`: where to begin, else the digits that the two have by themselves. `widths`: how exactly their sources knew
    them. Example: 29.34 and 30.17 read 29.3 and 30.2, yet differ by 0.8: with two decimals they read right.
    """
    own = [figure_decimals(value, indicator, None, width) for value, width in zip((first, last), widths, strict=True)]
    decimals = max(own) if least is None else max(least, *own)
    while decimals < MOST_DIGITS and not adds_up(first, last, decimals):
        decimals += 1
    return decimals


def adds_up(first: Decimal, last: Decimal, decimals: int) -> bool:
    return rounded(last, decimals) - rounded(first, decimals) == rounded(last - first, decimals)


def counts_single_things(indicator: Measured, *values: Decimal | None) -> bool:
    """Whether values are so many schools: a small count, of which only whole ones are there or missing."""
    known = [value for value in values if value is not None]
    whole = not indicator.is_percentage and indicator.decimals == 0 and indicator.formula == Formula.VALUE
    return whole and all(abs(value) < FEW_THINGS for value in known)
