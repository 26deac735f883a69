"""Add and change bodies, and say who coordinates, on record. Ends and heirs come from reorganisations alone."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from agencies.models import Agency, Coordination, Locality, User
from agencies.models.agency import MAX_SEARCH_KEY
from agencies.vietnamese_text import search_key
from reports.administration.bodies.imports import BodiesFile
from reports.administration.records import body_state, record_body_change
from reports.audit.services import record
from reports.models import Verb
from reports.wording.formats import date_vi
from reports.wording.typed.refusals import InputError


class BodyError(InputError):
    """What was asked cannot be done; `field` names the place, the message says why in Vietnamese."""


@transaction.atomic
def take_bodies(*, file: BodiesFile, locality: Locality, by: User | None, now: datetime) -> int:
    """Take a list whole: new bodies are added, known ones get its names, phone and e-mail. How many were written."""
    if not file.can_be_taken:
        raise BodyError("file", "Tệp còn ô chưa nhận được nên chưa ghi gì.")
    written = 0
    for one in file.taken:
        columns: dict[str, Any] = {
            "name": one.name,
            "short_name": one.short_name,
            "phone": one.phone,
            "email": one.email,
        }
        if one.agency is not None:
            # An empty cell leaves what is known: a list of names need not repeat every telephone.
            columns = {name: value for name, value in columns.items() if value}
            written += change_body(agency=one.agency, by=by, now=now, **columns)
            continue
        columns |= {"kind": one.kind, "official_code": one.official_code, "valid_from": one.valid_from}
        add_body(locality=locality, code=one.code, by=by, now=now, **columns)
        written += 1
    return written


@transaction.atomic
def add_body(*, locality: Locality, code: str, by: User | None, now: datetime, **columns: Any) -> Agency:
    """A new body of a locality. Raises BodyError for a code or an official code that is taken."""
    # Two who add the same official code at once: the second finds the first.
    lock_register(locality)
    if Agency.objects.filter(code__iexact=code).exists():
        raise BodyError("code", f"Mã “{code}” đã có đơn vị dùng.")
    # Entered here, so that no file of the catalogue writes over it.
    agency = Agency(code=code, locality=locality, edited=True, **columns)
    refuse_taken_code(agency)
    agency.search_key = search_key(f"{agency.name} {agency.short_name}")[:MAX_SEARCH_KEY]
    agency.save(force_insert=True)
    record_body_change(Verb.AGENCY_ADDED, agency, before=None, by=by, now=now)
    return agency


def lock_register(locality: Locality) -> None:
    """Let those who change the bodies of a locality take turns, until the end of the transaction."""
    Locality.objects.select_for_update().get(pk=locality.pk)


def refuse_taken_code(agency: Agency) -> None:
    """Raises BodyError where another body of its kind has its official code on a day of its own: codes come again."""
    official = agency.official_code
    if not official:
        return
    begins, ends = agency.valid_from or date.min, agency.valid_to or date.max
    # Officially one code names another body after a reorganisation: only common days are a clash (ADR 0024).
    for other in Agency.objects.filter(kind=agency.kind, official_code=official).exclude(pk=agency.pk):
        if begins <= (other.valid_to or date.max) and (other.valid_from or date.min) <= ends:
            until = f" đến hết {date_vi(other.valid_to)}" if other.valid_to else ""
            raise BodyError("official_code", f"Mã hành chính {official} đang là của {other.name}{until}.")


def refuse_first_day(agency: Agency, before: date | None) -> None:
    """Raises BodyError where the first day was, `before`, a reorganisation's, or where the last one comes earlier."""
    if before and agency.inheritances.filter(on=before).exists():
        raise BodyError("valid_from", "Ngày bắt đầu của đơn vị này do một đợt sắp xếp lại định.")
    if agency.valid_from and agency.valid_to and agency.valid_from > agency.valid_to:
        raise BodyError("valid_from", f"Đơn vị đã kết thúc ngày {date_vi(agency.valid_to)}.")


@transaction.atomic
def change_body(*, agency: Agency, by: User | None, now: datetime, **columns: Any) -> bool:
    """New particulars of a body; what a file of the catalogue says no longer writes over them. False: nothing new.

    Raises BodyError for an official code that is taken and for a first day that is a reorganisation's.
    """
    different = [name for name, value in columns.items() if getattr(agency, name) != value]
    if not different:
        return False
    before = body_state(agency)
    for name in different:
        setattr(agency, name, columns[name])
    if "valid_from" in different:
        refuse_first_day(agency, before["valid_from"])
    if {"kind", "official_code", "valid_from"} & {*different}:
        refuse_taken_code(agency)
    agency.search_key = search_key(f"{agency.name} {agency.short_name}")[:MAX_SEARCH_KEY]
    agency.edited = True
    agency.save(update_fields=[*different, "search_key", "edited"])
    record_body_change(Verb.AGENCY_CHANGED, agency, before=before, by=by, now=now)
    return True


@transaction.atomic
def set_coordinator(
    *, locality: Locality, agency: Agency, since: date | None, citation: str, by: User | None, now: datetime
) -> Coordination:
    """Who coordinates a locality from a day on; whoever did until then ends the day before. Raises BodyError.

    `since` None: from the start, where nobody has coordinated yet. Saying the same again changes nothing.
    """
    # Locked all, so that two who set the coordinator at once do not both end the same one.
    rows = list(Coordination.objects.select_for_update().filter(locality=locality).order_by("pk"))
    same = next((row for row in rows if row.agency_id == agency.pk and row.covers(since or date.min)), None)
    if same is not None and same.valid_to is None:
        return same
    if agency.locality_id != locality.pk or not agency.exists_on(since or agency.valid_from or date.min):
        raise BodyError("agency", f"{agency.name} không tồn tại ở {locality} vào ngày đó.")
    if since is None and rows:
        raise BodyError("since", "Ghi ngày bắt đầu: địa phương đã có cơ quan đầu mối trước đó.")
    later = [row for row in rows if since and row.valid_from is not None and row.valid_from >= since]
    if later:
        raise BodyError("since", f"{later[0].agency.name} làm đầu mối từ {later[0].valid_from:%d/%m/%Y}, sau ngày này.")
    for row in rows:
        if since and row.covers(since):
            # No day without and none with two: whoever came before ends the day before.
            row.valid_to = since - timedelta(days=1)
            row.save(update_fields=["valid_to"])
    row = Coordination.objects.create(locality=locality, agency=agency, valid_from=since, citation=citation)
    day = f" từ ngày {since:%d/%m/%Y}" if since else ""
    record(
        verb=Verb.COORDINATION_SET,
        subject=f"coordination:{row.pk}",
        summary=f"{locality}: {agency.name} làm cơ quan đầu mối{day}. {citation}",
        by=by,
        now=now,
        locality=locality,
        agency=agency,
        after={"agency": agency.code, "since": since, "citation": citation},
    )
    return row
