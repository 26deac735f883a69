"""Write an agency's form as XLSX: filled with what is known, locked but for the cells to type in, stamped."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.collection.entry.grid import KIND_LABELS
from reports.collection.entry.number_kinds import KINDS, kind_word
from reports.collection.entry.queries import accepted_before, figures_of, form_elements
from reports.collection.entry.versions import entry_version
from reports.collection.workbook.layout import (
    FIRST_ROW,
    HEADER_ROW,
    SHEET,
    STAMP_SHEET,
    TEMPLATE,
    FormColumn,
    Stamp,
    headings,
)
from reports.csv_files import reads_as_formula
from reports.models import Entry, Figure, Submission
from reports.wording.formats import date_vi, deadline_vi
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement, PartRule

# What XML 1.0 has no place for.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WIDTHS = {
    FormColumn.CODE: 10, FormColumn.PLACE: 5, FormColumn.NAME: 46, FormColumn.UNIT: 14, FormColumn.LAST: 17,
    FormColumn.VALUE: 17, FormColumn.KIND: 18, FormColumn.NOTE: 60, FormColumn.VERSION: 8,
}  # fmt: skip
TYPED = (FormColumn.VALUE, FormColumn.KIND, FormColumn.NOTE)
HIDDEN = (FormColumn.CODE, FormColumn.VERSION)
GREY = PatternFill("solid", fgColor="EDF0F1")
EDGE = Border(*(Side("thin", color="7C8792"),) * 4)
UNDER = Border(bottom=Side("medium", color="17212B"))


@dataclass(frozen=True)
class SheetRow:
    """One cell of the form as the file shows it; `linked` names the plan whose form holds it."""

    code: str
    group: str
    name: str
    unit: str
    decimals: int
    last: Decimal | str | None
    value: Decimal | None
    kind: str
    note: str
    version: int
    linked: str = ""

    @property
    def number_format(self) -> str:
        # Excel's separators follow the machine's settings: on a Vietnamese one this shows 1.150.000.
        return "#,##0" if self.decimals == 0 else "#,##0.0" + "#" * (self.decimals - 1)


@dataclass(frozen=True)
class FormSheet:
    """The whole form: what the head says, its rows, and the hidden stamp."""

    title: str
    hints: list[str]
    year: int
    rows: list[SheetRow]
    stamp: dict[str, str]


@transaction.atomic
def form_workbook(submission: Submission) -> bytes:
    """The form of a submission as an XLSX file, figures and version as they stand at one moment."""
    elements = form_elements(submission)
    # The version is read first: a change in between makes the file older than it says, never newer.
    version = entry_version(submission)
    figures, before = figures_of(submission), accepted_before(submission)
    period, agency = submission.period, submission.agency
    rows = [sheet_row(e, figures.get(e.code), before.get(e.code), submission) for e in elements]
    hints = [
        f"Hạn: {deadline_vi(submission.due_at)}. Số liệu từ {date_vi(period.data_from)} đến {date_vi(period.data_to)}.",
        "Chỉ ghi vào ô trắng có viền. Không phát sinh hoặc chưa có số liệu: chọn ở cột Loại số. "
        "Lưu thành .xlsx rồi nạp ở trang báo cáo.",
    ]
    shown = (*figures.values(), *before.values())
    # Said inside the file, too: it is passed on without the page.
    if submission.illustrative or any(figure.illustrative for figure in shown):
        hints[1] = f"Số liệu minh họa. {hints[1]}"
    stamp = {
        Stamp.TEMPLATE: TEMPLATE,
        Stamp.SUBMISSION: str(submission.pk),
        Stamp.AGENCY: agency.code,
        Stamp.PLAN: period.plan.code,
        Stamp.YEAR: period.stamp,
        Stamp.FORM: str(version),
    }
    title = f"{agency.name}: báo cáo {period.name}, {period.plan.code}"
    return workbook_bytes(FormSheet(title, hints, period.year, rows, stamp))


def sheet_row(element: DataElement, figure: Figure | None, before: Figure | None, form: Submission) -> SheetRow:
    last: Decimal | str | None = None
    if before is not None:
        is_number = before.accepted_entry == Entry.NUMBER
        last = without_trailing_zeros(before.accepted_value) if is_number else KIND_LABELS[before.accepted_entry]
    linked = figure is not None and figure.submission_id != form.pk and figure.entry != Entry.BLANK
    return SheetRow(
        code=element.code,
        group=element.group,
        name=("– " if element.part_rule == PartRule.SUM else "") + element.short_name,
        unit=element.unit,
        decimals=element.decimals,
        last=last,
        value=without_trailing_zeros(figure.value) if figure else None,
        kind=kind_word(figure),
        note=figure.note if figure else "",
        version=figure.version if figure else 0,
        linked=figure.submission.period.plan.code if linked and figure else "",
    )


def file_name(submission: Submission) -> str:
    """ "Biểu KH-10 năm 2024, UBND huyện Đông Anh.xlsx" """
    period = submission.period
    return f"Biểu {period.plan.code} {period.name}, {submission.agency.name}.xlsx".replace("/", "-")


def in_file(text: str) -> str:
    """A text as the file can hold it."""
    return UNWRITABLE.sub("", text)


def workbook_bytes(form: FormSheet) -> bytes:
    """The bytes of the file."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    put_text(sheet["B1"], form.title, bold=True, size=14)
    for row, hint in enumerate(form.hints, start=2):
        put_text(sheet[f"B{row}"], hint)
    for column, heading in headings(form.year).items():
        cell = put_text(sheet[f"{column}{HEADER_ROW}"], heading, bold=True)
        cell.border = UNDER
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[column].width = WIDTHS[column]
        sheet.column_dimensions[column].hidden = column in HIDDEN
    typed = put_rows(sheet, form.rows)
    add_choices(sheet, typed)
    lock(sheet)
    stamp = book.create_sheet(STAMP_SHEET)
    for row, (key, value) in enumerate(form.stamp.items(), start=1):
        put_text(stamp[f"A{row}"], key)
        put_text(stamp[f"B{row}"], value)
    # Excel's menu does not offer such a sheet for showing, so that nobody tidies the stamp away.
    stamp.sheet_state = "veryHidden"
    stamp.protection.sheet = True
    book.security = WorkbookProtection(lockStructure=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put_rows(sheet: Worksheet, rows: Iterable[SheetRow]) -> list[tuple[int, SheetRow]]:
    """Write the rows under the heading of their group; the rows that can be typed in, with their numbers."""
    number, group, typed = FIRST_ROW, None, []
    for place, row in enumerate(rows, start=1):
        if row.group != group:
            group = row.group
            put_text(sheet[f"{FormColumn.PLACE}{number}"], group, bold=True)
            number += 1
        put_row(sheet, number, place, row)
        if not row.linked:
            typed.append((number, row))
        number += 1
    return typed


def put_row(sheet: Worksheet, number: int, place: int, row: SheetRow) -> None:
    """One row; numbers are real numbers, everything else is text even where it begins like a formula."""
    name = f"{row.name} (đã nhập ở {row.linked}, sửa một lần ở đó)" if row.linked else row.name
    texts = {
        FormColumn.CODE: row.code, FormColumn.NAME: name, FormColumn.UNIT: row.unit, FormColumn.KIND: row.kind,
        FormColumn.NOTE: row.note,
    }  # fmt: skip
    for column, text in texts.items():
        put_text(sheet[f"{column}{number}"], text)
    for column, value in ((FormColumn.LAST, row.last), (FormColumn.VALUE, row.value)):
        cell = sheet[f"{column}{number}"]
        cell.number_format = row.number_format
        if isinstance(value, str):
            put_text(cell, value)
        else:
            cell.value = value
    sheet[f"{FormColumn.PLACE}{number}"].value = place
    sheet[f"{FormColumn.VERSION}{number}"].value = row.version
    for column in (FormColumn.NAME, FormColumn.NOTE):
        sheet[f"{column}{number}"].alignment = Alignment(wrap_text=True, vertical="top")
    for column in TYPED:
        cell = sheet[f"{column}{number}"]
        cell.border = EDGE
        # A number of another plan's form is shown and locked: it is entered once.
        cell.protection = Protection(locked=bool(row.linked))
        if row.linked:
            cell.fill = GREY


def put_text(cell: Cell, text: str, *, bold: bool = False, size: int = 11) -> Cell:
    """A text that stays one: "=1+1" is shown, never run, also after somebody has edited the cell."""
    if text:
        cell.value = in_file(text)
        # openpyxl makes a formula of a text that begins with "=".
        cell.data_type = "s"
        cell.quotePrefix = reads_as_formula(text)
    cell.font = Font(name="Arial", bold=bold, size=size)
    return cell


def add_choices(sheet: Worksheet, typed: list[tuple[int, SheetRow]]) -> None:
    """Lists and limits on the cells to type in, so that a wrong one is told while it is typed."""
    kinds = DataValidation("list", formula1=f'"{",".join(KINDS.values())}"', allow_blank=True)
    kinds.error, kinds.errorTitle = "Chọn một trong các loại số của danh sách.", "Loại số"
    whole = DataValidation("whole", "greaterThanOrEqual", "0", allow_blank=True)
    whole.error, whole.errorTitle = "Ô này nhận số nguyên từ 0 trở lên.", "Số liệu"
    part = DataValidation("decimal", "greaterThanOrEqual", "0", allow_blank=True)
    part.error, part.errorTitle = "Ô này nhận số từ 0 trở lên.", "Số liệu"
    rate = DataValidation("decimal", "between", "0", "100", allow_blank=True)
    rate.error, rate.errorTitle = "Tỷ lệ chỉ từ 0 đến 100, không gõ dấu %.", "Số liệu"
    for number, row in typed:
        kinds.add(f"{FormColumn.KIND}{number}")
        limit = rate if row.unit == "%" else part if row.decimals else whole
        limit.add(f"{FormColumn.VALUE}{number}")
    for rule in (kinds, whole, part, rate):
        rule.showErrorMessage = True
        # A rule without cells makes Excel call the file damaged.
        if rule.sqref.ranges:
            sheet.add_data_validation(rule)


def lock(sheet: Worksheet) -> None:
    """Protect the structure; columns may still be widened. No password: it keeps from slips, not from intent."""
    sheet.freeze_panes = f"{FormColumn.UNIT}{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
