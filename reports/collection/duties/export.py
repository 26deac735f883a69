"""Duties as a list to keep: a line for each duty and each agency that leads it, as the page's filters leave them."""

from collections.abc import Mapping

from agencies import clock
from agencies.models import User
from reports.collection.duties.table import DutyLine, DutyWord, duties_table
from reports.list_files import ListCell, ListFile

DUTY_COLUMNS = {
    "Kế hoạch": 14, "Số": 8, "Nhiệm vụ": 60, "Đơn vị chủ trì": 36, "Tình hình": 18, "Kết quả": 60, "Báo cáo năm": 10,
    "Sửa ngày": 13, "Căn cứ": 30,
}  # fmt: skip


def duties_file(user: User, query: Mapping[str, str]) -> ListFile:
    """What the page's filters leave, whole, in the words of the page."""
    table = duties_table(user, query, path="", now=clock.now())
    # A duty that nobody carries has a line, too: the list must not look complete without it.
    rows = [duty_cells(line, said) for line in table.lines for said in line.said or [None]]
    return ListFile(f"Nhiệm vụ, ngày {clock.today():%d-%m-%Y}", DUTY_COLUMNS, rows, illustrative=table.illustrative)


def duty_cells(line: DutyLine, said: DutyWord | None) -> list[ListCell]:
    start: list[ListCell] = [line.plan, line.number, line.title]
    if said is None:
        return [*start, "chưa có đơn vị nào", "", "", None, None, line.citation]
    return [*start, said.full_name, said.label, said.text, said.year, said.day, line.citation]
