"""What a reviewer has put down so far of a report: kept row by row as she works, hers alone, until somebody decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.db import transaction
from django.db.models import Exists, OuterRef

from agencies.models import User
from reports.collection.review.services import DUTY_ROW
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Decision, Review, ReviewDraft, State, Submission, Verdict
from reports.wording.typed.text import clean_text

MAX_REASON, MAX_NOTE, MAX_ROWS = 1000, 2000, 500


@dataclass(frozen=True)
class DraftRow:
    """One row: agreed, returned or not yet said; a reason stays although the row is agreed to."""

    verdict: str = ""
    reason: str = ""

    @property
    def goes_back(self) -> bool:
        """Whoever writes a reason and says nothing else sends the row back."""
        return self.verdict == Verdict.RETURNED or (not self.verdict and bool(clean_text(self.reason)))


@dataclass(frozen=True)
class Draft:
    """Rows by key (code of an element, or "duty-" and a number), the remark, and with which decision it goes."""

    rows: Mapping[str, DraftRow] = field(default_factory=dict)
    note: str = ""
    note_for: str = ""
    written_at: datetime | None = None

    @classmethod
    def posted(cls, post: Mapping[str, str]) -> Self:
        """What the page sends: v- verdict and r- reason of each row, note, note_for."""
        keys = [name[2:] for name in post if name[:2] in ("v-", "r-")]
        rows = {}
        for key in list(dict.fromkeys(keys))[:MAX_ROWS]:
            verdict, reason = post.get(f"v-{key}", ""), post.get(f"r-{key}", "")[:MAX_REASON]
            row = DraftRow(verdict if verdict in set(Verdict) else "", reason)
            if row != DraftRow():
                rows[key] = row
        note_for = post.get("note_for", "")
        note = post.get("note", "")[:MAX_NOTE]
        return cls(rows, note, note_for if note_for in Decision.values else "")

    def of(self, key: str, changed_at: datetime | None = None) -> DraftRow:
        """A row as it was left; where the agency has changed it since, only the reason is still there."""
        row = self.rows.get(key, DraftRow())
        stale = changed_at is not None and self.written_at is not None and changed_at > self.written_at
        # An agreement was given to what stood there then; a reason to send back may still hold.
        return DraftRow("", row.reason) if stale and row.verdict == Verdict.AGREED else row

    @property
    def cells(self) -> dict[str, str]:
        """The reasons of the cells that go back, by code."""
        return {key: row.reason for key, row in self.rows.items() if row.goes_back and not key.startswith(DUTY_ROW)}

    @property
    def duties(self) -> dict[str, str]:
        """The reasons of the duties that go back, by number."""
        return {
            key.removeprefix(DUTY_ROW): row.reason
            for key, row in self.rows.items()
            if row.goes_back and key.startswith(DUTY_ROW)
        }


def draft_of(submission: Submission, user: User) -> Draft:
    """What the user has put down of a report that nobody has decided on since; one query."""
    decided = Review.objects.filter(submission=OuterRef("submission"), version__gte=OuterRef("version"))
    rows = ReviewDraft.objects.filter(submission=submission, by=user).exclude(Exists(decided))
    kept = rows.first()
    if kept is None:
        return Draft()
    # Sent anew since: what the agency has changed is to be looked at again.
    seen = None if kept.version == submission.version else kept.updated_at
    return Draft({key: DraftRow(**row) for key, row in kept.rows.items()}, kept.note, kept.note_for, seen)


@transaction.atomic
def save_draft(*, submission: Submission, seen_version: int, draft: Draft, by: User, now: datetime) -> None:
    """Keep what a reviewer has put down. Raises WrongState or StaleVersion where the report has moved since."""
    # Locked, so that a draft is never kept for a version that a decision has just closed.
    held = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if held.state != State.SUBMITTED:
        raise WrongState(held)
    if held.version != seen_version:
        raise StaleVersion(held)
    rows = {key: {"verdict": row.verdict, "reason": clean_text(row.reason)} for key, row in draft.rows.items()}
    columns = {
        "version": seen_version,
        "rows": rows,
        "note": clean_text(draft.note),
        "note_for": draft.note_for,
        "updated_at": now,
    }
    ReviewDraft.objects.update_or_create(submission=submission, by=by, defaults=columns)
