"""The one door through which a submission changes its state: a conditional update that looks at the row count."""

from datetime import datetime
from typing import Any

from django.db.models import F

from agencies.models import User
from reports.audit.events import record_move
from reports.collection.notices.services import tell_move
from reports.models import Action, Submission, SubmissionEvent
from reports.models.submission import SUBMISSION_MOVES


class WrongState(Exception):
    """The submission is in a state from which the move does not start; `submission` is as it stands now."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(f"submission is {submission.state}")
        self.submission = submission


class StaleVersion(Exception):
    """Somebody moved the submission after it was seen; `submission` is as it stands now."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(f"submission is at version {submission.version}")
        self.submission = submission


def make_move(
    submission: Submission,
    action: Action,
    *,
    by: User,
    now: datetime,
    seen_version: int,
    reason: str = "",
    **columns: Any,
) -> Submission:
    """Move a submission by the table of moves, record who, when and why, and return it as it is now.

    What is undone may lead elsewhere than the table says: `state` among the `columns`. Of two that try at once, one
    wins. Raises WrongState or StaleVersion; then nothing has changed.
    """
    from_states, to_state = SUBMISSION_MOVES[action]
    columns = {"state": to_state, **columns}
    # Looked at before the row count, because the two refusals are told in different words.
    if submission.state not in from_states:
        raise WrongState(submission)
    changed = Submission.objects.filter(pk=submission.pk, version=seen_version, state__in=from_states).update(
        version=F("version") + 1, **columns
    )
    if not changed:
        raise StaleVersion(Submission.objects.select_related("period__plan", "agency").get(pk=submission.pk))
    # Read anew: the update has counted the version up in the database alone.
    moved = Submission.objects.select_related("period__plan", "agency").get(pk=submission.pk)
    SubmissionEvent.objects.create(submission=moved, action=action, by=by, at=now, reason=reason, version=moved.version)
    # On record before anybody is told, in the same transaction: neither is ever there without the other.
    record_move(moved, action, was=submission, by=by, now=now, reason=reason)
    tell_move(moved, action, was=submission, reason=reason, now=now)
    return moved
