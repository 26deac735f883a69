"""What the agencies explained and raised, word for word, gathered under causes and under who decides."""

from collections.abc import Iterable
from decimal import Decimal

from reports.formats import NOT_KNOWN, date_vi, published
from reports.models import Decider, Entry, ObstacleState
from reports.outputs.issued.shape import Cell, Column, Dataset, Explanation, ObstacleLine, Table
from reports.outputs.issued.tables.cells import ABSENT, as_of, decimals_of, heading_row, notes

EXPLAINED = (
    Column("Đơn vị", 24),
    Column("Năm", 7),
    Column("Năm trước", 12, True),
    Column("Năm nay", 12, True),
    Column("Giải trình của đơn vị", 45),
)
NO_FIGURE = "Thiếu số liệu"
MOVED = "Số liệu biến động hoặc chênh lệch"
RAISED = (
    Column("Đơn vị", 17),
    Column("Khó khăn, vướng mắc và đề nghị", 36),
    Column("Từ ngày", 11),
    Column("Tình hình", 12),
    Column("Trả lời", 24),
)
DECIDERS = {
    Decider.LOCALITY: "Thuộc thẩm quyền của lãnh đạo địa phương",
    Decider.MINISTRY: "Thuộc thẩm quyền của bộ, ngành trung ương",
    Decider.DEPARTMENT: "Thuộc thẩm quyền của cơ quan tổng hợp",
}
STATES = {
    ObstacleState.OPEN: "chờ trả lời",
    ObstacleState.ANSWERED: "đã trả lời",
    ObstacleState.PASSED_UP: "đã trình cấp trên",
    ObstacleState.CLOSED: "đã giải quyết",
}
AS_WRITTEN = "Lời của đơn vị ghi nguyên văn."


def explanation_tables(dataset: Dataset) -> list[Table]:
    """By cause, and within a cause by data element; the agencies in the order of the dataset."""
    if not dataset.explanations:
        return []
    without = [line for line in dataset.explanations if line.entry == Entry.MISSING]
    moved = [line for line in dataset.explanations if line.entry != Entry.MISSING]
    rows = tuple(row for cause, lines in ((NO_FIGURE, without), (MOVED, moved)) for row in cause_rows(cause, lines))
    made_up = notes((AS_WRITTEN,), made_up=dataset.illustrative)
    return [Table("explanations", "Giải trình của các đơn vị", EXPLAINED, rows, as_of(dataset), made_up)]


def cause_rows(cause: str, lines: Iterable[Explanation]) -> list[tuple[Cell, ...]]:
    by_element: dict[str, list[Explanation]] = {}
    for line in lines:
        by_element.setdefault(line.element_name, []).append(line)
    rows = []
    for name, found in by_element.items():
        rows.append(heading_row(f"{cause}: {name}", EXPLAINED, place=4))
        rows += [explanation_row(line) for line in found]
    return rows


def explanation_row(line: Explanation) -> tuple[Cell, ...]:
    now = Cell("không phát sinh") if line.entry == Entry.NOT_APPLICABLE else amount(line.value)
    return Cell(line.agency_name), Cell(str(line.year)), amount(line.previous), now, Cell(line.text)


def amount(value: Decimal | None) -> Cell:
    text = published(value)
    return ABSENT if value is None else Cell(text, value, decimals_of(text))


def obstacle_tables(dataset: Dataset) -> list[Table]:
    """By who is asked to decide; those above the coordinating agency first."""
    if not dataset.obstacles:
        return []
    rows: list[tuple[Cell, ...]] = []
    for decider, title in DECIDERS.items():
        found = [line for line in dataset.obstacles if line.asks == decider]
        if found:
            rows += [heading_row(title, RAISED, place=1), *(obstacle_row(line) for line in found)]
    title = "Khó khăn, vướng mắc và kiến nghị"
    lines = notes((AS_WRITTEN,), made_up=dataset.illustrative)
    return [Table("obstacles", title, RAISED, tuple(rows), as_of(dataset), lines)]


def obstacle_row(line: ObstacleLine) -> tuple[Cell, ...]:
    return (
        Cell(line.agency_name),
        Cell(f"{line.title}. {line.text}"),
        Cell(date_vi(line.since)),
        Cell(STATES[ObstacleState(line.state)]),
        Cell("; ".join(line.answers) or NOT_KNOWN),
    )
