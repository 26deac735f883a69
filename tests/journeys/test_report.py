"""A report from the draft to the paper: written, edited, checked by a second person, issued, verified, replaced."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agencies import clock
from reports import runner
from reports.collection.review.services import reopen
from reports.issued import building
from reports.models import IssuedReport, Submission
from reports.progress.services import recalculate_all
from tests import factories
from tests.journeys.browser import come_in
from tests.journeys.stage import Stage, set_stage
from tests.reports.issued.conftest import printer
from tests.reports.issued.office import files, now_there

__all__ = ["printer"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUILT = "Tệp dựng xong lúc"
# LibreOffice alone may take some seconds, more on a machine that does other work; a build that hangs ends well after.
BUILD_MILLISECONDS = 60_000


@pytest.fixture
def stage(transactional_db, printer) -> Iterator[Stage]:
    """Last year's reports are all accepted, and somebody builds documents."""
    stage = set_stage()
    builder = runner.start(building.build_waiting, name="documents", every=1, rung=False)
    yield stage
    builder.stop()


def draft(page: Page, stage: Stage) -> IssuedReport:
    page.get_by_role("link", name="Báo cáo", exact=True).click()
    page.get_by_role("link", name="Lập báo cáo", exact=True).click()
    page.get_by_label("Năm", exact=True).fill(str(stage.year - 1))
    page.get_by_role("button", name="Lập dự thảo").click()
    expect(page.locator("#build-progress")).to_contain_text(BUILT, timeout=BUILD_MILLISECONDS)
    return IssuedReport.objects.latest("pk")


def correct_a_number(stage: Stage) -> None:
    """After the issue the department finds that a district mistyped."""
    submission = Submission.objects.get(period__year=stage.year - 1, agency=stage.district)
    reopen(submission=submission, reason="Sửa số.", seen_version=submission.version, by=stage.staff, now=clock.now())
    submission.refresh_from_db()
    factories.fill(submission, stage.reporter, school_leavers_vocational="350")
    factories.send(submission, stage.reporter)
    factories.take(submission, stage.staff)
    recalculate_all(locality_ids=[stage.district.locality_id])


@pytest.mark.both
def test_a_report_is_written_checked_issued_verified_and_replaced(
    page: Page, stage: Stage, tmp_path: Path, accessibility_faults
):
    come_in(page, stage.staff)
    page.goto("/")
    report = draft(page, stage)

    form = page.locator("details.edit", has=page.locator("textarea", has_text="school_leaver_rate.actual")).first
    form.locator("summary").click()
    form.get_by_label("Lời của đoạn").fill("Tỷ lệ vào học nghề cả năm: ")
    form.locator(".chip", has_text="[[school_leaver_rate.actual]]").click()
    form.get_by_role("button", name="Lưu đoạn").click()
    expect(page.locator(".paper")).to_contain_text("Tỷ lệ vào học nghề cả năm: 29,0%")
    expect(page.locator("#build-progress")).to_contain_text(BUILT, timeout=BUILD_MILLISECONDS)
    page.get_by_role("link", name="Sửa thể thức, người ký, nơi nhận").click()
    page.get_by_label("Ký hiệu").fill("BC-SLĐTBXH")
    page.get_by_role("button", name="Lưu thể thức").click()
    expect(page.locator("#build-progress")).to_contain_text(BUILT, timeout=BUILD_MILLISECONDS)
    expect(page.locator("#check-by")).to_contain_text("Chờ người thứ hai")

    come_in(page, stage.second_staff)
    page.goto(report.get_absolute_url())
    page.get_by_role("button", name="Xác nhận đã kiểm tra").click()
    page.get_by_label("Số", exact=True).fill("7")
    page.get_by_role("button", name="Ghi số, ngày và dựng bản chính thức").click()
    page.get_by_role("button", name="Ban hành báo cáo").click()
    expect(page.locator(".report-state")).to_contain_text("Đã ban hành")
    issued = files(now_there(report))

    with page.expect_download() as fetched:
        page.get_by_role("link", name="Văn bản Word").click()
    assert fetched.value.suggested_filename == f"Báo cáo năm {stage.year - 1} KH-CL2239.docx"
    paper = tmp_path / "paper.docx"
    fetched.value.save_as(paper)
    page.get_by_role("link", name="Kiểm tra một tệp").click()
    page.get_by_label("Tệp").set_input_files(paper)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("#answer")).to_contain_text("Đúng là bản đã ban hành")

    correct_a_number(stage)
    page.goto(report.get_absolute_url())
    expect(page.locator("#changed-since")).to_contain_text("tệp đã ban hành giữ nguyên từng byte")
    page.get_by_text("Soạn bản thay thế").click()
    page.get_by_label("Lý do").fill("Quận 1 sửa số.")
    page.get_by_role("button", name="Lập bản thay thế").click()
    expect(page.locator("#differences")).to_contain_text("30,2%")
    expect(page.locator(".paper")).to_contain_text("Tỷ lệ vào học nghề cả năm: 30,2%")
    assert files(now_there(report)) == issued
    # The page loads itself anew once its files are there; what is examined is that page.
    expect(page.locator("#build-progress")).to_contain_text(BUILT, timeout=BUILD_MILLISECONDS)
    page.goto(page.url)
    assert accessibility_faults(page) == []
