"""One list of what waits for the staff of a locality, oldest first: reports, obstacles, plans and changes to check."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse

from agencies.access import Right
from agencies.models import User
from reports.collection.inbox.gaps import GapLine, gap_lines
from reports.collection.obstacles.queries import obstacles_of, waiting_since
from reports.models import (
    Action,
    Obstacle,
    ObstacleState,
    ReportingPeriod,
    Review,
    ReviewDraft,
    SubmissionEvent,
)
from reports.models.submission import EDITABLE
from reports.waiting import (
    drafts_back,
    drafts_to_check,
    in_their_hands,
    measures_back,
    measures_to_check,
    waiting_reports,
)
from reports.wording.formats import date_vi, datetime_vi, days_left_vi, deadline_vi, local_day
from targets.models import DraftState

# In the order of the filter: key in the address -> word of the list.
TASK_KINDS = {"review": "Thẩm định", "obstacle": "Vướng mắc", "plan": "Kế hoạch", "measure": "Danh mục"}
TASK_ICONS = {"review": "submitted", "obstacle": "reason", "plan": "submitted", "measure": "submitted"}
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One line: how long it has waited, what it is, the verb that leads to it."""

    kind: str
    since: datetime
    title: str
    more: str
    verb: str
    href: str
    days: int

    @property
    def word(self) -> str:
        return TASK_KINDS[self.kind]

    @property
    def icon(self) -> str:
        return TASK_ICONS[self.kind]


@dataclass(frozen=True)
class NextDeadline:
    """A round that is open: until when, and how many still owe."""

    plan: str
    days: str
    deadline: str
    owed: int
    board: str


@dataclass(frozen=True)
class Inbox:
    """The page: what falls to nobody, first sentence, choices with counts, lines, what others decide, what goes on."""

    gaps: list[GapLine]
    first: str
    rest: str
    choices: list[tuple[str, str, int, bool]]
    tasks: list[Task]
    followed: list[Task]
    deadlines: list[NextDeadline]
    others: list[str]
    lately: list[str]


def inbox_of(user: User, query: Mapping[str, str], *, now: datetime) -> Inbox:
    """What waits for a person; fifteen queries however much it is, and nine for each of her localities."""
    # Read once for both lists: what waits for an answer here, and what others have to decide.
    obstacles = obstacles_of(user).filter(in_their_hands(user, ObstacleState.OPEN, ObstacleState.PASSED_UP))
    tasks = [report_task(row, now=now) for row in reports_with_counts(user)]
    tasks += [obstacle_task(row, now=now) for row in obstacles if row.state == ObstacleState.OPEN]
    tasks += [draft_task(row, now=now) for row in drafts_with_titles(user)]
    tasks += [measure_task(row, now=now) for row in measures_to_check(user).select_related("drafted_by")]
    tasks += [draft_back_task(row, now=now) for row in with_titles(drafts_back(user).select_related("checked_by"))]
    tasks += [measure_back_task(row, now=now) for row in measures_back(user)]
    # The title decides between equal moments, so that the list does not shuffle between two looks.
    tasks.sort(key=lambda task: (task.since, task.title))
    followed = [obstacle_task(row, now=now) for row in obstacles if row.state == ObstacleState.PASSED_UP]
    counts, wanted = Counter(task.kind for task in tasks), query.get("kind", "")
    wanted = wanted if wanted in TASK_KINDS else ""
    choices = [("", "Tất cả", len(tasks), not wanted)]
    choices += [(key, word, counts[key], key == wanted) for key, word in TASK_KINDS.items()]
    # Her own decisions only: it is the list of her work.
    done = SubmissionEvent.objects.filter(by=user, at__gte=now - LATELY, action__in=[Action.ACCEPTED, Action.RETURNED])
    return Inbox(
        gaps=gap_lines(user),
        first=first_words(len(tasks)),
        rest=rest_words(tasks, done.count()),
        choices=choices,
        tasks=[task for task in tasks if wanted in ("", task.kind)],
        followed=sorted(followed, key=lambda task: task.since),
        deadlines=next_deadlines(user, now=now),
        others=others_at_work(user, now=now),
        lately=lately_words(user, now=now),
    )


def reports_with_counts(user: User) -> Iterable[Any]:
    rows = waiting_reports(user).select_related("agency", "period__plan").prefetch_related("extensions")
    return rows.annotate(times=Count("events", filter=Q(events__action=Action.SUBMITTED)))


def report_task(row: Any, *, now: datetime) -> Task:
    times = f"Nộp lần {row.times}" if row.times > 1 else "Nộp"
    late = ", sau hạn" if row.is_late() else ""
    return Task(
        kind="review",
        since=row.submitted_at,
        title=f"Báo cáo {row.period.name}, {row.period.plan.code}: {row.agency.name}",
        more=f"{times}{late}, {datetime_vi(row.submitted_at)}.",
        verb="Thẩm định",
        href=reverse("review", args=[row.pk]),
        days=days_since(row.submitted_at, now),
    )


def obstacle_task(row: Obstacle, *, now: datetime) -> Task:
    since = waiting_since(row)
    passed_up = row.state == ObstacleState.PASSED_UP
    what = "đã trình cấp trên" if passed_up else "chờ Sở trả lời"
    return Task(
        kind="obstacle",
        since=since,
        title=row.title,
        more=f"{row.agency.name}, {row.plan.code}: {what} từ {date_vi(since)}.",
        verb="Xem" if passed_up else "Trả lời",
        href=reverse("obstacle", args=[row.pk]),
        days=days_since(since, now),
    )


def drafts_with_titles(user: User) -> Iterable[Any]:
    """The drafts to check with code and title, without their long work."""
    return with_titles(drafts_to_check(user).select_related("drafted_by"))


def with_titles(rows: QuerySet[Any]) -> QuerySet[Any]:
    # Work, text and file of a draft may be large: the two words of the work are read inside the database.
    return rows.defer("work", "text", "file").annotate(code=KT("work__head__code"), title=KT("work__head__title"))


def draft_task(row: Any, *, now: datetime) -> Task:
    what = "Sửa đổi" if row.is_amendment else "Dự thảo"
    title = f"{what} {row.code} chờ kiểm tra: {row.title}"
    return check_task(row, kind="plan", title=title, href=reverse("plan-edit", args=[row.code]), now=now)


def measure_task(row: Any, *, now: datetime) -> Task:
    title = f"Sửa {row.get_kind_display().lower()} chờ kiểm tra: {row.said['short_name']}"
    return check_task(row, kind="measure", title=title, href=reverse("measure-change", args=[row.pk]), now=now)


def check_task(row: Any, *, kind: str, title: str, href: str, now: datetime) -> Task:
    """What somebody has drafted and sent waits for a second person."""
    return Task(
        kind=kind,
        since=row.sent_at,
        title=title,
        more=f"{row.drafted_by.full_name} gửi, {datetime_vi(row.sent_at)}.",
        verb="Kiểm tra",
        href=href,
        days=days_since(row.sent_at, now),
    )


def draft_back_task(row: Any, *, now: datetime) -> Task:
    """A draft that has come back to its drafter: with which answer, and what is to do now."""
    # The order follows what she has to do first: put it in force, mend it, read an answer.
    if row.state == DraftState.CHECKED:
        since, what, more = row.checked_at, "đã được kiểm tra", f"{row.checked_by.full_name} kiểm tra"
        verb = "Đưa vào hiệu lực"
    elif row.reply and row.sent_at is None:
        since, what, more, verb = row.saved_at or row.drafted_at, "bị trả lại", row.reply, "Sửa"
    else:
        since, what, more, verb = row.answered_at, "có câu trả lời", "Câu hỏi của anh/chị đã được trả lời", "Xem"
    return Task(
        kind="plan",
        since=since,
        title=f"{'Sửa đổi' if row.is_amendment else 'Dự thảo'} {row.code} {what}: {row.title}",
        more=f"{more}, {datetime_vi(since)}." if since != row.saved_at else f"{more}.",
        verb=verb,
        href=reverse("plan-edit", args=[row.code]),
        days=days_since(since, now),
    )


def measure_back_task(row: Any, *, now: datetime) -> Task:
    return Task(
        kind="measure",
        since=row.saved_at,
        title=f"Bản sửa {row.get_kind_display().lower()} bị trả lại: {row.said['short_name']}",
        more=f"{row.reply}.",
        verb="Sửa",
        href=reverse("measure-edit", args=[row.kind, row.code]),
        days=days_since(row.saved_at, now),
    )


def days_since(moment: datetime, now: datetime) -> int:
    return (local_day(now) - local_day(moment)).days


def first_words(count: int) -> str:
    return f"{count} việc đang chờ anh/chị." if count else "Không có việc nào đang chờ anh/chị."


def rest_words(tasks: list[Task], done: int) -> str:
    oldest = f"Cũ nhất: {tasks[0].title}, {tasks[0].days} ngày. " if tasks and tasks[0].days else ""
    return f"{oldest}Đã kết luận trong bảy ngày qua: {done} báo cáo."


def next_deadlines(user: User, *, now: datetime) -> list[NextDeadline]:
    """The rounds that are open and not long over, the nearest first; one query."""
    rows = (
        ReportingPeriod.objects.visible_to(user)
        # A week over, a round that is still open is the board's business.
        .filter(opens_on__lte=local_day(now), closed_at__isnull=True, due_at__gte=now - LATELY)
        .filter(plan__locality_id__in=user.access.localities_with(Right.REVIEW))
        .select_related("plan")
        .annotate(owed=Count("submissions", filter=Q(submissions__state__in=EDITABLE, submissions__covered_by=None)))
        .order_by("due_at", "pk")
    )
    return [
        NextDeadline(
            plan=f"{row.plan.code} {row.name}",
            days=days_left_vi(row.due_at, now),
            deadline=deadline_vi(row.due_at),
            owed=row.owed,
            board=reverse("board", args=[row.pk]),
        )
        for row in rows
    ]


def others_at_work(user: User, *, now: datetime) -> list[str]:
    """Which colleagues are reviewing what; one query."""
    # A draft of a version that has been decided on is a leftover, not somebody at work.
    decided = Review.objects.filter(submission=OuterRef("submission"), version__gte=OuterRef("version"))
    rows = (
        ReviewDraft.objects.filter(submission__in=waiting_reports(user), updated_at__gte=now - LATELY)
        .exclude(by=user)
        .exclude(Exists(decided))
        .select_related("by", "submission__agency")
        .order_by(F("updated_at").desc())
    )
    return [
        f"{row.by.full_name} thẩm định {row.submission.agency.name}, {datetime_vi(row.updated_at, short=True)}."
        for row in rows
    ]


def lately_words(user: User, *, now: datetime) -> list[str]:
    """What has happened in the localities within a week; one query."""
    localities = user.access.localities_with(Right.REVIEW)
    events = SubmissionEvent.objects.filter(submission__agency__locality_id__in=localities, at__gte=now - LATELY)
    counts = dict(events.order_by().values_list("action").annotate(Count("pk")))
    said = {Action.SUBMITTED: "báo cáo nộp", Action.RETURNED: "báo cáo trả lại", Action.ACCEPTED: "báo cáo được duyệt"}
    return [f"{counts[action]} {words}" for action, words in said.items() if counts.get(action)]
