"""A column from Excel goes into the grid by keyboard, is looked at before it is taken, and is kept as a paste."""

import pytest
from playwright.sync_api import Page, expect

from reports.models import Figure, FigureRevision, Via
from tests import factories
from tests.journeys.browser import cell, come_in, expect_saved, open_form, sideways
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


@pytest.fixture
def form(page: Page, stage: Stage) -> Page:
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    return page


def paste(page: Page, selector: str, text: str) -> None:
    """What Ctrl+V does with a block on the clipboard."""
    page.locator(selector).focus()
    page.evaluate(
        """([selector, text]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.querySelector(selector).dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [selector, text],
    )


def held(stage: Stage) -> dict[str, int]:
    rows = Figure.objects.filter(agency=stage.district, year=stage.year)
    return {code: int(value) for code, value in rows.values_list("element__code", "value")}


def test_a_pasted_column_is_shown_first_and_only_what_is_right_is_taken(form: Page, stage: Stage, accessibility_faults):
    paste(form, "#v-school_leavers", "Năm 2024\r\n1.000\r\n72.23\r\n")
    preview = form.locator(".preview")
    expect(preview).to_contain_text("Xem trước: dán 3 dòng từ Excel vào ô 1 đến 2")
    expect(preview.get_by_role("rowheader")).to_have_count(2)
    expect(preview).to_contain_text("chưa ghi gì")
    expect(preview).to_contain_text("72,23 hay 7.223")
    expect(preview).to_contain_text("1 dòng của khối không phải là ô")
    assert held(stage) == {}
    assert accessibility_faults(form) == []
    assert sideways(form) == []
    take = form.get_by_role("button", name="Nhận 1 ô đúng")
    expect(take).to_be_focused()
    form.keyboard.press("Enter")
    expect_saved(form, "school_leavers")
    expect(preview).to_have_count(0)
    assert held(stage) == {"school_leavers": 1000}
    assert FigureRevision.objects.filter(figure__agency=stage.district).latest("pk").via == Via.PASTE


def test_a_block_with_two_readings_asks_once_and_takes_the_answer_by_keyboard(
    form: Page, stage: Stage, accessibility_faults
):
    paste(form, "#v-school_leavers", "1,000\r\n310\r\n")
    english = form.get_by_role("button", name="Dấu phẩy ngăn hàng nghìn")
    expect(english).to_be_focused()
    assert accessibility_faults(form) == []
    assert sideways(form) == []
    form.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Nhận 2 ô đúng")).to_be_focused()
    form.keyboard.press("Enter")
    expect_saved(form, "school_leavers_vocational")
    assert held(stage) == {"school_leavers": 1000, "school_leavers_vocational": 310}


def test_a_block_is_dropped_by_escape_and_leaves_no_trace(form: Page, stage: Stage):
    paste(form, "#v-school_leavers", "1.000\n310")
    expect(form.locator(".preview")).to_be_visible()
    form.keyboard.press("Escape")
    expect(form.locator(".preview")).to_have_count(0)
    expect(cell(form, "school_leavers")).to_be_focused()
    expect(cell(form, "school_leavers")).to_have_value("")
    assert held(stage) == {}


def test_one_value_is_pasted_into_its_cell_as_ever(form: Page):
    paste(form, "#v-school_leavers", "1.000\r\n")
    expect(form.locator(".preview")).to_have_count(0)


def test_the_button_does_for_those_without_the_key(form: Page, stage: Stage):
    cell(form, "school_leavers").focus()
    form.get_by_role("link", name="Dán cột từ Excel").click()
    form.get_by_label("Dán cột chép từ Excel vào đây").fill("1.000\n310")
    form.get_by_role("button", name="Xem trước").click()
    form.get_by_role("button", name="Nhận 2 ô đúng").click()
    expect_saved(form, "school_leavers_vocational")
    assert held(stage) == {"school_leavers": 1000, "school_leavers_vocational": 310}


@pytest.mark.both
def test_a_colleagues_number_that_came_in_between_is_not_pasted_over(form: Page, stage: Stage):
    paste(form, "#v-school_leavers", "1.000\n310")
    expect(form.locator(".preview")).to_be_visible()
    factories.fill(stage.submission, stage.colleague, school_leavers="1.150")
    form.get_by_role("button", name="Nhận 2 ô đúng").click()
    expect(form.locator("#say-school_leavers")).to_contain_text("vừa ghi 1.150")
    assert held(stage) == {"school_leavers": 1150, "school_leavers_vocational": 310}


def test_pasting_works_without_scripts(chromium, live_server, stage: Stage):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        come_in(page, stage.reporter)
        open_form(page, stage.submission)
        page.get_by_role("link", name="Dán cột từ Excel").click()
        page.get_by_label("Dán từ ô").select_option("school_leavers")
        page.get_by_label("Cột chép từ Excel").fill("1.000\n310")
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_role("button", name="Nhận 2 ô đúng").click()
        expect(cell(page, "school_leavers_vocational")).to_have_value("310")
    assert held(stage) == {"school_leavers": 1000, "school_leavers_vocational": 310}
