"""Open a period and give every agency concerned its draft."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from agencies import clock
from agencies.models import Agency, User
from agencies.reorganisations.standing import standing_on
from reports.audit.events import record_opening
from reports.audit.services import record
from reports.collection.entry.closing import cover_late
from reports.collection.notices.services import tell_opened
from reports.models import Action, PeriodState, ReportingPeriod, Submission, SubmissionEvent, Verb
from reports.models.period import start_of
from reports.wording.formats import date_vi, local_day
from targets.asked_elements import targets_asking
from targets.carriers import duties_carried
from targets.models import Aggregation, DutyParty, ElementKind, PartyRole, Plan

SATURDAY = 5
WEEKEND_WORDS = {False: "giữ nguyên", True: "lùi sang ngày làm việc kế tiếp"}


class PeriodError(ValueError):
    """The period cannot be opened; the message says why in Vietnamese, `field` what of it is wrong: year or before."""

    def __init__(self, message: str, field: str = "year") -> None:
        super().__init__(message)
        self.field = field


def due_moment(plan: Plan, year: int, interim: int = 0) -> datetime:
    """The first late moment for a plan's report of a year: "trước ngày 15/12" gives 15/12 00:00, Viet Nam.

    `interim` from 1 is a report within the year.

    Where the plan moves weekends, a last day on Saturday or Sunday becomes the Monday after it.
    Raises PeriodError where the plan gives no date.
    """
    strict, moved = due_moments(plan, year, interim)
    return moved if plan.moves_weekend else strict


def due_moments(plan: Plan, year: int, interim: int = 0) -> tuple[datetime, datetime]:
    """The first late moment with the weekend left as it is, and with it moved. Raises PeriodError without a date."""
    due = plan.due_date(year, interim)
    if due is None:
        raise PeriodError(f"{plan.code} không ấn định ngày báo cáo: nhập hạn nộp trước khi mở kỳ.")
    # The last day moves, not the moment after it: a deadline of Monday 00:00 has its last day on Sunday.
    return start_of(due), start_of(working_day(due - timedelta(days=1)) + timedelta(days=1))


def working_day(day: date) -> date:
    """The day itself, or the Monday after it where it is a Saturday or Sunday."""
    # Weekends alone: the plan's setting says nothing of public holidays.
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def opening_day(plan: Plan, year: int, interim: int = 0) -> date:
    """When the period opens by itself; a month before the deadline where the plan's settings name no day."""
    if plan.opens_month and plan.opens_day and not interim:
        return date(year, plan.opens_month, plan.opens_day)
    return (due_moment(plan, year, interim) - timedelta(days=30)).date()


@transaction.atomic
def open_period(
    *, plan: Plan, year: int, by: User | None, due_at: datetime | None = None, interim: int = 0
) -> ReportingPeriod:
    """Open (or complete) the period of a plan and year; every agency concerned has one draft afterwards.

    Safe to repeat: an agency that joined since gets its draft, nothing else changes. `by` None = on schedule.
    `interim` from 1 is one of the plan's reports within the year. Raises PeriodError where the plan asks for no report
    of that year and no deadline is given, or has no such report, for a year on which the plan is not reported, and for
    a deadline before the plan was there.
    """
    if interim and interim not in plan.interims:
        raise PeriodError(f"{plan.code} không có báo cáo trong năm thứ {interim}.")
    if due_at is None:
        if not plan.asks_for_report(year):
            raise PeriodError(f"{plan.code} không yêu cầu báo cáo năm {year}.")
        due_at = due_moment(plan, year, interim)
    refuse_period(plan, year, due_at)
    # A year that the plan does not ask for opens when somebody says so: it has no day of its own.
    opens_on = opening_day(plan, year, interim) if plan.asks_for_report(year) else clock.today()
    data_from, data_to = data_span(plan, year, interim)
    # Of two at once one creates it; the other only adds what drafts are missing.
    period, created = ReportingPeriod.objects.get_or_create(
        plan=plan,
        year=year,
        interim=interim,
        defaults={
            # Whoever opens by hand before the day wants it open from now.
            "opens_on": opens_on if by is None else min(opens_on, clock.today()),
            "due_at": due_at,
            "data_from": data_from,
            "data_to": data_to,
        },
    )
    drafts = add_drafts(period, by=by)
    record_opening(period, created=created, drafts=len(drafts), by=by, now=clock.now())
    return period


def refuse_period(plan: Plan, year: int, due_at: datetime) -> None:
    """Raise PeriodError for a period that nobody could have owed: what is known of earlier years is history."""
    if not plan.reports_on(year):
        first, last = plan.report_first_year or plan.first_year, plan.report_last_year or plan.last_year
        years = f"năm {first}" if first == last else f"các năm {first} đến {last}"
        ended = f", đã kết thúc ngày {date_vi(plan.ended_on)}" if plan.ended_on and year <= last else ""
        raise PeriodError(f"{plan.code} báo cáo {years}{ended}: không mở kỳ năm {year}.")
    if not is_issued_before(plan, due_at):
        raise PeriodError(
            f"{plan.code} ban hành ngày {date_vi(plan.issued_on)}: hạn nộp phải sau ngày đó.", field="before"
        )


def is_issued_before(plan: Plan, due_at: datetime) -> bool:
    """Whether the plan was there when a report was due."""
    return plan.issued_on < local_day(due_at)


def opens_by_itself(plan: Plan, year: int, interim: int = 0) -> bool:
    """Whether the plan asks for a report of a year, or within it, on a day that somebody could have met."""
    place = plan.locality
    # The plans of a place that was united with others ask no body any more: what it was united into takes them over.
    begun = place.valid_to is None or place.valid_to >= cut_off(year)[0]
    return begun and plan.asks_for_report(year) and is_issued_before(plan, due_moment(plan, year, interim))


def cut_off(year: int) -> tuple[date, date]:
    """First and last day of a year's data: 15/12 of the year before to 14/12 (Điều 12, Nghị định 09/2019/NĐ-CP)."""
    return date(year - 1, 12, 15), date(year, 12, 14)


def data_span(plan: Plan, year: int, interim: int = 0) -> tuple[date, date]:
    """First and last day of a report's data. One within the year begins where the one before it ends."""
    first, last = cut_off(year)
    if not interim:
        return first, last
    begins = first if interim == 1 else plan.interim_end(year, interim - 1) + timedelta(days=1)
    return begins, plan.interim_end(year, interim)


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: User, now: datetime) -> bool:
    """End the reminders of a period. Reports that are missing stay owed and are still taken, marked as late.

    False where it was closed already.
    """
    return change_closing(period, Verb.PERIOD_CLOSED, closed_at=now, by=by, now=now)


@transaction.atomic
def reopen_period(*, period: ReportingPeriod, by: User, now: datetime) -> bool:
    """Take a closing back. False where it is open."""
    return change_closing(period, Verb.PERIOD_REOPENED, closed_at=None, by=by, now=now)


@transaction.atomic
def set_weekend_rule(*, plan: Plan, moves: bool, periods: Collection[int], by: User, now: datetime) -> list[int]:
    """Say whether a plan's deadline leaves the weekend; `periods`, by key, take the new date, the others keep theirs.

    A period whose deadline staff set by hand keeps it. Returns the years whose deadline moved.
    """
    # The plan before its rounds, so that two who set the rule take turns.
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    before, locked.moves_weekend = locked.moves_weekend, moves
    Plan.objects.filter(pk=locked.pk).update(moves_weekend=moves)
    open_ones = ReportingPeriod.objects.select_for_update().filter(plan=locked, closed_at__isnull=True, pk__in=periods)
    was: list[tuple[int, date]] = []
    due: list[tuple[int, date]] = []
    for period in open_ones.order_by("year"):
        if period.interim and period.interim not in locked.interims:
            continue
        wanted = due_moment(locked, period.year, period.interim)
        # One of the two dates of the rule: any other was set by hand and stays.
        if period.due_at in due_moments(locked, period.year, period.interim) and period.due_at != wanted:
            was.append((period.year, period.last_day))
            due.append((period.year, local_day(wanted) - timedelta(days=1)))
            ReportingPeriod.objects.filter(pk=period.pk).update(due_at=wanted)
    if before != moves or due:
        moved = "".join(f"; kỳ {year}: hết ngày {date_vi(day)}" for year, day in due)
        record(
            verb=Verb.PERIOD_RULE_SET,
            subject=f"plan:{locked.pk}",
            summary=f"{locked.code}: ngày cuối rơi vào ngày nghỉ thì {WEEKEND_WORDS[moves]}{moved}",
            by=by,
            now=now,
            locality=locked.locality_id,
            before={"moves_weekend": before, "last_days": was},
            after={"moves_weekend": moves, "last_days": due},
        )
    return [year for year, _ in due]


def change_closing(period: ReportingPeriod, verb: Verb, *, closed_at: datetime | None, by: User, now: datetime) -> bool:
    rows = ReportingPeriod.objects.filter(pk=period.pk, closed_at__isnull=closed_at is not None)
    # Of two at once one finds nothing left to change, so that the act is on record once.
    if not rows.update(closed_at=closed_at):
        return False
    record(
        verb=verb,
        subject=f"period:{period.pk}",
        summary=f"{verb.label} {period.plan.code} {period.name}",
        by=by,
        now=now,
        locality=period.plan.locality_id,
    )
    return True


def add_drafts(period: ReportingPeriod, *, by: User | None) -> list[Submission]:
    """Give a draft to each agency concerned that has none in the period yet; two at once take turns. Returns them."""
    # Taking turns on the period: two openings at once would both find the same bodies missing.
    ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    present = set(period.submissions.values_list("agency_id", flat=True))
    missing = [agency for agency in agencies_asked(period.plan, period.year) if agency.pk not in present]
    drafts = Submission.objects.bulk_create([Submission(period=period, agency=agency) for agency in missing])
    SubmissionEvent.objects.bulk_create(
        [SubmissionEvent(submission=draft, action=Action.OPENED, by=by, at=clock.now(), version=1) for draft in drafts]
    )
    cover_late(drafts)
    if period.state() == PeriodState.OPEN:
        tell_opened(drafts, now=clock.now())
    return drafts


def agencies_asked(plan: Plan, year: int) -> list[Agency]:
    """Agencies of the locality that report for the plan or carry one of its duties at the cut-off of a year.

    And those that a reorganisation ends inside the year: each owes a closing report of its own part.
    """
    first, last = cut_off(year)
    path = "element__used_in__indicator__targets__"
    elements = ElementKind.objects.filter(targets_asking(year, year + 1, path), **{f"{path}plan": plan})
    own = elements.filter(element__coordinator_only=False)
    kinds = set(own.values_list("kind", flat=True))
    coordinating = set(elements.filter(element__coordinator_only=True).values_list("kind", flat=True))
    carriers = {body.pk for line in duties_carried([plan], standing_on(plan.locality, last)) for body in line.carriers}
    coordinators = Agency.objects.coordinating_on(last).values("pk")
    here = Agency.objects.filter(locality_id=plan.locality_id)
    asked = Q(kind__in=kinds) | Q(kind__in=coordinating, pk__in=coordinators) | Q(pk__in=carriers)
    leads = DutyParty.objects.filter(duty__plan=plan, role=PartyRole.LEAD)
    # Of figures, who ends within the year owes flows alone: a stock is counted where one is at the cut-off (method).
    closing = (
        Q(kind__in=own.filter(element__aggregation=Aggregation.FLOW).values("kind"))
        | Q(pk__in=leads.exclude(agency=None).values("agency"))
        | Q(kind__in=leads.exclude(kind="").values("kind"))
    )
    rows = [*here.existing_in(year).filter(asked), *here.closing_within(first, last).filter(closing)]
    return sorted(rows, key=lambda agency: (agency.kind, agency.code))


def open_due_periods(*, on: date | None = None, plans: list[Plan] | None = None) -> list[ReportingPeriod]:
    """Open every period whose day has come; what is open already only gains missing drafts, what was closed nothing."""
    day = on or clock.today()
    opened = []
    years = (day.year - 1, day.year)
    ended = ReportingPeriod.objects.filter(year__in=years, closed_at__isnull=False)
    closed = set(ended.values_list("plan_id", "year", "interim"))
    for plan in plans if plans is not None else Plan.objects.select_related("locality"):
        # The report on last year opens by itself only while it can still be on time.
        rounds = [(years[0], 0)] if due_after(plan, day) else []
        rounds += [(years[1], interim) for interim in (*plan.interims, 0)]
        for year, interim in rounds:
            due = (plan.pk, year, interim) not in closed and opens_by_itself(plan, year, interim)
            if due and opening_day(plan, year, interim) <= day:
                opened.append(open_period(plan=plan, year=year, by=None, interim=interim))
    return opened


def due_after(plan: Plan, day: date) -> bool:
    """Whether the report on the year before is due in this one, and that day is still to come."""
    due = plan.due_date(day.year - 1)
    return plan.due_next_year and due is not None and due > day
