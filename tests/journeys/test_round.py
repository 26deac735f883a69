"""The main job once through, in Chromium: an official enters, staff accept, the city's number moves."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from reports.models import IndicatorValue, Stale, View
from tests.journeys.browser import cell, expect_saved, open_form, sign_in, state_of, type_into
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONGEST_WAIT = 30


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


def wait_until_worked_off() -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while Stale.objects.exists():
        assert time.monotonic() < deadline, "nobody worked off what is stale"
        time.sleep(0.05)


def city_value(stage: Stage) -> IndicatorValue:
    return IndicatorValue.objects.get(indicator=stage.indicator, year=stage.year, view=View.ACCEPTED)


def enter_and_send(page: Page, stage: Stage, pupils: str, joined: str) -> None:
    open_form(page, stage.submission)
    type_into(page, "school_leavers", pupils)
    type_into(page, "school_leavers_vocational", joined)
    expect_saved(page, "school_leavers_vocational")
    page.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(page.locator(".pill")).to_contain_text("Đã nộp")


@pytest.mark.both
def test_an_accepted_figure_moves_the_city_from_the_cell_to_the_chart(page: Page, stage: Stage, worker: None):
    sign_in(page, stage.leader)
    page.goto(f"/indicators/{stage.indicator.code}/")
    expect(page.locator("main")).to_contain_text("30,0")
    assert city_value(stage).units_reporting == 4

    sign_in(page, stage.reporter)
    expect(page.locator("main")).to_contain_text("KH-CL2239")
    page.get_by_role("link", name="Bắt đầu nhập").click()
    enter_and_send(page, stage, "1.000", "350")

    sign_in(page, stage.staff)
    page.goto("/reviews/")
    page.get_by_role("link", name=re.compile("Thẩm định UBND quận 1")).click()
    page.get_by_role("button", name="Duyệt báo cáo").click()
    expect(page.locator(".toast")).to_contain_text("Đã duyệt")
    wait_until_worked_off()
    assert city_value(stage).units_reporting == 5
    assert city_value(stage).value == 31

    sign_in(page, stage.leader)
    page.goto(f"/indicators/{stage.indicator.code}/")
    expect(page.locator("main")).to_contain_text("31,0")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("31,0")


@pytest.mark.both
def test_a_year_of_one_agency_with_two_reporters_two_staff_and_a_stranger(
    page: Page, stage: Stage, complaints: list[str]
):
    sign_in(page, stage.stranger)
    assert page.goto(f"/submissions/{stage.submission.pk}/").status == 404
    complaints.clear()
    sign_in(page, stage.reporter)
    open_form(page, stage.submission)
    type_into(page, "school_leavers", "1.000")
    expect_saved(page, "school_leavers")

    sign_in(page, stage.colleague)
    open_form(page, stage.submission)
    expect(cell(page, "school_leavers")).to_have_value("1.000")
    enter_and_send(page, stage, "1.000", "310")

    sign_in(page, stage.staff)
    page.goto(f"/reviews/{stage.submission.pk}/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("t")
    page.keyboard.type("Kiểm lại hệ 9+")
    page.get_by_role("button", name="Trả lại 1 mục").click()
    expect(page.locator(".toast")).to_contain_text("Đã trả lại")

    sign_in(page, stage.reporter)
    page.get_by_role("link", name="Xem và sửa").click()
    expect(page.locator("#say-school_leavers_vocational")).to_contain_text("Kiểm lại hệ 9+")
    enter_and_send(page, stage, "1.000", "320")

    sign_in(page, stage.second_staff)
    page.goto(f"/reviews/{stage.submission.pk}/")
    expect(page.locator("aside")).to_contain_text("Ô 2: 310 thành 320")
    page.get_by_role("button", name="Duyệt báo cáo").click()
    expect(page.locator(".toast")).to_contain_text("Đã duyệt")
    page.goto(f"/reviews/{stage.submission.pk}/")
    page.get_by_label("Lý do").fill("Bổ sung lớp mở tháng 11")
    page.get_by_role("button", name="Mở lại cho đơn vị sửa").click()
    expect(page.locator("aside")).to_contain_text("Trả lại")

    sign_in(page, stage.colleague)
    expect(page.locator("main")).to_contain_text("Bổ sung lớp mở tháng 11")


def test_the_form_asks_for_one_sentence_where_a_figure_jumps(page: Page, stage: Stage, complaints: list[str]):
    sign_in(page, stage.reporter)
    open_form(page, stage.submission)
    type_into(page, "school_leavers", "1.000")
    type_into(page, "school_leavers_vocational", "900")
    expect(state_of(page, "school_leavers_vocational")).to_contain_text("Cần giải thích")
    page.get_by_role("button", name="Nộp báo cáo").first.click()
    expect(page.get_by_role("alert")).to_contain_text("1 chỗ cần giải thích")
    assert cell(page, "school_leavers_vocational").input_value() == "900"
    complaints.clear()
