"""Decide on what agencies sent: accept, return with reasons, reopen; and take a decision back within its seconds."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from agencies.models import User
from reports.audit.past import past_of
from reports.collection.duties.asked import duties_asked
from reports.collection.entry.queries import form_elements
from reports.collection.entry.services import after_move, forget_acceptance, lock_forms
from reports.collection.notices.services import take_back_notices
from reports.collection.transitions import StaleVersion, WrongState, make_move
from reports.models import (
    STOOD_BEFORE,
    UNDO_WITHIN,
    Action,
    Decision,
    DutyUpdate,
    Entry,
    Figure,
    FigureRevision,
    Review,
    ReviewItem,
    State,
    Submission,
    SubmissionEvent,
    Via,
)
from reports.wording.typed.refusals import InputError
from reports.wording.typed.text import clean_text

UNDONE = "hoàn tác"
DUTY_ROW = "duty-"
ACCEPTANCE = ("accepted_entry", "accepted_value", "accepted_quality", "accepted_at", "accepted_by")


class ReviewError(InputError):
    """The decision cannot be taken; `message` says in Vietnamese why, `field` names the cell or the note."""


@transaction.atomic
def accept(*, submission: Submission, seen_version: int, by: User, now: datetime, note: str = "") -> Submission:
    """Accept a submission: its figures count from now on. Raises ReviewError, WrongState or StaleVersion."""
    locked, note = lock_forms(submission), clean_text(note)
    # Under the lock: who sent it is read from the row as it stands now.
    refuse_own_work(locked, by)
    moved = make_move(
        locked, Action.ACCEPTED, by=by, now=now, seen_version=seen_version, reason=note, decided_at=now, decided_by=by
    )
    Review.objects.create(submission=moved, decision=Decision.ACCEPTED, by=by, at=now, version=seen_version, note=note)
    # After the move, which refuses a report that has moved: nothing is accepted of it then.
    accept_figures(moved, by=by, now=now)
    after_move(moved)
    return moved


def accept_figures(submission: Submission, *, by: User, now: datetime) -> None:
    """Copy what the agency says into what counts, and keep a revision that says who accepted it."""
    # A blank cell says nothing: what was accepted of it before goes on counting.
    held = Figure.every.filter(submission=submission).exclude(entry=Entry.BLANK)
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
    *,
    submission: Submission,
    seen_version: int,
    by: User,
    now: datetime,
    reasons: Mapping[str, str],
    duties: Mapping[str, str] | None = None,
    note: str = "",
) -> Submission:
    """Send a submission back: `reasons` maps element codes, `duties` numbers of duties, to what the agency reads.

    At least one item or the note must say why. Raises ReviewError, WrongState or StaleVersion.
    """
    locked, note = lock_forms(submission), clean_text(note)
    refuse_own_work(locked, by)
    items = items_sent_back(locked, reasons, duties or {})
    if not items and not note:
        raise ReviewError("note", "Chọn ít nhất một ô và ghi lý do, hoặc ghi nhận xét chung.")
    moved = make_move(
        locked, Action.RETURNED, by=by, now=now, seen_version=seen_version, reason=note, decided_at=now, decided_by=by
    )
    review = Review.objects.create(
        submission=moved, decision=Decision.RETURNED, by=by, at=now, version=seen_version, note=note
    )
    for item in items:
        item.review = review
    ReviewItem.objects.bulk_create(items)
    after_move(moved)
    return moved


def items_sent_back(submission: Submission, reasons: Mapping[str, str], duties: Mapping[str, str]) -> list[ReviewItem]:
    """What goes back, unsaved, each with its reason. Raises ReviewError for what is not in the report or has none."""
    elements = {element.code: element for element in form_elements(submission)}
    led = {duty.number: duty for duty in duties_asked(submission)} if duties else {}
    items = []
    for code, text in reasons.items():
        reason = clean_text(text)
        if code not in elements:
            raise ReviewError(code, "Ô này không có trong báo cáo.")
        if not reason:
            raise ReviewError(code, "Ghi lý do trả lại để đơn vị biết sửa gì.")
        items.append(ReviewItem(element=elements[code], reason=reason))
    for number, text in duties.items():
        reason = clean_text(text)
        if number not in led:
            raise ReviewError(duty_key(number), "Nhiệm vụ này không có trong báo cáo.")
        if not reason:
            raise ReviewError(duty_key(number), "Ghi lý do trả lại để đơn vị biết báo cáo gì.")
        items.append(ReviewItem(duty=led[number], reason=reason))
    return items


def duty_key(number: str) -> str:
    """The row of a duty among those of the cells, which go by their codes."""
    return f"{DUTY_ROW}{number}"


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
        # A reopened report is like a returned one: `decided_at` is what answers and changes are held against.
        decided_at=now,
        decided_by=by,
    )
    after_move(moved)
    return moved


@transaction.atomic
def undo(*, submission: Submission, seen_version: int, by: User, now: datetime) -> Submission:
    """Take back one's own decision within UNDO_WITHIN, as if it had not been: a reopening with a fixed reason.

    What counted before counts again, and the notices that were held back go unsent. Raises ReviewError, WrongState or
    StaleVersion.
    """
    locked = lock_forms(submission)
    # The last event: whatever came after a decision closes the way back.
    decided = locked.events.order_by("pk").last()
    if decided is None or decided.action not in STOOD_BEFORE:
        raise WrongState(locked)
    if locked.version != seen_version:
        raise StaleVersion(locked)
    refuse_late_undoing(locked, decided, by=by, now=now)
    back_to = STOOD_BEFORE[Action(decided.action)]
    # Undoing a reopening, the acceptance stands again with its own moment and officer.
    accepted = locked.events.filter(action=Action.ACCEPTED).order_by("pk").last()
    stands = accepted if back_to == State.ACCEPTED else None
    moved = make_move(
        locked,
        Action.UNDONE,
        by=by,
        now=now,
        seen_version=seen_version,
        reason=UNDONE,
        state=back_to,
        decided_at=stands.at if stands else None,
        decided_by_id=stands.by_id if stands else None,
    )
    # The review keeps the version that was looked at, the event the one that the move made.
    Review.objects.filter(submission=moved, version=decided.version - 1).delete()
    if decided.action == Action.ACCEPTED:
        take_back_acceptance(moved, accepted_at=decided.at)
    take_back_notices(moved, version=decided.version)
    after_move(moved)
    return moved


def refuse_late_undoing(submission: Submission, decided: SubmissionEvent, *, by: User, now: datetime) -> None:
    if decided.by_id != by.pk:
        raise ReviewError("undo", "Chỉ người vừa kết luận mới hoàn tác được.")
    if now - decided.at >= UNDO_WITHIN:
        raise ReviewError("undo", f"Đã quá {UNDO_WITHIN.seconds} giây, không hoàn tác được nữa.")
    # Writing within those seconds is answered by the new state; taking it back would shut a form over typed words.
    edited = {"submission": submission, "updated_at__gt": decided.at}
    if Figure.every.filter(**edited).exists() or DutyUpdate.objects.filter(**edited).exists():
        raise ReviewError("undo", "Đơn vị đã bắt đầu sửa báo cáo, không hoàn tác được nữa.")


def take_back_acceptance(submission: Submission, *, accepted_at: datetime) -> None:
    """What counted of the figures just before counts again."""
    figures = list(Figure.every.filter(submission=submission, accepted_at=accepted_at))
    # As it was just before the acceptance, replayed from the revisions: the columns themselves are overwritten.
    past = past_of(figures, accepted_at)
    for figure in figures:
        counted = past[figure.pk].counted
        if counted is None:
            forget_acceptance(figure)
            continue
        figure.accepted_entry, figure.accepted_value = counted.entry, counted.value
        figure.accepted_quality = counted.quality
        figure.accepted_at, figure.accepted_by_id = counted.at, counted.by_id
    Figure.every.bulk_update(figures, ACCEPTANCE)
    FigureRevision.objects.filter(figure__in=figures, accepted=True, at=accepted_at).delete()


def refuse_own_work(submission: Submission, by: User) -> None:
    """A reviewer never decides on a report of an agency in which she reports, nor on one that she sent."""
    if by.access.reports_for(submission.agency_id) or submission.submitted_by_id == by.pk:
        raise ReviewError("note", "Người nhập báo cáo không tự thẩm định báo cáo của đơn vị mình.")
