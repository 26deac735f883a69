"""What is known of one locality and view while its values are computed, and how a computed number is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal

from reports.models import IndicatorValue, View
from reports.progress.pooling import Pooled
from reports.progress.queries import PublishedValue, Recipe
from targets.calculations.numbers.precision import CONTEXT
from targets.calculations.rules import Rules
from targets.calculations.thresholds import Thresholds

# What every database gives back unchanged: SQLite keeps decimals as floating numbers of fifteen digits.
DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
STORED_STEP = Decimal(1).scaleb(-12)


def as_stored(value: Decimal | None) -> Decimal | None:
    """A computed number as its column keeps it, so that a value read back equals the one computed anew."""
    if value is None:
        return None
    short = DIGITS.plus(value)
    return short.quantize(STORED_STEP, rounding=ROUND_HALF_EVEN, context=CONTEXT)


def by_indicator(values: Iterable[IndicatorValue]) -> dict[int, dict[int, IndicatorValue]]:
    """Values of a locality and view by indicator and year."""
    found: dict[int, dict[int, IndicatorValue]] = {}
    for value in values:
        found.setdefault(value.indicator_id, {})[value.year] = value
    return found


@dataclass
class RollupData:
    """Everything known about one locality and view, from which its values are computed.

    values: those that are there, by indicator and year.
    """

    locality_id: int
    view: View
    recipes: dict[int, Recipe]
    pooled: Mapping[tuple[int, int], Pooled]
    published: Mapping[int, PublishedValue]
    rules: Rules
    values: dict[int, dict[int, IndicatorValue]] = field(default_factory=dict)

    @property
    def thresholds(self) -> Thresholds:
        return self.rules.thresholds

    def counted(self, indicator_id: int) -> dict[int, IndicatorValue]:
        """The values of an indicator that count, by year."""
        return {year: value for year, value in self.years_of(indicator_id) if value.counts}

    def uncounted(self, indicator_id: int) -> dict[int, IndicatorValue]:
        """The roll-ups of an indicator that are shown and decide nothing: too few agencies, by year."""
        return {
            year: value for year, value in self.years_of(indicator_id) if value.value is not None and not value.counts
        }

    def years_of(self, indicator_id: int) -> list[tuple[int, IndicatorValue]]:
        return sorted(self.values.get(indicator_id, {}).items())
