"""Apply a filled workbook: all of its cells or none, and the same file once however often it is confirmed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from agencies.models import User
from reports.collection.entry.services import CellOutcome, Change, lock_forms, save_cells
from reports.models import Submission, Via, WorkbookImport


class AlreadyApplied(Exception):
    """The same file has been applied to this report before; `earlier` tells when and by whom."""

    def __init__(self, earlier: WorkbookImport) -> None:
        super().__init__("workbook already applied")
        self.earlier = earlier


class CellsRefused(Exception):
    """Some cells cannot be taken, so none was; `outcomes` are those with their reasons."""

    def __init__(self, outcomes: Sequence[CellOutcome]) -> None:
        super().__init__("cells refused")
        self.outcomes = tuple(outcomes)


def earlier_import(submission: Submission, sha256: str) -> WorkbookImport | None:
    """When the same file was applied to this report, if it was."""
    return WorkbookImport.objects.filter(submission=submission, sha256=sha256).select_related("by").first()


@transaction.atomic
def apply_workbook(
    *,
    submission: Submission,
    changes: Sequence[Change],
    seen_form: int,
    sha256: str,
    name: str,
    by: User,
    now: datetime,
) -> WorkbookImport:
    """Save all changes of a file into the form as it was at version `seen_form`, and remember the file.

    Raises AlreadyApplied, CellsRefused, WrongState or StaleForm; then nothing has been written.
    """
    locked = lock_forms(submission)
    # Looked at under the lock: of two confirmations at once the second finds the first.
    if earlier := earlier_import(locked, sha256):
        raise AlreadyApplied(earlier)
    # A file is one act of its sender: half of it taken would leave her to find out which half.
    outcomes = save_cells(
        submission=locked, changes=changes, by=by, via=Via.FILE, now=now, whole=True, seen_form=seen_form
    )
    refused = [outcome for outcome in outcomes if outcome.error or outcome.theirs]
    if refused:
        raise CellsRefused(refused)
    saved = sum(outcome.saved for outcome in outcomes)
    return WorkbookImport.objects.create(submission=locked, sha256=sha256, name=name[:200], cells=saved, by=by, at=now)
