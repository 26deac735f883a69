"""What is typed of a duty is saved as a cell is: on leaving, through a lost line, against a colleague, on sending."""

import pytest
from playwright.sync_api import Page, expect

from agencies import clock
from reports.collection.duties.services import save_duty
from reports.models import DutyState, DutyUpdate, State
from targets.models import Duty
from tests import factories
from tests.journeys.browser import cell, come_in, expect_saved, open_form, state_of, type_into
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


@pytest.fixture
def duty(stage: Stage) -> Duty:
    return factories.make_duty(stage.submission.period.plan, "V.12.1", lead=stage.district, title="Mở lớp nghề")


@pytest.fixture
def form(page: Page, stage: Stage, duty: Duty) -> Page:
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    return page


def choose(page: Page, duty: Duty, label: str) -> None:
    page.locator(f"#cell-duty-{duty.pk}").get_by_text(label).click()


def fill_cells(page: Page) -> None:
    type_into(page, "school_leavers", "1.000")
    type_into(page, "school_leavers_vocational", "310")
    expect_saved(page, "school_leavers_vocational")


@pytest.mark.both
def test_text_and_state_are_saved_as_they_are_typed_and_move_the_counters(form: Page, duty: Duty):
    code = f"duty-{duty.pk}"
    cell(form, code).fill("Đã mở 42/55 lớp")
    expect(state_of(form, code)).to_contain_text("Đang gõ")
    cell(form, "school_leavers").focus()
    expect(state_of(form, code)).to_contain_text("chưa chọn tình hình")
    expect(form.locator("#duties-count")).to_have_text("0/1")
    choose(form, duty, "Đang thực hiện")
    expect(state_of(form, code)).to_contain_text("Đã lưu")
    expect(form.locator("#duties-count")).to_have_text("1/1")
    expect(form.locator("#save-status")).to_contain_text("Đã lưu lúc")
    assert DutyUpdate.objects.values_list("state", "text").get() == (DutyState.IN_PROGRESS, "Đã mở 42/55 lớp")


@pytest.mark.both
def test_sending_takes_the_words_that_nobody_left(form: Page, stage: Stage, duty: Duty):
    fill_cells(form)
    choose(form, duty, "Hoàn thành")
    cell(form, f"duty-{duty.pk}").press_sequentially("Đã xong")
    form.evaluate("document.getElementById('entry-form').requestSubmit(document.querySelector('[name=submit]'))")
    expect(form.locator(".pill")).to_contain_text("Đã nộp")
    assert DutyUpdate.objects.values_list("state", "text").get() == (DutyState.DONE, "Đã xong")


def test_an_untouched_duty_stops_the_sending_and_its_link_leads_there(
    form: Page, stage: Stage, duty: Duty, complaints: list[str]
):
    fill_cells(form)
    form.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(form.get_by_role("alert")).to_contain_text("1 nhiệm vụ chưa báo cáo")
    assert form.title().startswith("Lỗi: ")
    form.get_by_role("link", name="Nhiệm vụ V.12.1: chưa báo cáo").click()
    assert form.evaluate("document.activeElement.id") == f"v-duty-{duty.pk}"
    stage.submission.refresh_from_db()
    assert stage.submission.state == State.DRAFT
    complaints.clear()


def test_words_outlive_a_lost_line_and_a_closed_browser(form: Page, stage: Stage, duty: Duty, complaints: list[str]):
    code = f"duty-{duty.pk}"
    form.context.set_offline(True)
    cell(form, code).fill("Đã mở 42 lớp")
    choose(form, duty, "Hoàn thành")
    expect(form.locator("#save-status")).to_contain_text("đang giữ trên máy này")
    assert not DutyUpdate.objects.exists()
    # Closed before the line is back: the page that was left must not be the one that saves.
    browser = form.context
    form.close()
    browser.set_offline(False)
    again = browser.new_page()
    open_form(again, stage.submission)
    # The page that was left may have saved them at the last moment: then there is nothing to bring back.
    if again.locator("#kept-cells").is_visible():
        again.get_by_role("button", name="Đưa lại vào biểu").click()
    expect(state_of(again, code)).to_contain_text("Đã lưu")
    assert DutyUpdate.objects.values_list("state", "text").get() == (DutyState.DONE, "Đã mở 42 lớp")
    complaints.clear()


def test_two_texts_of_one_duty_are_both_shown_and_one_is_chosen(form: Page, stage: Stage, duty: Duty):
    said = {"state": DutyState.DONE, "text": "Đã xong", "by": stage.colleague, "now": clock.now()}
    save_duty(submission=stage.submission, duty=duty, **said)
    cell(form, f"duty-{duty.pk}").fill("Đang làm")
    choose(form, duty, "Đang thực hiện")
    expect(form.locator(f"#say-duty-{duty.pk}")).to_contain_text("Đã xong")
    assert DutyUpdate.objects.get().text == "Đã xong"
    form.get_by_role("button", name="Giữ của tôi").click()
    expect(state_of(form, f"duty-{duty.pk}")).to_contain_text("Đã lưu")
    assert DutyUpdate.objects.get().text == "Đang làm"
