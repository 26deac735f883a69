"""A leader who looks at the overview sees a figure two seconds after it was accepted, at the latest."""

import re
import time
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page, expect

from agencies.models import User
from tests import factories
from tests.journeys.browser import come_in
from tests.journeys.stage import Stage, set_stage

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "30,0%", "31,0%"
LONGEST_SECONDS = 2


@pytest.fixture
def stage(transactional_db) -> Stage:
    """Four districts of five stand at 30 %; the fifth has sent 35 %."""
    stage = set_stage()
    with transaction.atomic():
        factories.fill(stage.submission, stage.reporter, school_leavers="1.000", school_leavers_vocational="350")
        factories.send(stage.submission, stage.reporter)
    return stage


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def headline(client: Client) -> str:
    """The value of the headline indicator on the overview."""
    page = client.get("/").content.decode()
    return re.search(r'<td class="num">\s*<strong>(.*?)</strong>', page)[1]


def seconds_until(happened: Callable[[], bool]) -> float:
    started = time.monotonic()
    while not happened() and time.monotonic() - started < LONGEST_SECONDS:
        time.sleep(0.02)
    return time.monotonic() - started


def test_an_accepted_report_shows_on_the_overview_within_two_seconds(stage: Stage, worker: None):
    leader, staff = signed_in(stage.leader), signed_in(stage.staff)
    assert headline(leader) == BEFORE
    stage.submission.refresh_from_db()
    address = f"/reviews/{stage.submission.pk}/decide/"
    assert staff.post(address, {"version": stage.submission.version, "accept": "1"}).status_code == 302
    assert seconds_until(lambda: headline(leader) == AFTER) < LONGEST_SECONDS


@pytest.mark.browser
@pytest.mark.broker
def test_two_people_in_two_browsers_and_a_real_worker(page: Page, stage: Stage, worker: None):
    come_in(page, stage.staff)
    page.goto(f"/reviews/{stage.submission.pk}/")
    with page.context.browser.new_context(base_url=page.url.partition("/reviews")[0]) as other_desk:
        overview = other_desk.new_page()
        come_in(overview, stage.leader)
        overview.goto("/")
        expect(overview.locator(".bullets")).to_contain_text(BEFORE)
        page.get_by_role("button", name="Duyệt báo cáo").click()
        expect(page.locator(".toast")).to_contain_text("Đã duyệt")

        def shows() -> bool:
            overview.reload()
            return AFTER in overview.locator(".bullets").inner_text()

        assert seconds_until(shows) < LONGEST_SECONDS
