"""What an official owes and what stands around a form: deadlines in words, reasons for a return."""

from dataclasses import dataclass
from datetime import datetime

from agencies.access import Right
from agencies.models import User
from reports.collection.duties.asked import duties_said_and_asked
from reports.collection.entry.queries import filled_and_asked
from reports.models import Review, Submission
from reports.models.submission import State
from reports.wording.formats import date_vi, datetime_vi, days_left_vi, deadline_vi, state_label


@dataclass(frozen=True)
class Owed:
    """One line of "việc của tôi"."""

    pk: int
    plan: str
    plan_title: str
    agency: str
    name: str
    state: str
    state_label: str
    deadline: str
    days: str
    overdue: bool
    filled: int
    total: int
    duties_said: int
    duties: int
    returned: str
    late: bool
    action: str

    @property
    def answered(self) -> int:
        return self.filled + self.duties_said

    @property
    def asked(self) -> int:
        return self.total + self.duties

    @property
    def counts(self) -> str:
        return counts_vi(self.filled, self.total, self.duties_said, self.duties)


@dataclass(frozen=True)
class SubmissionGroup:
    title: str
    empty: str
    rows: list[Owed]


@dataclass(frozen=True)
class Head:
    """The head of a form: who, what, deadline in words, state."""

    title: str
    deadline: str
    days: str
    state: str
    state_label: str
    sent: str
    decided: str
    returned: str
    can_withdraw: bool
    can_submit: bool
    reads: str
    agency: str
    year: int
    last_year: int
    until: str


def counts_vi(filled: int, total: int, duties_said: int, duties: int) -> str:
    """ "14/18 ô · 1/3 nhiệm vụ"; what the form does not ask for is left out."""
    cells = f"{filled}/{total} ô" if total else ""
    return " · ".join(part for part in (cells, f"{duties_said}/{duties} nhiệm vụ" if duties else "") if part)


def owed_by(user: User, *, now: datetime) -> list[SubmissionGroup]:
    """Open reports of the user's agencies first, overdue ones on top, then what is with the department or done."""
    rows = list(
        Submission.objects.visible_to(user)
        .filter(agency_id__in=user.access.agencies_with(Right.ENTER_FIGURES))
        .select_related("period__plan", "agency")
        .prefetch_related("extensions")
    )
    rows.sort(key=lambda submission: (submission.due_at, submission.pk))
    counts: dict[int, tuple[int, int]] = {}
    for agency in {submission.agency for submission in rows}:
        # By body: a person reports for one or two, and forms of a body share their elements.
        counts |= filled_and_asked(agency, [submission for submission in rows if submission.agency_id == agency.pk])
    duties = duties_said_and_asked(rows)
    owed = [owed_row(row, *counts[row.pk], *duties[row.pk], now=now) for row in rows if row.covered_by_id is None]
    covered = [owed_row(row, *counts[row.pk], *duties[row.pk], now=now) for row in rows if row.covered_by_id]
    # Overdue ones come first by themselves: the rows are in order of their deadlines.
    return [
        SubmissionGroup(
            "Cần làm",
            "Không còn báo cáo nào phải nộp.",
            [row for row in owed if row.state in ("not_opened", State.DRAFT, State.RETURNED)],
        ),
        SubmissionGroup(
            "Đang chờ thẩm định", "Không có báo cáo nào đang chờ.", [r for r in owed if r.state == State.SUBMITTED]
        ),
        SubmissionGroup(
            "Đã duyệt", "Chưa có báo cáo nào được duyệt.", [r for r in reversed(owed) if r.state == State.ACCEPTED]
        ),
        *([SubmissionGroup("Đơn vị kế tục báo cáo cả năm", "", covered)] if covered else []),
    ]


def owed_first_sentence(groups: list[SubmissionGroup]) -> str:
    """The page's first sentence: how many are owed, how many of them late, what comes next."""
    todo = groups[0].rows
    if not todo:
        return "Không còn báo cáo nào phải nộp. Kỳ sau tự mở ở đây khi đến ngày."
    overdue = sum(row.overdue for row in todo)
    late = f", {overdue} đã quá hạn" if overdue else ""
    return f"Còn {len(todo)} báo cáo phải nộp{late}. Gần nhất: {todo[0].plan} {todo[0].name}, {todo[0].deadline}."


def owed_row(submission: Submission, filled: int, total: int, duties_said: int, duties: int, *, now: datetime) -> Owed:
    state = submission.board_state
    return Owed(
        pk=submission.pk,
        plan=submission.period.plan.code,
        plan_title=submission.period.plan.short_title,
        agency=submission.agency.name,
        name=submission.period.name,
        state=state,
        state_label=state_label(state),
        deadline=deadline_words(submission),
        days=days_left_vi(submission.due_at, now) if submission.is_owed else "",
        overdue=submission.is_overdue(now),
        filled=filled,
        total=total,
        duties_said=duties_said,
        duties=duties,
        returned=return_words(submission) if submission.state == State.RETURNED else "",
        late=bool(submission.is_late()),
        action={
            "not_opened": "Bắt đầu nhập",
            State.DRAFT: "Nhập tiếp",
            State.RETURNED: "Xem và sửa",
        }.get(state if submission.is_owed else "", "Xem"),
    )


def page_head(submission: Submission, *, user: User, now: datetime) -> Head:
    period, plan = submission.period, submission.period.plan
    reports = user.access.reports_for(submission.agency_id)
    sent = ""
    # A report that was taken back, or sent back, is not with the department.
    if submission.submitted_at and submission.submitted_by and not submission.is_editable:
        timing = "sau hạn" if submission.is_late() else "đúng hạn"
        sent = f"Nộp {timing}, {datetime_vi(submission.submitted_at)}, người nộp: {submission.submitted_by.full_name}"
        sent += pressed_words(submission)
    state = submission.board_state
    return Head(
        title=f"{submission.agency.name}: báo cáo {period.name}, {plan.code}",
        deadline=deadline_words(submission),
        days=days_left_vi(submission.due_at, now) if submission.is_owed else "",
        state=state,
        state_label=state_label(state),
        sent=sent,
        decided=f"Duyệt {datetime_vi(submission.decided_at)}" if submission.state == State.ACCEPTED else "",
        returned=return_words(submission) if submission.state == State.RETURNED else "",
        can_withdraw=reports and submission.state == State.SUBMITTED,
        can_submit=reports and submission.is_editable,
        reads=f"từ {date_vi(period.data_from)} đến {date_vi(period.data_to)}",
        agency=submission.agency.short_name,
        year=period.year,
        last_year=period.year - 1,
        until=date_vi(period.data_to, short=True),
    )


def pressed_words(submission: Submission) -> str:
    """ "; đã bấm Nộp lúc 23:50 ngày 14/12/2024, khi đó chưa có mạng": staff may extend by it."""
    if submission.pressed_at is None:
        return ""
    return f"; đã bấm Nộp lúc {datetime_vi(submission.pressed_at)}, khi đó chưa gửi được"


def deadline_words(submission: Submission) -> str:
    """The deadline in words; where it was extended, from when and why."""
    # The first deadline is told with the reason, so that nobody takes the later day for the plan's own.
    extension = submission.extension
    words = deadline_vi(submission.due_at)
    if extension is None:
        return words
    return f"{words}, gia hạn từ {date_vi(submission.last_day_first)}: {extension.reason}"


def last_return(submission: Submission) -> Review | None:
    """The decision that sent the form back, if that is where it stands."""
    if submission.state != State.RETURNED:
        return None
    # One that was undone, or that a reopening came after, is not the one that stands.
    stands = submission.reviews.filter(decision="returned", at=submission.decided_at)
    return stands.prefetch_related("items__element").order_by("-pk").first()


def return_words(submission: Submission) -> str:
    """ "Sở trả lại 1 mục ngày 19/11. Nhận xét: …" """
    review = last_return(submission)
    reopened = submission.events.filter(action="reopened").order_by("-pk").first()
    # Both leave the report in the same state; the later of the two says why it stands there now.
    if reopened is not None and (review is None or reopened.at > review.at):
        return f"Sở mở lại ngày {date_vi(reopened.at)}: {reopened.reason}"
    if review is None:
        return ""
    count = len(review.items.all())
    what = f"{count} mục" if count else "báo cáo"
    note = f" Nhận xét: {review.note}" if review.note else ""
    return f"Sở trả lại {what} ngày {date_vi(review.at)}.{note}"


def returned_reasons(submission: Submission) -> dict[str, str]:
    """The reviewer's reason by element code, while the form is sent back."""
    review = last_return(submission)
    items = review.items.all() if review else ()
    return {item.element.code: item.reason for item in items if item.element_id}
