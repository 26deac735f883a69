"""The form as people and other programs leave it: the table is read whole, what was added beside it is named."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from reports.collection.workbook.comparing import CellVerdict, WorkbookComparison
from reports.collection.workbook.layout import SHEET, STAMP_SHEET
from reports.models import Entry
from tests.reports.collection.workbook.conftest import edited, parts_of, zipped
from tests.reports.collection.workbook.test_comparing import look, verdicts

# Who reads these files is shown elsewhere (test_bad_files.py, test_round_trip.py): a process of its own.
pytestmark = pytest.mark.usefixtures("read_here")
TYPED = {"F6": 100, "F7": 40, "F8": 60, "F9": 1000, "F10": 700}


def left_by(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    """The form filled in, and then what somebody did to it."""

    def fill(book: Workbook) -> None:
        for address, value in TYPED.items():
            book[SHEET][address] = value
        change(book)

    return edited(data, fill)


def total(value: object, number_format: str = "#,##0") -> Callable[[Workbook], None]:
    def put(book: Workbook) -> None:
        book[SHEET]["F6"].value, book[SHEET]["F6"].number_format = value, number_format

    return put


def signed(book: Workbook) -> None:
    sheet = book[SHEET]
    sheet["C11"], sheet["F11"] = "Cộng", 9999
    sheet["C13"], sheet["H15"] = "Người lập biểu", "ký tên"


def nfd(book: Workbook) -> None:
    for name in (SHEET, STAMP_SHEET):
        sheet = book[name]
        sheet.title = unicodedata.normalize("NFD", name)
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
            cell.value = unicodedata.normalize("NFD", cell.value)


def renamed(book: Workbook) -> None:
    book[SHEET].title = "Đông Anh nộp"
    book.create_sheet("Ghi chú", 0)["A1"] = "Gửi Sở"


WHOLE = {
    "binary residue": total(320.00000000000006),
    "space after": total("320 ", "@"),
    "zero width": total("320\u200b", "@"),
    "line end": total("320\n", "@"),
    "byte order mark": total("\ufeff320\u00a0", "@"),
    "no-break thousands": total("1\u00a0320", "@"),
    "two commas": total("1,234,567", "@"),
    "unit in the format": total(320, '#,##0" người"'),
    "percent only printed": total(55, '0"%"'),
    "percent escaped": total(55, r"0\%"),
    "heading merged": lambda book: book[SHEET].merge_cells("B5:I5"),
    "heading merged over the code": lambda book: book[SHEET].merge_cells("A5:I5"),
    "sum, remark and signature": signed,
    "everything in NFD": nfd,
    "lines put above it": lambda book: book[SHEET].insert_rows(1, 3),
    "a sheet of its own name behind another": renamed,
    "apostrophes after thousands": total("1'320", "@"),
    "unit as text": total("320 lượt người", "@"),
    "nothing shown": total("320\ufe0f\u3164", "@"),
}


def whole(comparison: WorkbookComparison) -> bool:
    return len(comparison.cells) == len(comparison.of(CellVerdict.TAKEN)) == len(TYPED)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("change", WHOLE.values(), ids=WHOLE)
def test_the_table_is_taken_whole(scene, blank, change):
    assert whole(look(scene, left_by(blank, change)))


@pytest.mark.slow
def test_what_was_added_below_the_table_is_named(scene, blank):
    added = look(scene, left_by(blank, signed)).added
    assert [(one.row, one.text) for one in added] == [(11, "Cộng"), (13, "Người lập biểu"), (15, "ký tên")]
    assert added[0].message == "Dòng 11 (“Cộng”) thêm vào ngoài biểu: không đọc"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("number_format", ["0%", "0.00%", '0.0%" đạt"', "[>1]0%;0.0%"])
def test_a_format_that_scales_is_still_refused(scene, blank, number_format):
    comparison = look(scene, left_by(blank, total(0.55, number_format)))
    (refused,) = comparison.of(CellVerdict.REFUSED)
    assert "phần trăm" in refused.message


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("held", "number_format", "words"),
    [
        (0.555, "0.0%", "giữ 0,555 mà hiện 55,5%. Đặt định dạng số rồi gõ 55,5"),
        (320000, "#,##0,", "giữ 320.000 mà hiện 320. Đặt định dạng số rồi gõ đủ số"),
        (5000000, '0.0,,"tr"', "giữ 5.000.000 mà hiện 5. "),
        (date(2024, 5, 2), "dd/mm/yyyy", "Ô là ngày tháng (02/05/2024)"),
    ],
)
def test_a_number_that_is_shown_as_another_is_refused_with_both(scene, blank, held, number_format, words):
    (refused,) = look(scene, left_by(blank, total(held, number_format))).of(CellVerdict.REFUSED)
    assert words in refused.message


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "note", "entry"),
    [
        ("-", "", Entry.NOT_APPLICABLE),
        ("–", "", Entry.NOT_APPLICABLE),
        ("K", "", Entry.NOT_APPLICABLE),
        ("Không phát sinh", "", Entry.NOT_APPLICABLE),
        ("…", "chờ kết quả điều tra", Entry.MISSING),
        ("c", "chờ kết quả điều tra", Entry.MISSING),
    ],
)
def test_words_in_the_place_of_a_number_are_understood_as_on_the_form(scene, blank, text, note, entry):
    def write(book: Workbook) -> None:
        book[SHEET]["F7"], book[SHEET]["H7"] = text, note

    comparison = look(scene, left_by(blank, write))
    change = next(one for one in comparison.changes if one.code == "college")
    assert (change.entry, change.value, change.note) == (entry, None, note)


@pytest.mark.slow
def test_a_word_that_fights_with_the_kind_and_a_kind_in_the_wrong_column_are_refused_by_name(scene, blank):
    def write(book: Workbook) -> None:
        book[SHEET]["F7"], book[SHEET]["G7"] = "-", "Chưa có số liệu"
        book[SHEET]["F8"] = "Số ước"

    reasons = {one.cell.address: one.message for one in look(scene, left_by(blank, write)).of(CellVerdict.REFUSED)}
    assert "“-” mà loại số là “Chưa có số liệu”" in reasons["F7"]
    assert "“Số ước” là loại số: chọn ở cột G" in reasons["F8"]


@pytest.mark.slow
def test_a_kind_of_content_that_no_part_has_is_no_macro(scene, blank):
    parts = parts_of(left_by(blank, lambda book: None))
    macro = b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", macro)
    assert whole(look(scene, zipped(parts)))


@pytest.mark.slow
def test_a_workbook_saved_as_strict_open_xml_is_read(scene, blank):
    usual = b"http://schemas.openxmlformats.org/"
    strict = {
        name: content.replace(usual + b"spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/")
        .replace(
            usual + b"officeDocument/2006/relationships/extended-properties",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties",
        )
        .replace(usual + b"officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/")
        .replace(usual + b"drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/")
        for name, content in parts_of(left_by(blank, lambda book: None)).items()
    }
    assert b"purl.oclc.org/ooxml/spreadsheetml/main" in strict["xl/workbook.xml"]
    strict["xl/workbook.xml"] = strict["xl/workbook.xml"].replace(b"<workbook ", b'<workbook conformance="strict" ', 1)
    assert whole(look(scene, zipped(strict)))


@pytest.mark.slow
def test_a_lost_code_inside_the_table_still_refuses_the_file(scene, blank):
    assert verdicts(look(scene, left_by(blank, lambda book: None)))["rest"] == CellVerdict.TAKEN
