"""What of a person or a body goes on record, as it was and as it is; never a password."""

from datetime import datetime
from typing import Any

from agencies.models import Agency, User
from reports.audit.services import record
from reports.models import Verb

BODY_COLUMNS = (
    "code",
    "name",
    "short_name",
    "kind",
    "official_code",
    "valid_from",
    "valid_to",
    "phone",
    "email",
    "contact",
)
PERSON_COLUMNS = ("username", "first_name", "last_name", "email", "phone", "is_active")
RecordedState = dict[str, Any]


def body_state(agency: Agency) -> RecordedState:
    return {name: getattr(agency, name) for name in BODY_COLUMNS}


def person_state(person: User) -> RecordedState:
    state = {name: getattr(person, name) for name in PERSON_COLUMNS}
    rows = person.memberships.order_by("pk").values_list("agency__code", "role", "valid_from", "valid_to")
    return state | {"memberships": [list(one) for one in rows]}


def record_person_change(
    verb: Verb, person: User, *, agency: Agency | None, before: RecordedState | None, by: User | None, now: datetime
) -> None:
    """One event about a person, in the locality of the agency."""
    record(
        verb=verb,
        subject=f"user:{person.pk}",
        summary=f"{verb.label}: {person.full_name} ({person.username})",
        by=by,
        now=now,
        locality=agency.locality_id if agency else person.entered_in_id,
        agency=agency,
        before=before,
        after=person_state(person),
    )


def record_body_change(
    verb: Verb, agency: Agency, *, before: RecordedState | None, by: User | None, now: datetime
) -> None:
    """One event about a body."""
    record(
        verb=verb,
        subject=f"agency:{agency.pk}",
        summary=f"{verb.label}: {agency.name}",
        by=by,
        now=now,
        locality=agency.locality_id,
        agency=agency,
        before=before,
        after=body_state(agency),
    )
