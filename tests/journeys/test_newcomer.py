"""A newcomer's whole path with twenty figures, by keyboard alone and well within five minutes."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reports.models import State, Submission
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CELLS = 20
FIVE_MINUTES = 300
MOST_TABS = 120


@pytest.fixture
def form(transactional_db) -> Submission:
    """A form of twenty cells that waits for its district."""
    elements = [factories.make_element(f"element_{place:02}", position=place) for place in range(1, CELLS + 1)]
    plan = factories.make_plan("KH-10")
    for element in elements:
        factories.make_target(plan, factories.make_indicator(f"i_{element.code}", numerator=[element]))
    period = factories.make_period(plan, due_at=timezone.now() + timedelta(days=9))
    return factories.make_submission(period, factories.make_agency("001"))


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the focus is on what says this."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if text in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"no way by keyboard to: {text}")


def test_twenty_figures_from_sign_in_to_sent_by_keyboard_alone(page: Page, form: Submission):
    newcomer = factories.make_user(agency=form.agency, username="newcomer")
    began = time.monotonic()
    page.goto("/")
    # The page puts the cursor there by itself; typing starts once it has.
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type(newcomer.username)
    page.keyboard.press("Tab")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    tab_to(page, "Bắt đầu nhập")
    page.keyboard.press("Enter")
    expect(page.locator("#filled-count")).to_have_text(f"0/{CELLS}")
    while page.evaluate("document.activeElement.id") != "v-element_01":
        page.keyboard.press("Tab")
    for place in range(1, CELLS + 1):
        page.keyboard.type(f"{place}.250")
        page.keyboard.press("Enter")
    expect(page.locator("#filled-count")).to_have_text(f"{CELLS}/{CELLS}")
    tab_to(page, "Nộp báo cáo")
    page.keyboard.press("Enter")
    expect(page.locator(".pill").first).to_contain_text("Đã nộp")
    assert time.monotonic() - began < FIVE_MINUTES
    form.refresh_from_db()
    assert form.state == State.SUBMITTED
    assert sorted(form.figures.values_list("value", flat=True)) == [place * 1000 + 250 for place in range(1, CELLS + 1)]
