"""A plan as tables: one sheet for each kind of entry, the columns of its file; the same content comes back.

A sheet is a name, its columns and rows of plain values (text, whole number, Decimal, day, None). Several agencies of a
duty stand in one cell, one a line. Entries below a target name it by its place among the targets, from 1.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from agencies.catalogue_files.entries import CatalogueError
from targets.plans.content import HEAD, Content

Cell = str | int | Decimal | date | None
Table = tuple[str, tuple[str, ...], list[list[Cell]]]
TARGETS, PLANNED, MILESTONES = "Mục tiêu", "Kế hoạch năm", "Mốc"
HEAD_SHEET, KEY, VALUE = "Kế hoạch", "mục", "nội dung"
OF_TARGET = "mục tiêu thứ"
LIST_SHEETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "baselines": ("Giá trị gốc", ("indicator", "year", "value", "citation")),
    "targets": (
        TARGETS,
        ("indicator", "year", "comparator", "low", "high", "basis", "from_year", "base_year", "ambition",
         "wording_percent", "citation", "note"),
    ),
    "body_targets": (
        "Mục tiêu của đơn vị",
        ("indicator", "body", "year", "comparator", "low", "high", "basis", "from_year", "citation"),
    ),
    "task_groups": ("Nhóm nhiệm vụ", ("number", "title", "citation")),
    "duties": ("Nhiệm vụ", ("number", "title", "lead", "cooperating", "citation")),
}  # fmt: skip
# Lists that most plans do not have; without an entry the content says nothing of them.
SELDOM = frozenset({"body_targets"})
BELOW = {
    "yearly_plan": (PLANNED, ("year", "value", "citation")),
    "milestones": (MILESTONES, ("code", "name", "citation")),
}
REPORTING_KEYS = (
    "frequency", "due_month", "due_day", "due_next_year", "opens_month", "opens_day", "first_year", "last_year",
    "recipient", "citation",
)  # fmt: skip
INTERIM = ("Báo cáo trong năm", ("due_month", "due_day", "data_month", "data_day"))
WHOLE = {"year", "from_year", "base_year", "first_year", "last_year", "due_month", "due_day", "opens_month",
         "opens_day", "data_month", "data_day", OF_TARGET}  # fmt: skip
FLAGS = {"due_next_year", "party_document"}
AMOUNTS = {"low", "high", "value"}
MANY = {"lead", "cooperating"}
YES, NO = "có", "không"
# Excel writes a tick of its own in the words of its language; anything else is asked for, not taken for no.
FLAG_WORDS = {YES: True, NO: False, "true": True, "false": False, "đúng": True, "sai": False}
MOST_DIGITS = 30


def plan_tables(content: Content) -> list[Table]:
    """The tables of a plan, in the order in which a person fills them."""
    head: list[list[Cell]] = [[name, flag_text(content[name])] for name in (*HEAD, "locality") if name != "corrections"]
    head += [["corrections", text] for text in content["corrections"]]
    head += [[f"reporting.{name}", flag_text(content["reporting"][name])] for name in REPORTING_KEYS]
    tables: list[Table] = [(HEAD_SHEET, (KEY, VALUE), head)]
    interims = content["reporting"].get("interim", [])
    tables.append((INTERIM[0], INTERIM[1], [[one.get(name) for name in INTERIM[1]] for one in interims]))
    for name, (sheet, columns) in LIST_SHEETS.items():
        rows = [[joined_cell(entry.get(column)) for column in columns] for entry in content.get(name, [])]
        tables.append((sheet, columns, rows))
    for name, (sheet, columns) in BELOW.items():
        rows = [
            [place, *(joined_cell(one.get(column)) for column in columns)]
            for place, target in enumerate(content["targets"], start=1)
            for one in target.get(name, [])
        ]
        tables.append((sheet, (OF_TARGET, *columns), rows))
    return tables


def flag_text(value: Any) -> Cell:
    return (YES if value else NO) if isinstance(value, bool) else value


def joined_cell(value: Any) -> Cell:
    return "\n".join(value) if isinstance(value, list) else value


def content_of_tables(sheets: dict[str, list[list[Any]]]) -> Content:
    """The content that `plan_tables` made into tables; cells as a workbook gives them. Raises CatalogueError."""
    pairs = [(str(row[0]), row[1] if len(row) > 1 else None) for row in rows_below(sheets, HEAD_SHEET, (KEY, VALUE))]
    said = dict(pairs)
    content: Content = {name: read_cell(HEAD_SHEET, name, said.get(name)) for name in (*HEAD, "locality")}
    # A key that is there already keeps its place, so that the file written from it is the same, too.
    content["corrections"] = [str(value) for name, value in pairs if name == "corrections" and value is not None]
    content["source_file"] = f"{content['code']}.txt"
    reporting = {name: read_cell(HEAD_SHEET, name, said.get(f"reporting.{name}")) for name in REPORTING_KEYS}
    if interims := entries(sheets, *INTERIM, keep_empty=True):
        reporting["interim"] = interims
    content["reporting"] = reporting
    for name, (sheet, columns) in LIST_SHEETS.items():
        found = entries(sheets, sheet, columns)
        if found or name not in SELDOM:
            content[name] = found
    for name, (sheet, columns) in BELOW.items():
        for entry in entries(sheets, sheet, (OF_TARGET, *columns)):
            place = entry.pop(OF_TARGET, 0)
            if not 1 <= place <= len(content["targets"]):
                raise CatalogueError(sheet, "", OF_TARGET, f"không có mục tiêu thứ {place} ở trang {TARGETS}.")
            content["targets"][place - 1].setdefault(name, []).append(entry)
    return content


def entries(
    sheets: dict[str, list[list[Any]]], sheet: str, columns: tuple[str, ...], *, keep_empty: bool = False
) -> list[Content]:
    """The rows of a sheet as entries; an empty cell says nothing, where `keep_empty` that it is not given."""
    found = []
    for number, row in enumerate(rows_below(sheets, sheet, columns), start=1):
        # A workbook gives no cells behind the last one filled, and may give more than the sheet has columns.
        cells = [*row, *[None] * len(columns)][: len(columns)]
        entry: Content = {}
        for column, cell in zip(columns, cells, strict=True):
            value = read_cell(f"{sheet}, dòng {number}", column, cell)
            if value is not None or keep_empty:
                entry[column] = value
        found.append(entry)
    return found


def rows_below(sheets: dict[str, list[list[Any]]], sheet: str, columns: tuple[str, ...]) -> list[list[Any]]:
    """The rows of a sheet below the one that names its columns; empty rows are no entries."""
    rows = sheets.get(sheet, [])
    for place, row in enumerate(rows):
        if [str(cell).strip() for cell in row[: len(columns)]] == list(columns):
            return [row for row in rows[place + 1 :] if any(cell not in (None, "") for cell in row)]
    if sheet in (HEAD_SHEET, TARGETS):
        raise CatalogueError(sheet, "", "", f"không có dòng tiêu đề {', '.join(columns)}.")
    return []


def read_cell(place: str, column: str, cell: Any) -> Any:
    """A cell as the column's kind of value. Raises CatalogueError."""
    if column in MANY:
        # Codes have no spaces: commas, spaces and lines all part them.
        return [one for one in str(cell or "").replace(",", "\n").split() if one]
    if cell in (None, ""):
        return "" if column == "citation" else None
    text = str(cell).strip()
    if column in FLAGS:
        flag = FLAG_WORDS.get(normalize("NFC", text).lower())
        if flag is None:
            raise CatalogueError(place, "", column, f"“{text[:30]}” không rõ: ghi {YES} hoặc {NO}.")
        return flag
    if column == "issued_on":
        return read_day(place, column, text)
    if column in WHOLE or column in AMOUNTS:
        return read_number(place, column, text)
    return text


def read_day(place: str, column: str, text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        day, month, year = (int(part) for part in text.split("/"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise CatalogueError(place, "", column, f"“{text[:30]}” không phải ngày như 12/03/2026.") from None


def read_number(place: str, column: str, text: str) -> int | Decimal:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    # Decimal reads "NaN" and "1e999999", too; no number of a plan has thirty digits.
    if not value.is_finite() or value.adjusted() >= MOST_DIGITS:
        raise CatalogueError(place, "", column, f"“{text[:30]}” không phải số.")
    if value == value.to_integral_value():
        return int(value)
    if column in WHOLE:
        raise CatalogueError(place, "", column, f"“{text[:30]}” phải là số nguyên.")
    return value.normalize()
