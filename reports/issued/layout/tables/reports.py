"""Who has reported: one row for each agency and year, however many there are."""

from reports.issued.content.counts import usual_last_day
from reports.issued.content.schema import Dataset, SubmissionLine, Table, TableCell, TableColumn
from reports.issued.layout.tables.cells import as_of, count_cell
from reports.wording.formats import NOT_KNOWN, date_vi, datetime_vi, number, state_label

REPORT_COLUMNS = (
    TableColumn("TT", 5),
    TableColumn("Đơn vị", 33),
    TableColumn("Hạn, đến hết ngày", 13),
    TableColumn("Nộp lúc", 16),
    TableColumn("Đúng hạn", 11),
    TableColumn("Tình trạng", 12),
    TableColumn("Số ô đã có", 10, True),
)


def submission_tables(dataset: Dataset) -> list[Table]:
    """One table for each year that had a period, and one of the reports for other plans that hold shared figures."""
    tables = []
    for year in dataset.years:
        lines = [line for line in dataset.submissions if line.year == year]
        rows = tuple(submission_row(place, line) for place, line in enumerate(lines, 1))
        if rows:
            title = f"Tình hình nộp báo cáo năm {year}"
            tables.append(Table(f"submissions-{year}", title, REPORT_COLUMNS, rows, as_of(dataset)))
    return [*tables, *other_reports(dataset)]


def submission_row(place: int, line: SubmissionLine) -> tuple[TableCell, ...]:
    filled = f"{number(line.filled_cells)}/{number(line.required_cells)}" if line.required_cells else NOT_KNOWN
    return (
        TableCell(str(place)),
        TableCell(line.agency_name),
        TableCell(date_vi(usual_last_day([line]))),
        TableCell(datetime_vi(line.submitted_at)),
        TableCell(punctuality(line)),
        TableCell(state_label(line.state)),
        TableCell(filled),
    )


def punctuality(line: SubmissionLine) -> str:
    if line.submitted_at is None:
        return "chưa nộp"
    return "muộn" if line.late else "đúng hạn"


def other_reports(dataset: Dataset) -> list[Table]:
    """Figures are entered once: some of this plan's stand in reports for other ones, named by plan, year and state."""
    if not dataset.other_submissions:
        return []
    columns = (
        TableColumn("Kế hoạch", 14),
        TableColumn("Năm", 7),
        TableColumn("Tình trạng", 12),
        TableColumn("Số đơn vị", 9, True),
        TableColumn("Đơn vị", 58),
    )
    alike: dict[tuple[str, int, str], list[str]] = {}
    for line in sorted(dataset.other_submissions, key=lambda line: (line.plan_code, line.year)):
        alike.setdefault((line.plan_code, line.year, line.state), []).append(line.agency_name)
    rows = tuple(
        (
            TableCell(plan),
            TableCell(str(year)),
            TableCell(state_label(state)),
            count_cell(len(names)),
            TableCell("; ".join(names)),
        )
        for (plan, year, state), names in alike.items()
    )
    title = "Báo cáo theo kế hoạch khác có số liệu dùng chung"
    return [Table("other-submissions", title, columns, rows, as_of(dataset))]
