"""An official whose role wants a second factor, in a real browser: an app and its codes first, then a security key."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect

from agencies.access import Role
from agencies.models import User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def staff(transactional_db, settings) -> User:
    cache.clear()
    settings.SECOND_FACTOR_ROLES = frozenset({"staff"})
    return factories.make_user(Role.STAFF, factories.make_department(), username="staff")


@pytest.fixture
def key(page: Page) -> Iterator[CDPSession]:
    """A security key in the browser's port, which its owner touches at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"automaticPresenceSimulation": True}})
    yield session
    session.detach()


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_username", "staff")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def sign_out(page: Page) -> None:
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Thoát").click()
    expect(page.get_by_role("heading", name="Đăng nhập vocplan")).to_be_visible()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def confirm_password(page: Page) -> None:
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()


def test_an_app_is_set_up_at_the_first_sign_in_and_its_code_opens_the_second(page: Page, staff: User):
    sign_in(page)
    expect(page.get_by_role("heading", name="Xác thực hai lớp")).to_be_visible()
    page.get_by_role("link", name="Đặt ứng dụng").click()
    confirm_password(page)
    expect(page.get_by_alt_text("Mã QR của tài khoản staff")).to_be_visible()
    secret = page.locator(".hint .bold").inner_text()
    page.fill("#id_code", "000000")
    page.get_by_role("button", name="Đặt").click()
    expect(page.locator("#error-code")).to_contain_text("Mã chưa đúng")
    page.fill("#id_code", code_of(secret))
    page.get_by_role("button", name="Đặt").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Đã cất mã, vào vocplan").click()
    sign_out(page)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        sign_in(page)
        page.fill("#id_code", code_of(secret))
        page.get_by_label("Máy này là của riêng tôi").check()
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.locator("details.account summary")).to_be_visible()
        sign_out(page)
        sign_in(page)
        expect(page.locator("details.account summary")).to_be_visible()


def test_a_security_key_is_added_and_opens_by_a_touch(page: Page, staff: User, key: CDPSession):
    sign_in(page)
    page.get_by_role("link", name="Thêm khóa").click()
    confirm_password(page)
    page.get_by_label("Tên khóa").fill("Khóa ở ngăn bàn")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator(".codes li")).to_have_count(10)
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).user == staff
    page.goto("/accounts/second-factor/keys/")
    expect(page.get_by_role("row", name="Khóa ở ngăn bàn")).to_be_visible()
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(page.locator("details.account summary")).to_be_visible()
