"""Decide on what agencies sent: accept, return with reasons, reopen."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from agencies.models import User
from reports.collection.entry.queries import form_elements
from reports.collection.entry.services import after_move, lock_forms
from reports.collection.transitions import make_move
from reports.models import (
    Action,
    Decision,
    Entry,
    Figure,
    FigureRevision,
    Review,
    ReviewItem,
    Submission,
    Via,
)
from reports.wording.typed.text import clean_text


class ReviewError(ValueError):
    """The decision cannot be taken; `message` says in Vietnamese why, `field` names the cell or the note."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@transaction.atomic
def accept(*, submission: Submission, seen_version: int, by: User, now: datetime, note: str = "") -> Submission:
    """Accept a submission: its figures count from now on. Raises ReviewError, WrongState or StaleVersion."""
    locked, note = lock_forms(submission), clean_text(note)
    refuse_own_work(locked, by)
    moved = make_move(
        locked, Action.ACCEPTED, by=by, now=now, seen_version=seen_version, reason=note, decided_at=now, decided_by=by
    )
    Review.objects.create(submission=moved, decision=Decision.ACCEPTED, by=by, at=now, version=seen_version, note=note)
    accept_figures(moved, by=by, now=now)
    after_move(moved)
    return moved


def accept_figures(submission: Submission, *, by: User, now: datetime) -> None:
    """Copy what the agency says into what counts, and keep a revision that says who accepted it."""
    held = Figure.objects.filter(submission=submission).exclude(entry=Entry.BLANK)
    held.update(
        accepted_entry=F("entry"),
        accepted_value=F("value"),
        accepted_quality=F("quality"),
        accepted_at=now,
        accepted_by=by,
    )
    FigureRevision.objects.bulk_create(
        [
            FigureRevision(
                figure=figure,
                version=figure.version,
                entry=figure.entry,
                value=figure.value,
                quality=figure.quality,
                note=figure.note,
                accepted=True,
                via=Via.REVIEW,
                by=by,
                at=now,
            )
            for figure in held
        ]
    )


@transaction.atomic
def return_submission(
    *, submission: Submission, seen_version: int, by: User, now: datetime, reasons: Mapping[str, str], note: str = ""
) -> Submission:
    """Send a submission back: `reasons` maps element codes to what the agency reads word for word.

    At least one item or the note must say why. Raises ReviewError, WrongState or StaleVersion.
    """
    locked, note = lock_forms(submission), clean_text(note)
    refuse_own_work(locked, by)
    elements = {element.code: element for element in form_elements(locked)}
    reasons = {code: clean_text(reason) for code, reason in reasons.items()}
    for code, reason in reasons.items():
        if code not in elements:
            raise ReviewError(code, "Ô này không có trong báo cáo.")
        if not reason:
            raise ReviewError(code, "Ghi lý do trả lại để đơn vị biết sửa gì.")
    if not reasons and not note:
        raise ReviewError("note", "Chọn ít nhất một ô và ghi lý do, hoặc ghi nhận xét chung.")
    moved = make_move(
        locked, Action.RETURNED, by=by, now=now, seen_version=seen_version, reason=note, decided_at=now, decided_by=by
    )
    review = Review.objects.create(
        submission=moved, decision=Decision.RETURNED, by=by, at=now, version=seen_version, note=note
    )
    ReviewItem.objects.bulk_create(
        [ReviewItem(review=review, element=elements[code], reason=reason) for code, reason in reasons.items()]
    )
    after_move(moved)
    return moved


@transaction.atomic
def reopen(*, submission: Submission, seen_version: int, by: User, now: datetime, reason: str) -> Submission:
    """Give an accepted submission back to its agency; what was accepted counts until it is accepted anew.

    Raises ReviewError, WrongState or StaleVersion.
    """
    locked, reason = lock_forms(submission), clean_text(reason)
    refuse_own_work(locked, by)
    if not reason:
        raise ReviewError("reason", "Ghi lý do mở lại báo cáo đã duyệt.")
    moved = make_move(
        locked,
        Action.REOPENED,
        by=by,
        now=now,
        seen_version=seen_version,
        reason=reason,
        decided_at=now,
        decided_by=by,
    )
    after_move(moved)
    return moved


def refuse_own_work(submission: Submission, by: User) -> None:
    """A reviewer never decides on a report of an agency in which she reports, nor on one that she sent."""
    if by.access.reports_for(submission.agency_id) or submission.submitted_by_id == by.pk:
        raise ReviewError("note", "Người nhập báo cáo không tự thẩm định báo cáo của đơn vị mình.")
