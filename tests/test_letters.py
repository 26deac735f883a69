"""Invitation and reset by a letter, and the change that is forced after a password that somebody else set."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from agencies.access import Role
from agencies.accounts.letters import letter_of, use_letter, write_letter
from agencies.models import SignInLetter, User
from reports.models import AuditEvent, Verb
from reports.tasks import send_resets
from tests import factories
from tests.factories import PASSWORD
from tests.printed_letters import codes_in

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


def letter(office: Client, person: User) -> str:
    answer = office.post(reverse("sign-in-letter", args=[person.pk]), {"way": "paper"})
    assert answer["Content-Type"] == "application/pdf"
    (code,) = codes_in(answer.content)
    return code


def use(code: str, client: Client | None = None, new: str = NEW, again: str | None = None):
    body = {"code": code, "new_password1": new, "new_password2": again or new}
    return (client or Client()).post(reverse("letter-use"), body)


def is_in(client: Client) -> bool:
    return client.get("/method/").status_code == 200


@pytest.mark.slow
def test_a_printed_letter_sets_the_password_once_signs_in_and_ends_what_was_open(lan: User, office: Client):
    open_session, client = Client(), Client()
    open_session.force_login(lan)
    AuthToken.objects.create(lan)
    code = letter(office, lan)
    assert use(code, client).status_code == 302
    assert is_in(client)
    assert not is_in(open_session)
    assert not AuthToken.objects.exists()
    assert use(code).status_code == 422
    lan.refresh_from_db()
    assert lan.check_password(NEW)


@pytest.mark.slow
@pytest.mark.once
def test_a_password_set_by_a_letter_unlocks_everywhere(lan: User, office: Client):
    login, elsewhere = reverse("login"), {"REMOTE_ADDR": "203.0.113.5"}
    for _ in range(5):
        Client().post(login, {"username": "lan", "password": "sai-mat-khau"}, **elsewhere)
    assert Client().post(login, {"username": "lan", "password": PASSWORD}, **elsewhere).status_code == 429
    assert use(letter(office, lan)).status_code == 302
    assert Client().post(login, {"username": "lan", "password": NEW}, **elsewhere).status_code == 302


def test_of_two_who_have_typed_the_same_code_at_once_one_sets_the_password(lan: User):
    now = timezone.now()
    code = write_letter(lan, by=None, now=now)
    first, second = letter_of(code, now=now), letter_of(code, now=now)
    assert use_letter(first, NEW, now=now)
    assert not use_letter(second, "mot cau khac han 88", now=now)
    assert letter_of(code, now=now) is None
    lan.refresh_from_db()
    assert lan.check_password(NEW)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_how_the_code_is_typed_does_not_matter(lan: User, office: Client, typed):
    assert use(typed(letter(office, lan))).status_code == 302


@pytest.mark.slow
def test_it_is_on_record_without_the_code_which_is_kept_nowhere(lan: User, office: Client):
    code = letter(office, lan)
    use(code)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", "actor__username"))
    assert verbs == [(Verb.LETTER_WRITTEN, "admin"), (Verb.PASSWORD_SET, "lan"), (Verb.SIGNED_IN, "lan")]
    kept = str(list(AuditEvent.objects.values())) + str(list(SignInLetter.objects.values()))
    assert code not in kept and code.replace("-", "") not in kept


@pytest.mark.once
@pytest.mark.slow
def test_a_letter_ends_after_seven_days_with_a_newer_one_and_with_the_account(lan: User, office: Client):
    code = letter(office, lan)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        assert use(code).status_code == 422
    newer = letter(office, lan)
    assert use(code).status_code == 422
    User.objects.update(is_active=False)
    assert use(newer).status_code == 422
    User.objects.update(is_active=True)
    assert use(newer).status_code == 302


@pytest.mark.slow
def test_a_weak_or_mistyped_password_does_not_use_the_letter_up(lan: User, office: Client):
    code = letter(office, lan)
    assert "Hai lần gõ" in use(code, again="khac hoan toan 12").content.decode()
    assert "quá ngắn" in use(code, new="ngan 12").content.decode()
    assert use(code).status_code == 302


@pytest.mark.once
@pytest.mark.slow
def test_a_letter_lets_a_locked_person_in(lan: User, office: Client):
    for _ in range(5):
        Client().post(reverse("login"), {"username": "lan", "password": "sai-mat-khau"})
    use(letter(office, lan))
    assert Client().post(reverse("login"), {"username": "lan", "password": NEW}).status_code == 302


def test_a_letter_goes_by_mail_to_who_has_an_address(lan: User, office: Client):
    User.objects.filter(pk=lan.pk).update(email="lan@example.vn")
    answer = office.post(reverse("sign-in-letter", args=[lan.pk]), {"way": "mail"}, follow=True)
    assert "Thư mời đang được gửi tới lan@example.vn" in answer.content.decode()
    assert not mail.outbox
    send_resets()
    (sent,) = mail.outbox
    link = re.search(r"http://testserver(/accounts/letter/\?code=\S+)", sent.body).group(1)
    page = Client().get(link)
    assert page.status_code == 200
    assert use(page.context["form"]["code"].value()).status_code == 302


def test_nobody_writes_a_letter_to_another_localitys_person_or_to_the_founder(lan: User, office: Client):
    away = factories.make_department("68-bcsd", locality=factories.make_locality("68"))
    founder = User.objects.create_superuser("founder", password=PASSWORD)
    for person in (factories.make_user(Role.STAFF, away), founder):
        for name in ("sign-in-letter", "sign-in-factor-remove"):
            assert office.post(reverse(name, args=[person.pk])).status_code == 404
        assert office.get(reverse("sign-in-person", args=[person.pk])).status_code == 404
    assert not SignInLetter.objects.exists()


@pytest.mark.slow
def test_a_letter_does_not_go_past_the_second_factor(lan: User, office: Client):
    lan.authenticator_set.create(type="totp", data={"secret": "x"})
    client = Client()
    assert use(letter(office, lan), client)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


@pytest.fixture
def typed(lan: User) -> None:
    """An older version let administrators type a password: it is good for one sign-in."""
    lan.set_password(NEW)
    lan.password_is_temporary = True
    lan.save()


def test_a_password_that_the_administrator_typed_is_changed_first(lan: User, typed: None):
    client, own = Client(), "mot cau khac han 88"
    client.post(reverse("login"), {"username": "lan", "password": NEW})
    for page in ("/method/", "/submissions/", "/accounts/access/"):
        assert client.get(page)["Location"] == reverse("own-password")
    client.post(reverse("own-password"), {"old_password": NEW, "new_password1": own, "new_password2": own})
    assert is_in(client)


def test_the_api_tells_a_browser_session_in_json_that_the_password_is_to_be_changed(lan: User, typed: None):
    client = Client()
    client.post(reverse("login"), {"username": "lan", "password": NEW})
    for answer in (
        client.get("/api/v1/plans/"),
        client.post("/api/v1/submissions/1/submit/"),
        client.get("/api/v1/x/"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
        error = answer.json()["error"]
        assert (error["code"], error["fields"]) == ("password_temporary", {})
        assert "đổi mật khẩu" in error["message"]
        assert "no-store" in answer["Cache-Control"]
    assert not AuditEvent.objects.filter(verb=Verb.REFUSED).exists()


def test_no_token_is_given_for_a_password_that_the_administrator_typed(lan: User, typed: None):
    body = {"username": "lan", "password": NEW}
    answer = Client().post("/api/v1/token/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "password_temporary")
