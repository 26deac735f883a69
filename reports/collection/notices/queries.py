"""What a person reads of her notices."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from agencies.access import Right
from agencies.models import User
from reports.collection.notices.delivery import undelivered
from reports.models import Notice, NoticeKind
from reports.wording.formats import datetime_vi

LATEST = 200


@dataclass(frozen=True)
class NoticeRow:
    pk: int
    kind: str
    text: str
    at: str
    is_new: bool


def notices_of(user: User, *, now: datetime) -> list[NoticeRow]:
    """The latest notices of a person, those she has not read first; one query. What is held back is not there yet."""
    rows = Notice.objects.filter(user=user, created_at__lte=now).order_by("-pk")[:LATEST]
    lines = [
        NoticeRow(row.pk, NoticeKind(row.kind).label, row.text, datetime_vi(row.created_at), row.read_at is None)
        for row in rows
    ]
    # A stable sort: within new and read the latest stay on top.
    return sorted(lines, key=lambda line: not line.is_new)


@dataclass(frozen=True)
class Fault:
    """One e-mail that did not get through, as staff see it."""

    pk: int
    person: str
    agency: str
    kind: str
    at: str
    error: str


def faults_of(user: User, *, now: datetime) -> list[Fault]:
    """E-mails to agencies of the localities that the person steers which did not get through, newest first."""
    rows = (
        undelivered(notices_of_localities(user), now=now)
        .select_related("user", "submission__agency")
        .order_by("-pk")[:LATEST]
    )
    return [
        Fault(
            pk=row.pk,
            person=f"{row.user.full_name} ({row.user.email})",
            agency=row.submission.agency.name,
            kind=NoticeKind(row.kind).label,
            at=datetime_vi(row.created_at),
            error=row.error or "Máy gửi thư dừng giữa chừng, không rõ thư đã tới chưa.",
        )
        for row in rows
    ]


def notices_of_localities(user: User) -> QuerySet[Notice]:
    """Notices about reports of the localities in which the person manages periods."""
    localities = user.access.localities_with(Right.MANAGE_PERIODS)
    return Notice.objects.filter(submission__agency__locality_id__in=localities)
