"""What staff read of the rounds: every plan's rule in words, before it takes effect, and the periods there are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from agencies.access import Right
from agencies.models import User
from reports.collection.periods.services import (
    WEEKEND_WORDS,
    cut_off,
    data_span,
    due_moments,
    opening_day,
    opens_by_itself,
    working_day,
)
from reports.models import PeriodState, ReportingPeriod
from reports.models.submission import State
from reports.wording.formats import date_vi, days_left_vi, deadline_vi, weekday_vi
from targets.models import Plan


@dataclass(frozen=True)
class PeriodRule:
    """How one plan asks for its report of one year; `strict` and `moved` are dates in words, `holds` what counts."""

    plan: Plan
    year: int
    said: str
    strict: str
    moved: str
    holds: str
    opens: str
    data: str
    asks: bool


@dataclass(frozen=True)
class PeriodRow:
    """One period: its deadline in words, how many reports stand where."""

    period: ReportingPeriod
    state: str
    label: str
    deadline: str
    days: str
    opens: str
    data: str
    total: int
    done: int
    waiting: int
    missing: int
    extended: int


def steered_plans(user: User):
    """Plans of the localities in which the person manages periods."""
    localities = user.access.localities_with(Right.MANAGE_PERIODS)
    return Plan.objects.filter(locality_id__in=localities).select_related("locality").order_by("code")


def steered_periods(user: User):
    return ReportingPeriod.objects.filter(plan__in=steered_plans(user)).select_related("plan")


def next_rules(user: User, *, today: date) -> list[PeriodRule]:
    """The rule of each plan for the round that comes next: this year's where it has none yet; two queries."""
    present = set(steered_periods(user).filter(interim=0).values_list("plan_id", "year"))
    rules = []
    for plan in steered_plans(user).select_related("recipient"):
        year = today.year + 1 if (plan.pk, today.year) in present else today.year
        rules.append(rule_of(plan, year))
    return rules


def rule_of(plan: Plan, year: int) -> PeriodRule:
    """A plan's rule of date in words, with both dates where a weekend makes them differ."""
    due = plan.due_date(year)
    data = f"từ {date_vi(cut_off(year)[0])} đến hết {date_vi(cut_off(year)[1])}"
    asks = opens_by_itself(plan, year)
    if due is None:
        said = "Kế hoạch không ấn định ngày báo cáo: cơ quan tổng hợp đặt ngày cho từng lần sơ kết, tổng kết."
        return PeriodRule(plan, year, said, "", "", "", "", data, asks)
    last = due - timedelta(days=1)
    moved = working_day(last)
    end = "" if asks else f" Kế hoạch không yêu cầu báo cáo năm {year}."
    end += within_year(plan, year)
    weekend = WEEKEND_WORDS[plan.moves_weekend]
    return PeriodRule(
        plan=plan,
        year=year,
        said=f"Trước ngày {due:%d/%m}, ngày cuối rơi vào thứ Bảy, Chủ nhật thì {weekend}.{end}",
        strict=deadline_vi(due),
        moved=deadline_vi(moved + timedelta(days=1)) if moved != last else "",
        holds=f"hết ngày {date_vi(moved if plan.moves_weekend else last)}",
        opens=f"tự mở ngày {date_vi(opening_day(plan, year))} ({weekday_vi(opening_day(plan, year))})" if asks else "",
        data=data,
        asks=asks,
    )


def within_year(plan: Plan, year: int) -> str:
    """The reports within the year in words: " 6 tháng đầu năm 2026: trước ngày 10/06, số liệu đến hết 31/05/2026."."""
    said = ""
    for interim in plan.interims:
        due, until = plan.due_date(year, interim), data_span(plan, year, interim)[1]
        name = plan.round_name(year, interim)
        said += f" {name[:1].upper()}{name[1:]}: trước ngày {due:%d/%m}, số liệu đến hết {date_vi(until)}."
    return said


@dataclass(frozen=True)
class WeekendLine:
    """One period with both deadlines in words; `may_move` where it is open and its date follows the plan's rule."""

    pk: int
    name: str
    strict: str
    moved: str
    now: str
    may_move: bool
    why_not: str


def weekend_lines(plan: Plan) -> list[WeekendLine]:
    """The periods of a plan that are not closed, with what either rule makes of them; the newest first, one query."""
    open_ones = (
        ReportingPeriod.objects.filter(plan=plan, closed_at__isnull=True)
        .order_by("-year", "interim")
        .select_related("plan")
    )
    return [weekend_line(plan, period) for period in open_ones]


def weekend_line(plan: Plan, period: ReportingPeriod) -> WeekendLine:
    # An amendment may have taken the report within the year out of the plan while its round is still open.
    strict, moved = due_moments(plan, period.year, period.interim if period.interim in plan.interims else 0)
    # A date that neither rule gives was set by somebody and is hers.
    by_hand = period.due_at not in (strict, moved)
    same = "ngày cuối là ngày làm việc, không đổi" if strict == moved else ""
    return WeekendLine(
        pk=period.pk,
        name=period.name if period.interim else str(period.year),
        strict=deadline_vi(strict),
        moved=deadline_vi(moved),
        now=deadline_vi(period.due_at),
        may_move=not by_hand and strict != moved,
        why_not="hạn do cơ quan tổng hợp đặt riêng, giữ nguyên" if by_hand else same,
    )


def period_lines(user: User, *, now: datetime) -> list[PeriodRow]:
    """The periods there are, the newest first; one query."""
    reports = "submissions"
    rows = steered_periods(user).annotate(
        total=Count(reports, distinct=True),
        # The extensions join a row for each of them: without it a report extended twice counts twice.
        done=Count(reports, filter=Q(submissions__state=State.ACCEPTED), distinct=True),
        waiting=Count(reports, filter=Q(submissions__state=State.SUBMITTED), distinct=True),
        extended=Count(reports, filter=Q(submissions__extensions__isnull=False), distinct=True),
    )
    return [period_row(row, now) for row in rows.order_by("-year", "due_at", "plan__code")]


def period_row(period: ReportingPeriod, now: datetime) -> PeriodRow:
    state = PeriodState(period.state(now=now))
    return PeriodRow(
        period=period,
        state=state,
        label=state.label,
        deadline=deadline_vi(period.due_at),
        days=days_left_vi(period.due_at, now) if state == PeriodState.OPEN and period.done < period.total else "",
        opens=date_vi(period.opens_on),
        data=f"{date_vi(period.data_from)}–{date_vi(period.data_to)}",
        total=period.total,
        done=period.done,
        waiting=period.waiting,
        missing=period.total - period.done - period.waiting,
        extended=period.extended,
    )
