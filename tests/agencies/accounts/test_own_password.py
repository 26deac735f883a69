"""One's own password, changed or set by the administrator: everything that was opened with the old one ends."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from agencies.access import Role
from agencies.accounts.sessions import RENEWAL_STEP
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


@pytest.mark.slow
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


@pytest.fixture
def office(lan) -> Client:
    department = factories.make_department()
    return session_of(factories.make_user(Role.ADMINISTRATOR, department, username="admin"))


def test_an_administrator_ends_every_session_and_token_of_a_person(lan, office):
    client = session_of(lan)
    AuthToken.objects.create(lan)
    assert "1 phiên" in office.get(reverse("sign-in-locks")).content.decode()
    assert "Đang mở trên 1 máy" in office.get(reverse("sign-in-person", args=[lan.pk])).content.decode()
    for name in ("sign-in-sessions-end", "sign-in-tokens-end"):
        assert office.post(reverse(name, args=[lan.pk])).status_code == 302
        office.post(reverse(name, args=[lan.pk]))
    assert not is_in(client)
    assert not AuthToken.objects.exists()
    assert AuditEvent.objects.filter(verb=Verb.ACCESS_ENDED, subject=f"user:{lan.pk}").count() == 2
    assert "Không ai đang mở" not in office.get(reverse("sign-in-locks")).content.decode()


def test_an_administrator_ends_her_own_sessions_too_however_long_she_has_been_here(db):
    with time_machine.travel(timezone.now(), tick=False) as moment:
        admin = factories.make_user(Role.ADMINISTRATOR, factories.make_department(), username="admin")
        here, elsewhere = session_of(admin), session_of(admin)
        # From then on the end of a session is moved, which needs its row.
        moment.shift(RENEWAL_STEP + timedelta(seconds=1))
        answer = here.post(reverse("sign-in-sessions-end", args=[admin.pk]), follow=True)
    assert [place for place, _ in answer.redirect_chain] == [reverse("login")]
    assert "Đã thoát khỏi mọi máy, cả máy này." in answer.content.decode()
    assert not is_in(here)
    assert not is_in(elsewhere)
    event = AuditEvent.objects.get(verb=Verb.ACCESS_ENDED)
    assert (event.subject, event.actor) == (f"user:{admin.pk}", admin)


def test_who_has_what_open_is_read_at_once_however_many(lan, office, django_assert_max_num_queries):
    for place in range(5):
        person = factories.make_user(agency=factories.make_agency(f"x{place}"))
        session_of(person)
        AuthToken.objects.create(person)
    with django_assert_max_num_queries(14):
        office.get(reverse("sign-in-locks"))


@pytest.mark.parametrize(
    ("name", "body", "tokens", "signed_in"),
    [
        ("person", {"full_name": "Nguyễn Lan", "username": "lan"}, 0, False),
        ("person-role-end", {"last": "31/12/2020"}, 0, True),
        ("person", {"full_name": "Nguyễn Hoa", "username": "lan", "is_active": "on"}, 1, True),
    ],
)
def test_tokens_end_with_the_place_and_sessions_with_the_account(lan, office, name, body, tokens, signed_in: bool):
    client = session_of(lan)
    AuthToken.objects.create(lan)
    place = {"membership": lan.memberships.get().pk}
    assert office.post(reverse(name, args=[lan.pk]), place | body).status_code == 302
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
