"""Sheets of a workbook: a title block, one table of real numbers, lines below; ready to print. Knows no data.

A text stays a text whatever it begins with, and the same sheets always give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.page import PageMargins

from reports.csv_files import reads_as_formula

# What XML 1.0 has no place for.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What Excel refuses in the name of a sheet.
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# Excel's own limits; beyond them it calls the whole file damaged. 9 is A4 in the list of papers of the format.
LONGEST_NAME, LONGEST_TEXT, PAPER_A4 = 31, 32_767, 9
PAGE_WIDTH = 150  # characters of an A4 page on its side that can still be read
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
HEAD, BOLD, PLAIN = Font("Arial", 13, bold=True), Font("Arial", 10, bold=True), Font("Arial", 10)
LINE_HEIGHT, TALLEST = 14, 409  # points
LETTERS_IN_TEN = 11  # letters of running text that stand in the width of ten digits
GREY = PatternFill("solid", fgColor="EDF0F1")
UNDER = Border(bottom=Side("medium", color="17212B"))
LINE = Border(bottom=Side("hair", color="7C8792"))


@dataclass(frozen=True)
class SheetNumber:
    """A number with all its digits, the decimals shown of it, and what is shown around it: " ước", "%", "+"."""

    value: Decimal
    decimals: int = 0
    before: str = ""
    after: str = ""

    @property
    def number_format(self) -> str:
        digits = f"#,##0.{'0' * self.decimals}" if self.decimals else "#,##0"
        after = literal(self.after)
        if self.before == "+":
            # Three formats: above zero, below, and zero, which bears no sign.
            return f"+{digits}{after};-{digits}{after};{digits}{after}"
        return f"{literal(self.before)}{digits}{after}"


# A bare int is a year or a place: it has no thousands.
Value = SheetNumber | int | date | str | None


@dataclass(frozen=True)
class SheetRow:
    """One line of a table; a bold one names or sums up others."""

    values: Sequence[Value]
    bold: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines above the table, its head, its rows, lines below; `fixed` columns stay in sight and in print.

    `widths` in characters; `numeric` are the columns of numbers, from 0, in which words stand on the right, too.
    A table wider than a page goes on to the next one beside it.
    """

    name: str
    above: Sequence[str]
    header: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[SheetRow]
    below: Sequence[str] = ()
    fixed: int = 0
    numeric: frozenset[int] = frozenset()

    @property
    def head_row(self) -> int:
        return len(self.above) + 2

    @property
    def last_row(self) -> int:
        return self.head_row + len(self.rows) + (1 + len(self.below) if self.below else 0)


def workbook(sheets: Sequence[Sheet], *, title: str, made_at: datetime) -> bytes:
    """The sheets as XLSX; `made_at` is what the file says of itself, so that its bytes depend on nothing else."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = writable_text(title)[:255], "vocplan"
    for name, sheet in zip(names_of(sheets), sheets, strict=True):
        write_sheet(book.create_sheet(name), sheet)
    draft, final = io.BytesIO(), io.BytesIO()
    book.save(draft)
    # Saving puts the present time into the file and into each of its parts.
    stamp = f"{made_at:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(final, "w") as archive:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(W3CDTF\">)[^<]*", rb"\g<1>" + stamp, data)
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), data, zipfile.ZIP_DEFLATED)
    return final.getvalue()


def names_of(sheets: Iterable[Sheet]) -> list[str]:
    """Names that a workbook takes: short, without its special characters, no two the same in any spelling."""
    taken: set[str] = set()
    names = []
    for sheet in sheets:
        # An apostrophe at either end of a name is refused as well, since Excel quotes names with it in formulas.
        name = short = (
            " ".join(NOT_IN_NAMES.sub(" ", writable_text(sheet.name)).split()).strip("'")[:LONGEST_NAME] or "Bảng"
        )
        number = 1
        while name.casefold() in taken:
            number += 1
            # The number takes the place of the last letters: a name of full length has no room for it.
            name = f"{short[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def write_sheet(page: WriteOnlyWorksheet, sheet: Sheet) -> None:
    """Everything but the rows is set first: a write-only sheet sends its head with the first row."""
    head = sheet.head_row
    for index, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(index)].width = width
    page.freeze_panes = f"{get_column_letter(sheet.fixed + 1)}{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    if sheet.fixed:
        page.print_title_cols = f"A:{get_column_letter(sheet.fixed)}"
    page.print_area = f"A1:{get_column_letter(len(sheet.header))}{sheet.last_row}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", PAPER_A4
    # No bound downwards (0), as a list goes on over pages; across as many pages as leave the letters readable.
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = max(1, round(sum(sheet.widths) / PAGE_WIDTH)), 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.oddFooter.center.text = "&P/&N"
    put_heights(page, sheet)
    for row in written_rows(page, sheet):
        page.append(row)


def put_heights(page: WriteOnlyWorksheet, sheet: Sheet) -> None:
    """Rows as high as their longest text needs: not every program measures them when it opens a file."""
    for place, values in enumerate([sheet.header, *(row.values for row in sheet.rows)], start=sheet.head_row):
        # A title that stands alone in its row runs on over the empty cells.
        texts = zip(values, sheet.widths, strict=False) if len(values) == len(sheet.header) else ()
        lines = max((lines_in_column(text, width) for text, width in texts if isinstance(text, str)), default=1)
        if lines > 1:
            page.row_dimensions[place].height = min(TALLEST, LINE_HEIGHT * lines)


def lines_in_column(text: str, width: int) -> int:
    """Lines that a text takes in a column; most letters are narrower than the digit that widths are counted in."""
    return sum(max(1, -(-len(line) * 10 // (width * LETTERS_IN_TEN))) for line in text.split("\n"))


def written_rows(page: WriteOnlyWorksheet, sheet: Sheet) -> Iterable[list[WriteOnlyCell]]:
    pen = Pen(page)
    for index, line in enumerate(sheet.above):
        yield [pen.cell(line, Look(PLAIN if index else HEAD))]
    yield []
    yield [pen.cell(name, head_look(sheet, column)) for column, name in enumerate(sheet.header)]
    for row in sheet.rows:
        # A row that is shorter than the head is a title over the rows below it.
        wraps = len(row.values) == len(sheet.header)
        yield [pen.cell(value, body_look(sheet, column, row.bold, wraps)) for column, value in enumerate(row.values)]
    if sheet.below:
        yield []
        for line in sheet.below:
            yield [pen.cell(line, Look(PLAIN))]


class Look(NamedTuple):
    """How a cell looks; of fonts, fills and borders there are only those above."""

    font: Font
    fill: PatternFill | None = None
    border: Border | None = None
    horizontal: str | None = None
    vertical: str | None = None
    wraps: bool = False
    indent: int = 0


def head_look(sheet: Sheet, column: int) -> Look:
    return Look(BOLD, GREY, UNDER, side(sheet, column), "bottom", True, room(sheet, column))


def body_look(sheet: Sheet, column: int, bold: bool, wraps: bool) -> Look:
    """A text that stands alone in its row runs on over the empty cells instead of wrapping."""
    indent = room(sheet, column) if wraps else 0
    return Look(BOLD if bold else PLAIN, None, LINE, side(sheet, column), "top", wraps, indent)


def side(sheet: Sheet, column: int) -> str:
    return "right" if column in sheet.numeric else "left"


def room(sheet: Sheet, column: int) -> int:
    """A text after a column of numbers would touch the number on its left."""
    return 1 if column and column not in sheet.numeric and column - 1 in sheet.numeric else 0


@dataclass
class Pen:
    """Makes the cells of a page. Cells that look alike are copies of one: giving each its looks takes the most time."""

    page: WriteOnlyWorksheet
    patterns: dict[tuple, WriteOnlyCell] = field(default_factory=dict)

    def cell(self, value: Value, look: Look) -> WriteOnlyCell:
        """One cell; a text that begins like a formula is marked as a text, also for who edits it later."""
        text = writable_text(value)[:LONGEST_TEXT] if isinstance(value, str) else ""
        made = copy(self.pattern(format_of(value), reads_as_formula(text), look))
        # The type is said after the value: openpyxl has just taken what begins with "=" for a formula.
        if text:
            made.value, made.data_type = text, "s"
        elif not isinstance(value, str):
            made.value = value.value if isinstance(value, SheetNumber) else value
        return made

    def pattern(self, number_format: str | None, quoted: bool, look: Look) -> WriteOnlyCell:
        # The looks are compared by identity: they are constants, and hashing what is in them is the slow part.
        key = (number_format, quoted, id(look.font), id(look.fill), id(look.border), *look[3:])
        if key not in self.patterns:
            made = self.patterns[key] = WriteOnlyCell(self.page)
            made.font, made.quotePrefix = look.font, quoted
            made.fill, made.border = look.fill or PatternFill(), look.border or Border()
            made.number_format = number_format or "General"
            made.alignment = Alignment(look.horizontal, look.vertical, wrap_text=look.wraps, indent=look.indent)
        return self.patterns[key]


def format_of(value: Value) -> str | None:
    if isinstance(value, SheetNumber):
        return value.number_format
    # The shown form only: the cell holds the day itself, which sorts and filters as one.
    if isinstance(value, date):
        return "dd/mm/yyyy"
    return "0" if isinstance(value, int) else None


def literal(text: str) -> str:
    """Words of a number format, which may hold a percent sign without meaning a hundredth."""
    return f'"{text}"' if (text := text.replace('"', "").replace("\\", "")) else ""


def writable_text(text: str) -> str:
    return UNWRITABLE.sub("", text)
