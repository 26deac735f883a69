"""Write what officials type: save cells, submit, withdraw. Every write locks the agency's forms of the year first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import prefetch_related_objects

from agencies.models import Agency, User
from agencies.prepared_queries import Prepared
from reports.audit.events import cells_now, record_cells
from reports.calling import wake_up
from reports.collection.duties.asked import open_duties
from reports.collection.entry.checks import CellFinding, findings
from reports.collection.entry.queries import figures_of, form_elements, form_of
from reports.collection.entry.versions import refuse_stale
from reports.collection.entry.writing import forget_accepted, write_cells
from reports.collection.transitions import WrongState, make_move
from reports.models import Action, Entry, Figure, Quality, Submission, Via
from reports.progress.services import mark_stale
from reports.wording.typed.numbers import NumberError, fit_number, parse_number, without_unit
from reports.wording.typed.text import clean_text
from targets.models import DataElement

MAX_NOTE = 2000


class NotReady(Exception):
    """The form cannot be sent yet; `findings` says what to mend or explain, in the order of the cells."""

    def __init__(self, found: Sequence[CellFinding]) -> None:
        super().__init__("form not ready")
        self.findings = tuple(found)


class ReportedByHeir(WrongState):
    """An heir has said that its report is of the whole year: a closing report beside it would count twice."""

    def __init__(self, submission: Submission, heir: Agency) -> None:
        super().__init__(submission)
        self.words = (
            f"{heir.name} đã báo cáo số của cả năm, gồm cả phần này. Cần nộp riêng thì đơn vị đó đổi lại trước."
        )


@dataclass(frozen=True)
class Change:
    """One cell as it was sent: the text or the entry, and the version of the cell that the writer saw (0 = blank).

    `value` stands for the text where the writer sent a number and not what an official typed.
    """

    code: str
    text: str = ""
    value: Decimal | None = None
    entry: str = Entry.NUMBER
    quality: str = Quality.FINAL
    note: str = ""
    seen_version: int | None = None


@dataclass(frozen=True)
class CellOutcome:
    """What became of one change. `theirs` is set when a colleague wrote first: nothing was overwritten."""

    code: str
    figure: Figure | None = None
    saved: bool = False
    error: str = ""
    theirs: Figure | None = None


@dataclass(frozen=True)
class SavedForm:
    """What became of each change, and every figure that the form shows as it stands now, by element code."""

    outcomes: list[CellOutcome]
    figures: dict[str, Figure]


FORMS_LOCKED = Prepared(
    int,
    int,
    build=lambda agency, year: (
        Submission.objects.select_for_update(of=("self",))
        .select_related("period__plan", "agency")
        .filter(agency_id=agency, period__year=year)
        .order_by("pk")
    ),
)


def save_cells(
    *,
    submission: Submission,
    changes: Iterable[Change],
    by: User,
    via: Via,
    now: datetime,
    whole: bool = False,
    seen_form: int | None = None,
) -> list[CellOutcome]:
    """What `save_form` tells of each change."""
    saved = save_form(submission=submission, changes=changes, by=by, via=via, now=now, whole=whole, seen_form=seen_form)
    return saved.outcomes


@transaction.atomic
def save_form(
    *,
    submission: Submission,
    changes: Iterable[Change],
    by: User,
    via: Via,
    now: datetime,
    whole: bool = False,
    seen_form: int | None = None,
    elements: list[DataElement] | None = None,
) -> SavedForm:
    """Save each change that can be taken; a refused one changes nothing and says why.

    `elements` are those of the form where the caller has read them already. With `whole` nothing is written unless
    every change can be; with `seen_form` only if the whole form still is as it was at that version (entry/versions.py).
    Raises WrongState when the form is no longer open, and StaleForm.
    """
    locked = lock_forms(submission)
    if not locked.is_editable:
        raise WrongState(locked)
    if seen_form is not None:
        refuse_stale(locked, seen_form)
    elements = form_elements(locked) if elements is None else elements
    asked = {element.code: element for element in elements}
    held = figures_of(locked, elements)
    # Kept before anything changes: `weigh` writes into these same objects.
    counted = {figure.pk for figure in held.values() if figure.accepted_at}
    was = cells_now(held.values())
    changes = list(changes)
    # Of a cell that is sent twice it would be chance which one counts: neither is taken.
    sent = Counter(change.code for change in changes)
    outcomes = [
        CellOutcome(change.code, error="Ô này được gửi hai lần")
        if sent[change.code] > 1
        else weigh(change, asked.get(change.code), held.get(change.code), locked, by=by, now=now)
        for change in changes
    ]
    # One query for the names of all colleagues, none where nobody wrote meanwhile.
    prefetch_related_objects([outcome.theirs for outcome in outcomes if outcome.theirs], "updated_by")
    # So far the figures have changed in memory alone: leaving here writes nothing.
    if whole and any(outcome.error or outcome.theirs for outcome in outcomes):
        # Read anew: those in hand have been changed in memory.
        return SavedForm([replace(outcome, saved=False) for outcome in outcomes], figures_of(locked, elements))
    figures = [outcome.figure for outcome in outcomes if outcome.saved and outcome.figure]
    write_cells(figures, locked, by=by, via=via, now=now)
    forgotten = [figure for figure in figures if figure.pk in counted and not figure.accepted_at]
    forget_accepted(forgotten)
    record_cells(locked, figures, was=was, by=by, via=via, now=now)
    mark_forgotten(locked, [figure.element_id for figure in forgotten])
    if locked.first_opened_at is None:
        Submission.objects.filter(pk=locked.pk).update(first_opened_at=now)
    return SavedForm(outcomes, held | {figure.element.code: figure for figure in figures})


def lock_forms(submission: Submission) -> Submission:
    """Lock all forms of the agency's year, in one order, and return this one as it stands now.

    A figure belongs to the agency and year, not to one plan's form, so two forms must not write it at once.
    """
    same_year: list[Submission] = FORMS_LOCKED.models(submission.agency_id, submission.period.year)
    # Read with the lock, so that state and version are those of now and not of when the page was opened.
    return next(form for form in same_year if form.pk == submission.pk)


def weigh(
    change: Change, element: DataElement | None, held: Figure | None, form: Submission, *, by: User, now: datetime
) -> CellOutcome:
    """Decide on one change without writing: the figure to save, or the reason why not."""
    if element is None:
        return CellOutcome(change.code, error="Ô này không có trong biểu của đơn vị")
    # Entered once: two forms that could both write it would undo each other. A blank is free to take.
    if held is not None and held.submission_id != form.pk and held.entry != Entry.BLANK:
        plan = held.submission.period.plan.code
        return CellOutcome(change.code, error=f"Số này đã nhập ở {plan}. Sửa một lần ở đó cho cả hai", theirs=held)
    try:
        value = read_value(change, element)
    except NumberError as error:
        return CellOutcome(change.code, error=str(error))
    note = clean_text(change.note)
    if len(note) > MAX_NOTE:
        return CellOutcome(change.code, error=f"Ghi chú dài {len(note)} ký tự, nhiều nhất {MAX_NOTE}")
    # Trying vocplan out must not change what a real person has entered.
    if by.is_demo and held is not None and held.entry != Entry.BLANK and not held.illustrative:
        return CellOutcome(change.code, error="Số này là số thật: tài khoản minh họa không sửa được")
    if change.entry == Entry.MISSING and not note:
        return CellOutcome(change.code, error="Ghi lý do chưa có số liệu, ví dụ “chờ kết quả điều tra, dự kiến 10/12”")
    figure = held or empty_figure(element, form)
    entry = Entry(change.entry) if change.entry != Entry.NUMBER or value is not None else Entry.BLANK
    # Only a number is estimated or final: what the form sends beside another entry says nothing.
    quality = change.quality if value is not None else figure.quality
    new = (entry, value, quality, note)
    # Looked at before the version: saying the same is no conflict, whoever said it first.
    if (figure.entry, figure.value, figure.quality, clean_text(figure.note)) == new:
        return CellOutcome(change.code, figure=held)
    if change.seen_version is not None and change.seen_version != figure.version:
        return CellOutcome(change.code, theirs=figure)
    figure.entry, figure.value, figure.quality, figure.note = new
    # Whoever writes into a blank cell takes it over: from now on this form holds it.
    figure.submission, figure.version = form, figure.version + 1
    figure.updated_by, figure.updated_at = by, now
    if figure.illustrative and not by.is_demo:
        forget_acceptance(figure)
    figure.illustrative = by.is_demo
    return CellOutcome(change.code, figure=figure, saved=True)


def empty_figure(element: DataElement, form: Submission) -> Figure:
    """The figure of a cell that nobody has written yet; a blank sent for it leaves it so."""
    place = {"agency_id": form.agency_id, "year": form.period.year, "interim": form.period.interim}
    return Figure(element=element, entry=Entry.BLANK, version=0, **place)


def forget_acceptance(figure: Figure) -> None:
    """A made-up number stops to count as soon as a real one is entered: it must not pass for a real one."""
    figure.accepted_entry, figure.accepted_value, figure.accepted_quality = "", None, ""
    figure.accepted_at = figure.accepted_by = None


def mark_forgotten(form: Submission, element_ids: list[int]) -> None:
    """Note what no longer counts; drafts alone change nothing that counts, so that mostly there is nothing to note."""
    if element_ids and not form.period.interim:
        mark_stale(locality_id=form.agency.locality_id, element_ids=element_ids, year=form.period.year)
        wake_up()


def read_value(change: Change, element: DataElement) -> Decimal | None:
    """The number of a change, None for the other entries. Raises NumberError."""
    if change.entry not in Entry.values:
        raise NumberError(f"“{change.entry[:30]}” không phải là trạng thái của ô")
    if change.quality not in Quality.values:
        raise NumberError(f"“{change.quality[:30]}” không phải là ước hay chính thức")
    if change.entry != Entry.NUMBER or (change.value is None and not change.text.strip()):
        # A text that is empty is a cell that is emptied.
        return None
    if change.value is not None:
        return fit_number(change.value, decimals=element.decimals, percentage=element.unit == "%")
    typed = without_unit(change.text, element.unit)
    return parse_number(typed, decimals=element.decimals, percentage=element.unit == "%")


@transaction.atomic
def submit(
    *, submission: Submission, seen_version: int, by: User, now: datetime, pressed_at: datetime | None = None
) -> Submission:
    """Send the form for review. A late one is taken; lateness follows from its time, not from `pressed_at`.

    `pressed_at`: when its sender pressed the button, where the report had to wait for a line since.

    Raises NotReady with what is still to mend, StaleVersion or WrongState when it has moved since it was seen,
    ReportedByHeir.
    """
    locked = lock_forms(submission)
    # Under the lock of the forms and before the checks: nothing in it need be mended any more.
    refuse_reported(locked)
    open_points = [*findings(form_of(locked)), *open_duties(locked)]
    # A form that has been sent has nothing to mend in it: make_move refuses it for its state.
    if open_points and locked.is_editable:
        raise NotReady(open_points)
    moved = make_move(
        locked,
        Action.SUBMITTED,
        by=by,
        now=now,
        seen_version=seen_version,
        submitted_at=now,
        submitted_by=by,
        pressed_at=pressed_at,
        # The last decision was about what had been sent before.
        decided_at=None,
        decided_by=None,
        first_opened_at=locked.first_opened_at or now,
        illustrative=by.is_demo,
    )
    after_move(moved)
    return moved


def refuse_reported(form: Submission) -> None:
    """Raises ReportedByHeir for a closing report whose part an heir has reported; no query for other forms."""
    if not form.is_closing:
        return
    heirs = Submission.objects.filter(
        agency__inheritances__predecessor=form.agency_id,
        period__year=form.period.year,
        period__interim=form.period.interim,
        whole_year=True,
    )
    heir = heirs.select_related("agency").first()
    if heir is not None:
        raise ReportedByHeir(form, heir.agency)


@transaction.atomic
def withdraw(*, submission: Submission, seen_version: int, by: User, now: datetime) -> Submission:
    """Take a sent form back to mend it, as long as nobody has decided on it. Raises StaleVersion or WrongState."""
    moved = make_move(lock_forms(submission), Action.WITHDRAWN, by=by, now=now, seen_version=seen_version)
    after_move(moved)
    return moved


def after_move(submission: Submission) -> None:
    """Mark what the figures of a form feed as stale, in the same transaction, and wake the worker after it.

    A report within the year feeds nothing: what is judged are whole years.
    """
    if submission.period.interim:
        return
    # Also where nothing was decided: the provisional view counts what has been sent.
    elements = submission.figures.values_list("element_id", flat=True)
    mark_stale(locality_id=submission.agency.locality_id, element_ids=list(elements), year=submission.period.year)
    wake_up()
