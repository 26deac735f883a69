"""What a person does in a browser, in the words of the journeys."""

from playwright.sync_api import Page, expect

from agencies.models import User
from reports.models import Submission
from tests import factories


def sign_in(page: Page, user: User) -> None:
    """Sign in as somebody, whoever was signed in before."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def open_form(page: Page, submission: Submission) -> None:
    page.goto(f"/submissions/{submission.pk}/")


def cell(page: Page, code: str):
    """The field of a cell."""
    return page.locator(f"#v-{code}")


def state_of(page: Page, code: str):
    """The word that says how a cell stands."""
    return page.locator(f"#o-{code} .state")


def type_into(page: Page, code: str, text: str) -> None:
    """Type into a cell and leave it downwards, as the hint says."""
    field = cell(page, code)
    field.click()
    field.fill(text)
    field.press("Enter")


def expect_saved(page: Page, code: str) -> None:
    expect(state_of(page, code)).to_contain_text("Đã lưu")
