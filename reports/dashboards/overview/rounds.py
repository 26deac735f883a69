"""How far the reporting rounds of a year have come: agencies per workflow state, days to the deadline."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from agencies import clock
from agencies.models import Locality
from agencies.prepared_queries import Prepared
from reports.charts.stack import stack
from reports.models import ReportingPeriod, State
from reports.wording.formats import STATE_WORDS, deadline_vi, number

# Key of the period, day it opens, deadline, closing; a state, how many stand there and how many of them were opened.
RoundFact = tuple[object, ...]
STATE_LINES = {
    "accepted": "Đã duyệt",
    "submitted": "Đã nộp, chờ thẩm định",
    "returned": "Trả lại, chưa nộp lại",
    "draft": "Đang nhập",
    "not_opened": "Chưa mở",
}


@dataclass(frozen=True)
class RoundLine:
    """One workflow state: how many agencies stand there, per plan."""

    state: str
    label: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """`days` is empty when no deadline lies ahead; `bars` one per plan: code, drawing, key of the period."""

    days: str
    days_words: str
    deadline: str
    codes: tuple[str, ...]
    agencies: str
    bars: tuple[tuple[str, SafeString, int], ...]
    lines: tuple[RoundLine, ...]


def years_from(locality: int, year: int) -> QuerySet:
    return ReportingPeriod.objects.filter(plan__locality=locality, year__gte=year).order_by("year").values("year")


FACTS = Prepared(
    int,
    int,
    int,
    build=lambda locality, year, other: (
        ReportingPeriod.objects.filter(plan__locality=locality)
        # The page shows the known year nearest to the one asked for: the first, where that lies before it.
        .filter(Q(year=year) | Q(year=Subquery(years_from(locality, other)[:1])))
        .order_by("pk", "submissions__state")
        .values_list("pk", "opens_on", "due_at", "closed_at", "submissions__state")
        # Who opens a form moves from one line to the next, though its state stays.
        .annotate(Count("submissions"), Count("submissions__first_opened_at"))
    ),
)


def round_facts(locality: int, year: int, other: int) -> tuple[RoundFact, ...]:
    """All that the rounds of two years rest on, cheaply: whoever drew them before may show them again; one query.

    In place of a year without a round it is the next one that has one.
    """
    return tuple(FACTS.rows(locality, year, other))


def rounds_of(locality: Locality, year: int) -> Round:
    """The rounds of a year that have begun; one query."""
    periods = list(begun(locality, year))
    counts = [counts_of(period) for period in periods]
    # A round that staff have closed early has no deadline any more.
    ahead = [period for period in periods if period.closed_at is None and period.days_left() >= 0]
    next_due = min(ahead, key=lambda period: period.due_at, default=None)
    days, words, deadline = countdown(next_due)
    return Round(
        days=days,
        days_words=words,
        deadline=deadline,
        codes=tuple(period.title for period in periods),
        agencies=bodies_asked(counts),
        bars=tuple(
            (period.title, stack(count, round_sentence(period.title, count)), period.pk)
            for period, count in zip(periods, counts, strict=True)
        ),
        lines=tuple(
            RoundLine(state, label, tuple(number(count[state]) for count in counts))
            for state, label in STATE_LINES.items()
        ),
    )


def bodies_asked(counts: Sequence[dict[str, int]]) -> str:
    """ "45", or "44–45" where plans ask different bodies: one number over columns that add up to others is wrong."""
    sizes = [sum(count.values()) for count in counts] or [0]
    return "–".join(number(size) for size in dict.fromkeys((min(sizes), max(sizes))))


def begun(locality: Locality, year: int) -> Sequence[ReportingPeriod]:
    """Periods of the year that have opened, with the number of submissions per state."""
    # A closing report whose part the heir reports is waited for no more.
    asked = Q(submissions__covered_by__isnull=True)
    draft = Q(submissions__state=State.DRAFT) & asked
    unseen = Q(submissions__first_opened_at__isnull=True)
    return (
        ReportingPeriod.objects.filter(plan__locality=locality, year=year, opens_on__lte=clock.today())
        .select_related("plan")
        .annotate(
            count_not_opened=Count("submissions", filter=draft & unseen),
            count_draft=Count("submissions", filter=draft & ~unseen),
            count_returned=Count("submissions", filter=Q(submissions__state=State.RETURNED)),
            count_submitted=Count("submissions", filter=Q(submissions__state=State.SUBMITTED)),
            count_accepted=Count("submissions", filter=Q(submissions__state=State.ACCEPTED)),
        )
        .order_by("due_at", "plan__code")
    )


def counts_of(period: ReportingPeriod) -> dict[str, int]:
    return {state: getattr(period, f"count_{state}") for state in STATE_WORDS}


def countdown(period: ReportingPeriod | None) -> tuple[str, str, str]:
    """(days, words beside the number, deadline in words) of the next deadline; empty without one."""
    if period is None:
        return "", "", ""
    days = period.days_left()
    if days == 0:
        return "", f"Hôm nay là ngày cuối của {period.title}", deadline_vi(period.due_at)
    return number(days), f"ngày nữa là hết hạn {period.title}", deadline_vi(period.due_at)


def round_sentence(code: str, counts: dict[str, int]) -> str:
    """The bar as a sentence: "KH-10: 9 đã duyệt, 7 đã nộp, …"."""
    told = ", ".join(f"{number(counts[state])} {label.lower()}" for state, label in STATE_LINES.items())
    return f"{code}: {told}"
