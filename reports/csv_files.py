"""CSV files as every part of vocplan writes them: plain numbers, ISO days, texts that no spreadsheet program runs."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from agencies.plain_number import plain_number

# Without it Excel reads UTF-8 as the machine's own code page and breaks every Vietnamese letter.
BOM = "\ufeff"
# A cell that begins with one of these is run as a formula by some spreadsheet program, the full-width signs by those
# of East Asia.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")

CsvCell = str | int | bool | Decimal | date | None


def csv_file(rows: Iterable[Iterable[CsvCell]]) -> bytes:
    """The rows, heading included, in UTF-8 with the mark by which spreadsheet programs know it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([csv_cell(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def csv_cell(value: CsvCell) -> str:
    """One cell: 73 and 55.5, 2024-12-15, true and false, nothing for None, a text on one line that is no formula."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return plain_number(value)
        case date():
            return value.isoformat()
    return harmless_text(str(value)) if isinstance(value, str) else str(value)


def single_line(text: str) -> str:
    """The text with every run of white space, line ends included, as one blank."""
    return " ".join(text.split())


def harmless_text(text: str) -> str:
    """The text on one line; what a spreadsheet program would run as a formula begins with an apostrophe."""
    clean = single_line(text)
    return f"'{clean}" if reads_as_formula(clean) else clean


def reads_as_formula(text: str) -> bool:
    """Whether some spreadsheet program would run the text as a formula, white space before it or not."""
    # Of blanks alone first: a tab or a return is such a beginning itself, and the second look would take it away.
    return text.lstrip(" ").startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
