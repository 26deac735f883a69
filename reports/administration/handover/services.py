"""Hand one desk over: the place passes on a day, unread notices go along, and what was open stands on the receipt."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from agencies.access import Role
from agencies.models import Membership, User
from reports.administration.handover.queries import open_work
from reports.administration.people.services import PersonError, add_person, end_role, give_role
from reports.audit.services import record
from reports.models import AuditEvent, Notice, Verb
from reports.models.notice import Delivery


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

    The drafts, returned reports and answers are the body's and stay where they are. Raises PersonError.
    """
    agency, role, giver = membership.agency, Role(membership.role), membership.user
    if to is not None and to.pk == giver.pk:
        raise PersonError("to", "Người nhận phải là người khác.")
    if membership.valid_to is not None and membership.valid_to < day:
        raise PersonError("day", f"Phân công này đã kết thúc ngày {membership.valid_to:%d/%m/%Y}.")
    end_role(membership=membership, last=day - timedelta(days=1), by=by, now=now)
    if to is None:
        taker = add_person(
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
    else:
        taker = to
        give_role(person=to, agency=agency, role=role, title=membership.title, day=day, by=by, now=now)
    passed = pass_notices(giver, taker, agency.pk)
    work = open_work(agency, day=day, now=now)
    return record(
        verb=Verb.HANDED_OVER,
        subject=f"membership:{membership.pk}",
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
            "role": role.value,
            "day": day,
            "notices": passed,
            **asdict(work),
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
            delivery=Delivery.IN_APP,
        )
        for one in unread
    ]
    Notice.objects.bulk_create(copies, ignore_conflicts=True)
    return len(copies)
