"""A pasted block as it is shown: line by line what it would do, nothing of it done."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reports.collection.entry.services import Change
from reports.collection.paste.questions import Question
from reports.models import Entry
from targets.models import DataElement


class Match(StrEnum):
    TAKEN = "taken"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    REFUSED = "refused"


ICONS = {
    Match.TAKEN: "saved",
    Match.CHANGED: "saved",
    Match.SAME: "noted",
    Match.SKIPPED: "noted",
    Match.REFUSED: "must",
}


@dataclass(frozen=True)
class Pasted:
    """One line of the preview: what the block says of a cell, beside what the form and last year say.

    `change` is what taking it would save; a line that meets no cell has no element, and `message` says what it is.
    """

    number: int
    place: str
    shown: str
    match: Match
    message: str
    element: DataElement | None = None
    last: str = ""
    before: str = ""
    before_value: Decimal | None = None
    value: Decimal | None = None
    entry: str = ""
    change: Change | None = None

    @property
    def is_taken(self) -> bool:
        return self.match in (Match.TAKEN, Match.CHANGED)

    @property
    def code(self) -> str:
        return self.element.code if self.element else ""

    @property
    def name(self) -> str:
        return self.element.short_name if self.element else ""

    @property
    def icon(self) -> str:
        return ICONS[self.match]

    @property
    def status(self) -> str | None:
        """What the block says of the cell: a number, or why there is none; None where it could not be read."""
        return None if not self.entry or (self.entry == Entry.NUMBER and self.value is None) else self.entry

    @property
    def kind(self) -> str:
        """The option of the cell's list that the line chooses."""
        if self.change is None or self.change.entry == Entry.NUMBER:
            return self.change.quality if self.change else "final"
        return self.change.entry


@dataclass(frozen=True)
class PastePreview:
    """The whole block: a heading that says where it went, its lines, or the question that has to be answered first."""

    heading: str
    lines: list[Pasted]
    last_year: int
    question: Question | None = None

    @property
    def cells(self) -> list[Pasted]:
        return [line for line in self.lines if line.element is not None]

    @property
    def taken(self) -> list[Pasted]:
        return [line for line in self.lines if line.is_taken]

    @property
    def apart(self) -> list[Pasted]:
        """The lines that meet no cell."""
        return [line for line in self.lines if line.element is None]
