"""The review by keyboard, in Chromium: keys press what they name, nothing goes wrong by a key, ten seconds to undo."""

import pytest
from playwright.sync_api import Page, expect

from reports.models import State, Submission
from tests import factories
from tests.journeys.browser import come_in
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


@pytest.fixture
def sent(stage: Stage, page: Page) -> Submission:
    """A report of two cells and one duty without a word, before its reviewer."""
    factories.fill(stage.submission, stage.reporter, school_leavers="1.000", school_leavers_vocational="350")
    form = factories.send(stage.submission, stage.reporter)
    # No report is sent without a word on each duty: this one was given to the agency later.
    factories.make_duty(stage.submission.period.plan, number="V.12.2", lead=stage.district)
    come_in(page, stage.staff)
    page.goto(f"/reviews/{form.pk}/")
    return form


def state_of(form: Submission) -> str:
    return Submission.objects.get(pk=form.pk).state


def main_button(page: Page):
    return page.locator(".side .button--primary:visible")


def row(page: Page, key: str):
    return page.locator(f'.item[data-key="{key}"]')


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_ctrl_enter_asks_what_a_remark_means_instead_of_accepting(page: Page, sent: Submission):
    page.locator("#r-note").fill("Đề nghị rà lại rồi nộp lại")
    expect(main_button(page)).to_contain_text("Kết luận")
    press(page, "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("lý do trả lại, hay chỉ ghi khi duyệt")
    assert state_of(sent) == State.SUBMITTED
    press(page, "Space")
    expect(main_button(page)).to_contain_text("Trả lại báo cáo")
    press(page, "Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Đã trả lại")
    assert state_of(sent) == State.RETURNED


def test_what_is_typed_on_a_row_of_another_report_lands_in_the_remark(page: Page, stage: Stage, complaints: list[str]):
    other = factories.make_plan("KH-10", locality=stage.district.locality, last_year=stage.year + 5)
    factories.make_target(other, stage.indicator, year=stage.year + 1, low="40")
    duty = factories.make_duty(other, number="II.1", lead=stage.district)
    factories.fill(stage.submission, stage.reporter, school_leavers="1.000", school_leavers_vocational="350")
    form = factories.make_submission(factories.make_period(other, year=stage.year), stage.district)
    form = factories.send(form, stage.reporter)
    come_in(page, stage.staff)
    page.goto(f"/reviews/{form.pk}/")
    press(page, "ArrowDown", "t")
    page.keyboard.type("Kiem lai so do, dd d")
    press(page, "Control+Enter")
    expect(page.locator("#r-note")).to_have_value("Kiem lai so do, dd d")
    expect(page.get_by_role("alert")).to_contain_text("Chọn một")
    assert (state_of(form), duty.number) == (State.SUBMITTED, "II.1")


def test_keys_press_the_buttons_and_the_main_one_counts(page: Page, sent: Submission):
    expect(main_button(page)).to_contain_text("Duyệt báo cáo")
    expect(row(page, "duty-V.12.2").locator(".row")).to_have_class("row row-current")
    press(page, "t")
    expect(page.locator(".reason:focus")).to_have_value("Chưa báo cáo: ghi tình hình và kết quả trong năm.")
    press(page, "Enter", "d", "t")
    page.keyboard.type("Kiểm lại hệ 9+")
    press(page, "Escape")
    expect(main_button(page)).to_contain_text("Trả lại 2 mục")
    expect(main_button(page)).to_contain_text("Ctrl Enter")
    expect(page.locator(".seen")).to_contain_text("Đã xem 3/3")
    press(page, "d")
    expect(row(page, "school_leavers_vocational").locator(".verdict-word")).to_contain_text("Đồng ý")
    expect(row(page, "school_leavers_vocational").locator(".reason")).to_have_value("Kiểm lại hệ 9+")
    press(page, "Control+z")
    expect(main_button(page)).to_contain_text("Trả lại 2 mục")
    press(page, "Control+Enter")
    expect(page.locator(".toast")).to_contain_text("2 mục. Chưa gửi thông báo")
    assert state_of(sent) == State.RETURNED


def test_leaving_the_page_keeps_verdicts_and_reasons(page: Page, sent: Submission):
    press(page, "ArrowDown", "d", "t")
    page.keyboard.type("Kiểm lại")
    page.goto("/reviews/")
    page.goto(f"/reviews/{sent.pk}/")
    expect(row(page, "school_leavers").locator(".verdict-word")).to_contain_text("Đồng ý")
    expect(row(page, "school_leavers_vocational").locator(".reason")).to_have_value("Kiểm lại")
    expect(main_button(page)).to_contain_text("Trả lại 1 mục")


def test_ctrl_z_takes_the_decision_back(page: Page, sent: Submission):
    press(page, "Shift+D")
    press(page, "Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Đã duyệt")
    expect(page.locator(".toast")).to_contain_text("giây")
    assert state_of(sent) == State.ACCEPTED
    press(page, "Control+z")
    expect(page.locator(".toast")).to_contain_text("Đã hoàn tác")
    assert state_of(sent) == State.SUBMITTED
    expect(row(page, "school_leavers").locator(".verdict-word")).to_contain_text("Đồng ý")


def test_filters_show_what_is_left_and_the_effect_stands_in_the_row(page: Page, sent: Submission):
    press(page, "ArrowDown")
    expect(row(page, "school_leavers").locator(".effect")).to_contain_text("30,0 thành 31,0 %")
    expect(row(page, "school_leavers").locator(".effect")).to_contain_text("5/5 đơn vị")
    press(page, "d")
    page.get_by_role("button", name="Chưa xem 2").click()
    expect(row(page, "school_leavers")).to_be_hidden()
    page.get_by_role("button", name="Nhiệm vụ 1").click()
    expect(row(page, "school_leavers_vocational")).to_be_hidden()
    expect(row(page, "duty-V.12.2")).to_be_visible()
