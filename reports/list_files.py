"""A list of a page as a file to keep: every row that its filters leave, as CSV or XLSX, at the address of the page.

The page's own address with `?file=csv` or `?file=xlsx` answers with the file: the same rights, the same filters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from agencies import clock
from reports.csv_files import csv_file
from reports.spreadsheets import Sheet, SheetNumber, SheetRow, Value, workbook
from reports.wording.formats import datetime_vi

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MADE_UP_COLUMN = "Minh họa"
ListCell = str | int | Decimal | date | None


@dataclass(frozen=True)
class ListFile:
    """A list: what it is called, its columns with their widths in characters, its rows.

    `illustrative`: made-up figures of the demo are in it, which the file says in its head and in every line.
    """

    title: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[ListCell]]
    illustrative: bool = False
    below: Sequence[str] = ()

    @property
    def header(self) -> list[str]:
        return [*self.columns, MADE_UP_COLUMN] if self.illustrative else list(self.columns)

    @property
    def lines(self) -> list[list[ListCell]]:
        # In every line, since rows are copied out of a list without its head.
        mark = ["có"] if self.illustrative else []
        return [[*row, *mark] for row in self.rows]


def wanted_file(query: Mapping[str, str]) -> str:
    """Which file an address asks for; empty where it asks for the page, also for a kind that there is not."""
    kind = query.get("file", "")
    return kind if kind in FILE_TYPES else ""


def list_response(file: ListFile, kind: str) -> HttpResponse:
    """The file to keep, named after the list."""
    now = clock.now()
    content = csv_file([file.header, *file.lines]) if kind == "csv" else list_workbook(file, made_at=now)
    # Titles hold numbers of documents, and a slash would be a folder.
    name = f"{file.title}.{kind}".replace("/", "-")
    disposition = content_disposition_header(True, name)
    # What a list holds hangs on the reader's rights: no proxy, and no browser that several people share, keeps it.
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=FILE_TYPES[kind], headers=headers)


def list_workbook(file: ListFile, *, made_at: datetime) -> bytes:
    """One sheet: numbers stay numbers, days stay days, texts stay texts."""
    said = f"Lập lúc {datetime_vi(made_at)}; {len(file.rows)} dòng"
    sheet = Sheet(
        name=file.title,
        above=[file.title, said, *(["Số liệu minh họa"] if file.illustrative else [])],
        header=file.header,
        widths=[*file.columns.values(), *([10] if file.illustrative else [])],
        rows=[SheetRow([sheet_value(cell) for cell in line]) for line in file.lines],
        below=file.below,
        fixed=1,
        numeric=frozenset(number_columns(file)),
    )
    return workbook([sheet], title=file.title, made_at=made_at)


def number_columns(file: ListFile) -> list[int]:
    """The columns that hold numbers, and words only where there is none."""
    return [
        place for place in range(len(file.columns)) if any(isinstance(row[place], Decimal | int) for row in file.rows)
    ]


def sheet_value(cell: ListCell) -> Value:
    # As many decimals as the number carries; an exponent above zero (1E+3) has none.
    if isinstance(cell, Decimal):
        return SheetNumber(cell, decimals=max(0, -int(cell.as_tuple().exponent)))
    return cell
