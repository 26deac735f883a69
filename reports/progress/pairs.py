"""Two years of a roll-up held against each other over the agencies that reported in both.

In words: 30 districts in one year and 24 in the next are not the same whole. What 24 of them had in both years says how
much was gained; the level of all stays what it is. Who has reported a part of either year says nothing of that.
"""

from dataclasses import dataclass
from decimal import Decimal

from reports.progress.pooling import UnitReports
from reports.progress.queries import UnitReport
from targets.calculations.numbers.precision import exact
from targets.models import Formula, Indicator


@dataclass(frozen=True)
class PairedYears:
    """The value of `units` agencies in `from_year` and in a later year, in the indicator's unit, unrounded."""

    from_year: int
    units: int
    before: Decimal
    after: Decimal


def paired_years(indicator: Indicator, reports: UnitReports, first: int, last: int) -> PairedYears | None:
    """None where the same agencies reported in both years, so that the levels compare as they are; or nobody did."""
    old, new = reports.get((indicator.pk, first), {}), reports.get((indicator.pk, last), {})
    common = {pk for pk in old.keys() & new.keys() if not (old[pk].part or new[pk].part)}
    if not common or old.keys() == new.keys() or indicator.formula not in (Formula.VALUE, Formula.RATIO):
        return None
    before, after = (pooled_value(indicator, [units[pk] for pk in common]) for units in (old, new))
    return None if before is None or after is None else PairedYears(first, len(common), before, after)


@exact
def pooled_value(indicator: Indicator, units: list[UnitReport]) -> Decimal | None:
    above = sum((unit.numerator for unit in units), Decimal())
    if indicator.formula == Formula.VALUE:
        return above
    below = sum((unit.denominator for unit in units), Decimal())
    return 100 * above / below if below else None
