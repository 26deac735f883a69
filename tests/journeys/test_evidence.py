"""Large evidence from a browser: named before it is sent, shown on its way, gone on with after a lost line."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.models import Evidence
from tests.journeys.browser import come_in, open_form
from tests.journeys.stage import Stage, set_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MB = 1024 * 1024


@pytest.fixture
def stage(transactional_db, settings, tmp_path) -> Stage:
    settings.MEDIA_ROOT = tmp_path / "media"
    return set_stage()


@pytest.fixture
def form(page: Page, stage: Stage) -> Page:
    come_in(page, stage.reporter)
    open_form(page, stage.submission)
    return page


def pdf(folder: Path, name: str, megabytes: int) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(megabytes * MB - 9))
    return path


def choose(page: Page, *files: Path) -> None:
    page.locator("#files").set_input_files([str(path) for path in files])


def test_a_file_that_is_too_large_is_named_unsent_and_the_others_arrive(form: Page, tmp_path: Path):
    posted: list[str] = []
    form.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    choose(form, pdf(tmp_path, "lon.pdf", 25))
    expect(form.locator("#evidence-refused")).to_contain_text("“lon.pdf”: 25,0 MB, lớn hơn 10 MB")
    assert not posted
    choose(form, *(pdf(tmp_path, f"{place}.pdf", 9) for place in range(3)))
    expect(form.locator("#evidence-count")).to_have_text("3 tệp", timeout=30_000)
    expect(form.locator("#evidence-files")).to_contain_text("2.pdf")
    expect(form.locator("#evidence-refused")).to_be_hidden()
    assert {row.size for row in Evidence.objects.all()} == {9 * MB}


def test_a_lost_line_is_said_and_the_file_goes_on_where_it_stopped(form: Page, tmp_path: Path, complaints: list[str]):
    offsets: list[str] = []

    def piece(route) -> None:
        if route.request.method == "POST":
            offsets.append(route.request.post_data_buffer.split(b'name="offset"\r\n\r\n')[1].split(b"\r\n")[0].decode())
            if len(offsets) == 3:
                route.abort()
                return
        route.continue_()

    form.route("**/evidence/part/**", piece)
    choose(form, pdf(tmp_path, "bao-cao.pdf", 5))
    expect(form.locator("#evidence-going")).to_contain_text("Đứt mạng")
    form.evaluate("window.dispatchEvent(new Event('online'))")
    expect(form.locator("#evidence-count")).to_have_text("1 tệp")
    assert offsets == [str(place * MB) for place in (0, 1, 2, 2, 3, 4)]
    complaints.clear()
