"""The report's tables as a workbook with real numbers, and one sheet of all agencies by all data elements."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from itertools import groupby

from reports.issued.content.schema import AgencyFigure, Dataset, Document, ElementLine, Table, TableCell
from reports.issued.layout.heading_numbers import annex_name
from reports.issued.layout.tables.voices import every_explanation
from reports.models import Entry, Quality, ReportKind, View
from reports.spreadsheets import PAGE_WIDTH, Sheet, SheetNumber, SheetRow, Value, workbook
from reports.wording.formats import date_vi, number

MATRIX = "Số liệu đơn vị"
MADE_UP = "Số liệu minh họa, không phải số liệu chính thức."
ELEMENT_WIDTH, LONGEST_SUFFIX = 16, 40


def write_xlsx(dataset: Dataset, document: Document) -> bytes:
    """The tables of the body and of the annexes, then all that the agencies gave; the same report, the same bytes."""
    sheets = [table_sheet(document, part, tables) for part, tables in alike(document)]
    sheets.append(matrix_sheet(dataset, document))
    # On paper words that are alike stand once; here each stands with its figures.
    if dataset.explanations and dataset.kind != ReportKind.AGENCY:
        sheets.append(table_sheet(document, "", [every_explanation(dataset)]))
    title = f"{document.letterhead.kind_name} {document.letterhead.subject}"
    # As UTC: the stamp in the file ends with Z.
    made_at = dataset.computed_at.astimezone(UTC)
    return workbook(sheets, title=title, made_at=made_at)


def alike(document: Document) -> Iterable[tuple[str, list[Table]]]:
    """The tables of one part that follow each other with the same columns: a sheet for all of them."""

    def shape(found: tuple[str, Table]) -> tuple[str, tuple[str, ...], str]:
        part, table = found
        # With the line on when the numbers held, which stands above the whole sheet.
        return part, tuple(column.title for column in table.columns), table.as_of

    for (part, _, _), found in groupby(tables_of(document), key=shape):
        yield part, [table for _, table in found]


def tables_of(document: Document) -> Iterable[tuple[str, Table]]:
    """Each table with the part of the report in which it stands."""
    for section in document.sections:
        yield from ((section.title, block) for block in section.blocks if isinstance(block, Table))
    for place, annex in enumerate(document.annexes, 1):
        name = f"{annex_name(place, len(document.annexes))}. {annex.title}"
        yield from ((name, block) for block in annex.blocks if isinstance(block, Table))


def head_lines(document: Document, *titles: str) -> list[str]:
    """What the sheet is: the report, the part, the table; above all what the report says of itself ("DỰ THẢO")."""
    head = document.letterhead
    name = f"{head.kind_name} {head.subject}"
    dated = f"{head.issuing_body}, ngày {date_vi(head.signed_on)}" if head.signed_on else head.issuing_body
    return [*dict.fromkeys(line for line in (name, dated, *titles, *document.remarks) if line)]


def table_sheet(document: Document, part: str, tables: Sequence[Table]) -> Sheet:
    """One table, or several alike below each other, each under its title."""
    first, alone = tables[0], len(tables) == 1
    shares = sum(column.share for column in first.columns) or 1
    titles = [part, first.title if alone else "", first.as_of]
    return Sheet(
        name=first.title if alone and first.title else part,
        above=head_lines(document, *titles),
        header=[column.title for column in first.columns],
        # In a column that is too narrow for its number Excel shows "####".
        widths=[max(8, PAGE_WIDTH * column.share // shares) for column in first.columns],
        rows=[row for table in tables for row in table_rows(table, named=not alone)],
        below=list(dict.fromkeys(note for table in tables for note in table.notes)),
        numeric=frozenset(place for place, column in enumerate(first.columns) if column.numeric),
    )


def table_rows(table: Table, *, named: bool) -> Iterable[SheetRow]:
    if named:
        yield SheetRow([table.title], bold=True)
    for row in table.rows:
        heading = row[0].columns > 1
        yield SheetRow([row[0].text] if heading else [annex_value(cell) for cell in row], bold=row[0].bold)


def annex_value(cell: TableCell) -> Value:
    """A number that looks as it does on paper, its words around it ("73,0 ước"); any other cell is its text."""
    if cell.value is None:
        return cell.text
    decimals = cell.decimals or 0
    before, found, after = cell.text.partition(number(cell.value, decimals))
    if not found or len(before + after) > LONGEST_SUFFIX:
        return SheetNumber(cell.value, decimals)
    return SheetNumber(cell.value, decimals, before, after)


def matrix_sheet(dataset: Dataset, document: Document) -> Sheet:
    """Agencies downwards, data elements across; with several years a line for each. An empty cell holds no figure."""
    held = {(one.agency_code, one.year, one.element_code): one for one in dataset.figures}
    lines = sorted(agency_years(dataset).items(), key=lambda line: (line[0][1], line[0][0]))
    whose = "đã được duyệt" if dataset.view == View.ACCEPTED else "đã nộp hoặc đã được duyệt"
    titles = [f"Số liệu của từng đơn vị theo {dataset.plan_code}"]
    titles.append(f"Số liệu {whose}, tính đến hết ngày {date_vi(dataset.as_of)}.")
    return Sheet(
        name=MATRIX,
        above=[*head_lines(document, *titles), *([MADE_UP] if dataset.illustrative else [])],
        header=["Mã đơn vị", "Đơn vị", "Năm", *(heading(element) for element in dataset.elements)],
        widths=[14, 40, 7, *(ELEMENT_WIDTH for _ in dataset.elements)],
        rows=[
            SheetRow([code, name, year, *(figure_cells(held.get((code, year, e.code)), e) for e in dataset.elements)])
            for (code, year), name in lines
        ],
        below=[f"Ô trống: chưa có số liệu {whose}.", "“ước”: số ước, chưa phải số chính thức."],
        fixed=3,
        numeric=frozenset(range(2, 3 + len(dataset.elements))),
    )


def agency_years(dataset: Dataset) -> dict[tuple[str, int], str]:
    """Code and year -> name of every agency that was asked or has figures."""
    lines = (*dataset.submissions, *dataset.figures)
    return {(line.agency_code, line.year): line.agency_name for line in lines}


def heading(element: ElementLine) -> str:
    unit = f" ({element.unit})" if element.unit else ""
    return f"{element.name}{unit} [{element.code}]"


def figure_cells(found: AgencyFigure | None, element: ElementLine) -> Value:
    if found is None:
        return None
    if found.value is None:
        return Entry(found.entry).label.lower()
    return SheetNumber(found.value, element.decimals, after=" ước" if found.quality == Quality.ESTIMATE else "")
