"""Nothing typed is lost: not by a wrong number, a lost session, a colleague or a stale tab."""

import pytest
from playwright.sync_api import Page, expect

from agencies import clock
from reports.models import Entry, Figure
from tests import factories
from tests.journeys.browser import before_script, cell, come_in, expect_saved, open_form, sign_in, state_of, type_into
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


@pytest.fixture
def form(page: Page, stage: Stage) -> Page:
    """The open form in the reporter's browser."""
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    return page


def held(stage: Stage, code: str) -> Figure | None:
    return Figure.objects.filter(agency=stage.district, year=stage.year, element__code=code).first()


def test_a_wrong_number_is_refused_beside_its_cell_and_changes_nothing(form: Page, stage: Stage):
    for text in ("72.23", "1.2.3", "NaN", "１２３", "1" * 21, "-5", "101 %", "1e5"):
        type_into(form, "school_leavers", text)
        expect(state_of(form, "school_leavers")).to_contain_text("Phải sửa")
        expect(form.locator("#say-school_leavers")).to_contain_text("Chưa ghi số này")
        expect(cell(form, "school_leavers")).to_have_value(text)
        assert held(stage, "school_leavers") is None
        type_into(form, "school_leavers", "")
        expect(state_of(form, "school_leavers")).not_to_contain_text("Phải sửa")


def test_a_part_above_its_whole_is_named_in_both_numbers(form: Page):
    type_into(form, "school_leavers", "500")
    type_into(form, "school_leavers_vocational", "600")
    expect(form.locator("#say-school_leavers_vocational")).to_contain_text("(600) nhiều hơn học sinh tốt nghiệp (500)")


def test_keys_say_what_a_number_cannot(form: Page, stage: Stage):
    cell(form, "school_leavers").press("k")
    # A thousand last year and nothing now is worth a sentence.
    expect(state_of(form, "school_leavers")).to_contain_text("Cần giải thích")
    expect(cell(form, "school_leavers")).to_have_attribute("placeholder", "Không phát sinh")
    assert held(stage, "school_leavers").entry == Entry.NOT_APPLICABLE
    cell(form, "school_leavers_vocational").press("c")
    form.keyboard.type("chờ số của các trường")
    form.keyboard.press("Enter")
    expect(state_of(form, "school_leavers_vocational")).to_contain_text("Đã nêu lý do")
    assert held(stage, "school_leavers_vocational").note == "chờ số của các trường"


def test_typing_outlives_a_lost_session(form: Page, stage: Stage, complaints: list[str]):
    form.context.clear_cookies()
    type_into(form, "school_leavers", "1.234")
    expect(form.locator("#save-status")).to_contain_text("đang giữ trên máy này")
    assert held(stage, "school_leavers") is None
    sign_in(form, stage.reporter)
    open_form(form, stage.submission)
    form.get_by_role("button", name="Đưa lại vào biểu").click()
    expect_saved(form, "school_leavers")
    assert held(stage, "school_leavers").value == 1234
    complaints.clear()


def test_typing_before_the_script_has_come_is_saved_like_any_other(page: Page, stage: Stage):
    sign_in(page, stage.reporter)
    with before_script(page, "entry.js"):
        page.goto(f"/submissions/{stage.submission.pk}/", wait_until="commit")
        cell(page, "school_leavers").fill("1.150")
        cell(page, "school_leavers_vocational").fill("300")
    expect_saved(page, "school_leavers")
    assert held(stage, "school_leavers").value == 1150
    # The cell that she is still in waits until she leaves it.
    expect(state_of(page, "school_leavers_vocational")).to_contain_text("Đang gõ")
    cell(page, "school_leavers_vocational").press("Enter")
    expect_saved(page, "school_leavers_vocational")
    assert held(stage, "school_leavers_vocational").value == 300


@pytest.mark.both
def test_the_second_writer_sees_both_values_and_chooses(form: Page, stage: Stage):
    factories.fill(stage.submission, stage.colleague, school_leavers="1.150")
    type_into(form, "school_leavers", "1.105")
    expect(form.locator("#say-school_leavers")).to_contain_text("vừa ghi 1.150")
    assert held(stage, "school_leavers").value == 1150
    form.get_by_role("button", name="Giữ số của tôi").click()
    expect_saved(form, "school_leavers")
    assert held(stage, "school_leavers").value == 1105


def test_the_first_writer_may_be_kept(form: Page, stage: Stage):
    factories.fill(stage.submission, stage.colleague, school_leavers="1.150")
    type_into(form, "school_leavers", "1.105")
    form.get_by_role("button", name="Giữ số của đồng nghiệp").click()
    expect(cell(form, "school_leavers")).to_have_value("1.150")
    assert held(stage, "school_leavers").value == 1150


def test_a_stale_tab_of_a_sent_form_keeps_what_is_typed(form: Page, stage: Stage, complaints: list[str]):
    factories.fill(stage.submission, stage.colleague, school_leavers="1.000", school_leavers_vocational="310")
    factories.send(stage.submission, stage.colleague)
    type_into(form, "school_leavers", "999")
    expect(form.locator("#save-status")).to_contain_text("Báo cáo đã nộp")
    expect(cell(form, "school_leavers")).to_have_value("999")
    assert held(stage, "school_leavers").value == 1000
    complaints.clear()


def test_the_form_works_without_scripts(chromium, live_server, stage: Stage):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, stage.reporter)
        open_form(page, stage.submission)
        cell(page, "school_leavers").fill("1.000")
        cell(page, "school_leavers_vocational").fill("72.23")
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.locator("#say-school_leavers_vocational")).to_contain_text("72,23 hay 7.223")
        expect(cell(page, "school_leavers_vocational")).to_have_value("72.23")
        cell(page, "school_leavers_vocational").fill("310")
        page.get_by_role("button", name="Nộp báo cáo").first.click()
        expect(page.locator(".pill")).to_contain_text("Đã nộp")


def test_a_late_report_is_taken_and_marked(form: Page, stage: Stage):
    stage.submission.period.due_at = clock.now()
    stage.submission.period.save(update_fields=["due_at"])
    type_into(form, "school_leavers", "1.000")
    type_into(form, "school_leavers_vocational", "310")
    expect_saved(form, "school_leavers_vocational")
    form.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(form.locator("main")).to_contain_text("sau hạn 1 ngày")
