"""A plan as a file and back: YAML as the catalogue has it, XLSX with one sheet for each kind of entry."""

from datetime import datetime
from decimal import Decimal

from agencies.catalogue_files.entries import CatalogueError
from agencies.child_process import ChildEnded, read_in_child
from reports.spreadsheets import Sheet, SheetNumber, SheetRow, Value, workbook
from targets.plan_text.documents.files import UnreadableFile
from targets.plans.content import Content, from_yaml
from targets.plans.tables import AMOUNTS, Cell, content_of_tables, plan_tables

COLUMN_WIDTHS = {"mục": 26, "nội dung": 80, "indicator": 30, "title": 60, "citation": 34, "name": 60, "note": 40,
                 "lead": 22, "cooperating": 22}  # fmt: skip
USUAL_WIDTH = 14


def plan_workbook(content: Content, *, made_at: datetime) -> bytes:
    """The plan as XLSX; the same content and moment give the same bytes."""
    sheets = [
        Sheet(
            name=name,
            above=(),
            header=columns,
            widths=[COLUMN_WIDTHS.get(column, USUAL_WIDTH) for column in columns],
            rows=[SheetRow([plan_value(cell) for cell in row]) for row in rows],
            fixed=1,
            numeric=frozenset(place for place, column in enumerate(columns) if column in AMOUNTS),
        )
        for name, columns, rows in plan_tables(content)
    ]
    return workbook(sheets, title=f"Kế hoạch {content['code']}", made_at=made_at)


def plan_value(cell: Cell) -> Value:
    if isinstance(cell, Decimal):
        # With the digits that the plan has: 70.50 stays 70.50.
        return SheetNumber(cell, decimals=max(0, -int(cell.as_tuple().exponent)))
    return cell


def content_in_file(data: bytes, name: str) -> Content | None:
    """What a plan's YAML or XLSX says; None where the file is another kind. Raises UnreadableFile."""
    try:
        return read_content(data, name)
    except CatalogueError as error:
        raise UnreadableFile(str(error)) from error


def read_content(data: bytes, name: str) -> Content | None:
    """As `content_in_file`; what is no plan's content raises CatalogueError."""
    lower = name.lower()
    if lower.endswith((".yaml", ".yml")):
        try:
            # Notepad puts a mark of the byte order before the text.
            return from_yaml(data.decode("utf-8-sig"), name)
        except UnicodeDecodeError:
            raise UnreadableFile("Tệp YAML phải là chữ UTF-8. Lưu lại dạng UTF-8 rồi nạp") from None
    # An XLSX that is none goes on to the readers of documents, which say what it is.
    if not (lower.endswith(".xlsx") and data.startswith(b"PK")):
        return None
    try:
        found = read_in_child("targets.plans.tables_process", data)
    except ChildEnded as error:
        raise UnreadableFile("Tệp bảng tính cần quá nhiều bộ nhớ hoặc thời gian để đọc") from error
    if "refused" in found:
        raise UnreadableFile(found["refused"])
    return content_of_tables(found["sheets"])
