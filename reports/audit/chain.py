"""The hash chain of the audit trail: what a row's hash covers, and the walk that checks every row. No writing."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Model

from reports.models import AuditEvent

GENESIS = "0" * 64
EVENTS_AT_ONCE = 1000


@dataclass(frozen=True)
class Link:
    """One row of the chain as the walk met it; `fault` says in Vietnamese what is wrong with it, "" if nothing is."""

    place: int
    event: AuditEvent
    fault: str


def canonical(event: AuditEvent) -> str:
    """The row as one line of JSON that is the same on every database: sorted keys, UTC to the microsecond.

    The primary key is left out because it is not known before the row is written; the order is in the hashes.
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
        "previous_hash": event.previous_hash,
    }
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(event: AuditEvent) -> str:
    """SHA-256 over the canonical row, in hexadecimal."""
    return hashlib.sha256(canonical(event).encode()).hexdigest()


def walk(events: type[Model] = AuditEvent) -> Iterator[Link]:
    """Every row from the first on, each with its fault; memory stays the same however long the chain is.

    `events` is the table as a migration knows it, where its present columns are not there yet.
    """
    previous = GENESIS
    for place, event in enumerate(events._base_manager.order_by("pk").iterator(chunk_size=EVENTS_AT_ONCE), 1):
        yield Link(place, event, fault_of(event, previous))
        previous = event.hash


def fault_of(event: AuditEvent, previous: str) -> str:
    """What is wrong with a row that follows the row with the hash `previous`."""
    if event.previous_hash != previous:
        return "không nối với dòng liền trước: có dòng bị xóa, chèn hoặc đổi chỗ"
    if digest(event) != event.hash:
        return "nội dung không khớp với mã băm của dòng: dòng đã bị sửa"
    return ""
