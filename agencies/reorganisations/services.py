"""Draft, confirm, apply and undo a reorganisation, as far as bodies and people go. What is recorded is the caller's.

Nothing that was reported is ever touched: a figure stays with the body that reported it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError

from agencies.models import (
    Agency,
    Coordination,
    KindSuccession,
    Locality,
    LocalityPart,
    Membership,
    Reorganisation,
    ReorganisationState,
    Succession,
    User,
)
from agencies.models.agency import MAX_SEARCH_KEY
from agencies.reorganisations.changes import Changes, changes_of, passings_of
from agencies.reorganisations.ledger import Ledger, UndoError, take_back
from agencies.reorganisations.steps import Document, NewBody, document_from
from agencies.vietnamese_text import search_key

STAMPS = ("confirmed_at", "confirmed_by", "applied_at", "applied_by", "undone_at", "undone_by")


class ReorganisationError(ValueError):
    """The reorganisation cannot be moved on; the message says why in Vietnamese."""


class WrongState(ReorganisationError):
    """Somebody else has moved it on in the meantime."""


@transaction.atomic
def draft(*, document: Document, locality_id: int, by: User | None, now: datetime) -> Reorganisation:
    """Store a new draft, or the new words of one that nobody has confirmed. Raises ReorganisationError."""
    columns = {
        "title": document.title,
        "legal_basis": document.legal_basis,
        "effective_on": document.effective_on,
        "source": document.source,
        "steps": list(document.raw),
        "accepted": [{"gap": gap, "reason": reason} for gap, reason in document.accepted.items()],
    }
    row = Reorganisation.objects.select_for_update().filter(code=document.code).first()
    if row is None:
        return Reorganisation.objects.create(
            code=document.code, locality_id=locality_id, drafted_by=by, drafted_at=now, **columns
        )
    if row.locality_id != locality_id:
        raise ReorganisationError(f'Mã "{document.code}" là của một đợt ở địa phương khác.')
    if row.state not in (ReorganisationState.DRAFT, ReorganisationState.UNDONE):
        raise WrongState(f"{row.title}: {row.get_state_display().lower()}, không sửa được nữa.")
    if row.state == ReorganisationState.UNDONE:
        # What was done and undone stands in the trail; the operation begins anew.
        columns |= dict.fromkeys(STAMPS)
        columns["state"] = ReorganisationState.DRAFT
    for name, value in columns.items():
        setattr(row, name, value)
    row.drafted_by, row.drafted_at, row.version = by, now, row.version + 1
    row.save()
    return row


def confirm(*, reorganisation: Reorganisation, version: int, by: User | None, now: datetime) -> Reorganisation:
    """A second person has seen the preview of this version and agrees. Raises ReorganisationError."""
    if by is not None and by.pk == reorganisation.drafted_by_id:
        raise ReorganisationError("Người soạn không tự xác nhận được: cần một người thứ hai.")
    return move(
        reorganisation,
        ReorganisationState.DRAFT,
        ReorganisationState.CONFIRMED,
        version,
        confirmed_by=by,
        confirmed_at=now,
    )


def back_to_draft(*, reorganisation: Reorganisation, version: int) -> Reorganisation:
    """Take a confirmation back, so that the steps can be changed."""
    return move(
        reorganisation,
        ReorganisationState.CONFIRMED,
        ReorganisationState.DRAFT,
        version,
        confirmed_by=None,
        confirmed_at=None,
    )


def move(
    row: Reorganisation, was: ReorganisationState, now_is: ReorganisationState, version: int, **columns: Any
) -> Reorganisation:
    """One conditional move. Raises WrongState where the row was moved or changed by somebody else."""
    rows = Reorganisation.objects.filter(pk=row.pk, state=was, version=version)
    if not rows.update(state=now_is, version=F("version") + 1, **columns):
        raise WrongState("Đợt sắp xếp đã được người khác sửa hoặc chuyển bước. Tải lại trang để xem.")
    row.refresh_from_db()
    return row


@transaction.atomic
def apply_steps(*, reorganisation: Reorganisation, version: int, by: User | None, now: datetime) -> Changes:
    """End, begin and pass on, all or nothing. Raises ReorganisationError where something does not fit any more."""
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    # Worked out anew: bodies may have changed since a second person confirmed what she saw.
    changes = changes_of(document_from(row))
    if changes.faults:
        raise ReorganisationError(" ".join(changes.faults))
    move(row, ReorganisationState.CONFIRMED, ReorganisationState.APPLIED, version, applied_by=by, applied_at=now)
    write_changes(changes, Ledger(row))
    reorganisation.refresh_from_db()
    return changes


@transaction.atomic
def complete(*, reorganisation: Reorganisation, document: Document) -> Changes:
    """Add to a reorganisation of an older version what its shipped file knows beyond it: heirs, overlaps, coordinator.

    Raises ReorganisationError where the file and what is there do not fit.
    """
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk, inherited=True)
    changes = changes_of(document)
    if changes.faults:
        raise ReorganisationError(" ".join(changes.faults))
    row.title, row.legal_basis, row.source = document.title, document.legal_basis, document.source
    row.steps, row.inherited, row.version = list(document.raw), False, row.version + 1
    row.accepted = [{"gap": gap, "reason": reason} for gap, reason in document.accepted.items()]
    row.save()
    write_changes(changes, Ledger(row))
    return changes


@transaction.atomic
def add_people(*, reorganisation: Reorganisation, document: Document) -> int:
    """Take over how many people went where into an applied reorganisation; how many numbers are new.

    Raises ReorganisationError where the file says anything else otherwise than it was applied.
    """
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk, state=ReorganisationState.APPLIED)
    if without_people(document.raw) != without_people(row.steps):
        raise ReorganisationError(f"{row.title}: đã áp dụng; tệp chỉ bổ sung được dân số, các bước khác phải như cũ.")
    ledger, before = Ledger(row), row.effects.count()
    held = {(one.predecessor.code, one.successor.code): one for one in row.successions.select_related()}
    for passing in (one for step in document.steps for one in passings_of(step)):
        succession = held.get((passing.giver, passing.taker))
        if succession is not None and passing.people is not None:
            ledger.change(succession, people=passing.people)
    ledger.close()
    row.steps, row.version = list(document.raw), row.version + 1
    row.save(update_fields=["steps", "version"])
    return ledger.position - before


def without_people(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps with nothing but the numbers of communes in their tables."""
    return [
        {
            **step,
            "begins": [
                {**body, "from": {old: numbers[:2] for old, numbers in body.get("from", {}).items()}}
                for body in step.get("begins", [])
            ],
        }
        for step in steps
    ]


def write_changes(changes: Changes, ledger: Ledger) -> None:
    """Write what a reorganisation changes; what is so already is left alone."""
    day, row = changes.document.effective_on, ledger.reorganisation
    home = unite(changes, ledger)
    for agency in changes.ends:
        ledger.change(agency, valid_to=changes.last_day, ended_by_id=row.pk)
    bodies = {agency.code: agency for agency in Agency.objects.filter(locality__in=changes.places)}
    for body in changes.begins:
        if body.code in bodies:
            ledger.change(bodies[body.code], locality_id=home.pk)
    beginning = [
        beginning_body(body, home, changes.document, bodies.get(body.goes_on))
        for body in changes.begins
        if body.code not in bodies
    ]
    bodies |= {agency.code: agency for agency in ledger.create_all(beginning)}
    held = {
        (one.predecessor_id, one.successor_id): one
        for one in Succession.objects.filter(predecessor__locality__in=changes.places)
    }
    passed = []
    for one in changes.passings:
        pair = bodies[one.giver].pk, bodies[one.taker].pk
        values = {
            "carries_duties": one.carries_duties,
            "whole": one.whole,
            "part": one.part,
            "people": one.people,
            "reorganisation_id": row.pk,
        }
        if pair in held:
            ledger.change(held[pair], **values)
        else:
            passed.append(Succession(predecessor_id=pair[0], successor_id=pair[1], on=day, note=one.note, **values))
    ledger.create_all(passed)
    for old, new in changes.kinds:
        if not KindSuccession.objects.filter(locality=home, predecessor=old, on=day).exists():
            ledger.create(KindSuccession(locality=home, predecessor=old, successor=new, on=day, reorganisation=row))
    pass_coordination(changes, bodies, home, ledger)
    move_people(changes, bodies, ledger)
    ledger.close()


def unite(changes: Changes, ledger: Ledger) -> Locality:
    """Where the bodies begin: the locality, or the new one into which it is united with others."""
    new, day = changes.document.new_locality, changes.document.effective_on
    if new is None:
        return changes.locality
    # Those of before end first: of one code only one locality may be without a last day.
    for place in changes.places:
        ledger.change(place, valid_to=changes.last_day)
    home = ledger.create(
        Locality(code=new.code, name=new.name, short_name=new.short_name, kind=new.kind, valid_from=day)
    )
    for part in changes.parts:
        columns = {"code": part.code, "name": part.name, "reorganisation": ledger.reorganisation}
        ledger.create(LocalityPart(whole=home, part=part.locality, **columns))
    return home


def beginning_body(body: NewBody, home: Locality, document: Document, before: Agency | None) -> Agency:
    """The row of a body that begins; an office that goes on keeps how it is reached."""
    reached = {name: getattr(before, name) for name in ("contact", "phone", "email")} if before else {}
    return Agency(
        code=body.code,
        locality=home,
        name=body.name,
        short_name=body.short_name,
        kind=body.kind,
        official_code=body.official_code,
        valid_from=document.effective_on,
        note=body.citation or document.legal_basis,
        search_key=search_key(f"{body.name} {body.short_name}")[:MAX_SEARCH_KEY],
        **reached,
    )


def pass_coordination(changes: Changes, bodies: Mapping[str, Agency], home: Locality, ledger: Ledger) -> None:
    if changes.coordinator is None:
        return
    day, heir = changes.document.effective_on, bodies[changes.coordinator]
    if Coordination.objects.filter(locality=home, agency=heir).in_force(day).exists():
        return
    # Ended before the heir begins: a locality has one coordination without a last day.
    for row in Coordination.objects.filter(locality__in=changes.places).in_force(day):
        ledger.change(row, valid_to=changes.last_day)
    citation = next(step.citation for step in changes.document.steps if step.coordinator == changes.coordinator)
    ledger.create(
        Coordination(
            locality=home,
            agency=heir,
            valid_from=day,
            # A legal basis may be longer than the column.
            citation=(citation or changes.document.legal_basis)[:300],
        )
    )


def move_people(changes: Changes, bodies: Mapping[str, Agency], ledger: Ledger) -> None:
    """A person who passes begins at the heir on the day; everybody may read on at the old body for a time."""
    day = changes.document.effective_on
    for move_ in changes.people:
        membership = move_.membership
        # What ends before that anyway keeps its end.
        if membership.valid_to is None or membership.valid_to > move_.reads_until:
            ledger.change(membership, valid_to=move_.reads_until)
        if move_.to is None:
            continue
        heir = bodies[move_.to]
        there = Membership.objects.filter(user=membership.user, agency=heir, role=membership.role)
        if not there.in_force(day).exists():
            ledger.create(
                Membership(
                    user=membership.user, agency=heir, role=membership.role, title=membership.title, valid_from=day
                )
            )


@transaction.atomic
def undo(*, reorganisation: Reorganisation, version: int, by: User | None, now: datetime) -> Reorganisation:
    """Leave every body and person as they were before. Raises ReorganisationError once somebody works at an heir."""
    row = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    places = [row.locality_id, *row.locality_parts.values_list("whole_id", flat=True)]
    later = Reorganisation.objects.filter(
        locality__in=places, state=ReorganisationState.APPLIED, applied_at__gt=row.applied_at or now
    ).exclude(pk=row.pk)
    last = later.last()
    if row.state == ReorganisationState.APPLIED and last is not None:
        raise ReorganisationError(f"Hoàn lại “{last.title}” trước: đợt đó áp dụng sau.")
    move(row, ReorganisationState.APPLIED, ReorganisationState.UNDONE, version, undone_by=by, undone_at=now)
    try:
        take_back(row)
    except UndoError as error:
        raise ReorganisationError(str(error)) from error
    except ProtectedError as error:
        used = ", ".join(sorted({str(one) for one in error.protected_objects})[:3])
        raise ReorganisationError(f"Đơn vị mới đã có người hoặc báo cáo ({used}) nên không hoàn lại được.") from error
    row.refresh_from_db()
    return row
