"""What waits for a decision above the department: the line of the overview that asks its leaders to act."""

from dataclasses import dataclass

from django.db.models import Max, Q
from django.urls import reverse

from agencies import clock
from agencies.access import Right
from agencies.models import Locality, User
from agencies.prepared_queries import Prepared
from reports.models import Obstacle, ObstacleState
from reports.wording.formats import NBSP, local_day, number


@dataclass(frozen=True)
class Waiting:
    """ "2 vướng mắc vượt thẩm quyền", "lâu nhất chờ 34 ngày"."""

    count: str
    longest: str
    url: str
    illustrative: bool


FACTS = Prepared(
    int,
    build=lambda locality: (
        Obstacle.objects.filter(agency__locality=locality, state=ObstacleState.PASSED_UP)
        .order_by("pk")
        .values_list("pk", "version")
    ),
)


def waiting_facts(locality: int) -> tuple[tuple[int, int], ...]:
    """(key, version) of the obstacles that `decisions_waiting` counts, cheaply: each step of one moves its version."""
    return tuple(FACTS.rows(locality))


def decisions_waiting(user: User, locality: Locality) -> Waiting | None:
    """The obstacles of a locality that were passed up and not decided on; None where there are none or the user may
    not see them. One query."""
    if locality.pk not in user.access.localities_with(Right.SEE_SUBMISSIONS):
        return None
    # From the day on which it was passed up: until then it waited for the department.
    passed = Max("replies__at", filter=Q(replies__state=ObstacleState.PASSED_UP))
    rows = Obstacle.objects.filter(agency__locality=locality, state=ObstacleState.PASSED_UP).annotate(passed_at=passed)
    found = [
        (at or raised_at, made_up)
        for at, raised_at, made_up in rows.values_list("passed_at", "raised_at", "illustrative")
    ]
    if not found:
        return None
    # A clock that was set back makes nobody wait for less than nothing (ADR 0010).
    days = max(0, (clock.today() - local_day(min(since for since, _ in found))).days)
    return Waiting(
        count=f"{number(len(found))} vướng mắc vượt thẩm quyền",
        longest=f"lâu nhất chờ {number(days)}{NBSP}ngày" if days else "mới trình hôm nay",
        url=f"{reverse('obstacle-list')}?state={ObstacleState.PASSED_UP}",
        illustrative=any(made_up for _, made_up in found),
    )
