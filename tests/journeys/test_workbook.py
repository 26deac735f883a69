"""An official works from the file: downloads the form, fills it offline, uploads it, mends what is named, takes it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from reports.models import Figure, WorkbookImport
from tests.journeys.browser import cell, come_in, open_form, sideways
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


def downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name="Tải biểu XLSX").click()
    assert started.value.suggested_filename.startswith("Biểu KH-CL2239 năm ")
    file = folder / "bieu.xlsx"
    started.value.save_as(file)
    return file


def fill_in(file: Path, **cells: object) -> None:
    book = load_workbook(file)
    for address, value in cells.items():
        book["Biểu nhập"][address] = value
    book.save(file)


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Tệp biểu đã điền").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()


@pytest.mark.both
def test_the_form_is_filled_offline_and_taken_whole(
    page: Page, stage: Stage, tmp_path: Path, accessibility_faults, complaints: list[str]
):
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    file = downloaded(page, tmp_path)
    fill_in(file, F6=1000, F7="72.23", H7="một câu giải thích dài " * 20)
    page.get_by_role("link", name="Nạp tệp XLSX").click()
    upload(page, file)
    expect(page.locator("#error-summary")).to_contain_text("Biểu nhập!F7")
    expect(page.locator("#error-summary")).to_contain_text("72,23 hay 7.223")
    assert not Figure.objects.filter(agency=stage.district, year=stage.year).exists()
    fill_in(file, F7=310)
    page.get_by_role("link", name="Nạp tệp đã sửa").click()
    upload(page, file)
    assert accessibility_faults(page) == []
    assert sideways(page) == []
    page.get_by_role("button", name="Nhận 2 ô").click()
    expect(page.locator(".toast")).to_contain_text("Đã nhận 2 ô từ tệp bieu.xlsx")
    expect(cell(page, "school_leavers")).to_have_value("1.000")
    assert WorkbookImport.objects.get().cells == 2
    # A refused file answers 422, which the browser notes on its console.
    complaints[:] = [line for line in complaints if "422" not in line]
