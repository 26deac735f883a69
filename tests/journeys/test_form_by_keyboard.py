"""The form by keyboard alone, over a session that ended, over a line that broke; its help; a phone."""

import pytest
from playwright.sync_api import Page, expect

from reports.models import Figure, State, Submission
from tests import factories
from tests.journeys.browser import cell, come_in, expect_saved, open_form, state_of, type_into
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Over when the form and all that it is made of lie in the worker's store.
KEPT_WHOLE = """async (address) => {
    await navigator.serviceWorker.ready;
    const parts = [...document.querySelectorAll('link[rel=stylesheet], link[rel=icon], script[src]')];
    const wanted = [address, ...parts.map((one) => new URL(one.href || one.src).pathname)];
    for (;;) {
        const store = await caches.open('forms');
        const kept = new Set((await store.keys()).map((one) => new URL(one.url).pathname));
        if (wanted.every((one) => kept.has(one))) return;
        await new Promise((again) => setTimeout(again, 50));
    }
}"""


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


@pytest.fixture
def form(page: Page, stage: Stage) -> Page:
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    return page


def in_hand(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def test_the_first_cell_is_in_hand_and_enter_and_tab_save_and_go_on(form: Page):
    assert in_hand(form) == "v-school_leavers"
    form.keyboard.type("1000")
    form.keyboard.press("Enter")
    assert in_hand(form) == "v-school_leavers_vocational"
    expect_saved(form, "school_leavers")
    form.keyboard.press("Shift+Tab")
    assert in_hand(form) == "v-school_leavers"
    form.keyboard.type("1100")
    form.keyboard.press("Tab")
    assert in_hand(form) == "v-school_leavers_vocational"
    expect(cell(form, "school_leavers")).to_have_value("1.100")
    expect(form.locator("[data-section]").first).to_have_text("1/2")


def test_a_link_in_the_grid_opens_by_keyboard(form: Page, stage: Stage):
    plan = factories.make_plan("KH-10", last_year=stage.year + 5)
    factories.make_target(plan, stage.indicator, year=stage.year + 1, low="40")
    other = factories.make_submission(factories.make_period(plan, year=stage.year), stage.district)
    factories.fill(other, stage.reporter, school_leavers="1.000")
    open_form(form, stage.submission)
    form.locator("#cell-school_leavers a").focus()
    form.keyboard.press("Enter")
    form.wait_for_url(f"**/submissions/{other.pk}/*")


def test_k_and_c_are_taken_back_with_the_number_that_stood_there(form: Page, stage: Stage):
    type_into(form, "school_leavers", "1.000")
    expect_saved(form, "school_leavers")
    cell(form, "school_leavers").press("k")
    expect(cell(form, "school_leavers")).to_have_value("")
    cell(form, "school_leavers").press("Control+z")
    expect(cell(form, "school_leavers")).to_have_value("1.000")
    expect_saved(form, "school_leavers")
    assert Figure.objects.get(agency=stage.district, year=stage.year).value == 1000


def test_the_head_tells_both_truths(form: Page):
    type_into(form, "school_leavers", "72.23")
    expect(form.locator("#save-failed")).to_have_text("Ô 1 chưa ghi được")
    expect(form.locator("#save-status")).to_have_text("")
    type_into(form, "school_leavers_vocational", "310")
    expect(form.locator("#save-status")).to_contain_text("Đã lưu lúc")
    expect(form.locator("#save-failed")).to_have_text("Ô 1 chưa ghi được")


def test_a_session_that_ended_is_said_and_one_signs_in_in_place(form: Page, stage: Stage, complaints: list[str]):
    form.context.clear_cookies()
    type_into(form, "school_leavers", "1.234")
    expect(form.locator("#save-status")).to_contain_text("Phiên đăng nhập đã hết")
    again = form.get_by_label(f"Mật khẩu của {stage.reporter.username}")
    again.fill("sai hẳn rồi đây")
    again.press("Enter")
    expect(form.locator("#sign-in-again")).to_contain_text("Mật khẩu chưa khớp")
    again.fill(factories.PASSWORD)
    again.press("Enter")
    expect_saved(form, "school_leavers")
    expect(form.locator("#sign-in-again")).to_be_hidden()
    assert Figure.objects.get(agency=stage.district, year=stage.year).value == 1234
    complaints.clear()


def test_sending_without_a_line_waits_and_goes_by_itself(form: Page, stage: Stage, complaints: list[str]):
    type_into(form, "school_leavers", "1.000")
    expect_saved(form, "school_leavers")
    form.context.set_offline(True)
    cell(form, "school_leavers_vocational").fill("310")
    form.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(form.locator("#send-waits")).to_contain_text("Chưa có mạng, báo cáo chưa nộp")
    expect(cell(form, "school_leavers_vocational")).to_have_value("310")
    form.context.set_offline(False)
    form.evaluate("window.dispatchEvent(new Event('online'))")
    form.wait_for_url("**/sent/")
    sent = Submission.objects.get(pk=stage.submission.pk)
    assert sent.state == State.SUBMITTED
    complaints.clear()


def test_a_report_pressed_without_a_line_goes_with_all_that_was_typed_when_the_form_is_opened_again(
    form: Page, stage: Stage, complaints: list[str]
):
    form.context.set_offline(True)
    cell(form, "school_leavers").fill("1.000")
    cell(form, "school_leavers_vocational").fill("310")
    form.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(form.locator("#send-waits")).to_be_visible()
    form.goto("about:blank")
    form.context.set_offline(False)
    open_form(form, stage.submission)
    form.wait_for_url("**/sent/")
    values = Figure.objects.filter(agency=stage.district, year=stage.year).values_list("value", flat=True)
    assert sorted(values) == [310, 1000]
    complaints.clear()


def test_f1_opens_help_beside_the_cell_and_closes_it(form: Page):
    form.keyboard.press("F1")
    expect(form.locator(".cell-help")).to_contain_text("Năm năm gần nhất")
    assert in_hand(form) == "v-school_leavers"
    form.keyboard.press("F1")
    expect(form.locator(".cell-help")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 683])
def test_on_a_phone_and_at_200_percent_the_state_of_saving_stays_in_sight(form: Page, width: int):
    form.set_viewport_size({"width": width, "height": 640})
    form.evaluate("document.getElementById('entry-form').scrollIntoView({ block: 'end' })")
    expect(form.locator(".save-says")).to_be_in_viewport()
    type_into(form, "school_leavers_vocational", "72.23")
    expect(form.locator("#save-failed")).to_be_in_viewport()


def test_a_busy_server_is_asked_again_when_it_said(form: Page, complaints: list[str]):
    form.clock.install()
    form.route("**/cells/", lambda route: route.fulfill(status=503, headers={"Retry-After": "9"}), times=1)
    type_into(form, "school_leavers", "1.000")
    expect(form.locator("#save-status")).to_contain_text("Thử lại sau 9 giây")
    form.clock.run_for(8000)
    expect(state_of(form, "school_leavers")).to_contain_text("Đang gõ")
    form.clock.run_for(1500)
    expect_saved(form, "school_leavers")
    complaints.clear()


def test_the_form_opens_without_a_line_once_it_was_seen_and_not_after_signing_out(
    form: Page, stage: Stage, complaints: list[str]
):
    kept = """async () => {
        const store = await caches.open('forms');
        return (await store.keys()).map((one) => new URL(one.url).pathname);
    }"""
    address = f"/submissions/{stage.submission.pk}/"
    form.evaluate(KEPT_WHOLE, address)
    form.context.set_offline(True)
    form.goto(address)
    type_into(form, "school_leavers", "1.000")
    expect(form.locator("#save-status")).to_contain_text("đang giữ trên máy này")
    form.context.set_offline(False)
    form.evaluate("window.dispatchEvent(new Event('online'))")
    expect_saved(form, "school_leavers")
    form.goto("/submissions/")
    form.locator(".account summary").click()
    form.get_by_role("button", name="Thoát").click()
    form.wait_for_url("**/accounts/login/")
    assert form.evaluate(kept) == []
    complaints.clear()
