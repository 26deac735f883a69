"""What the department would ask about a form, found while it is typed. Plain functions over cells; no database.

Hard findings stop submitting; soft ones want one sentence, which staff read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from reports.models import Entry
from reports.wording.formats import leap_words, number
from targets.models import Aggregation, DataElement, PartRule


class FindingLevel(StrEnum):
    BLANK = "blank"
    HARD = "hard"
    SOFT = "soft"


class CheckedCell(NamedTuple):
    """What a form holds for one element; value in the element's unit, None unless the entry is a number.

    A tuple, because a board makes thousands of them.
    """

    entry: str = Entry.BLANK
    value: Decimal | None = None
    note: str = ""


NOTHING, ZERO = CheckedCell(), Decimal()


@dataclass(frozen=True)
class CellFinding:
    """One thing to mend or to explain, at one element."""

    code: str
    level: FindingLevel
    message: str
    advice: str = ""


@dataclass(frozen=True)
class FormShape:
    """How the elements of a form hang together, whatever its cells hold: agencies of one kind share it.

    `positions`: the number of each cell by element code. `parts`: each part with its whole; `sums`: each whole with the
    parts that add up to it; of what the form asks for, in its order.
    """

    positions: Mapping[str, int]
    parts: Sequence[tuple[DataElement, DataElement]]
    sums: Sequence[tuple[DataElement, list[DataElement]]]

    @classmethod
    def of(cls, elements: Sequence[DataElement]) -> "FormShape":
        by_key = {element.pk: element for element in elements}
        # A part whose whole this form does not ask has nothing to be held against.
        parts = [(one, by_key[one.part_of_id]) for one in elements if one.part_of_id in by_key]
        summed: dict[int, list[DataElement]] = {}
        for part, whole in parts:
            if part.part_rule == PartRule.SUM:
                summed.setdefault(whole.pk, []).append(part)
        return cls(
            positions={element.code: place for place, element in enumerate(elements, start=1)},
            parts=parts,
            sums=[(whole, summed[whole.pk]) for whole in elements if whole.pk in summed],
        )


@dataclass
class CheckedForm:
    """The elements of a form in order, their cells, and last year's accepted values by element code.

    `open_sums`: codes of wholes of which the form does not ask every part, so that the rest may be anything.
    `unanswered`: code -> why the department sent the cell back, of cells that nobody has touched since.
    `reported`: what the reports within the year add up to, by code of a flow. `of_another_part`: its flows are of
    another part of the year than last year's, so that the two say nothing of each other. `shape` is that of the
    elements where the caller has it already.
    """

    elements: list[DataElement]
    cells: Mapping[str, CheckedCell]
    before: Mapping[str, Decimal]
    last_year: int
    open_sums: frozenset[str] = frozenset()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    reported: Mapping[str, Decimal] = field(default_factory=dict)
    of_another_part: bool = False
    shape: InitVar[FormShape | None] = None
    together: FormShape = field(init=False)
    amounts: dict[str, Decimal | None] = field(init=False)

    def __post_init__(self, shape: FormShape | None) -> None:
        self.together = FormShape.of(self.elements) if shape is None else shape
        # "Không phát sinh" is a known zero in sums and comparisons; "chưa có số liệu" is unknown.
        self.amounts = {
            code: ZERO if cell.entry == Entry.NOT_APPLICABLE else cell.value for code, cell in self.cells.items()
        }

    @property
    def positions(self) -> Mapping[str, int]:
        return self.together.positions

    def amount(self, code: str) -> Decimal | None:
        """A cell's amount: nothing happened is 0, None is not known."""
        return self.amounts.get(code)

    def year_before(self, element: DataElement) -> Decimal | None:
        """Last year's value, as far as this year's may be held against it."""
        if self.of_another_part and element.aggregation == Aggregation.FLOW:
            return None
        return self.before.get(element.code)

    def place(self, code: str) -> str:
        return f"ô {self.positions[code]}"


def findings(form: CheckedForm) -> list[CellFinding]:
    """Everything the form still has to answer, in the order of its cells, at most one finding a cell."""
    found: dict[str, CellFinding] = {}
    # The order is the priority: of a cell only its first finding is told, the hard ones before the soft.
    sums = (*sums_that_differ(form), *less_than_reported(form))
    for finding in (*parts_above_whole(form), *sums, *sent_back(form), *changes(form)):
        found.setdefault(finding.code, finding)
    for element in form.elements:
        if form.cells.get(element.code, NOTHING).entry == Entry.BLANK:
            found[element.code] = CellFinding(element.code, FindingLevel.BLANK, "Chưa nhập")
    return sorted(found.values(), key=lambda finding: form.positions[finding.code])


def parts_above_whole(form: CheckedForm) -> Iterable[CellFinding]:
    for part, whole in form.together.parts:
        part_value, whole_value = form.amount(part.code), form.amount(whole.code)
        if part_value is not None and whole_value is not None and part_value > whole_value:
            yield CellFinding(
                part.code,
                FindingLevel.HARD,
                f"{part.short_name} ({number(part_value)}) nhiều hơn {lower_first(whole.short_name)} "
                f"({number(whole_value)}).",
                f"Sửa ô này, hoặc sửa {form.place(whole.code)}.",
            )


def sums_that_differ(form: CheckedForm) -> Iterable[CellFinding]:
    for whole, parts in form.together.sums:
        values = [form.amount(part.code) for part in parts]
        total = form.amount(whole.code)
        if total is None:
            continue
        known = [value for value in values if value is not None]
        added = sum(known, Decimal())
        # Parts that are not known, or not asked for, can still make up what is missing, but never what is too much.
        unknown = whole.code in form.open_sums or len(known) < len(values)
        if unknown and max(known, default=Decimal()) > total:
            continue  # told at the part itself
        if added > total or (added < total and not unknown):
            names = f"{form.place(parts[0].code)} đến {form.positions[parts[-1].code]}"
            yield CellFinding(
                whole.code,
                FindingLevel.HARD,
                f"{whole.short_name} ({number(total)}) khác tổng các phần ({number(added)}).",
                f"Sửa ô này, hoặc sửa {names}: chênh {number(abs(total - added))}.",
            )


def less_than_reported(form: CheckedForm) -> Iterable[CellFinding]:
    """A year in which less happened than its own reports within the year have said."""
    for code, within in form.reported.items():
        value = form.amount(code)
        # A note is the explanation that is asked for; whether it convinces is for staff to judge.
        if value is not None and value < within and not form.cells[code].note.strip():
            yield CellFinding(
                code,
                FindingLevel.SOFT,
                f"Cả năm ({number(value)}) ít hơn các kỳ trong năm đã báo cáo cộng lại ({number(within)}).",
                "Nếu đúng, ghi một câu giải thích. Sở đọc câu này khi thẩm định.",
            )


def changes(form: CheckedForm) -> Iterable[CellFinding]:
    for element in form.elements:
        before, value = form.year_before(element), form.amount(element.code)
        if element.leaps(before, value) and not form.cells[element.code].note.strip():
            # From 0 there is no percentage to tell.
            what, doubt = leap_words(before, value, form.last_year) if before else ("", "")
            yield CellFinding(
                element.code,
                FindingLevel.SOFT,
                f"{what} ({number(before)} thành {number(value)}){doubt}."
                if before
                else f"Năm {form.last_year} là 0, năm {form.last_year + 1} là {number(value)}.",
                "Nếu đúng, ghi một câu giải thích. Sở đọc câu này khi thẩm định.",
            )


def sent_back(form: CheckedForm) -> Iterable[CellFinding]:
    for code, reason in form.unanswered.items():
        if code in form.positions:
            yield CellFinding(
                code,
                FindingLevel.SOFT,
                f"Sở trả lại ô này, chưa sửa: “{reason}”.",
                "Sửa số, hoặc nếu số đúng thì ghi một câu giải thích.",
            )


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
