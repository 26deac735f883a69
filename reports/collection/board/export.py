"""The board as a list to keep: the rows that its filters leave, in the order of the page."""

from datetime import datetime

from agencies.models import User
from reports.collection.board.page import BoardFilter, extension_words, late_words, matches, order
from reports.collection.board.queries import SubmissionStanding, submission_standings
from reports.list_files import ListCell, ListFile
from reports.models import ReportingPeriod
from reports.wording.formats import local_day, state_label

BOARD_COLUMNS = {
    "Đơn vị": 36, "Mã": 12, "Loại đơn vị": 22, "Trạng thái": 16, "Ô đã điền": 10, "Ô phải điền": 10,
    "Nhiệm vụ đã báo cáo": 12, "Nhiệm vụ phải báo cáo": 12,
    "Lỗi phải sửa": 10, "Chỗ chưa giải thích": 12, "Thao tác gần nhất": 13, "Nhắc gần nhất": 13, "Ngày cuối": 13,
    "Chậm": 20, "Gia hạn": 40, "Người liên hệ": 30,
}  # fmt: skip


def board_file(period: ReportingPeriod, user: User, wanted: BoardFilter, *, now: datetime) -> ListFile:
    """One line for each report of the period that the filters leave."""
    rows = [row for row in submission_standings(period, user, now=now) if matches(row, wanted)]
    shown = sorted((row for row in rows if wanted.state in ("", row.state)), key=order(wanted.sort))
    return ListFile(
        title=f"Theo dõi báo cáo {period.name}, {period.plan.code}",
        columns=BOARD_COLUMNS,
        rows=[board_cells(row, now) for row in shown],
        illustrative=any(row.submission.illustrative for row in shown),
    )


def board_cells(row: SubmissionStanding, now: datetime) -> list[ListCell]:
    agency = row.submission.agency
    return [
        agency.name,
        agency.code,
        agency.get_kind_display(),
        state_label(row.state),
        row.filled,
        row.required,
        row.duties_said,
        row.duties,
        row.hard,
        row.soft,
        local_day(row.last_activity) if row.last_activity else None,
        local_day(row.last_reminder) if row.last_reminder else None,
        row.submission.last_day,
        late_words(row, now),
        extension_words(row),
        agency.contact,
    ]
