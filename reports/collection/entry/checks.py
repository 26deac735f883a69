"""What the department would ask about a form, found while it is typed. Plain functions over cells; no database.

Hard findings stop submitting; soft ones want one sentence, which staff read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from reports.models import Entry
from reports.wording.formats import leap_words, number
from targets.models import Aggregation, DataElement, PartRule


class FindingLevel(StrEnum):
    BLANK = "blank"
    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True)
class CheckedCell:
    """What a form holds for one element; value in the element's unit, None unless the entry is a number."""

    entry: str = Entry.BLANK
    value: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class CellFinding:
    """One thing to mend or to explain, at one element."""

    code: str
    level: FindingLevel
    message: str
    advice: str = ""


@dataclass
class CheckedForm:
    """The elements of a form in order, their cells, and last year's accepted values by element code.

    `open_sums`: codes of wholes of which the form does not ask every part, so that the rest may be anything.
    `unanswered`: code -> why the department sent the cell back, of cells that nobody has touched since.
    `reported`: what the reports within the year add up to, by code of a flow. `of_another_part`: its flows are of
    another part of the year than last year's, so that the two say nothing of each other.
    """

    elements: list[DataElement]
    cells: Mapping[str, CheckedCell]
    before: Mapping[str, Decimal]
    last_year: int
    open_sums: frozenset[str] = frozenset()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    reported: Mapping[str, Decimal] = field(default_factory=dict)
    of_another_part: bool = False
    positions: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.positions = {element.code: place for place, element in enumerate(self.elements, start=1)}

    def amount(self, code: str) -> Decimal | None:
        """A cell's amount: nothing happened is 0, None is not known."""
        cell = self.cells.get(code, CheckedCell())
        return Decimal() if cell.entry == Entry.NOT_APPLICABLE else cell.value

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
    wholes = {element.pk: element for element in form.elements}
    sums = (*sums_that_differ(form), *less_than_reported(form))
    for finding in (*parts_above_whole(form, wholes), *sums, *sent_back(form), *changes(form)):
        found.setdefault(finding.code, finding)
    for element in form.elements:
        if form.cells.get(element.code, CheckedCell()).entry == Entry.BLANK:
            found[element.code] = CellFinding(element.code, FindingLevel.BLANK, "Chưa nhập")
    return sorted(found.values(), key=lambda finding: form.positions[finding.code])


def parts_above_whole(form: CheckedForm, wholes: Mapping[int, DataElement]) -> Iterable[CellFinding]:
    for part in form.elements:
        whole = wholes.get(part.part_of_id) if part.part_of_id else None
        if whole is None:
            continue
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
    summed: dict[int, list[DataElement]] = {}
    for part in form.elements:
        if part.part_of_id is not None and part.part_rule == PartRule.SUM:
            summed.setdefault(part.part_of_id, []).append(part)
    for whole in form.elements:
        parts = summed.get(whole.pk, [])
        values = [form.amount(part.code) for part in parts]
        total = form.amount(whole.code)
        if not parts or total is None:
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
