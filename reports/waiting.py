"""What waits for a person of the staff: counted in the frame of every page, listed by the inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.http import HttpRequest

from agencies.access import Right
from agencies.models import User
from agencies.prepared_queries import Prepared
from reports.models import Notice, Obstacle, ObstacleState, State, Submission
from targets.models import DraftState, MeasureChange, PlanDraft


def waiting_reports(user: User) -> QuerySet[Submission]:
    """The reports on which a person may decide."""
    # Who has sent a report does not review it, whatever places she holds today.
    return Submission.objects.reviewable_by(user).filter(state=State.SUBMITTED).exclude(submitted_by=user)


def in_their_hands(user: User, *states: ObstacleState) -> Q:
    """Obstacles of the localities for which a person reviews."""
    return Q(agency__locality_id__in=user.access.localities_with(Right.REVIEW), state__in=states)


def obstacles_to_answer(user: User) -> QuerySet[Obstacle]:
    return Obstacle.objects.filter(in_their_hands(user, ObstacleState.OPEN))


def drafts_to_check(user: User) -> QuerySet[PlanDraft]:
    """The drafts of plans that were sent to be checked, and that a person may check."""
    sent = PlanDraft.objects.visible_to(user).filter(state=DraftState.DRAFT, sent_at__isnull=False)
    # Two people for one plan: neither who drafted it nor who saved it last may check it.
    return sent.exclude(drafted_by=user).exclude(saved_by=user)


def measures_to_check(user: User) -> QuerySet[MeasureChange]:
    """The changes of the catalogue that were sent to be checked, and that a person may check."""
    return MeasureChange.objects.to_check_by(user)


def drafts_back(user: User) -> QuerySet[PlanDraft]:
    """A person's own drafts of plans that have come back to her: checked, sent back, or a question answered."""
    own = PlanDraft.objects.visible_to(user).filter(drafted_by=user)
    back = Q(reply__gt="", sent_at__isnull=True) | Q(answered_at__isnull=False)
    return own.filter(Q(state=DraftState.CHECKED) | Q(back, state=DraftState.DRAFT))


def measures_back(user: User) -> QuerySet[MeasureChange]:
    """A person's own changes of the catalogue that were sent back to her."""
    return MeasureChange.objects.open().visible_to(user).filter(drafted_by=user, reply__gt="", sent_at__isnull=True)


@dataclass(frozen=True)
class MenuCounts:
    """What the frame of every page of staff counts: lines of the inbox, notices not read."""

    waiting: int
    unread: int


def menu_counts(user: User, *, now: datetime) -> MenuCounts:
    """The counts of a person of the staff; one query, since every page asks."""
    listed = [waiting_reports(user), obstacles_to_answer(user), drafts_to_check(user), measures_to_check(user)]
    listed += [drafts_back(user), measures_back(user)]
    # Each as a value of one row of this person, so that seven counts are one trip to the database.
    counted = [*listed, unread_notices(user, now=now)]
    *waiting, unread = User.objects.filter(pk=user.pk).values_list(*map(number_of, counted)).get()
    return MenuCounts(waiting=sum(number or 0 for number in waiting), unread=unread)


def frame_counts(request: HttpRequest, *, now: datetime) -> MenuCounts | None:
    """The counts in the frame of the page that answers a request, asked for once; None for who reviews nothing."""
    if not hasattr(request, "frame_counts"):
        user = request.user
        request.frame_counts = menu_counts(user, now=now) if user.access.has(Right.REVIEW) else None
    return request.frame_counts


def number_of(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are, as one value of another query."""
    return Subquery(rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number"))


# Asked with every page of reporters, so that its SQL is built once.
UNREAD = Prepared(
    int,
    datetime,
    build=lambda user, now: (
        unread_notices(User(pk=user), now=now)
        .order_by()
        .values("user")
        .annotate(number=Count("pk"))
        .values_list("number")
    ),
)


def unread_notices(user: User, *, now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user, read_at__isnull=True, created_at__lte=now)


def unread_count(user: User, *, now: datetime) -> int:
    return sum(number for (number,) in UNREAD.rows(user.pk, now))
