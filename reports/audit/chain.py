"""The hash chain of the audit trail: what a hash covers, and the walk that checks every place of it. No writing."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import NamedTuple

from django.apps import apps
from django.apps.registry import Apps
from django.db.models import Count, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from reports.models import AuditEvent, AuditSeal, Unsealed

GENESIS = "0" * 64
EVENTS_AT_ONCE = 1000


class Sealed(NamedTuple):
    """One place of the chain as it is kept; `event` None is one that is gone."""

    place: int
    event: AuditEvent | None
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Link:
    """One place of the chain as the walk met it; `fault` says in Vietnamese what is wrong with it, "" if nothing is."""

    place: int
    event: AuditEvent | None
    hash: str
    fault: str


def canonical(event: AuditEvent, previous_hash: str) -> str:
    """The row as one line of JSON that is the same on every database: sorted keys, UTC to the microsecond.

    The primary key is left out: it says nothing of the order, which is in the hashes.
    """
    row = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "verb": str(event.verb),
        "subject": event.subject,
        "summary": event.summary,
        "locality": event.locality_id,
        "agency": event.agency_id,
        "before": event.before,
        "after": event.after,
        "previous_hash": previous_hash,
    }
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(event: AuditEvent, previous_hash: str) -> str:
    """SHA-256 over the canonical row, in hexadecimal."""
    return hashlib.sha256(canonical(event, previous_hash).encode()).hexdigest()


def walk(of: Apps = apps) -> Iterator[Link]:
    """Every place from the first on, each with its fault; memory stays the same however long the chain is.

    `of` are the models as a migration knows them, where the present tables are not there yet.
    """
    previous = GENESIS
    for place, one in enumerate(chain_of(of), 1):
        yield Link(place, one.event, one.hash, fault_of(one, place, previous))
        previous = one.hash


def chain_of(of: Apps) -> Iterator[Sealed]:
    """The chain as it is kept, in its order; before there were seals each event held its own hashes."""
    events = of.get_model(AuditEvent._meta.label)._base_manager
    if "auditseal" not in of.all_models["reports"]:
        for place, event in enumerate(events.order_by("pk").iterator(chunk_size=EVENTS_AT_ONCE), 1):
            yield Sealed(place, event, event.previous_hash, event.hash)
        return
    seals = of.get_model(AuditSeal._meta.label)._base_manager.order_by("pk").iterator(chunk_size=EVENTS_AT_ONCE)
    while some := list(islice(seals, EVENTS_AT_ONCE)):
        # Not joined: a seal whose event is gone must be met.
        found = events.in_bulk([seal.event_id for seal in some])
        yield from (Sealed(seal.pk, found.get(seal.event_id), seal.previous_hash, seal.hash) for seal in some)


def fault_of(one: Sealed, place: int, previous: str) -> str:
    """What is wrong with what stands at a place, after the one with the hash `previous`."""
    if (one.place, one.previous_hash) != (place, previous):
        return "không nối với dòng liền trước: có dòng bị xóa, chèn hoặc đổi chỗ"
    if one.event is None:
        return "dòng không còn trong nhật ký: đã bị xóa"
    if digest(one.event, previous) != one.hash:
        return "nội dung không khớp với mã băm của dòng: dòng đã bị sửa"
    return ""


def unsealed_fault(of: Apps = apps) -> str:
    """What is wrong with the events outside a whole chain, "" if nothing is: each waits for one seal, once."""
    if "auditseal" not in of.all_models["reports"]:
        return ""
    events, seals, waiting = (
        of.get_model(model._meta.label)._base_manager.all() for model in (AuditEvent, AuditSeal, Unsealed)
    )
    own = {"event": OuterRef("pk")}
    if loose := events.exclude(Exists(seals.filter(**own)) | Exists(waiting.filter(**own))).order_by("pk").first():
        return f"dòng số {loose.pk} không ở trong chuỗi và không chờ nối: đã bị chèn, hoặc mối nối của nó bị xóa"
    if gone := waiting.exclude(Exists(events.filter(pk=OuterRef("pk")))).first():
        return f"dòng số {gone.pk} chờ nối mà không còn trong nhật ký: đã bị xóa"
    if events.count() != seals.count() + waiting.count():
        return "có dòng được nối hai lần, hoặc đã nối mà vẫn chờ nối"
    return ""


def last_seal() -> AuditSeal | None:
    """The end of the chain, with its event; None where nothing has been sealed yet."""
    return AuditSeal.objects.select_related("event").order_by("-pk").first()


def events_on_record() -> int:
    """How many events are committed, sealed or not; one short query however long the trail is.

    It tells of every event that is added: the highest key would not, since a lower one may be committed after it.
    """
    end = Subquery(AuditSeal.objects.order_by("-pk").values("pk")[:1])
    return Unsealed.objects.aggregate(events=Count("pk") + Coalesce(end, Value(0)))["events"]
