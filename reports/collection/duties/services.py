"""What an agency says of a duty in its report: kept with the report, while that is open."""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from reports.audit.events import record_duty
from reports.collection.entry.services import lock_forms
from reports.collection.transitions import WrongState
from reports.models import (
    DutyUpdate,
    Submission,
)
from reports.wording.typed.text import clean_text
from targets.models import Duty


class DutyWrittenMeanwhile(Exception):
    """A colleague wrote of the duty first; `theirs` is what stands now. Nothing was overwritten."""

    def __init__(self, theirs: DutyUpdate | None) -> None:
        super().__init__("duty written meanwhile")
        self.theirs = theirs


@transaction.atomic
def save_duty(
    *,
    submission: Submission,
    duty: Duty,
    state: str,
    text: str,
    by: User,
    now: datetime,
    seen_version: int | None = None,
) -> DutyUpdate | None:
    """Store what the agency says of one duty; a text whose state is still to be chosen has state "".

    The same again writes nothing. `seen_version` is that of the words that the writer saw, 0 where there were none.
    Answers the words as they stand, None where nothing has been said yet. Raises WrongState when the form is no longer
    open, and DutyWrittenMeanwhile.
    """
    # The lock of the cells serves the duties, too: nobody sends the form while words are written.
    locked = lock_forms(submission)
    if not locked.is_editable:
        raise WrongState(locked)
    was = DutyUpdate.objects.filter(submission=locked, duty=duty).select_related("updated_by").first()
    text, version = clean_text(text), was.version if was else 0
    # Looked at before the version, as of a cell: the same words twice are no conflict.
    if (state, text) == ((was.state, was.text) if was else ("", "")):
        return was
    if seen_version is not None and seen_version != version:
        raise DutyWrittenMeanwhile(was)
    update, _ = DutyUpdate.objects.update_or_create(
        submission=locked,
        duty=duty,
        defaults={"state": state, "text": text, "version": version + 1, "updated_by": by, "updated_at": now},
    )
    # Opened means that somebody has begun to write; who only looked at the page has not.
    if locked.first_opened_at is None:
        Submission.objects.filter(pk=locked.pk).update(first_opened_at=now)
    record_duty(locked, duty, update, was=was, by=by, now=now)
    return update
