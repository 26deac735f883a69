"""Duties: who leads, where they stand, and what the agencies wrote of them, word for word."""

from collections import Counter
from collections.abc import Iterable, Iterator

from reports.issued.content.counts import duty_groups, duty_state, group_title
from reports.issued.content.schema import Dataset, DutyReport, DutyResult, Paragraph, Table, TableCell, TableColumn
from reports.issued.layout.tables.cells import as_of, heading_row, notes
from reports.wording.duty_states import DUTY_WORDS, SILENT
from reports.wording.formats import NOT_KNOWN, number

# More reports than these of one duty are counted in the text and read in the annex.
REPORTS_TOLD = 3
QUOTED = "Cột “Kết quả” ghi nguyên văn báo cáo của đơn vị."
DUTY_COLUMNS = (
    TableColumn("Nhiệm vụ", 10),
    TableColumn("Đơn vị báo cáo", 27),
    TableColumn("Tình hình", 16),
    TableColumn("Kết quả", 47),
)


def duty_tables(dataset: Dataset) -> list[Table]:
    """One row for each report, under its duty and the plan's groups of tasks; each names its duty's number again."""
    if not dataset.duties:
        return []
    rows: list[tuple[TableCell, ...]] = []
    groups = duty_groups(dataset)
    for title, duties in groups.items():
        if len(groups) > 1:
            rows.append(heading_row(group_title(title), DUTY_COLUMNS))
        rows += [row for duty in duties for row in duty_table_rows(duty)]
    lines = notes((QUOTED,), made_up=dataset.illustrative)
    return [Table("duties", "Nhiệm vụ và kết quả", DUTY_COLUMNS, tuple(rows), as_of(dataset), lines)]


def duty_table_rows(duty: DutyResult) -> Iterator[tuple[TableCell, ...]]:
    leads = f"; chủ trì: {'; '.join(duty.leads)}" if duty.leads else ""
    yield heading_row(f"{duty.number}. {duty.title} ({duty.citation}){leads}", DUTY_COLUMNS, bold=False)
    if not duty.reports:
        yield TableCell(duty.number), TableCell(NOT_KNOWN), TableCell(DUTY_WORDS[SILENT].said), TableCell("")
    for report in duty.reports:
        yield (
            TableCell(duty.number),
            TableCell(report.agency_name),
            TableCell(DUTY_WORDS[report.state].said),
            TableCell(report.text),
        )


def duty_bullets(duties: Iterable[DutyResult]) -> list[Paragraph]:
    """One line for each duty: its state and, while they are few, the agencies' own words in quotation marks."""
    return [Paragraph(f"- {duty.title}{led_by(duty)}: {duty_words(duty)}.", "bullet") for duty in duties]


def led_by(duty: DutyResult) -> str:
    return f" (chủ trì: {'; '.join(duty.leads)})" if duty.leads else ""


def duty_words(duty: DutyResult) -> str:
    if len(duty.reports) > REPORTS_TOLD:
        return duty_count_words(duty)
    quotes = [quoted_words(duty, report) for report in duty.reports if report.text.strip()]
    return "; ".join([DUTY_WORDS[duty_state(duty)].said, *quotes])


def quoted_words(duty: DutyResult, report: DutyReport) -> str:
    """The agency's words as its own, on one line, without the last full stop; a lone lead is already named."""
    words = f"“{' '.join(report.text.split()).rstrip('.')}”"
    return words if duty.leads == (report.agency_name,) else f"{report.agency_name}: {words}"


def duty_count_words(duty: DutyResult) -> str:
    """ "12 đơn vị đã hoàn thành, 15 đơn vị đang thực hiện" """
    states = Counter(report.state for report in duty.reports)
    found = [(states[state], words.said) for state, words in DUTY_WORDS.items() if states[state]]
    return ", ".join(f"{number(count)} đơn vị {words}" for count, words in found)
