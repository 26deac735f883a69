"""The child process that reads an uploaded workbook: XLSX on standard input, JSON on standard output.

A hostile file can at worst end this process: memory and processor time are limited before the first byte is read, and
nothing of the application, its settings or its database is in here. Started by reading.py.
"""

import io
import re
import resource
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from agencies.child_process import answer_parent
from reports.collection.workbook.file_check import MAX_FILE, MAX_ROW, BadFile, look_over
from reports.collection.workbook.layout import FIRST_HEADING, FIRST_ROW, HEADER_ROW, SHEET, STAMP_SHEET, FormColumn

# Many times what a form needs, and what a small server can spare (ADR 0008).
MEMORY = 200 * 1024 * 1024
PROCESSOR_SECONDS = 5
# A row that has none of these is no row of the form.
ROW_COLUMNS = (FormColumn.CODE, FormColumn.NAME, FormColumn.VALUE, FormColumn.KIND, FormColumn.NOTE)
LONGEST_TEXT = 4000
# The name of a body, its address, a date: what people write above a form before they print it.
MOST_ADDED_ABOVE = 20
# Of a number format: texts in quotes, escaped signs, widths and fillers, conditions. None of them scales a number.
THOUSANDS_DROPPED = re.compile(r"[0#?](,+)(?=[^0#?,]*$)")
WORDS_OF_FORMAT = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')


def read_measured(data: bytes) -> dict[str, Any]:
    """{"refused": sentence} or what the form holds, with the memory (KiB) and time (s) that it took."""
    answer = read_workbook(data)
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer["used"] = {"memory_kib": peak_memory(), "seconds": round(used.ru_utime + used.ru_stime, 3)}
    return answer


def read_workbook(data: bytes) -> dict[str, Any]:
    """The workbook as plain values: stamp, headings and rows of the form, or why it is refused."""
    try:
        return read_book(look_over(data))
    except BadFile as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "Tệp cần quá nhiều bộ nhớ để đọc: không phải biểu của vocplan"}


def read_book(data: bytes) -> dict[str, Any]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        # The parser raises whatever it stumbles over in a file that only looks like a workbook.
        raise BadFile("Tệp không đọc được như một bảng tính. Mở bằng Excel, lưu lại rồi nạp") from error
    # Some programs write names in another Unicode form than they were given.
    sheets = {composed(sheet.title): sheet for sheet in book.worksheets}
    stamp = sheets.pop(STAMP_SHEET, None)
    form = [sheets.pop(SHEET)] if SHEET in sheets else []
    heads = [(sheet, row) for sheet in (*form, *sheets.values()) if (row := row_of_heads(sheet))]
    # Heads that are nowhere are looked for where they should be: what is wrong with them is said.
    found = heads or [(sheet, HEADER_ROW) for sheet in form]
    if stamp is None or not found:
        raise BadFile("Tệp không phải là biểu tải từ vocplan: thiếu trang “Biểu nhập” hoặc dấu biểu ẩn. Tải biểu mới")
    sheet, head = found[0]
    added_above = head - HEADER_ROW
    return {
        # A fixed area: a stamp that was made longer is not followed.
        "stamp": {str(key.value): str(value.value) for key, value in stamp["A1:B20"] if key.value},
        "headings": {
            f"{cell.column_letter}{HEADER_ROW}": composed(typed_cell(cell)["text"])
            for cell in sheet[head]
            if cell.value is not None
        },
        "rows": [
            row
            for number in range(FIRST_ROW + added_above, min(sheet.max_row, MAX_ROW) + 1)
            if (row := read_row(sheet, number))
        ],
    }


def row_of_heads(sheet: Worksheet) -> int:
    """Where the heads of the form stand, also below lines that somebody put above them; 0 where they do not."""
    places = range(1, HEADER_ROW + MOST_ADDED_ABOVE + 1)
    return next((row for row in places if composed(str(sheet.cell(row, 1).value or "")).strip() == FIRST_HEADING), 0)


def composed(text: str) -> str:
    """A text in the one Unicode form in which texts are compared."""
    return unicodedata.normalize("NFC", text)


def read_row(sheet: Worksheet, number: int) -> dict[str, Any] | None:
    """One row of the form, or one that somebody added; None for a group's heading, merged or not, and an empty row."""
    cells = {column.name: typed_cell(sheet[f"{column}{number}"]) for column in FormColumn}
    if not any(cells[column.name]["text"] for column in ROW_COLUMNS):
        return None
    return {"row": number, "hidden": bool(sheet.row_dimensions[number].hidden), **cells}


def typed_cell(cell: Cell | MergedCell) -> dict[str, Any]:
    """Type and text of a cell; a number as Python writes it shortest, so that 72.23 is 72.23 again."""
    value = cell.value
    # The first cell of a merged range holds its value and is no MergedCell: it has to be refused as well.
    if isinstance(cell, MergedCell) or any(cell.coordinate in merged for merged in cell.parent.merged_cells.ranges):
        return {"type": "merged", "text": "" if value is None else str(value)[:LONGEST_TEXT]}
    if value is None or (isinstance(value, str) and not value.strip()):
        return {"type": "empty", "text": ""}
    if cell.data_type == "f":
        return {"type": "formula", "text": str(getattr(value, "text", value))[:60]}
    if cell.data_type == "e":
        return {"type": "error", "text": str(value)[:60]}
    match value:
        case bool():
            return {"type": "bool", "text": "TRUE" if value else "FALSE"}
        case datetime() | date():
            return {"type": "date", "text": f"{value:%d/%m/%Y}"}
        case time() | timedelta():
            return {"type": "date", "text": str(value)[:60]}
        case int() | float() | Decimal():
            # The shortest text that gives the same double again: what Excel shows as 72.23 is stored as 72.2299….
            return {"text": repr(value)[:400], **shown_as(cell.number_format)}
    return {"type": "text", "text": str(value)[:LONGEST_TEXT]}


def shown_as(number_format: str) -> dict[str, Any]:
    """Whether a format shows the number that the cell holds: 0.55 as 55%, or 320000 as 320, it shows another.

    A mark in quotes or behind a backslash is only printed. Each comma behind the last digit drops a thousand.
    """
    bare = WORDS_OF_FORMAT.sub("", number_format)
    if "%" in bare:
        return {"type": "percent", "thousands": 0}
    # The part of a format for positive numbers comes first.
    scale = THOUSANDS_DROPPED.search(bare.split(";")[0])
    return {"type": "scaled", "thousands": len(scale[1])} if scale else {"type": "number"}


def peak_memory() -> int:
    """Most memory this process has held, in KiB; the system's own count also remembers the process that started it."""
    # VmHWM begins with this process; ru_maxrss also has the parent's at the moment of the fork.
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")))


def main() -> None:
    answer_parent(read_measured, memory=MEMORY, seconds=PROCESSOR_SECONDS, largest=MAX_FILE)


if __name__ == "__main__":
    main()
