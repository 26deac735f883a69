"""The child process that reads the sheets of a plan's workbook: the file on standard input, JSON on standard output."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from agencies.child_process import answer_parent

MEMORY, PROCESSOR_SECONDS = 400 << 20, 15
LARGEST_FILE, LARGEST_UNPACKED = 5 << 20, 60 << 20
MOST_ROWS, MOST_COLUMNS = 3000, 30
# What openpyxl stumbles over in a broken file.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, KeyError, IndexError,
    ValueError, TypeError, AttributeError, OverflowError, SyntaxError, InvalidFileException,
)  # fmt: skip


def sheets_in(data: bytes) -> dict[str, Any]:
    """{"sheets": {name: rows of cells}}, or {"refused": sentence}. A number is text with all its digits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # What the directory of the archive claims; one that lies meets the limits of memory and processor time.
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED or len(data) > LARGEST_FILE:
                return {"refused": "Tệp bảng tính quá lớn: không phải tệp kế hoạch của vocplan"}
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False, read_only=True)
        return {"sheets": {sheet.title: rows_of(sheet) for sheet in book.worksheets}}
    except MemoryError:
        return {"refused": "Tệp bảng tính cần quá nhiều bộ nhớ để đọc"}
    except BROKEN:
        return {"refused": "Tệp bảng tính bị hỏng hoặc có mật khẩu. Mở bằng Excel, lưu lại dạng .xlsx rồi nạp"}


def rows_of(sheet: Any) -> list[list[Any]]:
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    return [[plain_cell(cell) for cell in row] for row in rows]


def plain_cell(cell: Any) -> str | int | None:
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Excel keeps fifteen digits; what lies beyond them is noise of the binary form.
        return f"{value:.15g}"
    return value if value is None or isinstance(value, int) else str(value)


if __name__ == "__main__":
    answer_parent(sheets_in, memory=MEMORY, seconds=PROCESSOR_SECONDS, largest=LARGEST_FILE)
