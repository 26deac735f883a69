"""A list in a file, XLSX or CSV, as lines of named columns; what cannot be taken is named by its cell."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from openpyxl.utils import get_column_letter

from agencies.child_process import ChildEnded, ChildTooSlow, read_in_child
from agencies.vietnamese_text import search_key
from reports.collection.workbook.file_check import MAX_COLUMN, MAX_FILE, MAX_ROW, BadFile

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class CellFault:
    """Why one cell cannot be taken; `advice` is what could stand there instead."""

    address: str
    column: str
    given: str
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Line:
    """One row of the list: column name -> text, and which letter each column has."""

    row: int
    values: Mapping[str, str]
    letters: Mapping[str, str]

    def fault(self, column: str, label: str, message: str, advice: str = "") -> CellFault:
        given = self.values.get(column, "")[:LONGEST_SHOWN]
        return CellFault(f"{self.letters.get(column, '?')}{self.row}", label, given, message, advice)


@dataclass(frozen=True)
class TableFile:
    """The lines of a list, and the cells that hold what no list may hold."""

    sheet: str
    lines: tuple[Line, ...]
    faults: tuple[CellFault, ...]


class TakenLine(Protocol):
    """A line of a list without fault; a new one makes a row, another adds to one that is there."""

    @property
    def is_new(self) -> bool: ...


Taken = TypeVar("Taken", bound=TakenLine)


@dataclass(frozen=True)
class ListFile(Generic[Taken]):
    """A list as it would be taken, one of `taken` for each line without fault; with `faults` nothing of it is."""

    sheet: str
    taken: tuple[Taken, ...]
    faults: tuple[CellFault, ...]
    lines: int

    @property
    def added(self) -> list[Taken]:
        return [one for one in self.taken if one.is_new]

    @property
    def can_be_taken(self) -> bool:
        return not self.faults and bool(self.taken)


def read_table(data: bytes, *, name: str, columns: Mapping[str, str], required: frozenset[str]) -> TableFile:
    """A file with a heading row of `columns` (name -> heading), in any order. Raises BadFile for the file as a whole.

    Headings are matched without marks and case; a column that is not known is refused, since nobody would miss it.
    """
    if len(data) > MAX_FILE:
        raise BadFile("Tệp quá lớn để là một danh sách")
    found = read_csv(data) if name.casefold().endswith(".csv") else read_xlsx(data)
    if not found["rows"]:
        raise BadFile("Tệp không có dòng nào")
    head, *rows = found["rows"]
    names = {search_key(heading): column for column, heading in columns.items()}
    letters: dict[str, str] = {}
    for letter, heading in head["cells"].items():
        column = names.get(search_key(heading))
        if column is None:
            wanted = ", ".join(f"“{one}”" for one in columns.values())
            raise BadFile(f"Ô {letter}{head['row']}: không có cột “{heading[:LONGEST_SHOWN]}”. Các cột: {wanted}")
        if column in letters:
            raise BadFile(f"Ô {letter}{head['row']}: cột “{heading}” có hai lần")
        letters[column] = letter
    missing = [columns[column] for column in columns if column in required and column not in letters]
    if missing:
        raise BadFile(f"Thiếu cột “{missing[0]}” ở dòng {head['row']}")
    faults = [
        CellFault(f"{letter}{row['row']}", columns.get(column, ""), row["cells"][letter][:LONGEST_SHOWN], said)
        for row in rows
        for column, letter in letters.items()
        if (said := cell_refusal(row["refused"].get(letter)))
    ]
    lines = [
        # Runs of blanks and line ends inside a cell are slips of typing, never part of a name.
        Line(row["row"], {name: " ".join(row["cells"].get(at, "").split()) for name, at in letters.items()}, letters)
        for row in rows
    ]
    # Rows with nothing under a known heading, which Excel keeps below a list, are no lines.
    return TableFile(found["sheet"], tuple(line for line in lines if any(line.values.values())), tuple(faults))


def cell_refusal(kind: str | None) -> str:
    return f"Ô này là {kind}; gõ chữ hoặc số thường." if kind else ""


def read_xlsx(data: bytes) -> dict:
    """What the child process tells of the first sheet. Raises BadFile, also when the child hits its limits."""
    try:
        found = read_in_child("reports.administration.imports.table_process", data)
    except ChildTooSlow as error:
        raise BadFile("Tệp đọc quá lâu: không phải danh sách") from error
    except ChildEnded as error:
        raise BadFile("Tệp cần quá nhiều bộ nhớ hoặc thời gian để đọc: không phải danh sách") from error
    if "refused" in found:
        raise BadFile(found["refused"])
    return found


def read_csv(data: bytes) -> dict:
    """Rows of a CSV in UTF-8, comma or semicolon as its first line has them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("Tệp CSV không phải UTF-8. Trong Excel: lưu thành “CSV UTF-8” hoặc .xlsx") from error
    # By the heading alone: names and addresses further down hold commas.
    first = text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as error:
        raise BadFile("Tệp CSV không đọc được như một bảng. Trong Excel: lưu thành “CSV UTF-8” hoặc .xlsx") from error
    if len(rows) > MAX_ROW or any(len(row) > MAX_COLUMN for row in rows):
        raise BadFile(f"Danh sách dài quá {MAX_ROW} dòng hoặc quá {MAX_COLUMN} cột")
    numbered = [(number, lettered(row)) for number, row in enumerate(rows, start=1)]
    return {"sheet": "CSV", "rows": [{"row": at, "cells": cells, "refused": {}} for at, cells in numbered if cells]}


def lettered(row: list[str]) -> dict[str, str]:
    return {get_column_letter(at): cell for at, cell in enumerate(row, start=1) if cell.strip()}
