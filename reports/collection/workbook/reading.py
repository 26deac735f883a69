"""Read an uploaded workbook in a limited child process, and turn what it found into cells of the form."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agencies.child_process import ChildEnded, ChildTooSlow, read_in_child
from reports.collection.entry.number_kinds import KINDS, entry_word, kind_of
from reports.collection.workbook.file_check import BadFile
from reports.collection.workbook.layout import HEADER_ROW, TEMPLATE, FormColumn, Stamp, headings
from reports.models import Entry, Quality, Submission
from reports.wording.formats import number
from reports.wording.typed.numbers import (
    NumberError,
    fit_number,
    number_to_type,
    parse_number,
    to_fifteen_digits,
    without_unit,
)
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement


@dataclass(frozen=True)
class FileCell:
    """One row of the form as the file has it. `error` says why it cannot be taken; quality None is "as it was"."""

    code: str
    row: int
    entry: str = Entry.BLANK
    value: Decimal | None = None
    quality: str | None = None
    note: str = ""
    seen: int = 0
    shown: str = ""
    error: str = ""
    column: str = FormColumn.VALUE

    @property
    def address(self) -> str:
        return f"{self.column}{self.row}"


@dataclass(frozen=True)
class AddedRow:
    """A row that somebody wrote beside the form's own: a sum, a remark, a signature. It is named and not read."""

    row: int
    text: str

    @property
    def message(self) -> str:
        return f"Dòng {self.row} (“{self.text}”) thêm vào ngoài biểu: không đọc"


@dataclass(frozen=True)
class Filled:
    """A filled form, cells in the order of the file; `seen_form` is the version of the form that was downloaded."""

    cells: list[FileCell]
    seen_form: int
    added: list[AddedRow]
    used: dict[str, float] = field(default_factory=dict)


def read_workbook(data: bytes, *, submission: Submission, elements: list[DataElement]) -> Filled:
    """The cells of an uploaded form. Raises BadFile, whose message names what refuses the file as a whole."""
    found = in_child(data)
    if "refused" in found:
        raise BadFile(found["refused"])
    refuse_wrong_form(found["stamp"], submission)
    refuse_moved_columns(found["headings"], submission.period.year)
    rows, added = own_and_added(found["rows"], {element.code for element in elements})
    refuse_wrong_rows(rows, {element.code for element in elements})
    by_code = {element.code: element for element in elements}
    cells = [cell_from(row, by_code[row["CODE"]["text"]]) for row in rows]
    return Filled(cells, whole_number(found["stamp"].get(Stamp.FORM, "")), added, used=found["used"])


def own_and_added(rows: list[dict[str, Any]], known: set[str]) -> tuple[list[dict[str, Any]], list[AddedRow]]:
    """The form's rows and those added to it: without a code, and in no place where a code was lost."""
    present = {row["CODE"]["text"]: row["row"] for row in rows if row["CODE"]["text"]}
    last = max((number for code, number in present.items() if code in known), default=0)
    own, added = [], []
    for row in rows:
        # While a code of the form is missing, a row without one among its rows may be the one that lost it.
        if row["CODE"]["text"] or (known - present.keys() and row["row"] <= last + 1):
            own.append(row)
            continue
        text = next(row[name]["text"] for name in ("NAME", "VALUE", "NOTE", "KIND") if row[name]["text"])
        added.append(AddedRow(row["row"], text[:60]))
    return own, added


def in_child(data: bytes) -> dict[str, Any]:
    """What the child process answers, its refusal too. Raises BadFile when the child hits its limits."""
    try:
        return read_in_child("reports.collection.workbook.reader_process", data)
    except ChildTooSlow as error:
        raise BadFile("Tệp đọc quá lâu: không phải biểu của vocplan. Tải biểu mới rồi chép số sang") from error
    except ChildEnded as error:
        raise BadFile("Tệp cần quá nhiều bộ nhớ hoặc thời gian để đọc: không phải biểu của vocplan") from error


def refuse_wrong_form(stamp: dict[str, str], submission: Submission) -> None:
    """Another layout, agency, plan or year than those of the report it is uploaded to."""
    if stamp.get(Stamp.TEMPLATE) != TEMPLATE:
        old = stamp.get(Stamp.TEMPLATE, "không ghi")[:20]
        raise BadFile(f"Mẫu biểu cũ (mẫu {old}, nay là mẫu {TEMPLATE}). Tải biểu mới rồi chép số sang")
    period = submission.period
    expected = {
        Stamp.AGENCY: ("đơn vị", submission.agency.code),
        Stamp.PLAN: ("kế hoạch", period.plan.code),
        Stamp.YEAR: ("kỳ", period.stamp),
        Stamp.SUBMISSION: ("báo cáo", str(submission.pk)),
    }
    for key, (word, wanted) in expected.items():
        if stamp.get(key) != wanted:
            given = stamp.get(key, "không ghi")[:50]
            raise BadFile(f"Tệp là biểu của {word} {given}, còn báo cáo này của {word} {wanted}. Nạp đúng tệp")


def refuse_moved_columns(found: dict[str, str], year: int) -> None:
    """A column that was moved, inserted or renamed: figures would land in the wrong cells."""
    wanted = {f"{column}{HEADER_ROW}": text for column, text in headings(year).items()}
    for address, text in wanted.items():
        if found.get(address) == text:
            continue
        elsewhere = next((place for place, heading in found.items() if heading == text), "")
        where = f"tệp có ở {elsewhere}" if elsewhere else "tệp không có"
        raise BadFile(f"Cột “{text}” phải ở {address}, {where}. Tải biểu mới rồi chép số sang")


def refuse_wrong_rows(rows: list[dict[str, Any]], known: set[str]) -> None:
    """Rows twice, without their code, or of another agency's form: then no row is to be trusted."""
    codes = Counter(row["CODE"]["text"] for row in rows)
    places = {row["CODE"]["text"]: row["row"] for row in rows}
    problems = [f"A{places[code]}: dòng “{code[:50]}” có {count} lần" for code, count in codes.items() if count > 1]
    problems += [
        f"A{places[code]}: dòng “{code[:50]}” không thuộc biểu của đơn vị này"
        if code
        else f"A{places[code]}: mất mã dòng"
        for code in codes
        if code not in known
    ]
    if problems:
        raise BadFile(f"Các dòng của biểu đã bị đổi. {'; '.join(problems[:10])}. Tải biểu mới rồi chép số sang")


def cell_from(row: dict[str, Any], element: DataElement) -> FileCell:
    """One row of the file as a cell: its number, state and note, or the reason why it cannot be read."""
    value, kind, note = row["VALUE"], row["KIND"], row["NOTE"]
    place = {"code": element.code, "row": row["row"], "seen": whole_number(row["VERSION"]["text"])}
    place["shown"] = value["text"][:60]
    # What nobody sees should not be taken: a filter left on hides rows that are still in the file.
    if row["hidden"]:
        return FileCell(**place, error=f"Dòng {row['row']} đang ẩn. Bỏ ẩn để thấy số sẽ nạp")
    for column, cell in ((FormColumn.VALUE, value), (FormColumn.KIND, kind), (FormColumn.NOTE, note)):
        if reason := unreadable(cell, is_value=column == FormColumn.VALUE):
            return FileCell(**place, column=column, error=reason)
    chosen = kind_of(kind["text"])
    if chosen is None:
        shown = kind["text"][:30]
        choices = ", ".join(f"“{word}”" for word in KINDS.values())
        return FileCell(**place, column=FormColumn.KIND, error=f"“{shown}” không phải là loại số. Chọn {choices}")
    entry, quality = chosen
    if value["type"] == "empty":
        entry = Entry.BLANK if entry == Entry.NUMBER else entry
        return FileCell(**place, entry=entry, note=note["text"])
    if value["type"] == "text" and (instead := entry_word(value["text"])):
        if entry not in (Entry.NUMBER, instead):
            return FileCell(**place, error=f"Ô ghi “{place['shown']}” mà loại số là “{kind['text'].strip()}”")
        return FileCell(**place, entry=instead, note=note["text"])
    # "Ước" typed into the column of numbers: say where it belongs instead of "no number".
    if value["type"] == "text" and kind_of(value["text"]):
        return FileCell(**place, error=f"“{place['shown']}” là loại số: chọn ở cột {FormColumn.KIND}, ô này ghi số")
    if entry != Entry.NUMBER:
        said = kind["text"].strip()
        return FileCell(**place, error=f"Ô vừa có số vừa ghi “{said}”: xóa một trong hai")
    try:
        taken = number_in_cell(value, element)
    except NumberError as error:
        return FileCell(**place, error=str(error))
    # Shown as the form will show it, whatever the cell's format was.
    place["shown"] = number_to_type(taken, decimals=element.decimals)
    return FileCell(**place, entry=entry, value=taken, quality=quality or Quality.FINAL, note=note["text"])


def unreadable(cell: dict[str, Any], *, is_value: bool) -> str:
    """Why a cell of this type cannot be taken; empty if it can."""
    text = cell["text"]
    match cell["type"]:
        case "formula":
            return f"Ô là công thức “{text}”. Chép rồi dán giá trị (Paste Values) thay cho công thức"
        case "error":
            return f"Ô báo lỗi {text}. Sửa trong Excel rồi nạp lại"
        case "merged":
            return "Ô bị gộp với ô khác. Bỏ gộp (Unmerge) rồi ghi lại"
        case "date" if is_value:
            return f"Ô là ngày tháng ({text}), không phải số. Đặt lại định dạng số rồi gõ lại"
        case "percent" | "scaled" as shown if is_value:
            return format_words(shown, Decimal(text), cell["thousands"])
        case "bool" if is_value:
            return f"Ô ghi {text}, không phải số"
    return ""


def format_words(shown: str, held: Decimal, thousands: int) -> str:
    """Why a number whose format shows another one cannot be taken: both of them, and what to type."""
    if shown == "percent":
        typed = number(without_trailing_zeros(to_fifteen_digits(held * 100)))
        what = f"Ô định dạng phần trăm: Excel giữ {number(held)} mà hiện {typed}%"
    else:
        typed = number(without_trailing_zeros(held / 1000**thousands))
        what = f"Ô định dạng rút gọn hàng nghìn: Excel giữ {number(held)} mà hiện {typed}"
    return f"{what}. Đặt định dạng số rồi gõ {typed if shown == 'percent' else 'đủ số'}"


def number_in_cell(cell: dict[str, Any], element: DataElement) -> Decimal:
    """The number of a cell: a real one as it is, a text only as the strict Vietnamese reader takes it."""
    is_percentage = element.unit == "%"
    if cell["type"] == "number":
        # A real number has no separators to be mistaken; only text goes through the strict reader.
        return fit_number(Decimal(cell["text"]), decimals=element.decimals, percentage=is_percentage)
    return parse_number(without_unit(cell["text"], element.unit), decimals=element.decimals, percentage=is_percentage)


def whole_number(text: str) -> int:
    """A count of the stamp; what is none counts as never seen."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
