"""The second factor: set up, asked for, remembered on a device, lost; wanted by a setting per role, off in the demo."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Role
from agencies.accounts.letters import letter_of, use_letter, write_letter
from agencies.models import User
from reports.models import AuditEvent, Verb
from tests import factories
from tests.factories import PASSWORD

SECRET = "JBSWY3DPEHPK3PXP"
GIVE = "/accounts/second-factor/give/"
SETUP = "/accounts/second-factor/"


@pytest.fixture
def clock():
    cache.clear()
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff(db, clock) -> User:
    return factories.make_user(Role.STAFF, factories.make_department(), username="staff")


def sign_in(client: Client, name: str = "staff", password: str = PASSWORD):
    return client.post(reverse("login"), {"username": name, "password": password})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def set_up(person: User) -> str:
    """The way a person goes: password again, QR code, first code, recovery codes. The secret of her app."""
    client = Client()
    sign_in(client, person.username)
    again = client.get(reverse("mfa_activate_totp"))["Location"]
    page = client.post(again, {"password": PASSWORD}, follow=True)
    secret = re.search(r'bold">([A-Z2-7]{32})<', page.content.decode()).group(1)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def is_in(client: Client) -> bool:
    return client.get("/method/").status_code == 200


def test_nothing_is_asked_for_while_the_setting_is_empty(staff: User, settings):
    assert frozenset() == settings.SECOND_FACTOR_ROLES
    client = Client()
    assert sign_in(client)["Location"] == "/"
    assert is_in(client)


@pytest.mark.slow
def test_who_has_one_is_asked_for_it_and_is_nobody_before(staff: User, clock):
    secret = set_up(staff)
    clock.shift(60)
    client = Client()
    assert sign_in(client)["Location"] == GIVE
    assert not is_in(client)
    assert client.post(GIVE, {"code": code_of(secret)})["Location"] == "/"
    assert is_in(client)


@pytest.mark.slow
def test_a_code_works_once(staff: User, clock):
    secret = set_up(staff)
    clock.shift(60)
    code = code_of(secret)
    for expected in (302, 200):
        client = Client()
        sign_in(client)
        assert client.post(GIVE, {"code": code}).status_code == expected


@pytest.mark.slow
@pytest.mark.parametrize("later", [0, 31, 59])
def test_a_code_works_once_as_long_as_it_is_right_and_whatever_the_cache_forgets(staff: User, clock, later: int):
    secret = set_up(staff)
    clock.shift(60)
    # The next half minute's, of a phone whose clock is fast.
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + 1))
    first = Client()
    sign_in(first)
    assert first.post(GIVE, {"code": code}).status_code == 302
    clock.shift(later)
    cache.clear()
    again = Client()
    sign_in(again)
    assert again.post(GIVE, {"code": code}).status_code == 200
    asked = {"username": "staff", "password": PASSWORD, "otp": code}
    assert again.post(reverse("api-token"), asked, content_type="application/json").status_code == 401
    assert not is_in(again)


@pytest.mark.parametrize("change", ["password", "stopped"])
def test_a_sign_in_that_waits_for_its_code_ends_with_the_password_and_with_the_account(staff: User, clock, change: str):
    secret = set_up(staff)
    clock.shift(60)
    waiting = Client()
    assert sign_in(waiting)["Location"] == GIVE
    if change == "password":
        letter = letter_of(write_letter(staff, by=None, now=timezone.now()), now=timezone.now())
        assert use_letter(letter, "mười hai con giáp đi chợ", now=timezone.now())
    else:
        User.objects.filter(pk=staff.pk).update(is_active=False)
    come = AuditEvent.objects.filter(verb=Verb.SIGNED_IN).count()
    assert waiting.post(GIVE, {"code": code_of(secret)})["Location"] == reverse("login")
    assert not is_in(waiting) and not waiting.session.keys()
    assert AuditEvent.objects.filter(verb=Verb.SIGNED_IN).count() == come


@pytest.mark.slow
def test_a_recovery_code_works_once_and_is_counted_down(staff: User, clock):
    set_up(staff)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert len(codes) == 10
    for expected in (302, 200):
        client = Client()
        sign_in(client)
        assert client.post(GIVE, {"code": codes[0]}).status_code == expected


@pytest.mark.slow
def test_wrong_codes_count_like_wrong_passwords_and_a_right_password_between_them_gives_no_more(staff: User, clock):
    set_up(staff)
    client = Client()
    statuses = []
    for _ in range(6):
        sign_in(client)
        statuses.append(client.post(GIVE, {"code": "000000"}).status_code)
    page = client.get(GIVE)
    assert sign_in(Client()).status_code == 429
    assert statuses[:5] == [200] * 5
    assert page.status_code in (200, 302)
    assert AuditEvent.objects.filter(verb=Verb.SIGN_IN_FAILED).count() == 4
    assert AuditEvent.objects.filter(verb=Verb.LOCKED_OUT).count() == 1


@pytest.mark.slow
def test_a_remembered_device_is_not_asked_for_thirty_days_and_no_other_is_remembered(staff: User, clock):
    secret = set_up(staff)
    clock.shift(60)
    own = Client()
    sign_in(own)
    own.post(GIVE, {"code": code_of(secret), "remember": "on"})
    own.post(reverse("logout"))
    assert sign_in(own)["Location"] == "/"
    assert sign_in(Client())["Location"] == GIVE
    own.post(reverse("logout"))
    clock.shift(timedelta(days=30, minutes=1))
    assert sign_in(own)["Location"] == GIVE


@pytest.mark.slow
def test_another_device_of_hers_that_did_not_ask_to_be_remembered_is_asked(staff: User, clock):
    secret = set_up(staff)
    own, office = Client(), Client()
    for device, wish in ((office, {}), (own, {"remember": "on"})):
        clock.shift(60)
        sign_in(device)
        device.post(GIVE, {"code": code_of(secret), **wish})
        device.post(reverse("logout"))
    assert sign_in(office)["Location"] == GIVE
    assert sign_in(own)["Location"] == "/"


@pytest.mark.slow
def test_a_letter_used_where_she_is_still_signed_in_leads_on_to_the_code(staff: User, clock):
    set_up(staff)
    here = Client()
    here.force_login(staff)
    code = write_letter(staff, by=None, now=timezone.now())
    new = "cau dai de nho 77"
    answer = here.post(reverse("letter-use"), {"code": code, "new_password1": new, "new_password2": new})
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))
    assert here.get(answer["Location"]).status_code == 200
    assert not is_in(here)


@pytest.mark.slow
def test_a_letter_forgets_remembered_devices(staff: User, clock):
    secret = set_up(staff)
    clock.shift(60)
    own, new = Client(), "cau dai de nho 77"
    sign_in(own)
    own.post(GIVE, {"code": code_of(secret), "remember": "on"})
    own.post(reverse("logout"))
    code = write_letter(staff, by=None, now=timezone.now())
    assert use_letter(letter_of(code, now=timezone.now()), new, now=timezone.now())
    assert sign_in(own, password=new)["Location"] == GIVE


@pytest.mark.slow
def test_a_new_password_forgets_remembered_devices(staff: User, clock):
    secret = set_up(staff)
    clock.shift(60)
    own, new = Client(), "cau dai de nho 77"
    sign_in(own)
    own.post(GIVE, {"code": code_of(secret), "remember": "on"})
    own.post(reverse("own-password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    own.post(reverse("logout"))
    assert sign_in(own, password=new)["Location"] == GIVE


@pytest.mark.slow
def test_a_role_that_wants_one_leads_to_the_setup_and_nowhere_else(staff: User, clock, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"staff"})
    client = Client()
    sign_in(client)
    for page in ("/method/", "/reviews/", "/accounts/access/"):
        assert client.get(page)["Location"] == SETUP
    assert client.get(SETUP).status_code == 200
    secret = set_up(staff)
    clock.shift(60)
    client = Client()
    sign_in(client)
    client.post(GIVE, {"code": code_of(secret)})
    assert is_in(client)


@pytest.mark.slow
def test_who_takes_hers_away_is_led_to_the_setup_in_the_same_session(staff: User, clock, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"staff"})
    secret = set_up(staff)
    clock.shift(60)
    client = Client()
    sign_in(client)
    client.post(GIVE, {"code": code_of(secret)})
    assert is_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=staff).exists()
    assert client.get("/method/")["Location"] == SETUP
    assert client.post(reverse("own-token-new"), {"label": "x", "scope": "read"})["Location"] == SETUP


def test_the_api_tells_a_browser_session_in_json_that_the_second_factor_is_due(staff: User, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"staff"})
    client = Client()
    sign_in(client)
    for answer in (
        client.get("/api/v1/plans/"),
        client.post("/api/v1/submissions/1/submit/"),
        client.get("/api/v1/x/"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
        error = answer.json()["error"]
        assert (error["code"], error["fields"]) == ("second_factor_missing", {})
        assert "xác thực hai lớp" in error["message"]
    assert not AuditEvent.objects.filter(verb=Verb.REFUSED).exists()


def test_other_roles_are_left_alone_and_the_founder_counts_as_an_administrator(staff: User, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    client, founders = Client(), Client()
    sign_in(client)
    assert is_in(client)
    User.objects.create_superuser("founder", password=PASSWORD)
    sign_in(founders, "founder")
    assert founders.get("/administration/")["Location"] == SETUP


@pytest.mark.slow
def test_trying_passwords_in_an_open_session_counts_like_trying_them_at_the_door(staff: User, clock):
    client = Client()
    sign_in(client)
    again = client.get(reverse("mfa_activate_totp"))["Location"]
    assert again.startswith("/accounts/again/")
    for _ in range(5):
        assert client.post(again, {"password": "sai-mat-khau"}).status_code == 200
    assert client.post(again, {"password": PASSWORD}).status_code == 200
    client.post(reverse("logout"))
    assert sign_in(client).status_code == 429


def test_an_administrator_takes_a_lost_one_away_and_it_is_on_record(
    staff: User, clock, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        set_up(staff)
    office = Client()
    office.force_login(factories.make_user(Role.ADMINISTRATOR, staff.memberships.get().agency, username="admin"))
    for _ in range(2):
        office.post(reverse("sign-in-factor-remove", args=[staff.pk]))
    assert not Authenticator.objects.exists()
    assert sign_in(Client())["Location"] == "/"
    events = AuditEvent.objects.filter(verb__in=[Verb.FACTOR_ADDED, Verb.FACTOR_REMOVED]).order_by("pk")
    assert [(event.verb, event.actor.username) for event in events] == [
        (Verb.FACTOR_ADDED, "staff"),
        (Verb.FACTOR_REMOVED, "admin"),
    ]


def test_the_lost_phone_is_signed_out_with_its_factor(staff: User, clock):
    secret = set_up(staff)
    phone = Client()
    clock.shift(60)
    sign_in(phone)
    assert phone.post(GIVE, {"code": code_of(secret)}).status_code == 302
    assert is_in(phone)
    office = Client()
    admin = factories.make_user(Role.ADMINISTRATOR, staff.memberships.get().agency, username="admin")
    office.force_login(admin)
    office.post(reverse("sign-in-factor-remove", args=[staff.pk]))
    assert not is_in(phone)
    assert not staff.devices.exists()
    # Her own: she goes on here, where she has just said who she is, and nowhere else.
    set_up(admin)
    elsewhere = Client()
    elsewhere.force_login(admin)
    office.post(reverse("sign-in-factor-remove", args=[admin.pk]))
    assert is_in(office)
    assert not is_in(elsewhere)


def test_the_secret_of_an_app_is_of_no_use_to_who_reads_the_database(staff: User, clock, settings):
    secret = set_up(staff)
    assert secret not in str(list(Authenticator.objects.values()))
    settings.SECRET_KEY = "x" * 50
    clock.shift(60)
    client = Client()
    sign_in(client)
    assert client.post(GIVE, {"code": code_of(secret)}).status_code != 302


def ask(**more: str):
    body = {"username": "staff", "password": PASSWORD, **more}
    answer = Client().post("/api/v1/token/", body, content_type="application/json")
    return answer.status_code, answer.json().get("error", {}).get("code")


@pytest.mark.slow
def test_a_token_needs_the_code_of_who_has_a_second_factor(staff: User, clock):
    assert ask() == (200, None)
    secret = set_up(staff)
    clock.shift(60)
    assert ask() == (401, "otp_needed")
    assert ask(otp="000000") == (401, "otp_wrong")
    assert ask(otp=code_of(secret)) == (200, None)
    assert ask(otp=code_of(secret)) == (401, "otp_wrong")


@pytest.mark.slow
def test_five_wrong_codes_at_the_api_lock_like_five_wrong_passwords(staff: User, clock):
    set_up(staff)
    assert [ask(otp="000000")[0] for _ in range(5)] == [401] * 4 + [429]
    assert ask() == (429, "locked")


@pytest.mark.slow
def test_a_role_that_wants_one_gets_no_token_without_it_but_from_the_page_after_sign_in(staff: User, clock, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"staff"})
    assert ask() == (403, "second_factor_missing")
    secret = set_up(staff)
    clock.shift(60)
    client = Client()
    sign_in(client)
    client.post(GIVE, {"code": code_of(secret)})
    answer = client.post(reverse("own-token-new"), {"label": "x", "scope": "read"})
    token = answer.context["token"]
    assert Client().get("/api/v1/plans/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 200
