"""Add to the audit trail: one row per action, inside the action's own transaction; the chain takes it in later."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from agencies import clock
from agencies.models import Agency, Locality, User
from agencies.plain_number import plain_number
from agencies.vietnamese_text import search_key
from reports.audit.sealing import seal_soon
from reports.models import AuditEvent, Unsealed, Verb

# The first half of a lock's name; the second is what the transaction waits for its turn about.
TURNS = int.from_bytes(b"turn")
MAX_SUMMARY, MAX_NAME, MAX_SUBJECT = 500, 200, 80
BY_ITSELF = "Hệ thống"
# A clock that goes back further than this was wrong before and has been put right.
LONGEST_STEP_BACK = timedelta(hours=2)


@transaction.atomic(savepoint=False)
def record(
    *,
    verb: Verb,
    subject: str,
    summary: str,
    by: User | None,
    now: datetime,
    locality: Locality | int | None = None,
    agency: Agency | int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    actor_name: str = "",
) -> AuditEvent:
    """Append one event; belongs into the change's transaction, so that a change rolled back leaves none.

    `subject` is kind and key ("submission:12"); `by` None is the program itself unless `actor_name` names someone.
    `before` and `after` hold texts, whole numbers, Decimals, dates, lists and mappings of them. Raises TypeError for
    anything else. Nobody waits for anybody: the event is sealed after its commit.
    """
    name = one_line(actor_name or (by.full_name if by else BY_ITSELF), MAX_NAME)
    summary = one_line(summary, MAX_SUMMARY)
    event = AuditEvent(
        at=now,
        actor_id=by.pk if by else None,
        actor_name=name,
        verb=verb,
        subject=one_line(subject, MAX_SUBJECT),
        summary=summary,
        locality_id=key_of(locality),
        agency_id=key_of(agency),
        before=None if before is None else as_json(before),
        after=None if after is None else as_json(after),
        search_key=search_key(f"{name} {summary}"),
    )
    event.save(force_insert=True)
    Unsealed(event=event, since=timezone.now()).save(force_insert=True)
    seal_soon()
    return event


def time_on_record() -> datetime:
    """What time it is where a deadline hangs on it: never before what is already on record.

    Where the server's clock has been set back by up to LONGEST_STEP_BACK, time stands still at the last event until the
    clock has caught up, so that nobody is on time after somebody else was late. See docs/adr.
    """
    now = clock.now()
    last = AuditEvent.objects.order_by("-pk").values_list("at", flat=True).first()
    return last if last and now < last <= now + LONGEST_STEP_BACK else now


def take_turn(subject: str) -> None:
    """Wait until no other transaction is under way that took a turn about this subject; on SQLite all take turns."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [TURNS, subject])


def key_of(row: Locality | Agency | int | None) -> int | None:
    return row if row is None or isinstance(row, int) else row.pk


def one_line(text: str, longest: int) -> str:
    """The text without control characters and line breaks, so that no name can forge a second line; cut to fit."""
    seen = (" " if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else letter for letter in text)
    line = " ".join(unicodedata.normalize("NFC", "".join(seen)).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def as_json(value: Any) -> Any:
    """The value as JSON keeps it on every database: decimals and dates as text, no float, no NUL."""
    match value:
        case None | bool() | int():
            return value
        case str():
            # PostgreSQL keeps no NUL, neither in text nor in JSON.
            return str(value).replace("\0", "")
        case Decimal():
            return plain_number(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case list() | tuple():
            return [as_json(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot go on record")
