"""The child process that reads an uploaded list: XLSX on standard input, JSON on standard output.

The same limits and the same care as for a filled form (reports/collection/workbook/reader_process.py): nothing of the
application, its settings or its database is in here.
"""

import io
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from agencies.child_process import answer_parent
from reports.collection.workbook.file_check import MAX_COLUMN, MAX_FILE, MAX_ROW, BadFile, look_over
from reports.collection.workbook.reader_process import MEMORY, PROCESSOR_SECONDS, typed_cell

# The template's second sheet explains; the list is on the first.
REFUSED_TYPES = {"formula": "công thức", "error": "ô lỗi", "merged": "ô gộp", "bool": "đúng/sai"}


def read_list(data: bytes) -> dict[str, Any]:
    """{"refused": sentence}, or the sheet's name and its rows: number, letter -> text."""
    try:
        return read_first_sheet(look_over(data))
    except BadFile as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "Tệp cần quá nhiều bộ nhớ để đọc: không phải danh sách"}


def read_first_sheet(data: bytes) -> dict[str, Any]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        # The parser raises whatever it stumbles over in a file that only looks like a workbook.
        raise BadFile("Tệp không đọc được như một bảng tính. Mở bằng Excel, lưu lại rồi nạp") from error
    sheet = book.worksheets[0]
    last = min(sheet.max_row, MAX_ROW)
    return {
        "sheet": sheet.title,
        "rows": [row for number in range(1, last + 1) if (row := read_list_row(sheet, number))],
    }


def read_list_row(sheet: Worksheet, number: int) -> dict[str, Any] | None:
    """The cells of a row that hold something; None for an empty row. A whole number loses the zeros of floats."""
    cells, refused = {}, {}
    for cell in sheet[number][:MAX_COLUMN]:
        found = typed_cell(cell)
        # Of a merged range only its first cell holds a text: to leave it out would empty the lines below it in silence.
        if not found["text"]:
            continue
        if found["type"] in REFUSED_TYPES:
            refused[cell.column_letter] = REFUSED_TYPES[found["type"]]
        # Excel keeps whole numbers as doubles: a telephone or a code must not end in ".0".
        cells[cell.column_letter] = found["text"].removesuffix(".0") if found["type"] == "number" else found["text"]
    return {"row": number, "cells": cells, "refused": refused} if cells else None


if __name__ == "__main__":
    answer_parent(read_list, memory=MEMORY, seconds=PROCESSOR_SECONDS, largest=MAX_FILE)
