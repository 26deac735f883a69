"""Cells and the lines under a table: what every table of a report needs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from reports.issued.content.counts import accepted_submissions, submissions_of_year
from reports.issued.content.schema import Dataset, IndicatorResult, TableCell, TableColumn, YearValue
from reports.issued.content.standings import measure_of
from reports.models import ReportKind, View
from reports.wording import terms
from reports.wording.formats import NOT_KNOWN, date_vi, number

DASH = "“—”: chưa có số liệu."
ESTIMATE = "“ước”: số ước, chưa phải số chính thức."
MADE_UP = "Số liệu minh họa, không phải số liệu chính thức."
ABSENT = TableCell(NOT_KNOWN)


def as_of(dataset: Dataset) -> str:
    """When the numbers held and how many agencies they rest on: "…14/12/2024; 28/30 đơn vị đã được duyệt."."""
    text = f"Số liệu tính đến hết ngày {date_vi(dataset.as_of)}"
    lines = submissions_of_year(dataset, dataset.year)
    # Of one agency there is no share: its report is accepted or not.
    if dataset.kind == ReportKind.AGENCY:
        text += (
            "; báo cáo đã được duyệt"
            if lines and len(accepted_submissions(lines)) == len(lines)
            else "; báo cáo chưa được duyệt"
        )
    elif lines:
        text += f"; {number(len(accepted_submissions(lines)))}/{number(len(lines))} đơn vị đã được duyệt"
    if dataset.view == View.PROVISIONAL:
        text += "; gồm cả số liệu chờ duyệt"
    return f"{text}."


def notes(texts: Iterable[str], *, estimates: bool = False, made_up: bool = False) -> tuple[str, ...]:
    """The lines under a table: its own, then what its marks mean."""
    marks = ((ESTIMATE, estimates), (MADE_UP, made_up))
    return (*texts, *(text for text, shown in marks if shown))


def count_cell(amount: int) -> TableCell:
    return TableCell(number(amount), Decimal(amount), 0)


def decimals_of(text: str) -> int:
    """The decimals that a Vietnamese number shows: "72,23" -> 2."""
    return len(text.partition(",")[2])


def value_cell(result: IndicatorResult, value: YearValue | None) -> TableCell:
    """An indicator's value without its unit, which has a column of its own; on the page it opens its inputs."""
    if value is None:
        return ABSENT
    text = terms.figure_text(value.value, measure_of(result), half_width=value.half_width)
    return TableCell(text, value.value, decimals_of(text), ref=(result.code, value.year))


def heading_row(text: str, columns: Sequence[TableColumn], *, bold: bool = True) -> tuple[TableCell, ...]:
    """A row that names the rows below it, over the whole width; what it covers stays empty."""
    return TableCell(text, bold=bold, columns=len(columns)), *(TableCell("") for _ in columns[1:])
