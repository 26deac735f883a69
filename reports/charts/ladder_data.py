"""What the ladder of one indicator is drawn from: finished texts, unrounded values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


def year_position(day: date) -> Decimal:
    """Where a day stands on the axis of years: figures of a year stand at its end, so 22/11/2024 is 2023.89."""
    start = date(day.year, 1, 1)
    return day.year - 1 + Decimal((day - start).days) / (date(day.year + 1, 1, 1) - start).days


@dataclass(frozen=True)
class Actual:
    """A reported value; an estimate is drawn hollow, a year that two have reported, the first until it ended, half."""

    year: int
    value: Decimal
    text: str
    estimate: bool = False
    in_parts: bool = False


@dataclass(frozen=True)
class Revision:
    """An estimate that a later value of the same year replaced."""

    year: int
    estimate: Decimal
    final: Decimal
    text: str


@dataclass(frozen=True)
class Rung:
    """A promise: `must` is the weakest end, `other` the rest of its range; `note` says whose it is."""

    year: int
    must: Decimal
    text: str
    other: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class PaceYear:
    """The pace scenario in one year with its 80 % band, already clipped for rates."""

    year: int
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Beyond:
    """A target year without a number; `short` is what fits on a phone."""

    year: int
    words: str
    short: str = "định tính"


@dataclass(frozen=True)
class Reporters:
    """Who reports, in words, from a day on (`since` on the axis of years, None from its beginning); `day` in words."""

    words: str
    since: Decimal | None = None
    day: str = ""


@dataclass(frozen=True)
class Ladder:
    """`path` and `yearly_plans` are (year, value) in order; `today` comes from `year_position`.

    `reporters`: in order of time, more than one where bodies have changed.
    """

    sentence: str
    unit: str
    actuals: tuple[Actual, ...] = ()
    rungs: tuple[Rung, ...] = ()
    path: tuple[tuple[int, Decimal], ...] = ()
    yearly_plans: tuple[tuple[int, Decimal], ...] = ()
    revisions: tuple[Revision, ...] = ()
    pace: tuple[PaceYear, ...] = ()
    pace_text: str = ""
    pace_note: str = ""
    today: Decimal | None = None
    today_text: str = ""
    beyond: Beyond | None = None
    reporters: tuple[Reporters, ...] = ()

    @property
    def years(self) -> list[int]:
        marked = (*self.actuals, *self.rungs, *self.revisions, *self.pace)
        return [one.year for one in marked] + [year for year, _ in (*self.path, *self.yearly_plans)]

    @property
    def values(self) -> list[Decimal]:
        found = [one.value for one in self.actuals] + [value for _, value in (*self.path, *self.yearly_plans)]
        found += [one.must for one in self.rungs] + [one.other for one in self.rungs if one.other is not None]
        found += [value for one in self.revisions for value in (one.estimate, one.final)]
        # With the band, which must not leave the drawing either.
        return found + [value for one in self.pace for value in (one.low, one.value, one.high)]
