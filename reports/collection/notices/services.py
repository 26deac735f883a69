"""Write notices: one row for each person concerned, in the transaction of what happened. Sending is delivery.py's.

The unique constraint of the table is what makes a notice happen once, however often and by however many it is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.access import Role
from agencies.models import Agency, Locality, Membership, User
from agencies.prepared_queries import Prepared
from agencies.reorganisations.uniting import one_place_on
from reports.collection.notices import wording
from reports.models import UNDO_WITHIN, Action, Delivery, Notice, NoticeKind, State, Submission
from reports.models.extension import with_due_by
from reports.models.period import start_of

# A notice "còn n ngày" is written from n days before the last good day on; the one with the fewest days wins.
DUE_STEPS = ((1, NoticeKind.DUE_1), (3, NoticeKind.DUE_3), (7, NoticeKind.DUE_7), (14, NoticeKind.DUE_14))
# A report still missing after that is the board's business: nobody is told of the deadlines of past years.
OVERDUE_DAYS = 30
REMINDERS = (*(kind for _, kind in DUE_STEPS), NoticeKind.OVERDUE, NoticeKind.REMINDED)
# Whoever got one of these today has just read the deadline in it.
NAMING_THE_DEADLINE = frozenset({NoticeKind.OPENED, NoticeKind.EXTENDED, NoticeKind.REOPENED, *REMINDERS})
MOVES_TOLD = {
    Action.RETURNED: NoticeKind.RETURNED,
    Action.ACCEPTED: NoticeKind.ACCEPTED,
    Action.REOPENED: NoticeKind.REOPENED,
}

# What staff are told of a report that comes in.
TOLD_TO_STAFF = frozenset({NoticeKind.SENT, NoticeKind.SENT_LATE, NoticeKind.SENT_AGAIN})


@dataclass(frozen=True)
class Event:
    """What there is to tell the reporters of one submission; `key` tells repeats of a kind apart."""

    submission: Submission
    kind: NoticeKind
    text: str
    key: str = ""


def notify(events: Iterable[Event], *, now: datetime) -> None:
    """Write the notices of events; those that are there already stay as they are. Two queries however many events."""
    # Of two runs at once the constraint `notice_once` keeps the first, without any lock.
    Notice.objects.bulk_create(notices_of_events(events, now=now), ignore_conflicts=True)


def notices_of_events(events: Iterable[Event], *, now: datetime) -> list[Notice]:
    """The notices of events, unsaved: one for each person who reports for the agency today."""
    told = list(events)
    readers = reporters_of({event.submission.agency_id for event in told}, on=timezone.localdate(now))
    return [
        Notice(
            user=user,
            submission=event.submission,
            kind=event.kind,
            key=event.key,
            text=event.text,
            created_at=now,
            delivery=Delivery.WAITING if user.email else Delivery.NO_ADDRESS,
            try_after=now if user.email else None,
        )
        for event in told
        for user in readers.get(event.submission.agency_id, ())
    ]


def reporters_of(agency_ids: Iterable[int], *, on: date) -> Mapping[int, list[User]]:
    """Who reports for each agency on a day, by agency; one query. An agency without anybody is not in it."""
    rows = Membership.objects.in_force(on).filter(
        role=Role.REPORTER, agency_id__in=list(agency_ids), user__is_active=True
    )
    # By person, since one may report for a body by two memberships.
    readers: dict[int, dict[int, User]] = {}
    for row in rows.select_related("user").order_by("pk"):
        readers.setdefault(row.agency_id, {})[row.user_id] = row.user
    return {agency_id: list(users.values()) for agency_id, users in readers.items()}


WITH_REPORTER = Prepared(
    int,
    date,
    build=lambda locality, day: (
        Membership.objects.in_force(day)
        .filter(role=Role.REPORTER, agency__locality_id=locality, user__is_active=True)
        .order_by()
        .values_list("agency_id")
        .distinct()
    ),
)


def agencies_with_reporter(locality_id: int, *, on: date) -> set[int]:
    """The agencies of a locality for which somebody reports on a day: the keys of `reporters_of`; one query."""
    return {agency_id for (agency_id,) in WITH_REPORTER.rows(locality_id, on)}


def tell_move(submission: Submission, action: Action, *, was: Submission, reason: str, now: datetime) -> None:
    """Tell the agency what the department decided, once that can be undone no more; and staff what has arrived."""
    if action == Action.SUBMITTED:
        tell_staff(submission, was=was, now=now)
    kind = MOVES_TOLD.get(action)
    if kind is not None:
        text = wording.decision_notice(submission, kind, reason)
        # Written now and dated later: until then neither the app nor the mail shows it, and an undoing deletes it.
        notify([Event(submission, kind, text, key=str(submission.version))], now=now + UNDO_WITHIN)


def take_back_notices(submission: Submission, *, version: int) -> None:
    """Drop what was to be told of the decision that brought a report to a version, and was held back."""
    Notice.objects.filter(submission=submission, kind__in=MOVES_TOLD.values(), key=str(version)).delete()


def tell_staff(submission: Submission, *, was: Submission, now: datetime) -> None:
    """Tell who reviews for the locality that a report has come in, in the app alone: fifty letters a day nobody reads.

    Two queries.
    """
    # Mended and sent again is what a reviewer waits for, whether or not it is late.
    if was.state == State.RETURNED:
        kind = NoticeKind.SENT_AGAIN
    else:
        kind = NoticeKind.SENT_LATE if submission.is_late() else NoticeKind.SENT
    text, key = wording.arrival_notice(submission, kind), str(submission.version)
    rows = [
        Notice(
            user_id=pk, submission=submission, kind=kind, key=key, text=text, created_at=now, delivery=Delivery.IN_APP
        )
        for pk in reviewers_of(submission.agency.locality, on=timezone.localdate(now))
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def reviewers_of(locality: Locality, *, on: date) -> list[int]:
    """Who reviews for a locality on a day: the staff of the body that coordinates it, or what it was united into."""
    # The staff of a province that was united with others judge the reports of its parts.
    coordinating = Agency.objects.coordinating_on(on).filter(locality__in=one_place_on(locality, on))
    rows = Membership.objects.in_force(on).filter(role=Role.STAFF, agency__in=coordinating, user__is_active=True)
    return sorted(set(rows.values_list("user_id", flat=True)))


def tell_opened(submissions: Iterable[Submission], *, now: datetime) -> None:
    """Tell agencies of a period that is open and not over yet."""
    notify(
        # A draft that is added to an old round is no news to write letters about.
        [Event(row, NoticeKind.OPENED, wording.opening_notice(row)) for row in submissions if row.due_at_first > now],
        now=now,
    )


@transaction.atomic
def write_due_notices(*, now: datetime) -> list[Notice]:
    """Write what is due for every open report: "not yet written and within n days", whatever the hour of the run.

    After an outage only the most urgent is written, never the ones that were missed. Returns what was new. Safe to
    repeat, also by two at once. Four queries however many reports.
    """
    due = [(submission, due_kind(days_left(submission, now))) for submission in submissions_owed(now)]
    events = [
        # By day: after an extension the same steps are new ones.
        Event(submission, kind, wording.due_notice(submission, kind, now), key=submission.last_day.isoformat())
        for submission, kind in due
        if kind is not None
    ]
    notices = notices_of_events(events, now=now)
    known, read_today = written_before([event.submission.pk for event in events], now=now)
    new = [
        notice
        for notice in notices
        if (notice.user_id, notice.submission_id, notice.kind, notice.key) not in known
        # Whoever has read the deadline today in another notice is not told it twice.
        and (notice.user_id, notice.submission_id) not in read_today
    ]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return new


def submissions_owed(now: datetime) -> list[Submission]:
    """Reports still to be sent in periods that are open, whose deadline is near or has just passed."""
    rows = with_due_by(Submission.objects.owed()).filter(
        period__opens_on__lte=timezone.localdate(now),
        period__closed_at__isnull=True,
        # Wider than the steps by a day or two: here moments are compared, `due_kind` counts days.
        due_by__gte=now - timedelta(days=OVERDUE_DAYS + 1),
        due_by__lte=now + timedelta(days=DUE_STEPS[-1][0] + 2),
    )
    return list(rows.select_related("period__plan", "agency").prefetch_related("extensions").order_by("pk"))


def due_kind(days: int) -> NoticeKind | None:
    """The most urgent notice for a number of days left, negative once overdue; None where it is not time yet."""
    if days < 0:
        return NoticeKind.OVERDUE if days >= -OVERDUE_DAYS else None
    return next((kind for step, kind in DUE_STEPS if days <= step), None)


def days_left(submission: Submission, now: datetime) -> int:
    """Days from today to the last good day, as the pages count them."""
    return (submission.last_day - timezone.localdate(now)).days


def written_before(
    submission_ids: list[int], *, now: datetime
) -> tuple[set[tuple[int, int, str, str]], set[tuple[int, int]]]:
    """Which notices there are, and who has been told of a deadline today; one query."""
    today = start_of(timezone.localdate(now))
    # Reminders of any day for `known`, the others only of today for `read_today`: one read for both.
    rows = Notice.objects.filter(submission_id__in=submission_ids, kind__in=NAMING_THE_DEADLINE).filter(
        Q(kind__in=REMINDERS) | Q(created_at__gte=today)
    )
    known, read_today = set(), set()
    for user_id, submission_id, kind, key, created_at in rows.values_list(
        "user_id", "submission_id", "kind", "key", "created_at"
    ):
        known.add((user_id, submission_id, kind, key))
        if created_at >= today:
            read_today.add((user_id, submission_id))
    return known, read_today


def mark_read(*, user: User, now: datetime, pk: int | None = None) -> int:
    """Mark one notice of a person, or all of them, as read; how many were new."""
    unread = Notice.objects.filter(user=user, read_at__isnull=True, created_at__lte=now)
    return (unread if pk is None else unread.filter(pk=pk)).update(read_at=now)
