"""What the room of the last week shows: each open deadline, who owes what, who is typing, arrivals hour by hour."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from agencies.access import Right
from agencies.models import Agency, User
from agencies.vietnamese_text import sort_key
from reports.charts.arrivals import arrivals
from reports.charts.stack import stack
from reports.collection.duties.asked import duties_said_and_asked
from reports.collection.entry.listing import counts_vi
from reports.collection.entry.queries import filled_by_agency
from reports.models import (
    Action,
    DutyUpdate,
    Figure,
    Notice,
    NoticeKind,
    ReportingPeriod,
    State,
    Submission,
    SubmissionEvent,
)
from reports.wording.formats import STATE_WORDS, date_vi, local, local_day, state_label, weekday_vi

TYPING = timedelta(minutes=10)
# A round that has been over for longer is the board's business.
STILL_HERE = timedelta(days=7)
LATEST_EVENTS = 8
# From this close the countdown tells hours and minutes.
HOURS_FROM = timedelta(hours=48)
# Of a report: filled cells, cells in all, duties told of, duties in all.
Reached = tuple[int, int, int, int]


@dataclass(frozen=True)
class Countdown:
    """One round: how long until its deadline, how far it is, and how far it was at this hour of the year before."""

    plan: str
    figures: list[tuple[str, str]]
    deadline: str
    bar: SafeString
    counts: list[tuple[str, str, int]]
    words: str
    pk: int


@dataclass(frozen=True)
class Owing:
    """One agency that still owes: what, how far, its telephone, and what can be done about it."""

    code: str
    name: str
    state: str
    label: str
    what: str
    phone: str
    reminded: str
    why_not: str

    @property
    def remindable(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Typing:
    """An agency at work this moment."""

    name: str
    what: str
    ago: str


@dataclass(frozen=True)
class Room:
    """The page. `chart_words` are the sentences above the charts."""

    title: str
    at: str
    rounds: list[Countdown]
    owing: list[Owing]
    typing: list[Typing]
    charts: list[tuple[str, SafeString]]
    events: list[tuple[str, str]]

    @property
    def remindable(self) -> int:
        return sum(one.remindable for one in self.owing)


def open_rounds(user: User, *, now: datetime) -> list[ReportingPeriod]:
    """The rounds that are open in the user's localities, the nearest deadline first."""
    rows = ReportingPeriod.objects.visible_to(user).filter(
        plan__locality_id__in=user.access.localities_with(Right.MANAGE_PERIODS),
        opens_on__lte=local_day(now),
        closed_at__isnull=True,
        due_at__gte=now - STILL_HERE,
    )
    return list(rows.select_related("plan").order_by("due_at", "pk"))


def reports_of(periods: Iterable[ReportingPeriod]) -> list[Submission]:
    rows = Submission.objects.filter(period__in=[period.pk for period in periods])
    return list(rows.select_related("agency", "period__plan").prefetch_related("extensions").order_by("period__due_at"))


def room_of(user: User, *, now: datetime) -> Room:
    """Everything that the room shows; some twenty queries, however many agencies."""
    periods = open_rounds(user, now=now)
    reports = reports_of(periods)
    typed = typing_since(reports, now=now)
    reached = how_far(periods, reports)
    owing = owing_agencies(reports, typed, reached, reminders(reports, now=now))
    first = periods[0] if periods else None
    earlier = earlier_rounds(periods)
    arrived = arrivals_of([*periods, *earlier.values()])
    return Room(
        title=title_of(first, [row for row in reports if first and row.period_id == first.pk]),
        at=f"{local(now):%H:%M} {weekday_vi(now)} {date_vi(now)}",
        rounds=[countdown(period, reports, earlier.get(period.pk), arrived, now=now) for period in periods],
        owing=owing,
        typing=typing_lines(reports, typed, reached, now=now),
        charts=charts_of(periods, earlier, arrived, now=now),
        events=latest_events(periods),
    )


def how_far(periods: Iterable[ReportingPeriod], reports: list[Submission]) -> dict[int, Reached]:
    """How far each report is."""
    filled: dict[int, tuple[int, int]] = {}
    for period in periods:
        filled |= filled_by_agency(period, [row for row in reports if row.period_id == period.pk])
    duties = duties_said_and_asked(reports)
    return {row.pk: (*filled[row.pk], *duties[row.pk]) for row in reports}


def title_of(first: ReportingPeriod | None, reports: list[Submission]) -> str:
    """ "10 đơn vị còn nợ KH-CL2239, 3 chưa mở biểu": the page in one sentence."""
    if first is None:
        return "Không có kỳ báo cáo nào đang mở"
    owed = [row for row in reports if row.is_owed]
    if not owed:
        return f"Tất cả {len(reports)} đơn vị đã nộp {first.title}"
    unopened = sum(row.board_state == "not_opened" for row in owed)
    more = f", {unopened} chưa mở biểu" if unopened else ""
    return f"{len(owed)} đơn vị còn nợ {first.title}{more}"


def countdown(
    period: ReportingPeriod,
    reports: list[Submission],
    before: ReportingPeriod | None,
    arrived: Mapping[int, list[datetime | None]],
    *,
    now: datetime,
) -> Countdown:
    mine = [row for row in reports if row.period_id == period.pk]
    counts = Counter(row.board_state for row in mine)
    owed = sum(row.is_owed for row in mine)
    words = f"{len(mine) - owed}/{len(mine)} đã nộp."
    if before is not None:
        words += f" Giờ này năm trước: {sent_by(arrived[before.pk], before.due_at - (period.due_at - now))}."
    words += f" Còn {owed} đơn vị." if owed else ""
    last = local_day(period.due_at) - timedelta(days=1)
    return Countdown(
        plan=period.title,
        figures=time_left(period.due_at - now),
        deadline=f"hết 24:00 {weekday_vi(last)} {date_vi(last)}",
        bar=stack(counts, f"{period.title}: {words}"),
        counts=[(state, state_label(state).lower(), counts[state]) for state in STATE_WORDS if counts[state]],
        words=words,
        pk=period.pk,
    )


def time_left(left: timedelta) -> list[tuple[str, str]]:
    """The figures of a countdown with their units: days, or hours and minutes when it is near."""
    if left <= timedelta():
        return [(str(max(1, -left.days)), "ngày quá hạn")]
    if left > HOURS_FROM:
        return [(str(left.days), "ngày")]
    minutes = int(left.total_seconds()) // 60
    return [(str(minutes // 60), "giờ"), (str(minutes % 60), "phút")]


def arrivals_of(periods: Iterable[ReportingPeriod]) -> dict[int, list[datetime | None]]:
    """When each report of some rounds came in for the first time, None while it has not; one query."""
    # The first arrival, since a report that was mended and sent again was here before.
    first = Coalesce(Min("events__at", filter=Q(events__action=Action.SUBMITTED)), "submitted_at")
    rows = Submission.objects.filter(period__in=[period.pk for period in periods]).order_by().annotate(arrived=first)
    found: dict[int, list[datetime | None]] = defaultdict(list)
    for pk, arrived in rows.values_list("period_id", "arrived"):
        found[pk].append(arrived)
    return found


def sent_by(arrived: Iterable[datetime | None], moment: datetime) -> str:
    """ "31/44": how many reports of a round had come in by a moment."""
    known = list(arrived)
    return f"{sum(at is not None and at <= moment for at in known)}/{len(known)}"


def earlier_rounds(periods: list[ReportingPeriod]) -> dict[int, ReportingPeriod]:
    """The round of the same plan a year before, by the present one; one query."""
    rows = ReportingPeriod.objects.filter(plan__in=[one.plan_id for one in periods]).select_related("plan")
    held = {(row.plan_id, row.year, row.interim): row for row in rows}
    found = {one.pk: held.get((one.plan_id, one.year - 1, one.interim)) for one in periods}
    return {pk: row for pk, row in found.items() if row is not None}


def typing_since(reports: list[Submission], *, now: datetime) -> dict[int, datetime]:
    """When something was last written in each report that is open, within the last minutes; two queries."""
    open_ones = [row.pk for row in reports if row.is_owed]
    found: dict[int, datetime] = {}
    for model in (Figure, DutyUpdate):
        rows = model._default_manager.filter(submission__in=open_ones, updated_at__gt=now - TYPING).order_by()
        for pk, at in rows.values_list("submission_id").annotate(Max("updated_at")):
            found[pk] = max(at, found.get(pk, at))
    return found


def reminders(reports: list[Submission], *, now: datetime) -> dict[int, tuple[int, datetime]]:
    """On how many days each report was reminded of by hand, and when last; one query."""
    rows = Notice.objects.filter(submission__in=[row.pk for row in reports], kind=NoticeKind.REMINDED).order_by()
    # The key of a reminder is its day: several people reminded on one day are one reminder.
    told = rows.values_list("submission_id").annotate(Count("key", distinct=True), Max("created_at"))
    return {pk: (times, last) for pk, times, last in told}


def owing_agencies(
    reports: list[Submission],
    typed: Mapping[int, datetime],
    reached: Mapping[int, Reached],
    told: Mapping[int, tuple[int, datetime]],
) -> list[Owing]:
    """One line an agency, those that have not begun first."""
    owed: dict[Agency, list[Submission]] = defaultdict(list)
    for row in reports:
        if row.is_owed:
            owed[row.agency].append(row)
    order = list(STATE_WORDS)
    lines = []
    for agency, rows in owed.items():
        # The furthest back of all that the body owes.
        state = min((row.board_state for row in rows), key=order.index)
        times, last = max((told[row.pk] for row in rows if row.pk in told), default=(0, None))
        lines.append(
            Owing(
                code=agency.code,
                name=agency.short_name or agency.name,
                state=state,
                label=state_label(state),
                what=owed_words(rows, reached, len({row.period_id for row in reports})),
                phone=agency.phone,
                reminded=f"nhắc {times} lần, {local(last):%H:%M} {date_vi(last, short=True)}" if last else "chưa nhắc",
                why_not=why_not(rows, typed),
            )
        )
    return sorted(lines, key=lambda line: (order.index(line.state), sort_key(line.name)))


def owed_words(rows: list[Submission], reached: Mapping[int, Reached], rounds: int) -> str:
    """ "cả hai, 6/18 ô · 1/3 nhiệm vụ": which rounds and how far."""
    plans = ", ".join(row.period.title for row in rows)
    which = {2: "cả hai"}.get(len(rows), "tất cả") if rounds > 1 and len(rows) == rounds else plans
    if all(row.board_state == "not_opened" for row in rows):
        return f"{which}, chưa mở"
    far = ", ".join(filter(None, [which, counts_vi(*map(sum, zip(*(reached[row.pk] for row in rows), strict=True)))]))
    back = " · bị trả lại" if any(row.state == State.RETURNED for row in rows) else ""
    own = next((f" · hạn riêng {date_vi(row.last_day, short=True)}" for row in rows if has_own_day(row)), "")
    return f"{far}{back}{own}"


def has_own_day(row: Submission) -> bool:
    """Whether it is due on another day than its round: by an extension, or as the closing report of a body."""
    return row.due_at != row.period.due_at


def why_not(rows: list[Submission], typed: Mapping[int, datetime]) -> str:
    """Why an agency is not reminded: it is at work, or all that it owes has a later day."""
    if any(row.pk in typed for row in rows):
        return "đang gõ"
    return "không nhắc" if all(row.extension for row in rows) else ""


def reports_to_remind(user: User, agency: str, *, now: datetime) -> list[Submission]:
    """What is reminded of with one tap: of one agency by code, or of all; never who types or has an own day."""
    reports = reports_of(open_rounds(user, now=now))
    typed = typing_since(reports, now=now)
    busy = {row.agency_id for row in reports if row.pk in typed}
    owed = [row for row in reports if row.is_owed and row.extension is None and row.agency_id not in busy]
    return [row for row in owed if agency in ("", row.agency.code)]


def typing_lines(
    reports: list[Submission],
    typed: Mapping[int, datetime],
    reached: Mapping[int, Reached],
    *,
    now: datetime,
) -> list[Typing]:
    rows = sorted((row for row in reports if row.pk in typed), key=lambda row: typed[row.pk], reverse=True)
    lines = []
    for row in rows:
        what = ", ".join(filter(None, [row.period.title, counts_vi(*reached[row.pk])]))
        lines.append(Typing(row.agency.short_name or row.agency.name, what, ago(now - typed[row.pk])))
    return lines


def ago(since: timedelta) -> str:
    seconds = max(0, int(since.total_seconds()))
    return f"{seconds} giây trước" if seconds < 60 else f"{seconds // 60} phút trước"


def charts_of(
    periods: list[ReportingPeriod],
    earlier: Mapping[int, ReportingPeriod],
    arrived: Mapping[int, list[datetime | None]],
    *,
    now: datetime,
) -> list[tuple[str, SafeString]]:
    """Arrivals of today, and of the last day of the nearest deadline while that lies ahead."""
    if not periods:
        return []
    today = local_day(now)
    first = min((one for one in periods if one.due_at > now), key=lambda one: one.due_at, default=None)
    days = [(today, f"Hôm nay, {weekday_vi(today)} {date_vi(today, short=True)}")]
    if first is not None and (last := local_day(first.due_at) - timedelta(days=1)) > today:
        days.append((last, f"Ngày cuối của {first.title}, {weekday_vi(last)} {date_vi(last, short=True)}"))
    made = []
    for day, name in days:
        present, past = Counter[int](), Counter[int]()
        for period in periods:
            present.update(hours_of(arrived[period.pk], day))
            if before := earlier.get(period.pk):
                past.update(hours_of(arrived[before.pk], same_day(period, before, day)))
        here = f"{sum(present.values())} báo cáo, " if day == today else ""
        said = f"{name}: {here}năm trước {sum(past.values())}"
        made.append((said, arrivals(present, past, said)))
    return made


def same_day(period: ReportingPeriod, before: ReportingPeriod, day: date) -> date:
    """The day of the round before that lies as far from its deadline."""
    return local_day(before.due_at) - (local_day(period.due_at) - day)


def hours_of(arrived: Iterable[datetime | None], day: date) -> list[int]:
    """The hour of each report that came in on a day."""
    return [local(at).hour for at in arrived if at is not None and local_day(at) == day]


def latest_events(periods: list[ReportingPeriod]) -> list[tuple[str, str]]:
    """The last moves of the open rounds: (when, what); one query."""
    rows = SubmissionEvent.objects.filter(submission__period__in=[one.pk for one in periods])
    rows = rows.exclude(action=Action.OPENED).select_related("submission__agency", "submission__period__plan")
    verbs = {
        Action.SUBMITTED: "nộp", Action.WITHDRAWN: "rút lại", Action.RETURNED: "được trả lại",
        Action.ACCEPTED: "được duyệt", Action.REOPENED: "được mở lại", Action.UNDONE: "được hoàn tác kết luận",
    }  # fmt: skip
    return [
        (
            f"{local(event.at):%H:%M} {date_vi(event.at, short=True)}",
            f"{event.submission.agency.short_name or event.submission.agency.name} {verbs[Action(event.action)]} "
            f"{event.submission.period.title}",
        )
        for event in rows.order_by("-at", "-pk")[:LATEST_EVENTS]
    ]
