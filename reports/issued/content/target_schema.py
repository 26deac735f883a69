"""The part of a report's dataset that is about one target: where it stands, what that hangs on, its milestones."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from targets.calculations.uncertainty import FlowRange, display_status


@dataclass(frozen=True)
class MilestoneLine:
    """One stated result of a text without numbers, and what a person last said of it; `state` "" = nobody spoke."""

    code: str
    name: str
    citation: str
    state: str
    judged_on: date | None
    evidence: str
    illustrative: bool


@dataclass(frozen=True)
class TargetStanding:
    """One target as it stands at the end of the report's year: the fields of Progress; `steps` are its milestones."""

    year: int
    basis: str
    from_year: int | None
    comparator: str
    low: Decimal | None
    high: Decimal | None
    citation: str
    current: bool
    status: str
    met: bool | None
    final: bool
    flags: tuple[str, ...]
    actual: Decimal | None
    actual_year: int | None
    actual_source: str
    base: Decimal | None
    base_year: int | None
    ratio: Decimal | None
    expected_value: Decimal | None
    # Above 0 on the good side, also of what should fall; years below 0 are late.
    gap: Decimal | None
    years_ahead: Decimal | None
    # Both with the sign of the change.
    required_per_year: Decimal | None
    achieved_per_year: Decimal | None
    units_reporting: int
    units_expected: int
    provisional: bool
    illustrative: bool
    milestones_done: int | None
    milestones: int | None
    # What came after the first release has a default, so that an older dataset can still be read.
    missing_years: tuple[int, ...] = ()
    steps: tuple[MilestoneLine, ...] = ()
    ambition: str = "committed"
    base_year_of_change: int | None = None
    status_low: str = ""
    status_high: str = ""
    half_width: Decimal | None = None
    decided_at: Decimal | None = None
    required_to_decided: Decimal | None = None
    has_estimate: bool = False
    years_met: int | None = None
    missed_years: tuple[int, ...] = ()
    disputed: tuple[FlowRange, ...] = ()

    @property
    def display_status(self) -> str:
        """What the target is counted as: one that rounding or a second source would turn is undetermined."""
        return display_status(self.status, self.flags)
