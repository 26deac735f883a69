"""What sentences are made of: one target's standing as a small frozen value, the same for screens and paper.

`standing_of` makes it from a stored row; `reports/issued/content/standings.py` makes it from a report's frozen data.
"""

from dataclasses import dataclass
from decimal import Decimal

from reports.models import Progress
from targets.calculations.thresholds import Thresholds
from targets.calculations.uncertainty import FlowRange
from targets.models import Ambition, Basis, Formula
from targets.target_bounds import Measured, Promised, thresholds


@dataclass(frozen=True)
class Measure:
    """An indicator as far as words need it, where there is no row of the catalogue."""

    name: str
    short_name: str
    unit: str
    decimals: int
    formula: str
    direction: str

    @property
    def is_percentage(self) -> bool:
        return self.unit == "%"


@dataclass(frozen=True)
class Promise:
    """A target as far as words need it, where there is no row of the catalogue."""

    indicator: Measure
    year: int
    from_year: int | None
    basis: str
    comparator: str
    low: Decimal | None
    high: Decimal | None
    base_year: int | None = None
    ambition: str = Ambition.COMMITTED


@dataclass(frozen=True)
class Standing:
    """How a target stands at the end of `year`: the columns of Progress that sentences read, in the same units."""

    target: Promised
    year: int
    status: str
    met: bool | None
    final: bool
    current: bool
    flags: tuple[str, ...]
    actual: Decimal | None
    actual_year: int | None
    actual_source: str
    base: Decimal | None
    base_year: int | None
    # Share of the way by share of the time; below 0 the value goes the wrong way.
    ratio: Decimal | None
    # On the path: at the end of the figure's own year, then of the year that is looked at.
    expected_value: Decimal | None
    expected_end: Decimal | None
    # Above 0 on the good side, also of what should fall; in years below 0 is late.
    gap: Decimal | None
    years_ahead: Decimal | None
    # Both with the sign of the change: below 0 where the value falls or has to.
    required_per_year: Decimal | None
    achieved_per_year: Decimal | None
    units_reporting: int
    units_expected: int
    provisional: bool
    illustrative: bool
    milestones_done: int | None
    milestones: int | None
    missing_years: tuple[int, ...]
    display_status: str
    status_low: str
    status_high: str
    # How far the true value may lie from the one that the source printed; None: it is exact.
    half_width: Decimal | None
    decided_at: Decimal | None
    required_to_decided: Decimal | None
    has_estimate: bool
    # Of a promise for every year alone.
    years_met: int | None
    missed_years: tuple[int, ...]
    disputed: tuple[FlowRange, ...]
    rule_version: str
    limits: Thresholds  # under which it was judged: what counts as "about", so that words measure to the same edge
    pk: int | None = None

    @property
    def measure(self) -> Measured:
        """What the numbers are in: the indicator's unit, of a change against a base year percent of that year."""
        return PERCENT_OF_BASE if self.target.basis == Basis.CHANGE else self.target.indicator


PERCENT_OF_BASE = Measure("", "", "%", 1, Formula.VALUE, "none")
FROM_ROW = (
    "year", "status", "met", "final", "current", "actual", "actual_year", "actual_source", "base", "base_year",
    "ratio", "expected_value", "expected_end", "gap", "years_ahead", "required_per_year", "achieved_per_year",
    "units_reporting", "units_expected", "provisional", "illustrative", "milestones_done", "milestones", "pk",
    "display_status", "status_low", "status_high", "half_width", "decided_at", "required_to_decided", "has_estimate",
    "years_met", "rule_version",
)  # fmt: skip


def standing_of(row: Progress, target: Promised | None = None, limits: Thresholds | None = None) -> Standing:
    """A stored or supposed row as sentences read it; `target`: the one already loaded, else the row's own.

    `limits`: those it was judged by, where they are not those in force.
    """
    return Standing(
        target=row.target if target is None else target,
        flags=tuple(row.flags),
        missing_years=tuple(row.missing_years),
        missed_years=tuple(row.missed_years),
        # A list of texts in the row, which keeps it as JSON: a number of JSON would not come back exact.
        disputed=tuple(FlowRange(year, Decimal(low), Decimal(high)) for year, low, high in row.disputed),
        limits=limits or thresholds(),
        **{name: getattr(row, name) for name in FROM_ROW},
    )
