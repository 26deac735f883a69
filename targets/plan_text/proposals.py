"""What the reader of a plan proposes, each with its sentence and its place; nothing of it is stored or certain."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Sure(StrEnum):
    """What an officer should look at before taking a target; CLEAR where the text says all of it."""

    CLEAR = "clear"
    YEAR = "year"
    BASIS = "basis"
    BASE_YEAR = "base_year"
    COMPARATOR = "comparator"


@dataclass(frozen=True)
class ProposedTarget:
    """Percents as 55.5; a single bound stands in `low`. `indicators` are codes of the catalogue, best first.

    A change against `base_year` is as the text says it ("giảm tối thiểu 20%", "gấp 1,5 lần"): its size, and in `falls`
    its direction.
    """

    phrase: str
    comparator: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    year: int | None
    basis: str
    from_year: int | None
    citation: str
    sentence: str
    start: int = 0
    end: int = 0
    ambition: str = "committed"
    base_year: int | None = None
    falls: bool = False
    sure: Sure = Sure.CLEAR
    indicator: str | None = None
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedBaseline:
    phrase: str
    value: Decimal
    unit: str
    year: int | None
    citation: str
    sentence: str


@dataclass(frozen=True)
class ProposedMilestone:
    phrase: str
    year: int | None
    citation: str
    sentence: str


@dataclass(frozen=True)
class ProposedDeadline:
    """Dates are "15/12", "15/12/2026" or a day alone; `data_until` are the days up to which the data count."""

    frequency: str
    dates: tuple[str, ...]
    strict: bool
    year_offset: int
    citation: str
    sentence: str
    data_until: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedDuty:
    """`lead` and `cooperating` as written; the matches are codes of agencies, or "kind:" and a kind."""

    number: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    citation: str
    sentence: str
    lead_match: tuple[str, ...] = ()
    cooperating_match: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedTaskGroup:
    number: str
    title: str
    citation: str


@dataclass(frozen=True)
class SeenNumber:
    """A number of the text that is proposed as no target, with the reason; so that none is left unseen."""

    text: str
    reason: str
    citation: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True)
class PlanHead:
    number: str | None = None
    issued_on: str | None = None
    issuer: str | None = None
    signer: str | None = None
    title: str | None = None
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True)
class Proposals:
    head: PlanHead = field(default_factory=PlanHead)
    targets: tuple[ProposedTarget, ...] = ()
    baselines: tuple[ProposedBaseline, ...] = ()
    deadlines: tuple[ProposedDeadline, ...] = ()
    duties: tuple[ProposedDuty, ...] = ()
    milestones: tuple[ProposedMilestone, ...] = ()
    objectives: tuple[str, ...] = ()
    task_groups: tuple[ProposedTaskGroup, ...] = ()
    numbers: tuple[SeenNumber, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract of `read_plan`: JSON values, numbers as int or Decimal."""
        return asdict(self)
