"""What the agencies explained and raised, word for word, gathered under causes and under who decides."""

from collections.abc import Iterable
from decimal import Decimal

from reports.issued.content.schema import Dataset, Explanation, ObstacleLine, Table, TableCell, TableColumn
from reports.issued.layout.tables.cells import ABSENT, as_of, count_cell, decimals_of, heading_row, notes
from reports.models import Decider, Entry, ObstacleState, ReportKind
from reports.wording.formats import NOT_KNOWN, date_vi, published_number

EXPLAINED = (
    TableColumn("Nguyên nhân do đơn vị nêu", 35),
    TableColumn("Năm", 7),
    TableColumn("Số đơn vị", 8, True),
    TableColumn("Đơn vị", 50),
)
EACH = (
    TableColumn("Số liệu", 24),
    TableColumn("Năm", 7),
    TableColumn("Năm trước", 12, True),
    TableColumn("Năm nay", 12, True),
    TableColumn("Giải trình của đơn vị", 45),
)
EVERY_EXPLANATION = "Giải trình số liệu"
NOT_APPLICABLE_WORDS = "không phát sinh"
NO_FIGURE = "Thiếu số liệu"
CHANGES_HEADING = "Số liệu biến động hoặc chênh lệch"
RAISED = (
    TableColumn("Đơn vị", 17),
    TableColumn("Khó khăn, vướng mắc và đề nghị", 36),
    TableColumn("Từ ngày", 11),
    TableColumn("Tình hình", 12),
    TableColumn("Trả lời", 24),
)
DECIDERS = {
    Decider.LOCALITY: "Thuộc thẩm quyền của lãnh đạo địa phương",
    Decider.MINISTRY: "Thuộc thẩm quyền của bộ, ngành trung ương",
    Decider.DEPARTMENT: "Thuộc thẩm quyền của cơ quan tổng hợp",
}
AS_WRITTEN = "Lời của đơn vị ghi nguyên văn."
GATHERED = "Lời của đơn vị ghi nguyên văn, lời giống nhau ghi một lần; số trong ngoặc: năm trước → năm nay."


def explanation_tables(dataset: Dataset) -> list[Table]:
    """What was explained: of many agencies equal words once, of a single one each figure with its words."""
    if not dataset.explanations:
        return []
    if dataset.kind == ReportKind.AGENCY:
        return [every_explanation(dataset)]
    without = [line for line in dataset.explanations if line.entry == Entry.MISSING]
    moved = [line for line in dataset.explanations if line.entry != Entry.MISSING]
    rows = tuple(
        row for cause, lines in ((NO_FIGURE, without), (CHANGES_HEADING, moved)) for row in cause_rows(cause, lines)
    )
    lines = notes((GATHERED,), made_up=dataset.illustrative)
    return [Table("explanations", "Giải trình của các đơn vị", EXPLAINED, rows, as_of(dataset), lines)]


def every_explanation(dataset: Dataset) -> Table:
    """One row for each explanation with its figures; the agencies are named where there can be several."""
    named = dataset.kind != ReportKind.AGENCY
    columns = (*((TableColumn("Đơn vị", 20),) if named else ()), *EACH)
    rows = []
    for line in dataset.explanations:
        now = TableCell(NOT_APPLICABLE_WORDS) if line.entry == Entry.NOT_APPLICABLE else amount(line.value)
        lead = (TableCell(line.agency_name),) if named else ()
        told = (
            TableCell(line.element_name),
            TableCell(str(line.year)),
            amount(line.previous),
            now,
            TableCell(line.text),
        )
        rows.append((*lead, *told))
    lines = notes((AS_WRITTEN,), made_up=dataset.illustrative)
    return Table("every-explanation", EVERY_EXPLANATION, columns, tuple(rows), as_of(dataset), lines)


def cause_rows(cause: str, lines: Iterable[Explanation]) -> list[tuple[TableCell, ...]]:
    """Under each data element its reasons, the most frequent first; the agencies in the order of the dataset."""
    by_element: dict[str, dict[tuple[str, int], list[Explanation]]] = {}
    for line in lines:
        # A full stop and the width of spaces make no other reason.
        reason = " ".join(line.text.split()).rstrip(".")
        by_element.setdefault(line.element_name, {}).setdefault((reason, line.year), []).append(line)
    rows = []
    for name, reasons in by_element.items():
        rows.append(heading_row(f"{cause}: {name}", EXPLAINED))
        rows += [reason_row(found) for found in sorted(reasons.values(), key=len, reverse=True)]
    return rows


def reason_row(lines: list[Explanation]) -> tuple[TableCell, ...]:
    first = lines[0]
    return (
        TableCell(first.text),
        TableCell(str(first.year)),
        count_cell(len(lines)),
        TableCell("; ".join(map(whose, lines))),
    )


def whose(line: Explanation) -> str:
    """The agency and how its figure moved: "UBND quận Ba Đình (3.318 → 4.655)"."""
    if line.entry == Entry.MISSING:
        return line.agency_name
    now = NOT_APPLICABLE_WORDS if line.entry == Entry.NOT_APPLICABLE else published_number(line.value)
    return f"{line.agency_name} ({now if line.previous is None else f'{published_number(line.previous)} → {now}'})"


def amount(value: Decimal | None) -> TableCell:
    text = published_number(value)
    return ABSENT if value is None else TableCell(text, value, decimals_of(text))


def obstacle_tables(dataset: Dataset) -> list[Table]:
    """By who is asked to decide; those above the coordinating agency first."""
    if not dataset.obstacles:
        return []
    rows: list[tuple[TableCell, ...]] = []
    for decider, title in DECIDERS.items():
        found = [line for line in dataset.obstacles if line.asks == decider]
        if found:
            rows += [heading_row(title, RAISED), *(obstacle_table_row(line) for line in found)]
    title = "Khó khăn, vướng mắc và kiến nghị"
    lines = notes((AS_WRITTEN,), made_up=dataset.illustrative)
    return [Table("obstacles", title, RAISED, tuple(rows), as_of(dataset), lines)]


def obstacle_table_row(line: ObstacleLine) -> tuple[TableCell, ...]:
    return (
        TableCell(line.agency_name),
        TableCell(f"{line.title}. {line.text}"),
        TableCell(date_vi(line.since)),
        TableCell(ObstacleState(line.state).label.lower()),
        TableCell("; ".join(line.answers) or NOT_KNOWN),
    )
