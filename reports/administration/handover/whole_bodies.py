"""Hand whole bodies over when they end: to whom their work goes, who of theirs passes, and what was open, on record."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from agencies.models import Agency, Reorganisation, User
from agencies.reorganisations.changes import Changes, PersonMove
from reports.administration.handover.queries import open_work_of
from reports.administration.people.roles import ROLE_NAMES
from reports.audit.services import record
from reports.models import AuditEvent, Verb
from reports.wording.formats import date_vi, datetime_vi


@dataclass(frozen=True)
class BodyReceipt:
    """What a body handed over when it ended, as it went on record; `said` in the keys of `hand_bodies_over`."""

    number: int
    said: Mapping[str, object]
    day: str
    at: str
    by: str


def hand_bodies_over(changes: Changes, *, by: User | None, now: datetime) -> None:
    """Write a receipt for each body that ends, after the reorganisation is applied. Three queries, three for a body."""
    work = open_work_of(changes.ends, day=changes.last_day, now=now)
    takers = {one.taker for one in changes.passings}
    names = dict(Agency.objects.filter(code__in=takers).values_list("code", "name"))
    for agency in changes.ends:
        heirs = [one for one in changes.passings if one.giver == agency.code]
        # Who carries the duties comes first; others take a part of the place.
        heirs.sort(key=lambda one: not one.carries_duties)
        heir_names = list(dict.fromkeys(names[one.taker] for one in heirs))
        moves = [move for move in changes.people if move.membership.agency_id == agency.pk]
        record(
            verb=Verb.HANDED_OVER,
            subject=subject_of_body(agency.pk),
            summary=f"Bàn giao: {agency.name}, kết thúc {changes.last_day:%d/%m/%Y}, cho {len(heir_names)} đơn vị",
            by=by,
            now=now,
            locality=changes.locality.pk,
            agency=agency,
            after={
                "from": agency.name,
                "to": heir_names,
                "day": changes.document.effective_on,
                "legal_basis": changes.document.legal_basis,
                "people": people_lines(moves, names),
                **asdict(work[agency.pk]),
            },
        )


def people_lines(moves: Iterable[PersonMove], names: Mapping[str, str]) -> list[str]:
    """ "Nguyễn Thị Lan, nhập liệu: sang UBND xã Đông Anh; đọc báo cáo cũ đến hết 30/06/2027"."""
    return [
        f"{move.membership.user.full_name}, {ROLE_NAMES[move.membership.role].lower()}: "
        + (f"sang {names[move.to]}; " if move.to else "")
        + f"đọc và trả lời cho báo cáo cũ đến hết {date_vi(move.reads_until)}"
        for move in moves
    ]


def subject_of_body(agency_pk: int) -> str:
    return f"agency:{agency_pk}"


def handovers_of(reorganisation: Reorganisation) -> QuerySet[AuditEvent]:
    """The handovers of an applied reorganisation, in the order of its bodies; one query beside the bodies' own."""
    subjects = [subject_of_body(pk) for pk in reorganisation.ended_agencies.values_list("pk", flat=True)]
    # Undone and applied again, the receipts of the first time stay on record and are not these.
    events = AuditEvent.objects.filter(verb=Verb.HANDED_OVER, subject__in=subjects, at__gte=reorganisation.applied_at)
    return events.order_by("pk")


def receipts_of_bodies(reorganisation: Reorganisation) -> list[BodyReceipt]:
    """The receipts of an applied reorganisation, in the order of its bodies; two queries."""
    return [
        BodyReceipt(
            number=event.pk,
            said=event.after,
            day=date_vi(date.fromisoformat(event.after["day"])),
            at=datetime_vi(event.at),
            by=event.actor_name,
        )
        for event in handovers_of(reorganisation)
    ]
