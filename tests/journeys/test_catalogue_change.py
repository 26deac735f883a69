"""An entry of the catalogue changed by keyboard alone: found, typed, its effect seen, sent, kept by a second person."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agencies.access import Role
from targets.measures.content import measure_content
from tests import factories
from tests.journeys.browser import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff():
    """Two of the staff of a department, a district, and a number that it reports for a plan."""
    department = factories.make_department()
    factories.make_agency("001", name="Quận 1")
    total = factories.make_element("total", short_name="Người học")
    plan = factories.make_plan(last_year=2030, report_last_year=2030)
    factories.make_target(plan, factories.make_indicator("people", numerator=[total]), year=2030)
    return [factories.make_user(Role.STAFF, department) for _ in range(2)]


def press_on(page: Page, name: str) -> None:
    """Go by Tab to the button or the link of a name, and press it."""
    wanted = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [1366, 360])
def test_who_reports_a_number_is_changed_by_keyboard_and_its_effect_is_seen_first(page: Page, staff, width: int):
    first, second = staff
    page.set_viewport_size({"width": width, "height": 800})
    come_in(page, first)
    page.goto(reverse("measure-list"))
    press_on(page, "Số liệu total")
    page.get_by_label("Sở, ngành").focus()
    page.keyboard.press("Space")
    page.get_by_label("Lý do sửa").focus()
    page.keyboard.type("Theo công văn 512")
    press_on(page, "Lưu bản sửa, xem tác động")
    expect(page.get_by_role("heading", name="Biểu nhập")).to_be_visible()
    expect(page.locator(".effect-line summary")).to_contain_text("1 đơn vị")
    page.locator(".effect-line summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".effect-line p")).to_be_visible()
    press_on(page, "Gửi kiểm tra")
    expect(page.locator(".page-head")).to_contain_text("chờ người khác kiểm tra")
    assert measure_content("element", "total")["kinds"] == ["district"]
    change = page.url
    page.context.clear_cookies()
    come_in(page, second)
    page.goto(change)
    press_on(page, "Đã kiểm tra, đưa vào dùng")
    expect(page.locator(".page-head")).to_contain_text("có hiệu lực từ")
    assert measure_content("element", "total")["kinds"] == ["department", "district"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
