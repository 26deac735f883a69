"""Export then import of the same workbook changes nothing, whatever the cells hold; and no text ever runs."""

import io
import subprocess
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.collection.entry.number_kinds import kind_word
from reports.collection.workbook.comparing import says_the_same
from reports.collection.workbook.form import FormSheet, SheetRow, form_workbook, in_file, workbook_bytes
from reports.collection.workbook.layout import SHEET, STAMP_SHEET
from reports.collection.workbook.reader_process import read_workbook
from reports.collection.workbook.reading import FileCell, cell_from
from reports.models import Entry, Figure, Quality
from reports.wording.typed.text import clean_text
from targets.models import DataElement
from tests.reports.collection.scene import FILLED, number
from tests.services import spreadsheet_program

EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "'=1",
]


@st.composite
def figures(draw) -> tuple[DataElement, Figure]:
    """A data element with a figure of it as the database may hold one: fifteen digits in all, notes cleaned."""
    decimals = draw(st.integers(0, 4))
    element = DataElement(code="total", decimals=decimals, unit="người")
    entry = draw(st.sampled_from(Entry.values))
    digits = draw(st.one_of(st.integers(0, 10**15 - 1), st.integers(0, 10**6)))
    value = Decimal(digits).scaleb(-decimals) if entry == Entry.NUMBER else None
    texts = st.one_of(st.text(max_size=80), st.sampled_from(EVIL), st.text("=+-@_x0D\n\t<&\"' ", max_size=20))
    note = clean_text(draw(texts))
    if entry == Entry.MISSING and not note:
        note = "chờ"
    quality = draw(st.sampled_from(Quality.values))
    return element, Figure(entry=entry, value=value, quality=quality, note=note, version=3)


def row_of(element: DataElement, figure: Figure) -> SheetRow:
    return SheetRow(
        "total", "Nhóm", "Tổng", element.unit, element.decimals, None,
        figure.value, kind_word(figure), figure.note, figure.version,
    )  # fmt: skip


def there_and_back(element: DataElement, figure: Figure) -> FileCell:
    found = read_workbook(
        workbook_bytes(FormSheet("Biểu", ["Một", "Hai"], 2024, [row_of(element, figure)], {"template": "1"}))
    )
    (row,) = found["rows"]
    return cell_from(row, element)


@pytest.mark.slow
@given(figures())
def test_a_workbook_that_comes_back_as_it_went_says_what_the_form_holds(made):
    element, figure = made
    cell = there_and_back(element, figure)
    assert cell.error == ""
    assert says_the_same(cell, figure)
    assert cell.seen == 3


@pytest.mark.parametrize(
    "value", ["72.23", "0.1", "99999999999.9999", "123456789012345", "0", "0.0001", "4503599627370.4"]
)
def test_a_number_comes_back_to_the_last_digit(value):
    element = DataElement(code="total", decimals=4, unit="người")
    if Decimal(value) > 10**11:
        element.decimals = max(0, -Decimal(value).as_tuple().exponent)
    cell = there_and_back(element, Figure(entry=Entry.NUMBER, value=Decimal(value), quality="final", version=1))
    assert (cell.error, cell.value) == ("", Decimal(value))


@pytest.mark.once
@pytest.mark.parametrize("text", EVIL)
def test_a_text_like_a_formula_is_written_as_text(scene, text):
    scene.save(number("total", "5", note=text))
    book = load_workbook(io.BytesIO(form_workbook(scene.form)))
    cell = book[SHEET]["H6"]
    assert (cell.data_type, cell.value) == ("s", clean_text(text))
    assert (book[SHEET]["F6"].data_type, book[SHEET]["F6"].value) == ("n", 5)


@pytest.mark.slow
def test_texts_that_no_xml_can_hold_do_not_break_the_export(scene):
    # PostgreSQL itself takes no NUL, so that one is shown to the function alone.
    assert in_file("Tổng\x00") == "Tổng"
    scene.elements["total"].short_name = "Tổng\x0b\ufffe\u202e 😀"
    scene.elements["total"].save()
    scene.save(number("total", "5", note="a\ufffeb\x1f" + "ệ" * 1990 + "😀"))
    book = load_workbook(io.BytesIO(form_workbook(scene.form)))
    assert book[SHEET]["C6"].value == "Tổng\u202e 😀"
    assert book[SHEET]["H6"].value == in_file(scene.figure().note)
    assert unicodedata.is_normalized("NFC", book[SHEET]["H6"].value)


def test_the_structure_is_locked_and_only_three_columns_are_open(scene):
    scene.save(number("total", "5"))
    book = load_workbook(io.BytesIO(form_workbook(scene.other)))
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert book.security.lockStructure
    assert book[STAMP_SHEET].sheet_state == "veryHidden"
    assert sheet.freeze_panes == "D5"
    assert [sheet.column_dimensions[column].hidden for column in "ACI"] == [True, False, True]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    # The first cell is held by the other plan's form.
    assert unlocked == {f"{column}{row}" for column in "FGH" for row in (7, 8, 9)}
    rules = {rule.type for rule in sheet.data_validations.dataValidation}
    assert rules == {"list", "whole"}


@pytest.mark.slow
def test_the_head_and_the_stamp_say_whose_form_of_which_version(scene):
    scene.accepted_last_year(total="90")
    scene.save(number("total", "1.150", note="đủ"))
    book = load_workbook(io.BytesIO(form_workbook(scene.form)))
    sheet = book[SHEET]
    assert sheet["B1"].value == "Đơn vị 001: báo cáo năm 2024, KH-10"
    assert [sheet[f"{column}6"].value for column in "ABCDEFGHI"] == [
        "total", 1, "Số liệu total", "lượt người", 90, 1150, "Số chính thức", "đủ", 1,
    ]  # fmt: skip
    stamp = {row[0].value: row[1].value for row in book[STAMP_SHEET]["A1:B6"]}
    assert stamp == {
        "template": "1", "submission": str(scene.form.pk), "agency": "001", "plan": "KH-10", "year": "2024",
        "form_version": "2",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(spreadsheet_program() is None, reason="needs LibreOffice's spreadsheets")
def test_fault_30_libreoffice_shows_each_text_and_gives_the_same_form_back(scene, tmp_path: Path):
    notes = dict(zip(FILLED, ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1"], strict=True))
    scene.save(*(number(code, FILLED[code], note=note) for code, note in notes.items()))
    (tmp_path / "form.xlsx").write_bytes(form_workbook(scene.form))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "form.xlsx")], check=True, timeout=120)
    rows = read_workbook((tmp_path / "out" / "form.xlsx").read_bytes())["rows"]
    assert [row["NOTE"] for row in rows] == [{"type": "text", "text": note} for note in notes.values()]
    assert {row["VALUE"]["type"] for row in rows} == {"number"}
