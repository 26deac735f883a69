"""Compare a filled workbook with the form as it stands: what would be taken, changed, kept or refused, cell by cell.

Three sides are known of a cell: what the file says, what the form held when the file was downloaded (its revision) and
what it holds now. A cell that the file leaves as it was never undoes what was written on the page since.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from agencies.models import User
from reports.collection.entry.checks import CellFinding, CheckedCell, FindingLevel, findings
from reports.collection.entry.grid import KIND_LABELS, figure_text
from reports.collection.entry.queries import accepted_before, figures_of, form_elements, form_of
from reports.collection.entry.services import Change, weigh
from reports.collection.entry.versions import entry_version
from reports.collection.scanning import ScanRefused, refuse_infected
from reports.collection.workbook.file_check import BadFile
from reports.collection.workbook.form import in_file
from reports.collection.workbook.layout import SHEET
from reports.collection.workbook.reading import AddedRow, FileCell, read_workbook
from reports.models import Entry, Figure, FigureRevision, Quality, Submission
from reports.wording.formats import datetime_vi
from reports.wording.typed.text import clean_text
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement


class CellVerdict(StrEnum):
    TAKEN = "taken"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Compared:
    """One cell of the file beside the form; `change` is what taking it would save."""

    cell: FileCell
    element: DataElement
    verdict: CellVerdict
    before: str
    message: str = ""
    change: Change | None = None

    @property
    def shown(self) -> str:
        """What the file says, in words."""
        if self.cell.entry in (Entry.NOT_APPLICABLE, Entry.MISSING):
            return KIND_LABELS[self.cell.entry].lower()
        text = self.cell.shown or "ô trống"
        return f"{text} (ước)" if self.cell.quality == Quality.ESTIMATE else text

    @property
    def place(self) -> str:
        return f"{SHEET}!{self.cell.address}"


@dataclass(frozen=True)
class WorkbookComparison:
    """The whole file beside the form at version `form_version`; `findings` are by cell, once it is taken."""

    cells: list[Compared]
    form_version: int
    seen_form: int
    findings: list[tuple[Compared, CellFinding]]
    added: list[AddedRow]

    def of(self, verdict: CellVerdict) -> list[Compared]:
        return [cell for cell in self.cells if cell.verdict == verdict]

    @property
    def changes(self) -> list[Change]:
        return [cell.change for cell in self.cells if cell.change is not None]

    @property
    def can_be_taken(self) -> bool:
        return bool(self.changes) and not self.of(CellVerdict.REFUSED)


def compare(data: bytes, *, name: str, submission: Submission, by: User, now: datetime) -> WorkbookComparison:
    """Read a file and hold it against the form, writing nothing. Raises BadFile for a file refused as a whole."""
    try:
        # Scanned before anything of it is parsed.
        refuse_infected(io.BytesIO(data), name=name, submission=submission, by=by, now=now)
    except ScanRefused as error:
        why = str(error).removesuffix(".")
        raise BadFile(f"{why[0].upper()}{why[1:]}") from error
    elements = form_elements(submission)
    filled = read_workbook(data, submission=submission, elements=elements)
    # Read before the figures, so that a change in between makes the comparison stale.
    version = entry_version(submission)
    held = figures_of(submission)
    # `weigh` writes into the figures in hand; what they held is needed for the checks afterwards.
    kept = figures_of_form(submission, elements, held)
    bases = bases_of(filled.cells, held)
    by_code = {element.code: element for element in elements}
    cells = [
        verdict_on(cell, by_code[cell.code], held.get(cell.code), bases.get(cell.code), submission, by=by, now=now)
        for cell in filled.cells
    ]
    found = findings_after(submission, elements, held, kept, cells)
    return WorkbookComparison(cells, version, filled.seen_form, found, filled.added)


def figures_of_form(
    submission: Submission, elements: list[DataElement], held: Mapping[str, Figure]
) -> dict[str, CheckedCell]:
    """What each cell of the form holds, taken down before anything is weighed."""
    return dict(form_of(submission, elements=elements, figures=dict(held), before={}).cells)


def bases_of(cells: list[FileCell], held: Mapping[str, Figure]) -> dict[str, FigureRevision]:
    """What a cell held when the file was downloaded, for those written since; one query."""
    # Only cells written since the download need their revision of then.
    moved = {held[cell.code].pk: cell for cell in cells if cell.code in held and held[cell.code].version != cell.seen}
    revisions = FigureRevision.objects.filter(figure_id__in=moved, accepted=False)
    return {
        moved[revision.figure_id].code: revision
        for revision in revisions
        if revision.version == moved[revision.figure_id].seen
    }


def verdict_on(
    cell: FileCell,
    element: DataElement,
    held: Figure | None,
    base: FigureRevision | None,
    form: Submission,
    *,
    by: User,
    now: datetime,
) -> Compared:
    """What becomes of one cell of the file."""
    before = figure_text(held) if held is not None else "ô trống"
    if cell.error:
        return Compared(cell, element, CellVerdict.REFUSED, before, cell.error)
    if says_the_same(cell, held):
        return Compared(cell, element, CellVerdict.SAME, before)
    version = held.version if held is not None else 0
    if held is not None and version != cell.seen:
        if says_the_same(cell, base):
            return Compared(
                cell, element, CellVerdict.SAME, before, "Đã đổi trên biểu sau khi tải tệp; giữ số trên biểu"
            )
        # Her own later number she may replace by the file; a colleague's only after having seen it.
        if held.updated_by_id != by.pk:
            return Compared(cell, element, CellVerdict.REFUSED, before, written_since(held))
    change = Change(
        cell.code,
        value=cell.value,
        entry=Entry.NUMBER if cell.entry == Entry.BLANK else cell.entry,
        quality=cell.quality or (held.quality if held is not None else Quality.FINAL),
        note=cell.note,
        seen_version=version,
    )
    was_filled = held is not None and held.entry != Entry.BLANK
    outcome = weigh(change, element, held, form, by=by, now=now)
    if outcome.error:
        return Compared(cell, element, CellVerdict.REFUSED, before, outcome.error)
    if not outcome.saved:
        return Compared(cell, element, CellVerdict.SAME, before)
    return Compared(cell, element, CellVerdict.CHANGED if was_filled else CellVerdict.TAKEN, before, change=change)


def says_the_same(cell: FileCell, other: Figure | FigureRevision | None) -> bool:
    """Whether the file says of a cell what a figure or a revision says; no row is a blank cell without a note."""
    if other is None:
        return cell.entry == Entry.BLANK and not clean_text(cell.note)
    # Compared as the file can hold it: what XML has no place for was lost on the way out.
    same_note = in_file(other.note).strip() == cell.note.strip()
    # Beside another entry the quality says nothing.
    same_quality = cell.entry != Entry.NUMBER or cell.quality == other.quality
    return (cell.entry, cell.value) == (other.entry, without_trailing_zeros(other.value)) and same_quality and same_note


def written_since(held: Figure) -> str:
    who = held.updated_by.full_name if held.updated_by else "Đồng nghiệp"
    return (
        f"{who} ghi {figure_text(held)} lúc {datetime_vi(held.updated_at)}, sau khi tải tệp này. "
        "Ghi số đó vào tệp, hoặc sửa ô này trên biểu"
    )


def findings_after(
    submission: Submission,
    elements: list[DataElement],
    held: Mapping[str, Figure],
    kept: dict[str, CheckedCell],
    cells: list[Compared],
) -> list[tuple[Compared, CellFinding]]:
    """What the form would still have to mend or explain, with the cell of the file that it concerns."""
    taken = {
        one.cell.code: CheckedCell(entry=one.cell.entry, value=one.cell.value, note=clean_text(one.cell.note))
        for one in cells
        if one.change is not None
    }
    form = replace(
        form_of(submission, elements=elements, figures=dict(held), before=accepted_before(submission)),
        cells=kept | taken,
    )
    places = {one.cell.code: one for one in cells}
    return [
        (places[found.code], found)
        for found in findings(form)
        if found.level != FindingLevel.BLANK and found.code in places
    ]
