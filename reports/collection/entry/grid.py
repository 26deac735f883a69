"""The entry form as the page places it: finished strings per row, so that templates format nothing.

The GET of this form is the dearest useful page on deadline day: four queries, one pass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from reports.collection.duties.rows import DutyRow
from reports.collection.entry.checks import CellFinding, CheckedForm, FindingLevel, findings
from reports.collection.entry.closing import WHOLE_YEAR, YearPart, part_of_year
from reports.collection.entry.queries import accepted_before, figures_of, form_elements, form_of
from reports.collection.entry.rows import KIND_LABELS, FormRow
from reports.models import Entry, Figure, Quality, Submission
from reports.models.submission import State
from reports.wording.formats import change_percent, number, time_vi
from reports.wording.typed.numbers import number_to_type
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement, PartRule

# One row is no longer than the line that would fold it.
FOLDED_FROM = 2
LINKED_STATE = {
    State.DRAFT: "đang nhập",
    State.RETURNED: "bị trả lại",
    State.SUBMITTED: "đã nộp",
    State.ACCEPTED: "đã duyệt",
}


@dataclass(frozen=True)
class Typed:
    """What somebody typed that has not been saved, and why: shown again so that nothing is lost."""

    text: str
    kind: str
    note: str
    error: str = ""
    theirs: Figure | None = None


@dataclass(frozen=True)
class FormSection:
    title: str
    done: int
    rows: list[FormRow]

    @property
    def html(self) -> SafeString:
        return SafeString("".join(row.html for row in self.rows))

    @property
    def linked(self) -> str:
        """ "4 ô lấy từ KH-10": the cells that other forms hold, under which a phone folds them; empty below two."""
        labels = [row.label for row in self.rows if row.css == "linked"]
        if len(labels) < FOLDED_FROM:
            return ""
        return f"{len(labels)} ô {labels[0] if len(set(labels)) == 1 else 'lấy từ biểu khác'}"


@dataclass(frozen=True)
class Grid:
    """The whole form: sections of rows, duties, counts, what it still has to answer; `version` as `page_version`."""

    sections: list[FormSection]
    findings: list[CellFinding]
    filled: int
    total: int
    version: int
    duties: Sequence[DutyRow] = ()
    part: YearPart = WHOLE_YEAR

    @property
    def rows(self) -> list[FormRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def duties_said(self) -> int:
        return sum(duty.done for duty in self.duties)

    @property
    def answered(self) -> int:
        """Cells and duties together, for the bar."""
        return self.filled + self.duties_said

    @property
    def asked(self) -> int:
        return self.total + len(self.duties)


def entry_grid(
    submission: Submission,
    *,
    editable: bool,
    elements: list[DataElement] | None = None,
    figures: Mapping[str, Figure] | None = None,
    typed: Mapping[str, Typed] | None = None,
    returned: Mapping[str, str] | None = None,
    duties: Sequence[DutyRow] = (),
) -> Grid:
    """Build the form of a submission; `typed` overlays what could not be saved, `returned` the reviewer's reasons.

    `elements` and `figures` are those of the form where the caller has them already.
    """
    elements = form_elements(submission) if elements is None else elements
    figures = figures_of(submission, elements) if figures is None else figures
    before = accepted_before(submission, elements)
    form = form_of(submission, elements=elements, figures=figures, before=before)
    found = {finding.code: finding for finding in findings(form)}
    # One reverse for the whole form; a code is a slug and needs no quoting.
    history = reverse("submission-cell-history", args=[submission.pk, "CODE"])
    # With something to mend on the page the focus goes there, not to the next empty cell.
    start = first_open_cell(elements, figures, submission) if editable and not typed else ""
    part = part_of_year(submission)
    maker = RowMaker(
        submission, form, figures, before, found, typed or {}, returned or {}, editable, history, start, part.before
    )
    rows = [(element.group, maker.row(element)) for element in elements]
    sections: dict[str, list[FormRow]] = {}
    for group, row in rows:
        sections.setdefault(group, []).append(row)
    return Grid(
        sections=[FormSection(title, sum(row.done for row in part), part) for title, part in sections.items()],
        findings=list(found.values()),
        filled=sum(row.done for _, row in rows),
        total=len(rows),
        # The same sum as `page_version`, from rows that are here already.
        version=submission.version
        + sum(figure.version for figure in figures.values())
        + sum(duty.version for duty in duties),
        duties=duties,
        part=part,
    )


@dataclass(frozen=True)
class RowMaker:
    """Turns one element with its figures and findings into a row."""

    submission: Submission
    form: CheckedForm
    figures: Mapping[str, Figure]
    before: Mapping[str, Figure]
    found: Mapping[str, CellFinding]
    typed: Mapping[str, Typed]
    returned: Mapping[str, str]
    editable: bool
    history: str
    start: str
    reported_before: Mapping[int, str]

    def row(self, element: DataElement) -> FormRow:
        code = element.code
        figure, finding, typed = self.figures.get(code), self.found.get(code), self.typed.get(code)
        # A blank that another report holds may still be entered here.
        linked = figure is not None and figure.submission_id != self.submission.pk and figure.entry != Entry.BLANK
        text, kind, note = cell_content(figure, typed, element.decimals)
        css, icon, label = look(figure, finding, typed, linked)
        say, advice = words(finding, typed, figure)
        before = self.before.get(code)
        return FormRow(
            number=self.form.positions[code],
            code=code,
            name=("– " if element.part_rule == PartRule.SUM else "") + element.short_name,
            unit=element.unit,
            is_part=element.part_of_id is not None,
            last=last_year(before),
            text=text,
            kind=kind,
            note=note,
            version=version_seen(figure, typed),
            css=css,
            icon=icon,
            label=label,
            change=self.change(element, figure),
            say=say,
            advice=advice,
            should=typed is None and finding is not None and finding.level == FindingLevel.SOFT,
            linked_url=f"{reverse('submission', args=[figure.submission_id])}#cell-{code}" if linked and figure else "",
            linked_text=linked_words(figure) if linked and figure else "",
            reported_before=self.reported_before.get(element.pk, ""),
            last_year=self.submission.period.year - 1,
            starts=code == self.start,
            history_url=self.history.replace("CODE", code) if figure else "",
            theirs=their_words(typed) if typed else "",
            returned=self.returned.get(code, ""),
            editable=self.editable and not linked,
            unsaved=typed is not None,
            done=figure is not None and figure.entry != Entry.BLANK,
        )

    def change(self, element: DataElement, figure: Figure | None) -> str:
        old = self.form.year_before(element)
        # From 0 there is no percentage.
        if figure is None or figure.value is None or old is None or old == 0:
            return ""
        return change_percent(old, figure.value)


def first_open_cell(elements: list[DataElement], figures: Mapping[str, Figure], submission: Submission) -> str:
    """The code of the cell at which the work goes on: the first without a number that is entered here, "" for none."""
    # A cell of another form is no place to go on working, unless it is blank.
    blank = (e.code for e in elements if e.code not in figures or figures[e.code].entry == Entry.BLANK)
    mine = (e.code for e in elements if e.code in figures and figures[e.code].submission_id == submission.pk)
    return next(blank, "") or next(mine, "")


def cell_content(figure: Figure | None, typed: Typed | None, decimals: int) -> tuple[str, str, str]:
    """Text, kind and note of a cell: what was typed and not saved, else what is stored."""
    if typed is not None:
        return typed.text, typed.kind, typed.note
    if figure is None or figure.entry == Entry.BLANK:
        return "", "final", figure.note if figure else ""
    value = without_trailing_zeros(figure.value)
    if value is not None:
        return number_to_type(value, decimals=decimals), figure.quality, figure.note
    return "", figure.entry, figure.note


def look(figure: Figure | None, finding: CellFinding | None, typed: Typed | None, linked: bool) -> tuple[str, str, str]:
    """Class, icon and word of a cell's state."""
    if typed is not None:
        return "must", "must", "Chưa lưu" if typed.theirs else "Phải sửa"
    # Before "linked": a fault in a number from another form has to be seen here, too.
    if finding is not None and finding.level == FindingLevel.HARD:
        return "must", "must", "Phải sửa"
    if finding is not None and finding.level == FindingLevel.SOFT:
        return "should", "should", "Cần giải thích"
    if figure is None or figure.entry == Entry.BLANK:
        return "blank", "not_opened", "chưa nhập"
    if linked:
        return "linked", "linked", f"lấy từ {figure.submission.period.plan.code}"
    if figure.entry == Entry.NOT_APPLICABLE:
        return "none", "noted", "Đã ghi"
    if figure.entry == Entry.MISSING:
        return "missing", "reason", "Đã nêu lý do"
    return "saved", "saved", "Đã lưu"


def words(finding: CellFinding | None, typed: Typed | None, figure: Figure | None) -> tuple[str, str]:
    if typed is not None:
        stays = figure is not None and figure.entry != Entry.BLANK
        kept = "Số trước đó giữ nguyên." if stays else "Chưa ghi số này."
        return (f"{typed.error.rstrip('.')}.", kept) if typed.error else ("", "")
    if finding is None or finding.level == FindingLevel.BLANK:
        return "", ""
    return finding.message, finding.advice


def version_seen(figure: Figure | None, typed: Typed | None) -> int:
    if typed is not None and typed.theirs is not None:
        # Seen now: what she keeps of hers afterwards is written over the colleague's on purpose.
        return typed.theirs.version
    return figure.version if figure else 0


def last_year(figure: Figure | None) -> str:
    if figure is None:
        return "—"
    if figure.accepted_entry == Entry.NUMBER:
        return number(without_trailing_zeros(figure.accepted_value))
    return KIND_LABELS[figure.accepted_entry].lower()


def linked_words(figure: Figure) -> str:
    plan = figure.submission.period.plan.code
    return f"Đã nhập ở {plan}, {LINKED_STATE[figure.submission.state]}."


def their_words(typed: Typed) -> str:
    """ "Đồng nghiệp vừa ghi 1.150 lúc 14:30, bạn gõ 1.105. Giữ số nào?" """
    theirs = typed.theirs
    if theirs is None:
        return ""
    who = theirs.updated_by.full_name if theirs.updated_by else "Đồng nghiệp"
    mine = typed.text or KIND_LABELS[typed.kind].lower()
    return f"{who} vừa ghi {figure_text(theirs)} lúc {time_vi(theirs.updated_at)}, bạn gõ {mine}. Giữ số nào?"


def figure_text(figure: Figure) -> str:
    """A figure's working value in words."""
    if figure.entry == Entry.NUMBER:
        text = number(without_trailing_zeros(figure.value))
        return f"{text} (ước)" if figure.quality == Quality.ESTIMATE else text
    return {Entry.BLANK: "ô trống"}.get(figure.entry, KIND_LABELS.get(figure.entry, "")).lower()
