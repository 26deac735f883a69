"""One submission before its reviewer: duties and cells row by row, what is asked of each, what changed since."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agencies.models import User
from reports.collection.duties.rows import DutyRow, duty_rows
from reports.collection.entry.checks import CellFinding, CheckedForm, FindingLevel, findings
from reports.collection.entry.closing import part_of_year
from reports.collection.entry.grid import KIND_LABELS, figure_text
from reports.collection.entry.queries import accepted_before, figures_of, form_elements, form_of
from reports.collection.review.drafts import Draft, DraftRow
from reports.collection.review.past_decisions import (
    Asked,
    asked_before,
    held_up_words,
    history_of,
    sent_before,
    sent_words,
)
from reports.collection.review.services import duty_key
from reports.models import (
    Entry,
    Figure,
    FigureRevision,
    Quality,
    Submission,
    SubmissionEvent,
    Verdict,
)
from reports.models.submission import State
from reports.wording.formats import change_percent, leap_words, number, state_label
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement

TREND_YEARS = 5
VERDICT_WORDS = {Verdict.AGREED: "Đồng ý", Verdict.RETURNED: "Trả lại"}
NOT_SEEN = "chưa xem"


@dataclass(frozen=True)
class Said:
    """What the reviewer has said of a row, ready to print, and what she had asked for the last time."""

    verdict: str
    reason: str
    asked: str
    unanswered: bool

    @property
    def word(self) -> str:
        return VERDICT_WORDS[Verdict(self.verdict)] if self.verdict else NOT_SEEN


@dataclass(frozen=True)
class Item:
    """One cell under review."""

    key: str
    number: int
    code: str
    name: str
    unit: str
    is_part: bool
    last: str
    now: str
    was: str
    estimate: bool
    change: str
    flag: str
    must: bool
    note: str
    linked: str
    linked_pk: int | None
    trend: list[tuple[int, Decimal]]
    said: Said

    @property
    def warns(self) -> bool:
        return bool(self.flag) or self.said.unanswered


@dataclass(frozen=True)
class DutyItem:
    """One duty under review; `silent` while the agency has not reported on it."""

    key: str
    duty: DutyRow
    silent: bool
    said: Said

    @property
    def suggestion(self) -> str:
        """The reason that a reviewer would write most likely."""
        return "Chưa báo cáo: ghi tình hình và kết quả trong năm." if self.silent else ""


@dataclass(frozen=True)
class Counts:
    """How far the reviewer is: rows in all and seen, and those that each filter shows."""

    rows: int
    seen: int
    cells: int
    warnings: int
    changed: int
    duties: int
    silent: int

    @property
    def unseen(self) -> int:
        return self.rows - self.seen


@dataclass(frozen=True)
class Dossier:
    """One submission before its reviewer; `held_up` says how it came late, of one whose sender had pressed in time."""

    title: str
    sent: str
    held_up: str
    part: str
    year: int
    items: list[Item]
    duties: list[DutyItem]
    counts: Counts
    changed: list[Item]
    history: list[tuple[str, str, str, str]]
    previous: int | None
    following: int | None
    place: str


def dossier(submission: Submission, user: User, draft: Draft) -> Dossier:
    """Everything a decision rests on: duties, figures beside last year, checks, what changed, what is said so far."""
    events = list(submission.events.select_related("by").order_by("pk"))
    asked = asked_before(submission, events)
    items = cell_items(submission, draft, asked, events)
    duties = duty_items(submission, draft, asked)
    previous, following, place = neighbours(submission, user)
    return Dossier(
        title=f"{submission.agency.name}: báo cáo {submission.period.name}, {submission.period.plan.code}",
        sent=sent_words(submission, events, asked),
        held_up=held_up_words(submission),
        part=part_of_year(submission).says,
        year=submission.period.year,
        items=items,
        duties=duties,
        counts=counts_of(items, duties),
        changed=[item for item in items if item.was],
        history=history_of(events),
        previous=previous,
        following=following,
        place=place,
    )


def cell_items(submission: Submission, draft: Draft, asked: Asked, events: list[SubmissionEvent]) -> list[Item]:
    elements = form_elements(submission)
    figures = figures_of(submission, elements)
    form = form_of(submission, elements=elements, figures=figures, before=accepted_before(submission, elements))
    found = {finding.code: finding for finding in findings(form)}
    earlier = sent_before(submission, events)
    trends = trends_of(submission, elements)
    return [
        cell_item(
            element,
            figures.get(element.code),
            form,
            submission,
            finding=found.get(element.code),
            earlier=earlier,
            trend=trends.get(element.pk, []),
            said=said_of_row(draft, asked, element.code, figures.get(element.code)),
        )
        for element in elements
    ]


def cell_item(
    element: DataElement,
    figure: Figure | None,
    form: CheckedForm,
    submission: Submission,
    *,
    finding: CellFinding | None,
    earlier: dict[int, FigureRevision],
    trend: list[tuple[int, Decimal]],
    said: Said,
) -> Item:
    old = form.year_before(element)
    linked = linked_form(figure, submission)
    return Item(
        key=element.code,
        number=form.positions[element.code],
        code=element.code,
        name=element.short_name,
        unit=element.unit,
        is_part=element.part_of_id is not None,
        last=number(form.before.get(element.code)),
        now=now_text(figure),
        was=was_text(figure, earlier),
        estimate=figure is not None and figure.quality == Quality.ESTIMATE and figure.value is not None,
        change=change_percent(old, figure.value) if figure and figure.value is not None and old else "",
        flag=explained_change(element, figure, old, form.last_year) or (finding.message if finding else ""),
        must=finding is not None and finding.level == FindingLevel.HARD,
        note=figure.note if figure else "",
        linked=f"{linked.period.plan.code}, {state_label(linked.state).lower()}" if linked else "",
        linked_pk=linked.pk if linked else None,
        trend=trend,
        said=said,
    )


def duty_items(submission: Submission, draft: Draft, asked: Asked) -> list[DutyItem]:
    """The duties that the agency leads, those it has not reported on first."""
    items = [
        DutyItem(
            key=duty_key(duty.number),
            duty=duty,
            silent=not duty.state,
            said=said_at(draft, asked, duty_key(duty.number), duty.updated_at),
        )
        for duty in duty_rows(submission)
    ]
    # Silent ones first; the order of the plan stays within both.
    return sorted(items, key=lambda item: not item.silent)


def said_of_row(draft: Draft, asked: Asked, code: str, figure: Figure | None) -> Said:
    return said_at(draft, asked, code, figure.updated_at if figure else None)


def said_at(draft: Draft, asked: Asked, key: str, changed_at: datetime | None) -> Said:
    row: DraftRow = draft.of(key, changed_at)
    verdict = Verdict.RETURNED if row.goes_back else row.verdict
    return Said(verdict, row.reason, asked.reasons.get(key, ""), asked.unanswered(key, changed_at))


def counts_of(items: list[Item], duties: list[DutyItem]) -> Counts:
    """A cell that another report holds is decided on there, and counts as seen."""
    return Counts(
        rows=len(items) + len(duties),
        seen=sum(bool(item.said.verdict or item.linked) for item in items) + sum(bool(d.said.verdict) for d in duties),
        cells=len(items),
        warnings=sum(item.warns for item in items) + sum(one.silent or one.said.unanswered for one in duties),
        changed=sum(bool(item.was) for item in items),
        duties=len(duties),
        silent=sum(one.silent for one in duties),
    )


def now_text(figure: Figure | None) -> str:
    if figure is None or figure.entry == Entry.BLANK:
        return "—"
    return number(without_trailing_zeros(figure.value)) if figure.value is not None else KIND_LABELS[figure.entry]


def was_text(figure: Figure | None, earlier: dict[int, FigureRevision]) -> str:
    """The value of the last time it was sent, where it differs now."""
    if figure is None or figure.pk not in earlier:
        return ""
    then = earlier[figure.pk]
    if (then.entry, then.value) == (figure.entry, figure.value):
        return ""
    return figure_text(then)


def explained_change(element: DataElement, figure: Figure | None, old: Decimal | None, last_year: int) -> str:
    """A change beyond the threshold stays visible to the reviewer although it has been explained."""
    if figure is None or figure.value is None or old is None or old == figure.value:
        return ""
    if old and abs(figure.value - old) * 100 <= element.change_threshold * old:
        return ""
    return "".join(leap_words(old, figure.value, last_year)) if old else f"Năm {last_year} là 0"


def linked_form(figure: Figure | None, submission: Submission) -> Submission | None:
    """The other plan's report that holds the figure, if one does: it is decided on there."""
    if figure is None or figure.submission_id == submission.pk or figure.entry == Entry.BLANK:
        return None
    return figure.submission


def trends_of(submission: Submission, elements: list[DataElement]) -> dict[int, list[tuple[int, Decimal]]]:
    """The accepted values of the last years and the one under review, by element."""
    year = submission.period.year
    # Of the year under review what is said now, of the years before only what was accepted.
    rows = Figure.every.filter(
        interim=submission.period.interim,
        agency_id=submission.agency_id,
        element__in=[e.pk for e in elements],
        year__range=(year - TREND_YEARS + 1, year),
    ).order_by("year")
    trends: dict[int, list[tuple[int, Decimal]]] = {}
    for figure in rows:
        value = figure.value if figure.year == year else figure.accepted_value
        if value is not None:
            trends.setdefault(figure.element_id, []).append((figure.year, value))
    return trends


def neighbours(submission: Submission, user: User) -> tuple[int | None, int | None, str]:
    """The reports before and after this one in the queue of its period, and its place there."""
    queue = list(
        Submission.objects.reviewable_by(user)
        .filter(period_id=submission.period_id, state=State.SUBMITTED)
        .order_by("submitted_at", "pk")
        .values_list("pk", flat=True)
    )
    # Already decided: the next one is the first that waits.
    if submission.pk not in queue:
        return None, queue[0] if queue else None, ""
    place = queue.index(submission.pk)
    before = queue[place - 1] if place else None
    after = queue[place + 1] if place + 1 < len(queue) else None
    return before, after, f"báo cáo {place + 1} trong {len(queue)} đang chờ"
