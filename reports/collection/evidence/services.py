"""Put a file to a report as evidence, and take it off again."""

import logging
import time
from datetime import datetime
from typing import IO

from django.db import transaction

from agencies.models import User
from reports.audit.events import submission_subject, words_of
from reports.audit.services import record
from reports.collection.entry.services import lock_forms
from reports.collection.evidence import storage
from reports.collection.evidence.checks import MAX_FILES, FileRefused, Kind, check_file
from reports.collection.scanning import ScanRefused, refuse_infected
from reports.collection.transitions import WrongState
from reports.models import Evidence, Submission, Verb

logger = logging.getLogger(__name__)
# A file older than this that no row names was left by a process that died.
LEFTOVER_SECONDS = 3600
DISK_FAILED = "máy chủ chưa lưu được tệp này. Các tệp khác không bị ảnh hưởng; thử lại sau ít phút hoặc báo quản trị."


def add_evidence(
    *, submission: Submission, name: str, size: int, content: IO[bytes], by: User, now: datetime
) -> tuple[Evidence, bool]:
    """Check and keep one file; returns its row and whether it is new: the same content twice is one row.

    Raises FileRefused, also when the scanner or the disk does not take it, and WrongState when the form is closed.
    """
    # Outside of any transaction: checking, scanning and writing may take seconds, and the lock is for the row alone.
    kind = check_file(name, size, content)
    try:
        refuse_infected(content, name=kind.name, submission=submission, by=by, now=now)
    except ScanRefused as error:
        raise FileRefused(kind.name, str(error)) from error
    try:
        # Written before its row: a row whose file is missing would be worse than a file without a row.
        kept = storage.keep(submission.pk, content)
    except OSError as error:
        logger.exception("evidence could not be written")
        raise FileRefused(kind.name, DISK_FAILED) from error
    try:
        row, is_new = enter_evidence(submission=submission, kind=kind, kept=kept, by=by, now=now)
    # Also of a process that is told to stop: no row will ever name the file.
    except BaseException:
        storage.forget(kept.stored)
        raise
    if not is_new:
        storage.forget(kept.stored)
    known = Evidence.objects.filter(submission=submission).values_list("stored", flat=True)
    # Done here, where the folder is at hand, so that no job has to look through all of them.
    storage.remove_leftover_files(submission.pk, known, time.time() - LEFTOVER_SECONDS)
    return row, is_new


@transaction.atomic
def enter_evidence(
    *, submission: Submission, kind: Kind, kept: storage.Kept, by: User, now: datetime
) -> tuple[Evidence, bool]:
    """Write the row of a kept file under the lock of the form, so that two uploads count each other."""
    locked = lock_forms(submission)
    if not locked.is_editable:
        raise WrongState(locked)
    held = list(Evidence.objects.filter(submission=locked, removed_at__isnull=True))
    # By content and not by name: the same scan under two names is one piece of evidence.
    same = next((row for row in held if row.sha256 == kept.sha256), None)
    if same is not None:
        return same, False
    if len(held) >= MAX_FILES:
        raise FileRefused(kind.name, f"báo cáo đã có {MAX_FILES} tệp. Gỡ bớt một tệp rồi gửi lại.")
    row = Evidence.objects.create(
        submission=locked,
        name=kind.name,
        stored=kept.stored,
        content_type=kind.content_type,
        size=kept.size,
        sha256=kept.sha256,
        uploaded_by=by,
        uploaded_at=now,
    )
    if locked.first_opened_at is None:
        Submission.objects.filter(pk=locked.pk).update(first_opened_at=now)
    record_evidence(row, Verb.EVIDENCE_ADDED, locked, by=by, now=now)
    return row, True


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, now: datetime) -> None:
    """Take a file off a report that is still open; its row stays. A second time changes nothing. Raises WrongState."""
    locked = lock_forms(evidence.submission)
    if not locked.is_editable:
        raise WrongState(locked)
    # Of two at once one finds nothing left to take off, so that it is on record once.
    if Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=True).update(removed_at=now):
        record_evidence(evidence, Verb.EVIDENCE_REMOVED, locked, by=by, now=now)


def record_evidence(evidence: Evidence, verb: Verb, submission: Submission, *, by: User, now: datetime) -> None:
    record(
        verb=verb,
        subject=submission_subject(submission),
        summary=f"{verb.label} “{evidence.name}”: {words_of(submission)}",
        by=by,
        now=now,
        locality=submission.agency.locality_id,
        agency=submission.agency_id,
        after={"name": evidence.name, "sha256": evidence.sha256, "size": evidence.size},
    )
