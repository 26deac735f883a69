"""From agencies to the city: add numerators, add denominators, then divide; never the mean of rates.

In words: 900 of 1000, 50 of 100 and 30 of 100 make 980 of 1200, 81.7 %, although the mean of the three rates is 56.7 %.
Source: DHIS2 (sums first, then the formula) and UNICEF PRP (numerators and denominators added separately).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.numbers.precision import exact
from targets.calculations.thresholds import DEFAULT, Thresholds

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class UnitShare:
    """What one agency reported: `num` of `den`, same unit; None is not reported. 0 of 0 is a report.

    weight: its size for coverage (last known denominator); defaults to `den`.
    """

    num: Decimal | None
    den: Decimal | None
    weight: Decimal | None = None

    @property
    def reported(self) -> bool:
        return self.num is not None and self.den is not None

    @property
    def size(self) -> Decimal | None:
        return self.den if self.weight is None else self.weight


@dataclass(frozen=True)
class Coverage:
    """Shares (0 to 1) of the expected units that reported: by count, and by weight when every weight is known."""

    units: Decimal | None
    weight: Decimal | None

    @property
    def decisive(self) -> Decimal | None:
        """By weight where known, else by count."""
        return self.units if self.weight is None else self.weight

    @property
    def provisional(self) -> bool:
        """True while a unit is missing (or none is known)."""
        # Counted in units, whatever they weigh: one without any size is missing, too.
        return self.units is None or self.units < 1

    def suffices(self, thresholds: Thresholds = DEFAULT) -> bool:
        """True when enough is covered for a status."""
        return self.decisive is not None and self.decisive >= thresholds.coverage


@dataclass(frozen=True)
class RateAggregate:
    """A pooled rate. rate and mean_of_rates in percent; None where nothing was reported or all denominators are 0.

    mean_of_rates is there to be compared, never to be published as the rate.
    """

    rate: Decimal | None
    mean_of_rates: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    coverage: Coverage
    assessable: bool


@dataclass(frozen=True)
class Split:
    """Change of a pooled rate in percentage points: within + mix = change."""

    change: Decimal
    within: Decimal
    mix: Decimal


@exact
def coverage_of(units: Iterable[tuple[bool, Decimal | None]]) -> Coverage:
    """Coverage of the expected units, each given as (has reported, weight or None).

    The weight share is None when a weight is unknown or all are zero. Use it for sums of counts as well as for rates.
    """
    known = tuple(units)
    if not known:
        return Coverage(units=None, weight=None)
    by_count = Decimal(sum(reported for reported, _ in known)) / len(known)
    weights = [weight for _, weight in known if weight is not None]
    total = sum(weights, Decimal(0))
    if len(weights) < len(known) or not total:
        return Coverage(units=by_count, weight=None)
    covered = sum((weight for reported, weight in known if reported and weight), Decimal(0))
    return Coverage(units=by_count, weight=covered / total)


@exact
def coverage_of_sums(*, units: int, reporting: int, covered: Decimal, missing: Decimal | None) -> Coverage:
    """Coverage from sums already made: `covered` and `missing` are the sizes of who has reported and who has not.

    missing: None where the size of one of them is not known. The same answer as `coverage_of` unit by unit.
    """
    by_count = Decimal(reporting) / units if units else None
    if missing is None or not covered + missing:
        return Coverage(units=by_count, weight=None)
    return Coverage(units=by_count, weight=covered / (covered + missing))


@exact
def aggregate_rate(units: Sequence[UnitShare], *, thresholds: Thresholds = DEFAULT) -> RateAggregate:
    """Pool the reports of all units that are expected to report, those without a report included."""
    pairs = [(unit.num, unit.den) for unit in units if unit.num is not None and unit.den is not None]
    coverage = coverage_of((unit.reported, unit.size) for unit in units)
    if not pairs:
        return RateAggregate(None, None, None, None, coverage, assessable=False)
    numerator = sum((num for num, _ in pairs), Decimal(0))
    denominator = sum((den for _, den in pairs), Decimal(0))
    # Adding the rates in a fixed order keeps the mean the same to the last digit, however the units come in.
    rates = sorted(HUNDRED * num / den for num, den in pairs if den)
    return RateAggregate(
        rate=HUNDRED * numerator / denominator if denominator else None,
        mean_of_rates=sum(rates, Decimal(0)) / len(rates) if rates else None,
        numerator=numerator,
        denominator=denominator,
        coverage=coverage,
        assessable=coverage.suffices(thresholds),
    )


@exact
def within_and_mix(old: Mapping[str, UnitShare], new: Mapping[str, UnitShare]) -> Split | None:
    """Why a pooled rate moved between two years: units keyed by the same code in both.

    within: what the units' own rates changed, at the old year's sizes. mix: the rest, that is sizes that shifted and
    units that only one of the years has. None when either year has no rate. Example: 90 % of 800 and 50 % of 200 become
    92 % of 400 and 55 % of 600: within +2.6 points, mix -14.8 points, change -12.2.
    """
    before = aggregate_rate(list(old.values())).rate
    after = aggregate_rate(list(new.values())).rate
    if before is None or after is None:
        return None
    # All sizes of the old year, also of units that the new one lacks: what those take along is mix.
    total = sum((unit.den for unit in old.values() if unit.reported and unit.den), Decimal(0))
    parts = []
    for key in old.keys() & new.keys():
        first, second = old[key], new[key]
        start, end = _rate(first), _rate(second)
        if start is not None and end is not None and first.den is not None:
            parts.append(first.den * (end - start))
    # In a fixed order, because a set of keys has none.
    within = sum(sorted(parts), Decimal(0)) / total
    return Split(change=after - before, within=within, mix=after - before - within)


def _rate(unit: UnitShare) -> Decimal | None:
    if unit.num is None or not unit.den:
        return None
    return HUNDRED * unit.num / unit.den
