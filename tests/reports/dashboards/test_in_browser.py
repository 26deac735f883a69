"""What readers of the standing do in Chromium: follow a number, open the chart, keep the picture, ask what if."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Instance, User
from reports.collection.catalogue import load_catalogue
from reports.progress.services import recalculate_stale
from tests import factories
from tests.journeys.browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def leader(transactional_db) -> Iterator[User]:
    """A leader of Hà Nội on a day of November 2024, with published figures."""
    shift = timezone.now() - timezone.make_aware(datetime(2024, 11, 22, 8, 12))
    Instance.objects.update_or_create(pk=1, defaults={"demo_shift": shift})
    clock.set_shift(shift)
    load_catalogue(settings.BASE_DIR / "fixtures")
    recalculate_stale()
    yield factories.make_user(Role.LEADER, Agency.objects.get(code="so-ldtbxh"), username="leader")
    clock.set_shift(None)


def test_a_reader_opens_the_chart_keeps_the_ladder_as_a_picture_and_asks_what_if_while_typing(
    leader, page: Page, complaints, accessibility_faults
):
    sign_in(page, leader)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    response = page.goto("/indicators/trained_labour_rate/")
    assert "unsafe" not in response.headers["content-security-policy"]
    expect(page.get_by_role("heading", name="Bảng số liệu")).to_be_visible()
    assert not any("plotly" in url for url in fetched)
    page.get_by_role("button", name="Xem biểu đồ tương tác").click()
    chart = page.locator("#chart .main-svg").first
    expect(chart).to_be_visible()
    expect(page.locator("#chart")).to_contain_text("72,23")
    assert complaints == []

    with page.expect_download() as download:
        page.get_by_role("button", name="Tải ảnh PNG").click()
    assert download.value.suggested_filename == "trained_labour_rate-01-2024.png"
    picture = Path(download.value.path()).read_bytes()
    # A drawing that the browser could not read would leave a white sheet, which packs into a few kilobytes.
    assert picture.startswith(b"\x89PNG") and len(picture) > 30_000
    page.get_by_role("link", name="Nếu… thì sao").click()
    expect(page.get_by_text("Gõ một số vào ô bất kỳ")).to_be_visible()
    page.get_by_label("Giá trị năm 2024").fill("73.2")
    expect(page.get_by_text("là 73,2 hay 732?")).to_be_visible()
    page.get_by_label("Giá trị năm 2024").fill("73,2")
    expect(page.get_by_text("Nếu năm 2024 được 73,2%")).to_be_visible()
    expect(page.get_by_text("là 73,2 hay 732?")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"value_2024=73%2C2"))
    assert accessibility_faults(page) == []
    page.reload()
    expect(page.get_by_text("Nếu năm 2024 được 73,2%")).to_be_visible()


def test_a_reporter_follows_a_number_from_the_standing_to_its_source(leader, page: Page):
    reporter = factories.make_user(Role.REPORTER, Agency.objects.get(code="017"), username="reporter-017")
    sign_in(page, reporter)
    page.goto("/standing/")
    page.get_by_role("link", name="Lao động qua đào tạo").first.click()
    expect(page.get_by_role("heading", name="Tỷ lệ lao động qua đào tạo")).to_be_visible()
    page.get_by_text("Mọi số đã công bố").click()
    expect(page.get_by_text("công bố 21/11/2024").last).to_be_visible()
