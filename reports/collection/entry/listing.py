"""What an official owes and what stands around a form: deadlines in words, reasons for a return, duties."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from agencies.access import Right
from agencies.models import Agency, User
from agencies.prepared_queries import Prepared
from reports.collection.entry.queries import filled_and_asked
from reports.models import DutyState, DutyUpdate, Review, Submission
from reports.models.submission import State
from reports.wording.duty_states import DUTY_WORDS, SILENT
from reports.wording.formats import date_vi, datetime_vi, days_left_vi, deadline_vi, state_label
from targets.models import Duty

DUTIES = Prepared(
    int,
    str,
    int,
    int,
    date,
    build=lambda agency, kind, locality, plan, day: (
        Duty.objects.led_by(Agency(pk=agency, kind=kind, locality_id=locality), day)
        .filter(plan_id=plan)
        .order_by("position")
    ),
)


@dataclass(frozen=True)
class Owed:
    """One line of "việc của tôi"."""

    pk: int
    plan: str
    plan_title: str
    agency: str
    year: int
    state: str
    state_label: str
    deadline: str
    days: str
    overdue: bool
    filled: int
    total: int
    returned: str
    late: bool
    action: str


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


@dataclass(frozen=True)
class DutyRow:
    """One duty that the agency leads, with what it says this year and said last year."""

    pk: int
    number: str
    title: str
    citation: str
    state: str
    label: str
    text: str
    before: str
    choices: list[tuple[str, str, bool]]
    updated_at: datetime | None = None
    returned: str = ""
    error: str = ""


@dataclass(frozen=True)
class RefusedDuty:
    """What was said of a duty and could not be taken, as it was typed."""

    pk: int
    state: str
    text: str
    error: str


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
        counts |= filled_and_asked(agency, [submission for submission in rows if submission.agency_id == agency.pk])
    owed = [owed_row(submission, *counts[submission.pk], now=now) for submission in rows]
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
    ]


def owed_first_sentence(groups: list[SubmissionGroup]) -> str:
    """The page's first sentence: how many are owed, how many of them late, what comes next."""
    todo = groups[0].rows
    if not todo:
        return "Không còn báo cáo nào phải nộp. Kỳ sau tự mở ở đây khi đến ngày."
    overdue = sum(row.overdue for row in todo)
    late = f", {overdue} đã quá hạn" if overdue else ""
    return f"Còn {len(todo)} báo cáo phải nộp{late}. Gần nhất: {todo[0].plan} năm {todo[0].year}, {todo[0].deadline}."


def owed_row(submission: Submission, filled: int, total: int, *, now: datetime) -> Owed:
    state = submission.board_state
    return Owed(
        pk=submission.pk,
        plan=submission.period.plan.code,
        plan_title=submission.period.plan.short_title,
        agency=submission.agency.name,
        year=submission.period.year,
        state=state,
        state_label=state_label(state),
        deadline=deadline_words(submission),
        days=days_left_vi(submission.due_at, now) if submission.is_editable else "",
        overdue=submission.is_overdue(now),
        filled=filled,
        total=total,
        returned=return_words(submission) if submission.state == State.RETURNED else "",
        late=bool(submission.is_late()),
        action={
            "not_opened": "Bắt đầu nhập",
            State.DRAFT: "Nhập tiếp",
            State.RETURNED: "Xem và sửa",
        }.get(state, "Xem"),
    )


def page_head(submission: Submission, *, user: User, now: datetime) -> Head:
    period, plan = submission.period, submission.period.plan
    reports = user.access.reports_for(submission.agency_id)
    sent = ""
    if submission.submitted_at and submission.submitted_by:
        timing = "sau hạn" if submission.is_late() else "đúng hạn"
        sent = f"Nộp {timing}, {datetime_vi(submission.submitted_at)}, người nộp: {submission.submitted_by.full_name}"
    state = submission.board_state
    return Head(
        title=f"{submission.agency.name}: báo cáo năm {period.year}, {plan.code}",
        deadline=deadline_words(submission),
        days=days_left_vi(submission.due_at, now) if submission.is_editable else "",
        state=state,
        state_label=state_label(state),
        sent=sent,
        decided=f"Duyệt {datetime_vi(submission.decided_at)}" if submission.state == State.ACCEPTED else "",
        returned=return_words(submission) if submission.state == State.RETURNED else "",
        can_withdraw=reports and submission.state == State.SUBMITTED,
        can_submit=reports and submission.is_editable,
        reads=f"{date_vi(period.data_from)}–{date_vi(period.data_to)}",
    )


def deadline_words(submission: Submission) -> str:
    """The deadline in words; where it was extended, from when and why."""
    extension = submission.extension
    words = deadline_vi(submission.due_at)
    if extension is None:
        return words
    return f"{words}, gia hạn từ {date_vi(submission.period.last_day)}: {extension.reason}"


def last_return(submission: Submission) -> Review | None:
    """The decision that sent the form back, if that is where it stands."""
    if submission.state != State.RETURNED:
        return None
    return submission.reviews.filter(decision="returned").prefetch_related("items__element").order_by("-pk").first()


def return_words(submission: Submission) -> str:
    """ "Sở trả lại 1 mục ngày 19/11. Nhận xét: …" """
    review = last_return(submission)
    reopened = submission.events.filter(action="reopened").order_by("-pk").first()
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


def returned_duties(submission: Submission) -> dict[int, str]:
    """The reviewer's reason by duty, while the form is sent back."""
    review = last_return(submission)
    return {item.duty_id: item.reason for item in review.items.all() if item.duty_id} if review else {}


def duty_rows(submission: Submission, refused: RefusedDuty | None = None) -> list[DutyRow]:
    """The duties that the plan gives this agency to lead; that of `refused` as it was typed, with what to mend."""
    duties = duties_led(submission)
    if not duties:
        return []
    updates = DutyUpdate.objects.filter(submission__agency_id=submission.agency_id)
    now = {update.duty_id: update for update in updates.filter(submission=submission)}
    before = {update.duty_id: update for update in updates.filter(submission__period__year=submission.period.year - 1)}
    asked = returned_duties(submission)
    rows = [duty_row(duty, now.get(duty.pk), before.get(duty.pk), asked.get(duty.pk, "")) for duty in duties]
    return [row if refused is None or row.pk != refused.pk else as_typed(row, refused) for row in rows]


def duties_led(submission: Submission) -> list[Duty]:
    """The duties of the plan that the agency of a report leads, in the order of the plan; one query."""
    agency = submission.agency
    return DUTIES.models(agency.pk, agency.kind, agency.locality_id, submission.period.plan_id, submission.duty_day)


def as_typed(row: DutyRow, refused: RefusedDuty) -> DutyRow:
    choices = [(value, label, value == refused.state) for value, label, _ in row.choices]
    return replace(row, text=refused.text, choices=choices, error=refused.error)


def duty_row(duty: Duty, update: DutyUpdate | None, before: DutyUpdate | None, returned: str) -> DutyRow:
    chosen = update.state if update else ""
    return DutyRow(
        pk=duty.pk,
        number=duty.number,
        title=duty.title,
        citation=duty.citation,
        state=chosen,
        label=DUTY_WORDS[chosen or SILENT].label,
        text=update.text if update else "",
        before=f"{DUTY_WORDS[before.state].label}. {before.text}".strip() if before else "",
        choices=[(value, label, value == chosen) for value, label in DutyState.choices],
        updated_at=update.updated_at if update else None,
        returned=returned,
    )
