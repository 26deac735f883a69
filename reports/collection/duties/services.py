"""What an agency says of a duty in its report: kept with the report, while that is open."""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from reports.audit.events import record_duty
from reports.collection.entry.services import lock_forms
from reports.collection.transitions import WrongState
from reports.models import (
    DutyState,
    DutyUpdate,
    Submission,
)
from reports.wording.typed.text import clean_text
from targets.models import Duty


@transaction.atomic
def save_duty(
    *, submission: Submission, duty: Duty, state: DutyState, text: str, by: User, now: datetime
) -> DutyUpdate:
    """Store what the agency says of one duty. Raises WrongState when the form is no longer open."""
    locked = lock_forms(submission)
    if not locked.is_editable:
        raise WrongState(locked)
    was = DutyUpdate.objects.filter(submission=locked, duty=duty).first()
    update, _ = DutyUpdate.objects.update_or_create(
        submission=locked,
        duty=duty,
        defaults={"state": state, "text": clean_text(text), "updated_by": by, "updated_at": now},
    )
    if locked.first_opened_at is None:
        Submission.objects.filter(pk=locked.pk).update(first_opened_at=now)
    record_duty(locked, duty, update, was=was, by=by, now=now)
    return update
