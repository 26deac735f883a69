"""What the pages of the history show: events found by a search, one cell's life, a form as it stood on a day."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from agencies.access import Right, Role
from agencies.models import Agency, AgencyKind, Locality, User
from agencies.vietnamese_text import search_key
from reports.audit.past import Past, end_of, past_of, state_on
from reports.collection.entry.queries import figures_of, form_elements
from reports.models import (
    MILESTONE_STATES,
    AuditEvent,
    DutyState,
    Entry,
    Figure,
    FigureRevision,
    IssuedReport,
    Quality,
    ReviewItem,
    Submission,
    Verb,
    Via,
)
from reports.models.period import start_of
from reports.wording.formats import STATE_WORDS, date_vi, datetime_vi, number, state_label
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement

PAGE_ROWS = 50
NO_VALUE = "—"
# The words of kinds in front of a subject's key, and where the page of such a subject is.
PAGES = {"submission": "submission"}


@dataclass(frozen=True)
class EventRow:
    """One line of the history; `details` are pairs of what was and what is, in words."""

    pk: int
    when: str
    who: str
    verb: str
    summary: str
    agency: str
    url: str
    details: list[tuple[str, str, str]]


@dataclass(frozen=True)
class EventPage:
    """A page of events, newest first; `older` is where the next page begins, None on the last."""

    rows: list[EventRow]
    older: int | None


@dataclass(frozen=True)
class HistoryStep:
    """One thing that happened to a cell."""

    when: str
    what: str
    value: str
    quality: str
    who: str
    why: str
    way: str
    is_decision: bool


@dataclass(frozen=True)
class PastRow:
    """One cell of a form as it stood on a day, beside what it holds now."""

    number: int
    code: str
    name: str
    unit: str
    is_part: bool
    then: str
    counted: str
    now: str
    note: str
    who: str
    when: str
    differs: bool


def events_found(
    user: User,
    *,
    text: str = "",
    actor: int | None = None,
    verb: str = "",
    agency: int | None = None,
    since: date | None = None,
    until: date | None = None,
    subject: str = "",
    before: int | None = None,
    most: int = PAGE_ROWS,
) -> EventPage:
    """The events that the user may see and that fit, newest first, from below primary key `before`; two queries."""
    events = AuditEvent.objects.visible_to(user).select_related("agency").order_by("-pk")
    for name, value in (("actor_id", actor), ("verb", verb), ("agency_id", agency), ("subject", subject)):
        events = events.filter(**{name: value}) if value else events
    for word in search_key(text).split():
        events = events.filter(search_key__contains=word)
    if since:
        events = events.filter(at__gte=start_of(since))
    if until:
        events = events.filter(at__lt=end_of(until))
    if before:
        events = events.filter(pk__lt=before)
    # One row more than is shown says whether there is a next page, without counting the trail.
    found = list(events[: most + 1])
    shown = found[:most]
    names = cell_names(shown)
    rows = [event_row(event, names) for event in shown]
    return EventPage(rows, older=shown[-1].pk if len(found) > most else None)


def cell_names(events: list[AuditEvent]) -> dict[str, str]:
    """The names of the data elements that the events mention, by code; one query, none where there are none."""
    codes = {code for event in events if event.verb == Verb.FIGURES_SAVED for code in event.after["cells"]}
    return dict(DataElement.objects.filter(code__in=codes).values_list("code", "short_name")) if codes else {}


def event_row(event: AuditEvent, names: dict[str, str]) -> EventRow:
    kind, _, key = event.subject.partition(":")
    known = dict(Verb.choices)
    return EventRow(
        pk=event.pk,
        when=datetime_vi(event.at),
        who=event.actor_name,
        # An event of a newer or older version may have a verb that this one does not know.
        verb=known.get(event.verb, event.verb),
        summary=event.summary,
        agency=event.agency.short_name if event.agency else "",
        # Subjects of other kinds have keys of another form, which no page takes.
        url=reverse(PAGES[kind], args=[key]) if kind in PAGES and key.isdigit() else "",
        details=event_changes(event, names),
    )


def event_changes(event: AuditEvent, cells: dict[str, str]) -> list[tuple[str, str, str]]:
    """What changed, as (name, before, after), where both sides are told by name."""
    after = event.after or {}
    if event.verb == Verb.FIGURES_SAVED:
        before = event.before or {}
        return [
            (cells.get(code, code), stored_cell(before.get(code)), stored_cell(cell))
            for code, cell in after["cells"].items()
        ]
    if not event.before:
        return []
    names = [name for name in after if name in event.before and after[name] != event.before[name] and name != "version"]
    return [
        (CHANGE_LABELS.get(name, name), words(name, event.before[name]), words(name, after[name])) for name in names
    ]


LETTERHEAD = (
    "subject", "parent_body", "issuing_body", "symbol", "place", "addressees", "recipients", "authority", "position",
    "signer",
)  # fmt: skip
CHANGE_LABELS = {
    **{name: capfirst(str(IssuedReport._meta.get_field(name).verbose_name)) for name in LETTERHEAD},
    "evidence": "Căn cứ",
    "whole_year": "Số của cả năm",
    "value": "Giá trị",
    "source": "Nguồn",
    "ended_on": "Kết thúc từ ngày",
    "changed": "Chỗ đổi",
    "official_code": "Mã chính thức",
    "phone": "Điện thoại",
    "state": "Trạng thái",
    "moves_weekend": "Lùi ngày nghỉ",
    "last_days": "Ngày cuối",
    "text": "Nội dung",
    "memberships": "Phân công",
    "is_active": "Được đăng nhập",
    "name": "Tên",
    "short_name": "Tên ngắn",
    "contact": "Liên hệ",
    "valid_from": "Từ ngày",
    "valid_to": "Đến hết ngày",
    "first_name": "Tên",
    "last_name": "Họ và đệm",
    "email": "Thư điện tử",
    "username": "Tên đăng nhập",
    "successions": "Kế thừa",
    "coordinates": "Là cơ quan tổng hợp",
    "kind": "Loại",
    "code": "Mã",
}


def words(name: str, value: object) -> str:
    """A value of an event in words; what has no words of its own is shown as it is kept."""
    if value is None or value == "" or value == []:
        return NO_VALUE
    if name == "state" and isinstance(value, str):
        return state_word(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        known = dict(Role.choices()) if name == "memberships" else {}
        return "; ".join(", ".join(known.get(part) or plain_word(part) for part in row if part) for row in value)
    return dict(AgencyKind.choices).get(str(value), str(value)) if name == "kind" else plain_word(value)


def plain_word(value: object) -> str:
    """A day as it is written in Viet Nam; anything else as it is kept."""
    text = str(value)
    if DAY_KEPT.fullmatch(text):
        # A text that somebody typed may only look like a day.
        with suppress(ValueError):
            return date_vi(date.fromisoformat(text))
    return text


DAY_KEPT = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
STATES_KEPT = {**{state: words[0] for state, words in STATE_WORDS.items()}, **dict(MILESTONE_STATES)}
STATES_KEPT |= dict(DutyState.choices)


def state_word(state: str) -> str:
    """The word of a duty's, a milestone's or a submission's state; one that no list knows any more as it was kept."""
    return STATES_KEPT.get(state, state)


def stored_cell(cell: dict[str, str] | None) -> str:
    """A cell of an event in words; its value has been kept as text."""
    if not cell:
        return "chưa nhập"
    return said_words(cell["entry"], None if cell["value"] is None else Decimal(cell["value"]), cell["quality"])


def said_words(entry: str, value: Decimal | None, quality: str) -> str:
    """An entry in words: "1.150 (ước)", "không phát sinh", "ô trống"."""
    if entry == Entry.NUMBER:
        return f"{number(without_trailing_zeros(value))}{' (ước)' if quality == Quality.ESTIMATE else ''}"
    return "ô trống" if entry == Entry.BLANK else Entry(entry).label.lower()


def places_of(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """The localities whose history the user may see as a whole, and the agencies of which she sees their own."""
    access = user.access
    managed = access.locality_ids if access.has(Right.MANAGE_USERS) else frozenset()
    if access.is_founder:
        managed = frozenset(Locality.objects.values_list("pk", flat=True))
    return access.localities_with(Right.SEE_SUBMISSIONS) | managed, access.agencies_with(Right.SEE_SUBMISSIONS)


def people_seen_by(user: User) -> QuerySet[User]:
    """Whose deeds the user may search by name."""
    localities, agencies = places_of(user)
    near = Q(memberships__agency__locality_id__in=localities) | Q(memberships__agency_id__in=agencies)
    return User.objects.filter(near).distinct()


def agencies_seen_by(user: User) -> QuerySet[Agency]:
    """The agencies by which the user may search."""
    localities, agencies = places_of(user)
    return Agency.objects.filter(Q(locality_id__in=localities) | Q(pk__in=agencies))


def cell_steps(submission: Submission, element: DataElement) -> list[HistoryStep]:
    """Everything that happened to one cell, newest first, whichever plan's form it came from; two queries."""
    period = submission.period
    same = {"agency_id": submission.agency_id, "year": period.year, "interim": period.interim}
    revisions = FigureRevision.objects.filter(
        figure__element=element, **{f"figure__{name}": value for name, value in same.items()}
    ).select_related("by")
    returns = ReviewItem.objects.filter(
        element=element,
        review__submission__agency_id=same["agency_id"],
        review__submission__period__year=period.year,
        review__submission__period__interim=period.interim,
    ).select_related("review__by")
    # Of two steps at one moment the return counts as the later one: it is about the value beside it.
    dated = [(revision.at, 0, revision.pk, revision_step(revision)) for revision in revisions]
    dated += [(item.review.at, 1, item.pk, return_step(item)) for item in returns]
    return [step for *_, step in sorted(dated, key=lambda row: row[:3], reverse=True)]


def revision_step(revision: FigureRevision) -> HistoryStep:
    return HistoryStep(
        when=datetime_vi(revision.at),
        what="Duyệt" if revision.accepted else "Ghi",
        value=said_words(revision.entry, revision.value, ""),
        quality=quality_word(revision),
        who=revision.by.full_name if revision.by else "Hệ thống",
        why="" if revision.accepted else revision.note,
        way=Via(revision.via).label,
        is_decision=revision.accepted,
    )


def quality_word(revision: FigureRevision) -> str:
    return (
        {Quality.ESTIMATE: "ước", Quality.FINAL: "chính thức"}[revision.quality] if revision.value is not None else ""
    )


def return_step(item: ReviewItem) -> HistoryStep:
    return HistoryStep(
        when=datetime_vi(item.review.at),
        what="Trả lại",
        value="",
        quality="",
        who=item.review.by.full_name,
        why=item.reason,
        way=Via.REVIEW.label,
        is_decision=True,
    )


def form_on(submission: Submission, day: date) -> tuple[str, list[PastRow]]:
    """The state of a form at the end of a day, in words, and its cells then and now; few queries."""
    # Everything up to the end of the day, as the search by days has it.
    moment = end_of(day)
    figures = figures_of(submission)
    past = past_of(figures.values(), moment)
    state = state_on(submission, moment)
    rows = [
        past_row(place, element, figures.get(element.code), past)
        for place, element in enumerate(form_elements(submission), 1)
    ]
    return (state_label(state) if state else "Chưa mở"), rows


def past_row(place: int, element: DataElement, figure: Figure | None, past: dict[int, Past]) -> PastRow:
    then = past[figure.pk] if figure else None
    said, counted = (then.said, then.counted) if then else (None, None)
    then_text = said_words(said.entry, said.value, said.quality) if said else "chưa nhập"
    now_text = said_words(figure.entry, figure.value, figure.quality) if figure else "chưa nhập"
    return PastRow(
        number=place,
        code=element.code,
        name=element.short_name,
        unit=element.unit,
        is_part=element.part_of_id is not None,
        then=then_text,
        counted=said_words(counted.entry, counted.value, counted.quality) if counted else NO_VALUE,
        now=now_text,
        note=said.note if said else "",
        who=said.by.full_name if said and said.by else "",
        when=datetime_vi(said.at, short=True) if said else "",
        differs=then_text != now_text,
    )
