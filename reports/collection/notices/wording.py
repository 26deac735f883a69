"""What notices say, in the words of the pages: which report, what happened, until when, what to do."""

from datetime import datetime

from reports.models import NoticeKind, Submission
from reports.wording.formats import days_left_vi, deadline_vi


def report_of(submission: Submission) -> str:
    """ "báo cáo KH-10 năm 2024 của UBND huyện Đông Anh"."""
    period = submission.period
    return f"báo cáo {period.plan.code} {period.name} của {submission.agency.name}"


def opening_notice(submission: Submission) -> str:
    return f"Kỳ báo cáo đã mở: nộp {report_of(submission)} {deadline_vi(submission.due_at)}."


def due_notice(submission: Submission, kind: NoticeKind, now: datetime) -> str:
    """Days left or overdue as they are on the day of writing, whichever step the notice was written for."""
    report, left = capital(report_of(submission)), days_left_vi(submission.due_at, now)
    deadline = deadline_vi(submission.due_at)
    if kind == NoticeKind.OVERDUE:
        return f"{report} {left}. Hạn nộp: {deadline}. Vẫn nộp được, báo cáo được ghi là nộp sau hạn."
    return f"{report} chưa nộp, {left}. Hạn nộp: {deadline}."


def reminder_notice(submission: Submission, now: datetime) -> str:
    report, left = report_of(submission), days_left_vi(submission.due_at, now)
    return f"Sở nhắc: {report} chưa nộp, {left}. Hạn nộp: {deadline_vi(submission.due_at)}."


def extension_notice(submission: Submission, due_at: datetime, reason: str) -> str:
    return f"Hạn nộp {report_of(submission)} được lùi: {deadline_vi(due_at)}. Lý do: {reason}"


def decision_notice(submission: Submission, kind: NoticeKind, reason: str) -> str:
    """A decision of the department; reasons beside the cells are read in the form itself."""
    report = report_of(submission)
    if kind == NoticeKind.ACCEPTED:
        return f"{capital(report)} đã được duyệt."
    if kind == NoticeKind.REOPENED:
        return f"Sở mở lại {report} để sửa. Lý do: {reason}"
    note = f" Nhận xét: {reason}" if reason else ""
    return f"Sở trả lại {report} để sửa. Lý do ghi cạnh từng ô của biểu.{note}"


def arrival_notice(submission: Submission, kind: NoticeKind) -> str:
    """What staff read when a report has come in."""
    report = report_of(submission)
    if kind == NoticeKind.SENT_AGAIN:
        return f"{capital(report)} đã được sửa và nộp lại."
    late = " sau hạn" if kind == NoticeKind.SENT_LATE else ""
    return f"{capital(report)} vừa được nộp{late}."


def subject(kind: NoticeKind, submission: Submission) -> str:
    """The subject of the e-mail, always one line."""
    line = f"{kind.label}: {submission.period.plan.code} {submission.period.name}, {submission.agency.short_name}"
    return " ".join(line.split())


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
