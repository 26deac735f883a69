"""Hand one desk over: the place passes on a day, unread notices go along, and what was open stands on the receipt."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.access import Role
from agencies.models import Membership, User
from reports.administration.handover.queries import open_work
from reports.administration.people.services import PersonError, add_person, end_role, give_role
from reports.audit.services import record
from reports.models import AuditEvent, Notice, Verb
from reports.models.notice import Delivery

# A later day is a slip of the year: the receipt would stand, and the desk stay where it is.
FARTHEST = timedelta(days=366)


class HandedOver(Exception):
    """The place has been handed over meanwhile: its receipt says to whom."""


def receipts_of(membership: Membership) -> QuerySet[AuditEvent]:
    """The receipt of a place, on record; none as long as it was not handed over."""
    return AuditEvent.objects.filter(verb=Verb.HANDED_OVER, subject=subject_of(membership)).order_by("-pk")


def subject_of(membership: Membership) -> str:
    return f"membership:{membership.pk}"


@transaction.atomic
def hand_over(
    *,
    membership: Membership,
    to: User | None,
    full_name: str,
    email: str,
    phone: str,
    username: str,
    day: date,
    by: User,
    now: datetime,
) -> AuditEvent:
    """Pass a place to `to`, or to a new person of the name given, from a day on; the receipt as it is on record.

    The drafts, returned reports and answers are the body's and stay where they are. Raises PersonError, and
    HandedOver where it was done a moment ago.
    """
    # Locked, so that pressed twice it is handed over once: the receipt is looked for under the lock.
    held = Membership.objects.select_for_update(of=("self",)).select_related("agency", "user")
    membership = held.get(pk=membership.pk)
    if receipts_of(membership).exists():
        raise HandedOver
    agency, role, giver = membership.agency, Role(membership.role), membership.user
    if to is not None and to.pk == giver.pk:
        raise PersonError("to", "Người nhận phải là người khác.")
    # Ended the day before, the giver's part would end before it began.
    if day <= membership.valid_from:
        raise PersonError("day", f"Phân công này bắt đầu ngày {membership.valid_from:%d/%m/%Y}: chọn một ngày sau đó.")
    if day > timezone.localdate(now) + FARTHEST:
        raise PersonError("day", f"Ngày {day:%d/%m/%Y} xa hơn một năm. Kiểm tra lại năm.")
    if membership.valid_to is not None and membership.valid_to < day:
        raise PersonError("day", f"Phân công này đã kết thúc ngày {membership.valid_to:%d/%m/%Y}.")
    taker = to or add_person(
        username=username,
        full_name=full_name,
        email=email,
        phone=phone,
        agency=agency,
        role=role,
        title=membership.title,
        day=day,
        by=by,
        now=now,
    )
    if to is not None:
        give_role(person=to, agency=agency, role=role, title=membership.title, day=day, by=by, now=now)
    # After the taker has it: the desk of a locality's only administrator may be handed over, too.
    end_role(membership=membership, last=day - timedelta(days=1), by=by, now=now)
    passed = pass_notices(giver, taker, agency.pk)
    return write_receipt(membership, taker, day=day, notices=passed, by=by, now=now)


def write_receipt(
    membership: Membership, taker: User, *, day: date, notices: int, by: User, now: datetime
) -> AuditEvent:
    """What was handed over and what was open at it, on record."""
    agency, giver = membership.agency, membership.user
    return record(
        verb=Verb.HANDED_OVER,
        subject=subject_of(membership),
        summary=f"Bàn giao: {giver.full_name} cho {taker.full_name}, {agency.name}, từ ngày {day:%d/%m/%Y}",
        by=by,
        now=now,
        locality=agency.locality_id,
        agency=agency,
        after={
            "from": giver.full_name,
            "to": taker.full_name,
            "taker": taker.pk,
            "agency": agency.name,
            "role": membership.role,
            "day": day,
            "notices": notices,
            **asdict(open_work(agency, day=day, now=now)),
        },
    )


def pass_notices(giver: User, taker: User, agency_id: int) -> int:
    """The giver's unread notices about the body's reports stand with the taker, too; how many."""
    unread = list(Notice.objects.filter(user=giver, read_at=None, submission__agency=agency_id).order_by("pk"))
    copies = [
        Notice(
            user=taker,
            submission_id=one.submission_id,
            kind=one.kind,
            key=one.key,
            text=one.text,
            created_at=one.created_at,
            # In the app alone: the letter about it went to the giver.
            delivery=Delivery.IN_APP,
        )
        for one in unread
    ]
    # Whoever reported for the body before has some of them already.
    Notice.objects.bulk_create(copies, ignore_conflicts=True)
    return len(copies)
