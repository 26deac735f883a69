"""What was decided on a report before: what the last return asked, how it stood then, who moved it when and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.collection.entry.listing import pressed_words
from reports.collection.review.services import duty_key
from reports.models import STOOD_BEFORE, Action, Decision, FigureRevision, Review, Submission, SubmissionEvent
from reports.models.submission import State
from reports.wording.formats import datetime_vi


@dataclass(frozen=True)
class Asked:
    """What the department asked for when it last sent the report back, by row, and when."""

    reasons: Mapping[str, str]
    at: datetime | None

    def unanswered(self, key: str, changed_at: datetime | None) -> bool:
        """Whether nobody has touched a row since it was sent back."""
        return key in self.reasons and self.at is not None and (changed_at is None or changed_at <= self.at)


def asked_before(submission: Submission, events: Iterable[SubmissionEvent]) -> Asked:
    """The reasons with which the report went back the last time before it was sent; three queries at most.

    Nothing where the decision that stands is another: an undone return asks for nothing.
    """
    decided = standing_decisions(events)
    if not decided or decided[-1].action != Action.RETURNED:
        return Asked({}, None)
    rows = submission.reviews.filter(decision=Decision.RETURNED, at=decided[-1].at)
    review: Review | None = rows.prefetch_related("items__element", "items__duty").order_by("-pk").first()
    if review is None:
        return Asked({}, None)
    reasons = {
        item.element.code if item.element is not None else duty_key(item.duty.number): item.reason
        for item in review.items.all()
    }
    return Asked(reasons, review.at)


def standing_decisions(events: Iterable[SubmissionEvent]) -> list[SubmissionEvent]:
    """The decisions that were not undone, oldest first."""
    decided: list[SubmissionEvent] = []
    for event in events:
        if event.action == Action.UNDONE:
            # Only the last decision can be undone, so the last one on the list is meant.
            decided.pop()
        elif event.action in STOOD_BEFORE:
            decided.append(event)
    return decided


def sent_before(submission: Submission, events: list[SubmissionEvent]) -> dict[int, FigureRevision]:
    """Each figure as it was when the submission last went back, by figure; empty for a first submission."""
    back = [one for one in standing_decisions(events) if one.action in (Action.RETURNED, Action.REOPENED)]
    if not back:
        return {}
    # An acceptance is a revision, too, and says nothing of what was sent.
    rows = FigureRevision.objects.filter(figure__submission=submission, at__lte=back[-1].at, accepted=False)
    return {revision.figure_id: revision for revision in rows.order_by("pk")}


def sent_words(submission: Submission, events: list[SubmissionEvent], asked: Asked) -> str:
    """ "Nộp lần 2, đúng hạn, 16:45 ngày 21/11/2024 · người nộp: …" """
    if submission.submitted_at is None or submission.submitted_by is None:
        return "Chưa nộp."
    times = sum(event.action == Action.SUBMITTED for event in events)
    timing = "sau hạn" if submission.is_late() else "đúng hạn"
    words = f"Nộp lần {times}, {timing}, {datetime_vi(submission.submitted_at)} · {submission.submitted_by.full_name}"
    phone = submission.submitted_by.phone
    words += f", điện thoại {phone}" if phone else ""
    words += pressed_words(submission)
    if asked.at is None or submission.state != State.SUBMITTED:
        return words
    what = f"{len(asked.reasons)} mục" if asked.reasons else "nhận xét chung"
    return f"{words} · lần trước trả lại {datetime_vi(asked.at, short=True)} vì {what}"


def held_up_words(submission: Submission) -> str:
    """The reason to give more time for: "Bấm Nộp lúc 23:50 ngày 14/12/2024, trước hạn; …"; empty of all others."""
    if not submission.was_held_up:
        return ""
    pressed, arrived = datetime_vi(submission.pressed_at), datetime_vi(submission.submitted_at)
    return f"Bấm Nộp lúc {pressed}, trước hạn; báo cáo đến lúc {arrived} vì khi bấm chưa gửi được."


def history_of(events: list[SubmissionEvent]) -> list[tuple[str, str, str, str]]:
    """Who moved it when and why, the latest first: (when, what, who, why)."""
    return [
        (
            datetime_vi(event.at, short=True),
            event.get_action_display(),
            event.by.full_name if event.by else "tự động",
            event.reason,
        )
        for event in reversed(events)
    ]
