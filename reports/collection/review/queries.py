"""What a reviewer reads: the queue, the round's completeness, and one submission cell by cell."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agencies.models import User
from reports.collection.entry.checks import FindingLevel, findings
from reports.collection.entry.grid import KIND_LABELS, figure_text
from reports.collection.entry.queries import (
    accepted_before,
    figures_of,
    filled_by_agency,
    form_elements,
    form_of,
)
from reports.models import (
    Action,
    Entry,
    Figure,
    FigureRevision,
    Quality,
    ReportingPeriod,
    Submission,
    SubmissionEvent,
)
from reports.models.submission import State
from reports.wording.formats import (
    STATE_WORDS,
    change_percent,
    datetime_vi,
    days_left_vi,
    deadline_vi,
    number,
    state_label,
)
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement

TREND_YEARS = 5


@dataclass(frozen=True)
class QueueRow:
    """One agency's report in a period, as the list of the round shows it."""

    pk: int
    agency: str
    kind: str
    state: str
    label: str
    filled: int
    total: int
    sent: str
    late: bool
    action: str


@dataclass(frozen=True)
class ReviewRound:
    """A period: deadline in words, how many reports stand in each state, and the reports, those to review first."""

    period: ReportingPeriod
    title: str
    deadline: str
    days: str
    counts: list[tuple[str, str, int]]
    waiting: list[QueueRow]
    others: list[QueueRow]
    total: int


@dataclass(frozen=True)
class Item:
    """One cell under review."""

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
    trend: list[tuple[int, Decimal]]
    label: str

    @property
    def is_flagged(self) -> bool:
        return bool(self.flag)


@dataclass(frozen=True)
class Dossier:
    """One submission before its reviewer."""

    title: str
    sent: str
    items: list[Item]
    changed: list[Item]
    history: list[tuple[str, str, str, str]]
    previous: int | None
    following: int | None
    place: str


def periods_of(user: User, now: datetime) -> list[ReportingPeriod]:
    """Periods of the reviewer's localities, the newest first."""
    rows = ReportingPeriod.objects.visible_to(user).select_related("plan__locality")
    return sorted(rows, key=lambda period: (-period.year, period.due_at, period.plan.code))


def round_of(period: ReportingPeriod, user: User, *, now: datetime) -> ReviewRound:
    """The standing of one period, for those who may see its submissions."""
    rows = list(
        Submission.objects.visible_to(user)
        .filter(period=period)
        .select_related("agency", "period__plan")
        .prefetch_related("extensions")
        .order_by("submitted_at", "agency__kind", "agency__code")
    )
    filled = filled_by_agency(period, rows)
    listed = [queue_row(row, *filled[row.pk]) for row in rows]
    tally = Counter(row.state for row in listed)
    order = {state: place for place, state in enumerate(STATE_WORDS)}
    return ReviewRound(
        period=period,
        title=f"{period.plan.code}, năm {period.year}",
        deadline=deadline_vi(period.due_at),
        days=days_left_vi(period.due_at, now),
        counts=[(state, state_label(state), tally[state]) for state in STATE_WORDS],
        waiting=[row for row in listed if row.state == State.SUBMITTED],
        others=sorted((r for r in listed if r.state != State.SUBMITTED), key=lambda r: (order[r.state], r.agency)),
        total=len(listed),
    )


def queue_row(submission: Submission, filled: int, total: int) -> QueueRow:
    state = submission.board_state
    return QueueRow(
        pk=submission.pk,
        agency=submission.agency.name,
        kind=submission.agency.get_kind_display(),
        state=state,
        label=state_label(state),
        filled=filled,
        total=total,
        sent=datetime_vi(submission.submitted_at, short=True) if submission.submitted_at else "—",
        late=bool(submission.is_late()),
        action="Thẩm định" if state == State.SUBMITTED else "Xem",
    )


def dossier(submission: Submission, user: User) -> Dossier:
    """Everything a decision rests on: figures beside last year, checks and explanations, what changed since."""
    elements = form_elements(submission)
    figures = figures_of(submission)
    form = form_of(submission, elements=elements, figures=figures, before=accepted_before(submission))
    found = {finding.code: finding for finding in findings(form)}
    earlier = sent_before(submission)
    trends = trends_of(submission, elements)
    items = []
    for element in elements:
        figure, finding = figures.get(element.code), found.get(element.code)
        old, note = form.before.get(element.code), figure.note if figure else ""
        items.append(
            Item(
                number=form.positions[element.code],
                code=element.code,
                name=element.short_name,
                unit=element.unit,
                is_part=element.part_of_id is not None,
                last=number(old),
                now=now_text(figure),
                was=was_text(figure, earlier),
                estimate=figure is not None and figure.quality == Quality.ESTIMATE and figure.value is not None,
                change=change_percent(old, figure.value) if figure and figure.value is not None and old else "",
                flag=explained_change(element, figure, old) or (finding.message if finding else ""),
                must=finding is not None and finding.level == FindingLevel.HARD,
                note=note,
                linked=linked_plan(figure, submission),
                trend=trends.get(element.pk, []),
                label=element.short_name,
            )
        )
    previous, following, place = neighbours(submission, user)
    return Dossier(
        title=f"{submission.agency.name}: báo cáo năm {submission.period.year}, {submission.period.plan.code}",
        sent=sent_words(submission),
        items=items,
        changed=[item for item in items if item.was],
        history=history_of(submission),
        previous=previous,
        following=following,
        place=place,
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


def explained_change(element: DataElement, figure: Figure | None, old: Decimal | None) -> str:
    """A change beyond the threshold stays visible to the reviewer although it has been explained."""
    if figure is None or figure.value is None or old is None or old == figure.value:
        return ""
    if old and abs(figure.value - old) * 100 <= element.change_threshold * old:
        return ""
    verb = "Tăng" if figure.value > old else "Giảm"
    return f"{verb} {change_percent(old, figure.value).lstrip('+–')} so với năm trước" if old else "Năm trước là 0"


def linked_plan(figure: Figure | None, submission: Submission) -> str:
    """Which other plan's report holds the figure, if one does: it is decided there."""
    if figure is None or figure.submission_id == submission.pk or figure.entry == Entry.BLANK:
        return ""
    return f"{figure.submission.period.plan.code}, {state_label(figure.submission.state).lower()}"


def sent_before(submission: Submission) -> dict[int, FigureRevision]:
    """Each figure as it was when the submission was last decided on, by figure; empty for a first submission."""
    decided = (
        SubmissionEvent.objects.filter(submission=submission, action__in=[Action.RETURNED, Action.REOPENED])
        .order_by("-pk")
        .first()
    )
    if decided is None:
        return {}
    rows = FigureRevision.objects.filter(figure__submission=submission, at__lte=decided.at, accepted=False)
    return {revision.figure_id: revision for revision in rows.order_by("pk")}


def trends_of(submission: Submission, elements: list[DataElement]) -> dict[int, list[tuple[int, Decimal]]]:
    """The accepted values of the last years and the one under review, by element."""
    year = submission.period.year
    rows = Figure.objects.filter(
        agency_id=submission.agency_id, element__in=[e.pk for e in elements], year__range=(year - TREND_YEARS + 1, year)
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
    if submission.pk not in queue:
        return None, queue[0] if queue else None, ""
    place = queue.index(submission.pk)
    before = queue[place - 1] if place else None
    after = queue[place + 1] if place + 1 < len(queue) else None
    return before, after, f"báo cáo {place + 1} trong {len(queue)} đang chờ"


def sent_words(submission: Submission) -> str:
    """ "Nộp lần 2, đúng hạn, 16:45 ngày 21/11/2024 · người nộp: …" """
    if submission.submitted_at is None or submission.submitted_by is None:
        return "Chưa nộp."
    times = submission.events.filter(action=Action.SUBMITTED).count()
    timing = "sau hạn" if submission.is_late() else "đúng hạn"
    who = submission.submitted_by.full_name
    return f"Nộp lần {times}, {timing}, {datetime_vi(submission.submitted_at)} · người nộp: {who}"


def history_of(submission: Submission) -> list[tuple[str, str, str, str]]:
    """Who moved it when and why, the latest first: (when, what, who, why)."""
    return [
        (
            datetime_vi(event.at, short=True),
            event.get_action_display(),
            event.by.full_name if event.by else "tự động",
            event.reason,
        )
        for event in submission.events.select_related("by").order_by("-pk")
    ]
