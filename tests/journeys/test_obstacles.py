"""A difficulty from the agency to the leader and back, a file, and a published figure, in Chromium."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from reports.models import Evidence, Obstacle, ObstacleDraft, ObstacleState, OfficialFigure
from tests import factories
from tests.journeys.browser import come_in, open_form
from tests.journeys.stage import Stage, set_stage
from tests.reports.collection.evidence import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db) -> Stage:
    return set_stage()


def raise_one(page: Page, stage: Stage, title: str) -> None:
    open_form(page, stage.submission)
    page.get_by_role("link", name="Nêu vướng mắc").click()
    page.get_by_label("Vướng mắc, trong một câu").fill(title)
    page.get_by_label("Từ ngày").fill("01/09/2024")
    page.get_by_label("Mô tả và đề nghị").fill("Chưa có định mức. Đề nghị ban hành trước khi giao dự toán.")
    page.get_by_label("Lãnh đạo địa phương").check()
    page.get_by_role("button", name="Gửi vướng mắc").click()


def test_a_difficulty_goes_up_and_its_answer_comes_back(page: Page, stage: Stage):
    come_in(page, stage.reporter)
    raise_one(page, stage, "Chưa có định mức lớp dưới 3 tháng")
    expect(page.locator(".pill")).to_contain_text("Chờ trả lời")

    come_in(page, stage.staff)
    page.goto("/obstacles/")
    page.get_by_role("link", name="Chưa có định mức").click()
    page.get_by_label("Trình cấp trên").check()
    page.get_by_label("Nội dung").fill("Vượt thẩm quyền của Sở, đã trình Thành phố.")
    page.get_by_role("button", name="Ghi trả lời").click()
    expect(page.locator(".pill")).to_contain_text("Đã trình cấp trên")

    come_in(page, stage.leader)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("1 vướng mắc vượt thẩm quyền")
    page.get_by_role("link", name="1 vướng mắc vượt thẩm quyền").click()
    expect(page.locator("main")).to_contain_text("Chưa có định mức lớp dưới 3 tháng")

    come_in(page, stage.reporter)
    page.goto(f"/obstacles/{Obstacle.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text("đã trình Thành phố")
    assert Obstacle.objects.get().state == ObstacleState.PASSED_UP


def test_what_is_typed_of_a_difficulty_is_on_the_server_and_comes_back_to_her_and_to_a_colleague(
    page: Page, stage: Stage
):
    come_in(page, stage.reporter)
    page.goto("/obstacles/new/")
    title, text = page.get_by_label("Vướng mắc, trong một câu"), page.get_by_label("Mô tả")
    status = page.get_by_role("status")
    title.fill("Thiếu xưởng")
    expect(status).to_contain_text("Đang gõ")
    text.fill("Đề nghị cấp đất.")
    expect(status).to_contain_text("Đã lưu lúc")
    page.get_by_label("Lãnh đạo địa phương").check()
    page.get_by_label("Từ ngày").fill("01/09/2024")
    page.get_by_label("Từ ngày").blur()
    expect(status).to_contain_text("Đã lưu lúc")
    page.goto("/obstacles/")
    page.goto("/obstacles/new/")
    expect(text).to_have_value("Đề nghị cấp đất.")
    expect(page.get_by_label("Lãnh đạo địa phương")).to_be_checked()
    come_in(page, stage.colleague)
    page.goto("/obstacles/")
    page.get_by_role("link", name="Thiếu xưởng").click()
    expect(text).to_have_value("Đề nghị cấp đất.")
    page.get_by_role("button", name="Gửi vướng mắc").click()
    expect(page.locator("h1")).to_have_text("Thiếu xưởng")
    page.goto("/obstacles/new/")
    expect(title).to_have_value("")
    assert not ObstacleDraft.objects.exists()


def test_a_lost_line_and_a_session_that_is_over_lose_nothing_and_are_mended_in_place(
    page: Page, stage: Stage, complaints: list[str]
):
    come_in(page, stage.reporter)
    page.goto("/obstacles/new/")
    title, status = page.get_by_label("Vướng mắc, trong một câu"), page.get_by_role("status")
    page.context.set_offline(True)
    title.fill("Thiếu xưởng")
    title.blur()
    expect(status).to_contain_text("Chưa lưu được, đang giữ trên máy này")
    page.get_by_role("button", name="Gửi vướng mắc").click()
    expect(status).to_contain_text("Chưa gửi")
    page.context.set_offline(False)
    expect(status).to_contain_text("Đã lưu lúc")
    assert ObstacleDraft.objects.get().fields["title"] == "Thiếu xưởng"
    page.get_by_label("Từ ngày").fill("01/09/2024")
    page.get_by_label("Mô tả").fill("Đề nghị cấp đất.")
    page.get_by_label("Lãnh đạo địa phương").check()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Gửi vướng mắc").click()
    page.get_by_label("Mật khẩu của").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập lại").click()
    expect(status).to_contain_text("Đã lưu lúc")
    page.get_by_role("button", name="Gửi vướng mắc").click()
    expect(page.locator("h1")).to_have_text("Thiếu xưởng")
    assert not ObstacleDraft.objects.exists()
    complaints.clear()


def test_a_text_that_is_all_saved_says_so_again_once_the_line_or_the_session_is_back(
    page: Page, stage: Stage, complaints: list[str]
):
    come_in(page, stage.reporter)
    page.goto("/obstacles/new/")
    title, status = page.get_by_label("Vướng mắc, trong một câu"), page.get_by_role("status")
    title.fill("Thiếu xưởng")
    title.blur()
    expect(status).to_contain_text("Đã lưu lúc")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi vướng mắc").click()
    expect(status).to_contain_text("Chưa gửi")
    page.context.set_offline(False)
    expect(status).to_contain_text("Đã lưu lúc")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Gửi vướng mắc").click()
    page.get_by_label("Mật khẩu của").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập lại").click()
    expect(status).to_contain_text("Đã lưu lúc")
    complaints.clear()


def test_what_was_on_its_way_while_one_signed_in_again_is_not_called_saved_before_it_is(page: Page, stage: Stage):
    come_in(page, stage.reporter)
    page.goto("/obstacles/new/")
    # The answer to whoever's session has ended; by the time the browser follows it, she is in again and led on.
    there = f"{reverse('login')}?next={reverse('obstacle-draft')}"
    page.route("**/obstacles/draft/", lambda route: route.fulfill(status=302, headers={"Location": there}), times=1)
    title, status = page.get_by_label("Vướng mắc, trong một câu"), page.get_by_role("status")
    title.fill("Thiếu xưởng")
    title.blur()
    expect(status).to_contain_text("đang giữ trên máy này")
    title.focus()
    title.blur()
    expect(status).to_contain_text("Đã lưu lúc")
    assert ObstacleDraft.objects.get().fields["title"] == "Thiếu xưởng"


def test_what_is_wrong_stays_typed_beside_its_reason(page: Page, stage: Stage, complaints: list[str]):
    come_in(page, stage.reporter)
    page.goto("/obstacles/new/")
    page.get_by_label("Vướng mắc, trong một câu").fill("Thiếu xưởng")
    page.get_by_label("Từ ngày").fill("12/31/2024")
    page.get_by_role("button", name="Gửi vướng mắc").click()
    expect(page.get_by_role("alert")).to_contain_text("Gõ ngày như 15/12/2024")
    expect(page.get_by_label("Vướng mắc, trong một câu")).to_have_value("Thiếu xưởng")
    expect(page.get_by_label("Từ ngày")).to_have_value("12/31/2024")
    complaints.clear()


def test_a_file_is_added_to_the_report_and_downloaded_by_staff(page: Page, stage: Stage, settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path / "media"
    good = tmp_path / "báo cáo quý.pdf"
    good.write_bytes(files.PDF)
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    page.get_by_label("Chọn tệp").set_input_files(good)
    # The name alone stands there while the file is still on its way.
    expect(page.get_by_role("link", name="báo cáo quý.pdf")).to_be_visible()

    come_in(page, stage.staff)
    open_form(page, stage.submission)
    with page.expect_download() as download:
        page.get_by_role("link", name="báo cáo quý.pdf").click()
    assert download.value.suggested_filename == "báo cáo quý.pdf"
    assert Path(download.value.path()).read_bytes() == files.PDF
    assert Evidence.objects.get().uploaded_by == stage.reporter


def test_staff_enter_a_published_figure_from_its_indicator(page: Page, stage: Stage):
    come_in(page, stage.staff)
    page.goto(f"/indicators/{stage.indicator.code}/")
    page.get_by_role("link", name="Nhập số công bố").click()
    page.get_by_label("Năm", exact=True).fill(str(stage.year - 1))
    page.get_by_label("Giá trị", exact=True).fill("31,25")
    page.get_by_label("Nguồn", exact=True).fill("Niên giám thống kê, trang 91")
    page.get_by_label("Công bố ngày").fill(f"01/{stage.year}")
    page.get_by_role("button", name="Lưu số công bố").click()
    expect(page.locator("table")).to_contain_text("31,25%")
    expect(page.locator("table")).to_contain_text("điểm %")
    assert OfficialFigure.objects.get().source == "Niên giám thống kê, trang 91"
