"""One's own password, changed or set by the administrator: everything that was opened with the old one ends."""

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from agencies.access import Role
from agencies.models import User
from reports.models import AuditEvent, Verb
from tests import factories
from tests.factories import PASSWORD

NEW = "cau dai de nho 77"
PAGE = "/accounts/password/"


@pytest.fixture
def lan(db) -> User:
    return factories.make_user(agency=factories.make_agency(), username="lan", last_name="Nguyễn", first_name="Lan")


def session_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None):
    return client.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": again or new})


def is_in(client: Client) -> bool:
    return client.get("/method/").status_code == 200


def test_changing_it_keeps_this_session_and_ends_the_others_and_all_tokens(lan):
    here, elsewhere = session_of(lan), session_of(lan)
    AuthToken.objects.create(lan)
    assert change(here).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert not AuthToken.objects.exists()
    lan.refresh_from_db()
    assert lan.check_password(NEW)


def test_it_is_on_record_without_the_password(lan):
    change(session_of(lan))
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.subject) == (Verb.PASSWORD_SET, lan, f"user:{lan.pk}")
    assert NEW not in str(AuditEvent.objects.values())


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("khong-phai-mat-khau", NEW, NEW, "Mật khẩu đang dùng chưa đúng"),
        (PASSWORD, NEW, "khac hoan toan 12", "Hai lần gõ mật khẩu mới chưa giống nhau"),
        (PASSWORD, "ngan 12", "ngan 12", "quá ngắn"),
        (PASSWORD, "passwordpassword", "passwordpassword", "quá phổ biến"),
        (PASSWORD, "Mậtkhẩu@123456", "Mậtkhẩu@123456", "quá phổ biến"),
        (PASSWORD, "0912345678 2024", "0912345678 2024", "quá phổ biến"),
        (PASSWORD, "", "", "Gõ mật khẩu mới"),
    ],
)
def test_a_refused_one_says_why_and_changes_nothing(lan, old: str, new: str, again: str, said: str):
    client, elsewhere = session_of(lan), session_of(lan)
    AuthToken.objects.create(lan)
    answer = change(client, old, new, again)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert is_in(elsewhere)
    assert AuthToken.objects.exists()
    assert not AuditEvent.objects.filter(verb=Verb.PASSWORD_SET).exists()


def test_a_long_sentence_without_digits_or_capitals_is_good_and_taken_whole(lan):
    sentence = "mỗi sáng tôi uống một ly cà phê sữa đá rồi mới mở máy làm việc nhé " * 2
    assert change(session_of(lan), new=sentence).status_code == 302
    lan.refresh_from_db()
    assert lan.check_password(sentence)
    assert not lan.check_password(sentence[:72])


@pytest.mark.parametrize("role", [*Role, None])
def test_everybody_finds_the_page(db, role: Role | None):
    client = session_of(factories.make_user(role))
    assert f'href="{PAGE}"' in client.get("/method/").content.decode()
    assert client.get(PAGE).status_code == 200


def test_the_administration_has_no_password_page_of_its_own(db):
    client = session_of(factories.make_user(Role.ADMINISTRATOR))
    assert client.get("/admin/password_change/")["Location"] == PAGE
    assert client.post("/admin/password_change/", {"old_password": PASSWORD})["Location"] == PAGE


@pytest.fixture
def office(lan) -> Client:
    department = factories.make_department()
    return session_of(factories.make_user(Role.ADMINISTRATOR, department, username="admin"))


def person_form(person: User, **changes: str) -> dict[str, str]:
    membership = person.memberships.get()
    kept = {
        "username": person.username,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": "",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(membership.pk),
        "memberships-0-user": str(person.pk),
        "memberships-0-agency": str(membership.agency_id),
        "memberships-0-role": membership.role,
        "memberships-0-valid_from": "01/01/2020",
        "memberships-0-valid_to": "",
        **changes,
    }
    return {name: value for name, value in kept.items() if value is not None}


def test_a_password_set_by_the_administrator_ends_every_session_and_token(lan, office):
    client = session_of(lan)
    AuthToken.objects.create(lan)
    page = reverse("admin:auth_user_password_change", args=[lan.pk])
    assert office.post(page, {"password1": NEW, "password2": NEW, "usable_password": "true"}).status_code == 302
    assert not is_in(client)
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "tokens", "signed_in"),
    [
        ({"is_active": None}, 0, False),
        ({"memberships-0-valid_to": "31/12/2020"}, 0, True),
        ({"first_name": "Hoa"}, 1, True),
    ],
)
def test_tokens_end_with_the_place_and_sessions_with_the_account(lan, office, changes, tokens: int, signed_in: bool):
    client = session_of(lan)
    AuthToken.objects.create(lan)
    page = reverse("admin:agencies_user_change", args=[lan.pk])
    assert office.post(page, person_form(lan, **changes)).status_code == 302
    assert AuthToken.objects.count() == tokens
    # Let in again, a disabled person does not find the old session open.
    User.objects.filter(pk=lan.pk).update(is_active=True)
    assert is_in(client) is signed_in


def test_whoever_found_a_session_open_cannot_try_passwords_in_it(lan):
    here = session_of(lan)
    for _ in range(4):
        assert change(here, old="khong-phai-mat-khau").status_code == 422
    assert is_in(here)
    assert change(here, old="khong-phai-mat-khau").url.startswith("/accounts/login/")
    assert not is_in(here)
    assert change(here).status_code == 302
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)
    assert AuditEvent.objects.filter(verb=Verb.SIGN_IN_FAILED, subject=f"user:{lan.pk}").count() == 5
