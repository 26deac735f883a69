"""What a person does in a browser, in the words of the journeys."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Route, expect

from agencies.models import User
from reports.models import Submission
from tests import factories

WIDTHS = (360, 1920, 1280, 1366)
BEYOND = "document.documentElement.scrollWidth - window.innerWidth"


def sign_in(page: Page, user: User) -> None:
    """Sign in as somebody, whoever was signed in before."""
    # What the page before still asks for in the background must not meet the new form's secret.
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def come_in(page: Page, user: User) -> None:
    """Be somebody without the form for signing in, whoever was signed in before."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": session.key, "value": session.value, "domain": "localhost", "path": "/"}])


@contextmanager
def before_script(page: Page, name: str) -> Iterator[None]:
    """What happens in here happens on a page whose script is still on its way, as on a slow line; then it comes."""
    held: list[Route] = []
    page.route(f"**/js/{name}*", lambda route: held.append(route), times=1)
    yield
    assert held, f"the page asks for no {name}"
    for route in held:
        route.continue_()


def open_form(page: Page, submission: Submission) -> None:
    page.goto(f"/submissions/{submission.pk}/")


def cell(page: Page, code: str):
    """The field of a cell."""
    return page.locator(f"#v-{code}")


def state_of(page: Page, code: str):
    """The word that says how a cell stands."""
    return page.locator(f"#cell-{code} .state")


def type_into(page: Page, code: str, text: str) -> None:
    """Type into a cell and leave it downwards, as the hint says."""
    field = cell(page, code)
    field.click()
    field.fill(text)
    field.press("Enter")


def expect_saved(page: Page, code: str) -> None:
    expect(state_of(page, code)).to_contain_text("Đã lưu")


def sideways(page: Page) -> list[int]:
    """The widths at which a page could be moved sideways; it is left at the last, an office screen."""
    return [width for width in WIDTHS if beyond(page, width) > 0]


def beyond(page: Page, width: int) -> int:
    """How many pixels of a page stand beyond a screen of that width."""
    page.set_viewport_size({"width": width, "height": 768})
    return page.evaluate(BEYOND)
