"""Staff steer a round from one screen: remind and extend many at once, and the agency reads both."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from agencies import clock
from reports.models import Extension, Notice, NoticeKind, State, Submission
from tests import factories
from tests.journeys.browser import before_script, come_in
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    """Two districts still owe this year's report."""
    stage = set_stage()
    agency = factories.make_agency("006", name="UBND quận 6")
    factories.make_user(agency=agency, username="reporter-006")
    factories.make_submission(stage.submission.period, agency)
    return stage


@pytest.fixture
def board(page: Page, stage: Stage) -> Page:
    """The board of this year's period, reached from the review page."""
    come_in(page, stage.staff)
    page.goto("/reviews/")
    page.get_by_role("link", name="Bảng theo dõi").click()
    expect(page.locator("h1")).to_contain_text("Theo dõi báo cáo năm")
    return page


def tick(page: Page, *agencies: str) -> None:
    for agency in agencies:
        page.get_by_label(f"Chọn {agency}").check()


def open_reports(stage: Stage):
    return Submission.objects.filter(period=stage.submission.period, state=State.DRAFT)


@pytest.mark.both
def test_staff_remind_and_extend_and_the_reporter_reads_it(board: Page, stage: Stage):
    expect(board.locator("#bulk")).to_be_hidden()
    tick(board, "UBND quận 1", "UBND quận 6")
    expect(board.locator("#b-pick")).to_have_text("Đã chọn 2 đơn vị")
    board.get_by_role("button", name="Nhắc 2 đơn vị").click()
    expect(board.locator(".toast")).to_contain_text("Đã nhắc 2 đơn vị.")

    until = clock.today() + timedelta(days=20)
    tick(board, "UBND quận 1", "UBND quận 6")
    board.get_by_label("Gia hạn đến hết ngày").fill(f"{until:%d/%m/%Y}")
    board.get_by_label("Lý do").fill("Ảnh hưởng mưa lũ")
    board.get_by_role("button", name=f"Gia hạn 2 đơn vị đến {until:%d/%m/%Y}").click()
    expect(board.locator(".toast")).to_contain_text("Đã gia hạn 2 đơn vị")
    board.locator(".due summary").first.click()
    expect(board.locator(".due .given").first).to_contain_text("Lý do: Ảnh hưởng mưa lũ")
    assert Extension.objects.count() == 2
    # Two agencies, the first with a colleague.
    assert Notice.objects.filter(kind=NoticeKind.REMINDED).count() == 3

    come_in(board, stage.reporter)
    board.goto("/")
    expect(board.locator("main")).to_contain_text("Ảnh hưởng mưa lũ")
    board.get_by_role("link", name="Thông báo (").click()
    expect(board.locator(".notice-list")).to_contain_text("Hạn nộp báo cáo KH-CL2239")
    board.get_by_role("button", name="Mở báo cáo").first.click()
    expect(board.locator(".form-head")).to_contain_text(f"24:00 ngày {until:%d/%m/%Y}")


def test_enter_in_the_reason_extends_and_a_missing_reason_keeps_what_was_typed(
    board: Page, stage: Stage, complaints: list[str]
):
    until = clock.today() + timedelta(days=20)
    tick(board, "UBND quận 1")
    board.get_by_label("Gia hạn đến hết ngày").fill(f"{until:%d/%m/%Y}")
    board.get_by_label("Lý do").press("Enter")
    expect(board.get_by_role("alert")).to_contain_text("Ghi lý do gia hạn")
    expect(board.get_by_label("Gia hạn đến hết ngày")).to_have_value(f"{until:%d/%m/%Y}")
    expect(board.get_by_label("Chọn UBND quận 1")).to_be_checked()
    # A refusal is a 422, which the browser notes.
    complaints.clear()
    board.get_by_label("Lý do").fill("Bão")
    board.get_by_label("Lý do").press("Enter")
    expect(board.locator(".toast")).to_contain_text("Đã gia hạn 1 đơn vị")
    assert not Notice.objects.filter(kind=NoticeKind.REMINDED).exists()


def test_filters_and_search_stand_in_the_address(board: Page, stage: Stage):
    board.get_by_label("Trạng thái").select_option("not_opened")
    board.wait_for_url("**state=not_opened**")
    expect(board.locator(".board tbody tr")).to_have_count(2)
    board.get_by_label("Tìm đơn vị").fill("quan 6")
    board.keyboard.press("Enter")
    expect(board.locator(".board tbody tr")).to_have_count(1)
    board.reload()
    expect(board.locator(".board tbody th")).to_contain_text("UBND quận 6")


def test_a_filter_chosen_before_the_script_has_come_acts_when_it_comes(page: Page, stage: Stage):
    come_in(page, stage.staff)
    with before_script(page, "board.js"):
        page.goto(f"/reviews/board/{stage.submission.period_id}/", wait_until="commit")
        page.get_by_label("Trạng thái").select_option("not_opened", no_wait_after=True)
    page.wait_for_url("**state=not_opened**")
    expect(page.locator(".board tbody tr")).to_have_count(2)


def test_the_board_works_without_scripts(chromium, live_server, stage: Stage):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        come_in(page, stage.staff)
        page.goto(f"/reviews/board/{stage.submission.period_id}/")
        tick(page, "UBND quận 6")
        page.get_by_role("button", name="Nhắc nộp").click()
        expect(page.locator(".toast")).to_contain_text("Đã nhắc 1 đơn vị.")
        page.get_by_role("button", name="Nhắc UBND quận 1").click()
        expect(page.locator(".toast")).to_contain_text("Đã nhắc 1 đơn vị.")
    assert open_reports(stage).filter(notices__kind=NoticeKind.REMINDED).distinct().count() == 2
