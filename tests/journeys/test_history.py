"""A cell's history beside the cell, by keyboard; a form as it stood; both without scripts too."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import cell, come_in, expect_saved, open_form, type_into
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


def test_f4_opens_the_life_of_a_cell_and_escape_leads_back(page: Page, stage: Stage, accessibility_faults):
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    type_into(page, "school_leavers", "1.000")
    expect_saved(page, "school_leavers")
    type_into(page, "school_leavers", "1.100")
    expect_saved(page, "school_leavers")
    expect(page.locator("#s-school_leavers, [name=s-school_leavers]")).to_have_value("2")
    cell(page, "school_leavers").press("F4")
    box = page.get_by_role("dialog", name="Học sinh tốt nghiệp")
    expect(box.locator("li")).to_have_count(2)
    expect(box.locator("li").first).to_contain_text("1.100")
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(cell(page, "school_leavers")).to_be_focused()


def test_the_reviewer_opens_it_with_the_same_key(page: Page, stage: Stage):
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    for code, text in (("school_leavers", "1.000"), ("school_leavers_vocational", "310")):
        type_into(page, code, text)
        expect_saved(page, code)
    page.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(page.locator(".pill")).to_contain_text("Đã nộp")
    come_in(page, stage.staff)
    page.goto(f"/reviews/{stage.submission.pk}/")
    page.keyboard.press("F4")
    expect(page.get_by_role("dialog")).to_contain_text("Biểu nhập")
