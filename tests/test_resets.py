"""A forgotten password: a link by mail to who has an address, the same answer to everybody, under the one limits."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import Role
from agencies.models import ResetRequest, SignInLetter, User
from reports.models import AuditEvent, Verb
from reports.tasks import send_resets
from tests import factories, smtp
from tests.printed_letters import codes_in

NEW = "cau dai de nho 77"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
SENT = "Nếu tên này có trong vocplan và có địa chỉ thư"


@pytest.fixture
def lan(db) -> User:
    cache.clear()
    return factories.make_user(agency=factories.make_agency(), username="lan", email="lan@example.vn")


def ask(name: str = "lan", client: Client | None = None, **origin: str):
    return (client or Client()).post(reverse("reset-ask"), {"username": name}, **origin)


def links() -> list[str]:
    """The links in the mails that went out by now, oldest first."""
    send_resets()
    return [re.search(r"http://testserver(/accounts/letter/\?code=\S+)", sent.body).group(1) for sent in mail.outbox]


def use(link: str, client: Client | None = None):
    code = link.partition("code=")[2]
    return (client or Client()).post(link, {"code": code, "new_password1": NEW, "new_password2": NEW})


def later(span: timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() + span, tick=False)


def test_the_link_in_the_mail_sets_a_new_password_once(lan: User):
    answer = ask()
    assert answer.status_code == 200 and SENT in answer.content.decode()
    assert not mail.outbox
    (link,) = links()
    assert mail.outbox[0].to == ["lan@example.vn"]
    client = Client()
    assert link.partition("code=")[2] in client.get(link).content.decode()
    assert use(link, client)["Location"] == "/"
    assert client.get("/method/").status_code == 200
    assert use(link).status_code == 422
    lan.refresh_from_db()
    assert lan.check_password(NEW)


def test_the_link_ends_after_an_hour(lan: User):
    ask()
    (link,) = links()
    with later(timedelta(minutes=61)):
        assert use(link).status_code == 422
    with later(timedelta(minutes=59)):
        assert use(link).status_code == 302


@pytest.mark.slow
@pytest.mark.once
def test_whoever_asks_in_anothers_name_ends_neither_her_letter_nor_her_link(lan: User):
    office = Client()
    office.force_login(factories.make_user(Role.ADMINISTRATOR, factories.make_department(), username="admin"))
    paper = office.post(reverse("sign-in-letter", args=[lan.pk]), {"way": "paper"}).content
    (printed,) = codes_in(paper)
    ask()
    (first,) = links()
    with later(timedelta(minutes=6)):
        ask()
        assert len(links()) == 2
        assert use(f"/accounts/letter/?code={printed}").status_code == 302
        assert use(first).status_code == 422


@pytest.mark.parametrize("way", ["own page", "first link"])
def test_a_new_password_ends_every_link_and_letter_that_is_still_out(lan: User, way: str):
    ask()
    (first,) = links()
    with later(timedelta(minutes=6)):
        ask()
        second = links()[1]
        if way == "first link":
            use(first)
        else:
            client = Client()
            client.force_login(lan)
            body = {"old_password": factories.PASSWORD, "new_password1": NEW, "new_password2": NEW}
            assert client.post(reverse("own-password"), body).status_code == 302
        assert use(second).status_code == 422


def test_nobody_learns_who_exists_neither_by_words_nor_by_work(lan: User):
    factories.make_user(agency=lan.memberships.get().agency, username="hoa", email="")
    factories.make_user(agency=lan.memberships.get().agency, username="gone", email="g@example.vn", is_active=False)
    seen = set()
    for name in ("lan", "hoa", "gone", "made-up"):
        stranger = Client()
        stranger.cookies["device"] = "x" * 32
        with CaptureQueriesContext(connection) as queries:
            answer = ask(name, stranger)
        page = re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(f">{name}<", "")
        work = tuple(re.sub(r"'[^']*'(::\w+)?|\b\d+\b|NULL|\bs\d+_x\d+\b", "?", query["sql"]) for query in queries)
        seen.add((answer.status_code, page, work))
    assert len(seen) == 1
    assert len(links()) == 1
    assert not ResetRequest.objects.exists()


def test_who_never_had_a_password_of_her_own_gets_no_link(lan: User):
    lan.set_unusable_password()
    lan.save()
    ask()
    assert links() == []


@pytest.mark.slow
def test_asking_is_limited_like_signing_in_without_locking_the_door(lan: User):
    for name in ("lan", "made-up"):
        assert [ask(name).status_code for _ in range(6)] == [200] * 5 + [429]
        assert "Chờ 15 phút" in ask(name).content.decode()
    assert ask("lan", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert len(links()) == 1
    body = {"username": "lan", "password": factories.PASSWORD}
    assert Client().post(reverse("login"), body).status_code == 302


def test_who_is_locked_out_after_five_wrong_passwords_may_ask_and_is_let_in(lan: User):
    for _ in range(5):
        Client().post(reverse("login"), {"username": "lan", "password": "sai-mat-khau"})
    assert ask().status_code == 200
    use(links()[0])
    assert Client().post(reverse("login"), {"username": "lan", "password": NEW}).status_code == 302


def test_the_administrator_sees_no_lock_where_somebody_asked_often(lan: User):
    office = Client()
    office.force_login(factories.make_user(Role.ADMINISTRATOR, factories.make_department(), username="admin"))
    for _ in range(6):
        ask()
    assert "Không ai bị khóa" in office.get(reverse("sign-in-locks")).content.decode()


def test_a_second_mail_goes_out_five_minutes_after_the_first_at_the_earliest(lan: User):
    for _ in range(3):
        ask()
    assert len(links()) == 1
    with later(timedelta(minutes=6)):
        ask()
        assert len(links()) == 2


def test_a_mail_server_that_is_away_is_tried_again_for_an_hour(lan: User, settings):
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask()
    send_resets()
    assert not SignInLetter.objects.exists()
    settings.EMAIL_BACKEND = works
    assert links() == []
    with later(timedelta(minutes=2)):
        assert len(links()) == 1
    ask("lan")
    with later(timedelta(minutes=90)):
        assert len(links()) == 1


def test_an_address_that_the_mail_server_refuses_holds_up_nobody(lan: User, settings):
    factories.make_user(agency=lan.memberships.get().agency, username="hoa", email="hoa@example.vn")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp.running() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.answers["RCPT"] = "550 unknown"
        ask("lan")
        ask("hoa")
        moment = timezone.now()
        send_resets()
        assert ResetRequest.objects.filter(try_after__gt=moment).count() == 2


def test_it_is_on_record_without_the_code(lan: User):
    ask()
    (link,) = links()
    use(link)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", "subject"))
    assert verbs == [(verb, f"user:{lan.pk}") for verb in (Verb.LETTER_WRITTEN, Verb.PASSWORD_SET, Verb.SIGNED_IN)]
    assert link.partition("code=")[2] not in str(
        list(AuditEvent.objects.values()) + list(ResetRequest.objects.values())
    )


def test_a_link_does_not_go_past_the_second_factor(lan: User):
    lan.authenticator_set.create(type="totp", data={"secret": "x"})
    ask()
    assert use(links()[0])["Location"] == reverse("mfa_authenticate")


def test_where_no_mail_is_set_up_the_page_says_whom_to_ask(lan: User, settings):
    settings.EMAIL_BACKEND = CONSOLE
    for page in (Client().get(reverse("reset-ask")), ask()):
        words = page.content.decode()
        assert "quản trị viên của địa phương" in words and 'name="username"' not in words
        assert SENT not in words
    assert not ResetRequest.objects.exists()


def test_the_sign_in_page_leads_to_it(db):
    assert f'href="{reverse("reset-ask")}"' in Client().get(reverse("login")).content.decode()


def test_an_empty_name_is_asked_for_again(lan: User):
    answer = ask(" ")
    assert answer.status_code == 422 and "Gõ tên đăng nhập" in answer.content.decode()
