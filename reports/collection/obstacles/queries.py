"""What the pages of obstacles show: the list with its filters, and one obstacle with every answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from django.db.models import Max, Q, QuerySet

from agencies import clock
from agencies.access import Right
from agencies.models import Agency, User
from agencies.prepared_queries import Prepared
from agencies.vietnamese_text import by_name
from reports.filter_links import FilterBar, Pager, chosen, links, one_page
from reports.models import Obstacle, ObstacleState
from reports.wording.formats import date_vi, datetime_vi, local_day, number
from targets.models import Plan

OBSTACLES_PER_PAGE = 50
# One plan needs no choice beside "all".
MANY_PLANS = 2
# The pill of a workflow state that looks like what it means here.
PILLS = {
    ObstacleState.OPEN: "not_opened",
    ObstacleState.ANSWERED: "draft",
    ObstacleState.PASSED_UP: "submitted",
    ObstacleState.CLOSED: "accepted",
}
OBSTACLE_STATE_OPTIONS = [
    ("", "Chưa xong"),
    *((state.value, state.label) for state in ObstacleState),
    ("all", "Tất cả"),
]
# Each side sees first what only it can move on.
FIRST_FOR_STAFF = (ObstacleState.OPEN, ObstacleState.PASSED_UP, ObstacleState.ANSWERED, ObstacleState.CLOSED)
FIRST_FOR_LEADERS = (ObstacleState.PASSED_UP, ObstacleState.OPEN, ObstacleState.ANSWERED, ObstacleState.CLOSED)
MOVE_WORDS = {
    ObstacleState.OPEN: "Hỏi lại",
    ObstacleState.ANSWERED: "Trả lời",
    ObstacleState.PASSED_UP: "Trình cấp trên",
    ObstacleState.CLOSED: "Kết thúc, đã giải quyết",
}
STEP_WORDS = {
    ObstacleState.OPEN: "hỏi lại",
    ObstacleState.ANSWERED: "trả lời",
    ObstacleState.PASSED_UP: "trình cấp trên",
    ObstacleState.CLOSED: "kết thúc",
}


@dataclass(frozen=True)
class ObstacleRow:
    """One obstacle in the list."""

    pk: int
    title: str
    agency: str
    plan: str
    since: str
    asks: str
    state: str
    pill: str
    waits: str
    illustrative: bool


@dataclass(frozen=True)
class ObstacleList:
    lede: str
    filters: list[FilterBar]
    agencies: list[tuple[str, str, bool]]
    hidden: list[tuple[str, str]]
    pager: Pager
    rows: list[ObstacleRow]
    any_at_all: bool


@dataclass(frozen=True)
class ObstacleStep:
    """One answer: who, when, what it led to, word for word."""

    who: str
    when: str
    what: str
    text: str


@dataclass(frozen=True)
class Detail:
    pk: int
    title: str
    context: str
    text: str
    asks: str
    state: str
    pill: str
    waits: str
    raised: str
    version: int
    steps: list[ObstacleStep]
    illustrative: bool


def obstacles_of(user: User) -> QuerySet[Obstacle]:
    """What a user may see, each with the moment of its last step and of its last passing up."""
    # Since it was passed up, however often somebody has added to it.
    passed = Max("replies__at", filter=Q(replies__state=ObstacleState.PASSED_UP))
    rows = Obstacle.objects.visible_to(user).select_related("agency", "plan", "raised_by")
    return rows.annotate(moved_at=Max("replies__at"), passed_at=passed)


def obstacles_page(user: User, query: Mapping[str, str], *, path: str, now: datetime) -> ObstacleList:
    """The page of the list; filters come from the address, a bad value gives all."""
    # Filtered and sorted in Python by words that the database does not have; the long text is left where it is.
    visible = list(obstacles_of(user).defer("text"))
    plan_options, agencies = plans_among(visible), agencies_among(visible)
    state = asked_for(visible, query)
    shown = sorted((row for row in visible if fits(row, state)), key=lambda row: place(row, user))
    rows, pager = one_page(shown, OBSTACLES_PER_PAGE, query, path=path, state=state)
    filters = [links("Trạng thái", "state", OBSTACLE_STATE_OPTIONS, path=path, state=state)]
    if len(plan_options) > MANY_PLANS:
        filters.append(links("Kế hoạch", "plan", plan_options, path=path, state=state))
    return ObstacleList(
        lede=obstacles_first_sentence(visible, now),
        filters=filters,
        agencies=[(code, name, code == state["agency"]) for code, name in agencies] if len(agencies) > 1 else [],
        hidden=[(name, value) for name, value in state.items() if value and name != "agency"],
        pager=pager,
        rows=[obstacle_row(row, now) for row in rows],
        any_at_all=bool(visible),
    )


def plans_among(rows: list[Obstacle]) -> list[tuple[str, str]]:
    return [("", "Tất cả"), *((code, code) for code in sorted({row.plan.code for row in rows}))]


def agencies_among(rows: list[Obstacle]) -> list[tuple[str, str]]:
    return by_name({(row.agency.code, row.agency.name) for row in rows}, name=itemgetter(1))


def asked_for(rows: list[Obstacle], query: Mapping[str, str]) -> dict[str, str]:
    """What an address asks of the obstacles that the reader may see."""
    return {
        "state": chosen("state", OBSTACLE_STATE_OPTIONS, query),
        "plan": chosen("plan", plans_among(rows), query),
        "agency": chosen("agency", [("", ""), *agencies_among(rows)], query),
    }


def fits(row: Obstacle, state: Mapping[str, str]) -> bool:
    wanted = state["state"]
    in_state = wanted == "all" or (row.state == wanted if wanted else row.state != ObstacleState.CLOSED)
    return in_state and state["plan"] in ("", row.plan.code) and state["agency"] in ("", row.agency.code)


def place(row: Obstacle, user: User) -> tuple[int, datetime, int]:
    """What waits for the reader first, the longest waiting on top."""
    leads = not user.access.has(Right.REVIEW) and not user.access.has(Right.ENTER_FIGURES)
    order = FIRST_FOR_LEADERS if leads else FIRST_FOR_STAFF
    return order.index(ObstacleState(row.state)), waiting_since(row), row.pk


def waiting_since(row: Obstacle) -> datetime:
    """Since when somebody has to act: the passing up, the last question, or the raising."""
    if row.state == ObstacleState.PASSED_UP:
        return row.passed_at or row.raised_at
    return row.moved_at or row.raised_at


def waiting_words(row: Obstacle, now: datetime) -> str:
    """ "chờ cấp trên quyết 34 ngày"; a closed or answered one says when."""
    since = waiting_since(row)
    days = max(0, (local_day(now) - local_day(since)).days)
    spent = f"{number(days)} ngày" if days else "từ hôm nay"
    match row.state:
        case ObstacleState.PASSED_UP:
            return f"chờ cấp trên quyết {spent}"
        case ObstacleState.OPEN:
            return f"chờ trả lời {spent}"
        case ObstacleState.ANSWERED:
            return f"trả lời ngày {date_vi(since)}"
    return f"kết thúc ngày {date_vi(since)}"


def obstacles_first_sentence(rows: list[Obstacle], now: datetime) -> str:
    """The page's first sentence: how many wait for whom, and the longest of them."""
    waiting = [row for row in rows if row.state == ObstacleState.OPEN]
    passed = [row for row in rows if row.state == ObstacleState.PASSED_UP]
    if not waiting and not passed:
        return "Không có vướng mắc nào đang chờ."
    parts = []
    if passed:
        oldest = min(waiting_since(row) for row in passed)
        days = max(0, (local_day(now) - local_day(oldest)).days)
        parts.append(
            f"{number(len(passed))} vướng mắc vượt thẩm quyền chờ cấp trên quyết, lâu nhất {number(days)} ngày"
        )
    if waiting:
        parts.append(f"{number(len(waiting))} vướng mắc chờ cơ quan tổng hợp trả lời")
    return f"{'; '.join(parts)}."


def obstacle_row(row: Obstacle, now: datetime) -> ObstacleRow:
    return ObstacleRow(
        pk=row.pk,
        title=row.title,
        agency=row.agency.name,
        plan=row.plan.code,
        since=date_vi(row.since),
        asks=row.get_asks_display(),
        state=row.get_state_display(),
        pill=PILLS[ObstacleState(row.state)],
        waits=waiting_words(row, now),
        illustrative=row.illustrative,
    )


def detail(row: Obstacle, now: datetime) -> Detail:
    """One obstacle and its steps in order; one query. Needs a row of `obstacles_of`."""
    return Detail(
        pk=row.pk,
        title=row.title,
        context=f"{row.agency.name} · {row.plan.code} · từ ngày {date_vi(row.since)}",
        text=row.text,
        asks=row.get_asks_display(),
        state=row.get_state_display(),
        pill=PILLS[ObstacleState(row.state)],
        waits=waiting_words(row, now),
        raised=f"{row.raised_by.full_name} nêu lúc {datetime_vi(row.raised_at)}",
        version=row.version,
        steps=[
            ObstacleStep(
                who=step.by.full_name,
                when=datetime_vi(step.at),
                what=STEP_WORDS[ObstacleState(step.state)],
                text=step.text,
            )
            for step in row.replies.select_related("by").order_by("pk")
        ],
        illustrative=row.illustrative,
    )


def may_raise_for(user: User) -> QuerySet[Agency]:
    """The agencies in whose name a user may raise an obstacle."""
    own = Agency.objects.filter(pk__in=user.access.agencies_with(Right.ENTER_FIGURES))
    # A body that has ended raises nothing new; whoever took over its work does.
    return own.existing_on(clock.today())


def plans_for(agencies: QuerySet[Agency]) -> QuerySet[Plan]:
    return Plan.objects.filter(locality__in=agencies.values("locality_id")).order_by("-issued_on", "code")


RAISED = Prepared(
    int, int, build=lambda agency, plan: Obstacle.objects.filter(agency=agency, plan=plan).order_by("-raised_at")
)


def raised_with(agency: Agency, plan: Plan) -> list[Obstacle]:
    """What an agency has raised with a plan, unfinished first; for the page of its report."""
    return sorted(RAISED.models(agency.pk, plan.pk), key=lambda row: row.state == ObstacleState.CLOSED)
