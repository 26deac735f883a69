"""Every page in Chromium, on the demo, as each role that sees it: quiet, whole at every width, fit for a screen reader.

One demo, one browser and one context of it for all. A page is loaded by the first role that sees it and then narrowed;
by another, where the server's answer holds kinds of element that no answer had before. `make check-deep` loads it as
each role, and lets axe-core look at 200 %, too. A new page without an address in tests/furnished_demo.py fails. One
page alone: `pytest tests/test_every_page.py -k board`.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from agencies import clock
from agencies.models import Instance, User
from tests import factories
from tests.conftest import fresh_context
from tests.databases import copied, in_use
from tests.furnished_demo import AFTER_PASSWORD, PAGES, PEOPLE, Demo, furnished
from tests.journeys.browser import WIDTHS, beyond, cell, come_in, expect_saved, type_into
from tests.reports.issued.conftest import printing_program

pytestmark = [pytest.mark.browser, pytest.mark.once]
FRAME = "[document.querySelectorAll('h1').length, document.title.length > 'vocplan'.length]"
DESK, ZOOMED, PHONE = 1366, 683, 360
# The text of a sheet, and 30 mm, in CSS pixels.
A4, ROOM_TO_SIGN = 711, 113
# The form of a district on a phone was 5,200 pixels long when each cell had a list and a note of its own.
LONGEST_ON_A_PHONE = 2_200
SHEET = re.compile(rb"/Type\s*/Page\b")
# Roles that see the same kinds of element on a page see the same page: it is examined once, for another role what is
# new. A phone is examined for what shows only there; the rest of it, and at 200 %, for what depends on the width.
KINDS = """[...document.querySelectorAll('body *')].filter((each) => each.checkVisibility())
    .map((each) => each.tagName + ' ' + each.getAttribute('class'))"""
# The same in the server's answer, before any script: an opening tag with its class.
TAG = re.compile(r"<([a-z][\w-]*)((?:\s[^<>]*)?)>")
CLASS = re.compile(r'\sclass="([^"]*)"')


@pytest.fixture(scope="module")
def demo(demo_database, django_db_blocker, tmp_path_factory) -> Iterator[Demo]:
    """The furnished demo in a database of its own, and a server for it, for all pages."""
    folder = tmp_path_factory.mktemp("every_page")
    settled = override_settings(MEDIA_ROOT=folder / "media", LIBREOFFICE=printing_program(folder))
    with django_db_blocker.unblock(), settled, copied(demo_database.name) as name, in_use(name):
        clock.set_shift(Instance.current().demo_shift)
        server = LiveServer("localhost")
        yield furnished(server.url)
        server.stop()
        clock.set_shift(None)


@pytest.fixture(scope="module")
def elsewhere() -> set[str]:
    """The kinds of element that show on narrow screens only and have been examined there."""
    return set()


@pytest.fixture(scope="module")
def heard() -> list[str]:
    """What the browser complained about since a test last looked."""
    return []


@pytest.fixture(scope="module")
def window(chromium: Browser, demo: Demo, heard: list[str]) -> Iterator[Page]:
    """One page of the browser for all: a process begins once, styles, scripts and letters are fetched once."""
    with fresh_context(chromium, demo.url, (DESK, 768), heard) as context:
        yield context.new_page()


@pytest.fixture
def complaints(heard: list[str]) -> Iterator[list[str]]:
    heard.clear()
    yield heard
    assert heard == []


@pytest.fixture
def page(window: Page, complaints: list[str]) -> Page:
    window.context.clear_cookies()
    # Neither screen nor print: a page printed as PDF chooses for itself.
    window.emulate_media(media="null")
    beyond(window, DESK)
    return window


@pytest.fixture
def look_through(
    demo: Demo, page: Page, accessibility_faults, elsewhere: set[str], complaints: list[str], settings
) -> Callable[..., list[str]]:
    """A function that lists what is wrong with a page as each role; with `thorough` nothing is taken for the same."""

    def faults_of(name: str, *, thorough: bool) -> list[str]:
        # For developers only; every other page is looked at as on an installation.
        settings.DEBUG = name == "components"
        faults: list[str] = []
        known: set[str] = set()
        answered: dict[str, set[str]] = {}
        for role, username in PEOPLE.items():
            addresses = demo.walk(name, role)
            if not (thorough or name in AFTER_PASSWORD):
                addresses = [each for each in addresses if differs(each, demo.people.get(username), answered)]
            if addresses and username:
                come_in(page, demo.people[username])
                if name in AFTER_PASSWORD:
                    give_password_again(page)
            for address in addresses:
                answer, found = look_at(page, address)
                answered.setdefault(address, kinds_in(answer.text()))
                kinds = set(page.evaluate(KINDS))
                if new := kinds - known:
                    widths = (ZOOMED, PHONE) if thorough else (PHONE,)
                    found += examine(page, accessibility_faults, elsewhere, widths, new if known else None)
                    known |= kinds
                if (role, address) == ("leader", "/"):
                    found += prints(page)
                faults += [f"{role} {address}: {fault}" for fault in (*found, *complaints)]
                complaints.clear()
        assert known
        return faults

    return faults_of


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_quiet_whole_at_every_width_and_fit_for_a_screen_reader(name: str, look_through):
    assert look_through(name, thorough=False) == []


@pytest.mark.deep
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_so_as_each_role_and_at_twice_the_size(name: str, look_through):
    assert look_through(name, thorough=True) == []


def differs(address: str, user: User | None, answered: dict[str, set[str]]) -> bool:
    """True for an address that nobody was shown, or that answers this person with other kinds of element.

    `answered`: the kinds that its answers held, to which those of this one are added. An answer that is no page is
    shown, so that it is said; so is the overview, which a leader prints.
    """
    if address not in answered or address == "/":
        return True
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    new = kinds_in(answer.content.decode()) - answered[address]
    answered[address] |= new
    return bool(new) or answer.status_code != 200


def kinds_in(html: str) -> set[str]:
    """The kinds of element of an answer, before any script."""
    return {f"{tag} {CLASS.findall(rest)}" for tag, rest in TAG.findall(html)}


def give_password_again(page: Page) -> None:
    page.goto(reverse("account_reauthenticate"))
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(lambda url: reverse("account_reauthenticate") not in url)


def look_at(page: Page, address: str) -> tuple[Response, list[str]]:
    """Load a page; its answer, and what that and its frame lack."""
    answer, frame = page.goto(address), page.evaluate(FRAME)
    found = [] if answer.status == 200 else [f"answers {answer.status}"]
    if answer.request.redirected_from:
        found.append(f"sends on to {answer.url}")
    return answer, found if frame == [1, True] else [*found, f"h1 and title: {frame}"]


def examine(
    page: Page,
    accessibility_faults: Callable[..., list[str]],
    elsewhere: set[str],
    narrow: tuple[int, ...],
    only: set[str] | None,
) -> list[str]:
    """The widths at which a page could be moved sideways, and what axe-core finds on a desk and at narrow widths.

    `only`: the kinds of element that are new where the rest of the page was examined before. `elsewhere`: those that
    show on narrow screens only and were examined there; new ones are added, and the page is then examined whole.
    Without any, what depends on the width is.
    """
    at_desk = set(page.evaluate(KINDS))
    found = accessibility_faults(page, only=only)
    sideways = []
    for width in (DESK, *(each for each in WIDTHS if each not in (DESK, PHONE)), *narrow):
        if beyond(page, width) > 0:
            sideways.append(f"moves sideways at {width}")
        if width in narrow:
            new = set(page.evaluate(KINDS)) - at_desk - elsewhere
            elsewhere |= new
            layout = accessibility_faults(page, only_layout=not new, only=None if new else only)
            found += [f"at {width}: {fault}" for fault in layout]
    beyond(page, DESK)
    return [*sideways, *found]


def prints(page: Page) -> list[str]:
    """What is wrong with a page that is to fill two sheets of A4, without its menu and with the day."""
    sheets = len(SHEET.findall(page.pdf(prefer_css_page_size=True)))
    found = [] if sheets == 2 else [f"prints on {sheets} sheets"]
    page.emulate_media(media="print")
    if page.get_by_role("navigation").count() or not page.get_by_text("In từ vocplan ngày").is_visible():
        found.append("prints its menu, or not the day")
    page.emulate_media(media="screen")
    return found


def test_the_form_is_short_on_a_phone_and_says_in_every_place_how_saving_stands(demo: Demo, page: Page):
    come_in(page, demo.people["reporter-017"])
    beyond(page, PHONE)
    page.goto(demo.form.get_absolute_url())
    # The file and the unsent obstacle that are here stood in no form that was measured.
    added = [page.locator(place).bounding_box()["height"] for place in ("#evidence-files", "#obstacles .unsent")]
    assert page.evaluate("document.documentElement.scrollHeight") - sum(added) <= LONGEST_ON_A_PHONE, added
    duty = page.locator(".duty-cell").last
    for width in (PHONE, ZOOMED):
        beyond(page, width)
        type_into(page, "teachers", f"31{width % 10}")
        expect_saved(page, "teachers")
        for place in (page.locator(".cell:visible").first, cell(page, "teachers"), duty):
            place.scroll_into_view_if_needed()
            expect(page.locator("#save-status")).to_be_in_viewport(ratio=1)
    linked = page.locator("#cell-trained_total")
    expect(linked).to_be_hidden()
    page.get_by_role("button", name="4 ô lấy từ KH-10").click()
    expect(linked).to_be_visible()
    duty.get_by_role("button", name="Ghi kết quả").click()
    duty.get_by_role("radio", name="Đang thực hiện").check()
    expect(duty.locator(".says")).to_contain_text("Đã lưu")


def test_tabbing_into_a_folded_duty_opens_it(demo: Demo, page: Page):
    come_in(page, demo.people["reporter-017"])
    beyond(page, PHONE)
    page.goto(demo.form.get_absolute_url())
    text = page.locator(".duty-cell textarea").first
    assert text.bounding_box()["height"] == 1
    text.focus()
    assert text.bounding_box()["height"] > 40


def test_the_form_on_paper_has_its_numbers_apart_and_room_to_sign(demo: Demo, page: Page):
    come_in(page, demo.people["reporter-017"])
    page.goto(demo.form.get_absolute_url())
    page.emulate_media(media="print")
    beyond(page, A4)
    expect(page.locator(".sign-here")).to_be_visible()
    assert page.locator(".sign-here").bounding_box()["height"] > ROOM_TO_SIGN
    expect(page.locator(".toolbar, .form-state, .upload, .verbs").filter(visible=True)).to_have_count(0)
    estimate = page.locator("#cell-ethnic_labour .field")
    mark, number = estimate.locator(".field-mark").bounding_box(), estimate.locator("input").bounding_box()
    assert mark["x"] + mark["width"] <= number["x"]
    for cell_of_row in page.locator("#cell-ethnic_labour > *").all():
        assert cell_of_row.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert len(SHEET.findall(page.pdf(prefer_css_page_size=True))) <= 2
