"""An administrator lets a locked person in at once, for her own people only; a new password does the same."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from agencies.models import SignInTries, User
from reports.models import AuditEvent, Verb
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("through_proxies")

NEW = "cau dai de nho 77"


@pytest.fixture
def lan(db) -> User:
    cache.clear()
    return factories.make_user(agency=factories.make_agency(), username="lan", last_name="Nguyễn", first_name="Lan")


@pytest.fixture
def office(lan: User) -> Client:
    client = Client()
    client.force_login(factories.make_user(Role.ADMINISTRATOR, factories.make_department(), username="admin"))
    return client


def sign_in(password: str = PASSWORD) -> int:
    return Client().post(reverse("login"), {"username": "lan", "password": password}).status_code


def lock() -> None:
    for _ in range(5):
        sign_in("sai-mat-khau")
    assert sign_in() == 429


def test_the_administrator_sees_who_is_locked_where_and_until_when_and_unlocks(lan: User, office: Client):
    assert "Không ai bị khóa" in office.get(reverse("sign-in-locks")).content.decode()
    lock()
    shown = office.get(reverse("sign-in-locks")).content.decode()
    assert "Nguyễn Lan" in shown and "127.0.0.1" in shown and "5 lần" in shown
    answer = office.post(reverse("sign-in-unlock", args=[lan.pk]), follow=True)
    assert "Không ai bị khóa" in answer.content.decode()
    assert sign_in() == 302


def test_unlocking_is_on_record_once(lan: User, office: Client):
    lock()
    for _ in range(2):
        office.post(reverse("sign-in-unlock", args=[lan.pk]))
    event = AuditEvent.objects.get(verb=Verb.UNLOCKED)
    assert (event.subject, event.actor.username, event.agency.code) == (f"user:{lan.pk}", "admin", "001")


@pytest.mark.slow
def test_a_name_slowed_over_all_addresses_is_seen_and_freed(lan: User, office: Client):
    for place in range(22):
        where = {"REMOTE_ADDR": f"203.0.113.{place}"}
        Client().post(reverse("login"), {"username": "lan", "password": "sai-mat-khau"}, **where)
    assert sign_in() == 429
    assert "mọi máy lạ" in office.get(reverse("sign-in-locks")).content.decode()
    office.post(reverse("sign-in-unlock", args=[lan.pk]))
    assert sign_in() == 302


@pytest.mark.slow
def test_nobody_unlocks_another_localitys_person(lan: User):
    away = factories.make_department("68-bcsd", locality=factories.make_locality("68"))
    client = Client()
    client.force_login(factories.make_user(Role.ADMINISTRATOR, away))
    lock()
    assert "Nguyễn Lan" not in client.get(reverse("sign-in-locks")).content.decode()
    assert client.post(reverse("sign-in-unlock", args=[lan.pk])).status_code == 404
    assert sign_in() == 429


def test_ones_own_new_password_unlocks_too(lan: User):
    lock()
    here = Client()
    here.force_login(lan)
    here.post(reverse("own-password"), {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert not SignInTries.objects.exists()
    assert sign_in(NEW) == 302
