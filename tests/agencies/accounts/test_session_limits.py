"""How long a sign-in lasts, to the minute; what ends with an account; and that a clock set back revives nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db.models.signals import post_init
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from agencies.access import Role
from agencies.accounts import endings
from agencies.models import SignInTries, User
from reports.models import ReportState
from tests import factories
from tests.factories import PASSWORD
from tests.reports.audit.frozen_rows import make_report

START = datetime.fromisoformat("2026-11-23T08:00:00+07:00")
PAGE = "/method/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def lan(db) -> User:
    return factories.make_user(agency=factories.make_agency(), username="lan")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def sign_in(password: str = PASSWORD) -> Client:
    client = Client()
    client.post(reverse("login"), {"username": "lan", "password": password})
    return client


def lock_out(name: str) -> None:
    for _ in range(5):
        Client().post(reverse("login"), {"username": name, "password": "sai-mat-khau"})


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("after", "kept"), [(3 * HOUR - MINUTE, True), (3 * HOUR + MINUTE, False)])
def test_three_hours_of_doing_nothing_end_a_session(lan, clock, after: timedelta, kept: bool):
    client = sign_in()
    clock.move_to(START + HOUR)
    assert is_in(client)
    clock.move_to(START + HOUR + after)
    assert is_in(client) is kept


def test_the_line_of_a_report_that_asks_by_itself_keeps_nobody_signed_in(lan, clock):
    report = make_report(ReportState.CHECKED)
    factories.join(lan, Role.STAFF, lan.memberships.get().agency)
    client = sign_in()
    clock.move_to(START + HOUR)
    assert client.get(reverse("issued-report-progress", args=[report.pk])).status_code == 200
    assert Session.objects.get().expire_date == START + 3 * HOUR


@pytest.mark.parametrize(("after", "kept"), [(12 * HOUR - MINUTE, True), (12 * HOUR + MINUTE, False)])
def test_twelve_hours_end_a_session_however_busy_it_is(lan, clock, after: timedelta, kept: bool):
    client = sign_in()
    for hours in (2, 4, 6, 8, 10):
        clock.move_to(START + hours * HOUR)
        assert is_in(client)
    clock.move_to(START + after)
    assert is_in(client) is kept


def test_a_session_that_ended_sends_what_is_typed_back_to_the_sign_in_page(lan, clock):
    form = factories.make_submission(factories.make_period(factories.make_plan()), lan.memberships.get().agency)
    client = sign_in()
    clock.move_to(START + 4 * HOUR)
    answer = client.post(reverse("submission-cells", args=[form.pk]), {"v-total": "1"})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("login"))


def test_a_busy_hour_writes_the_session_once_a_minute_at_most(lan, clock, django_assert_num_queries):
    client = sign_in()
    assert is_in(client)
    for second in range(0, 50, 10):
        clock.move_to(START + timedelta(seconds=second))
        is_in(client)
    assert Session.objects.get().expire_date == START + 3 * HOUR
    clock.move_to(START + MINUTE)
    is_in(client)
    assert Session.objects.get().expire_date == START + 3 * HOUR + MINUTE


def test_signing_in_gives_a_new_session_and_ends_the_old_one(lan, clock):
    client = sign_in()
    first = client.cookies["sessionid"].value
    client.post(reverse("logout"))
    client.post(reverse("login"), {"username": "lan", "password": PASSWORD})
    assert client.cookies["sessionid"].value != first
    old = Client()
    old.cookies["sessionid"] = first
    assert not is_in(old)


def test_a_disabled_person_is_out_at_the_next_request(lan, clock):
    client = sign_in()
    User.objects.filter(pk=lan.pk).update(is_active=False)
    assert not is_in(client)


def test_a_moved_person_no_longer_reaches_the_old_agencys_form(lan, clock):
    form = factories.make_submission(factories.make_period(factories.make_plan()), lan.memberships.get().agency)
    client = sign_in()
    assert client.get(reverse("submission", args=[form.pk])).status_code == 200
    lan.memberships.update(agency=factories.make_agency("002"))
    assert client.get(reverse("submission", args=[form.pk])).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "said"), [(PAGE, 302, "/accounts/login/?next=/method/"), ("/api/v1/plans/", 401, None)]
)
def test_whose_session_is_ended_while_her_answer_is_made_is_asked_to_sign_in(lan, clock, path, status, said):
    client = sign_in()
    clock.shift(2 * MINUTE)

    def end_them(sender: object, **said: object) -> None:
        endings.end_sessions(lan)

    # She is read after her session and before its end is moved.
    post_init.connect(end_them, sender=User)
    try:
        answer = client.get(path)
    finally:
        post_init.disconnect(end_them, sender=User)
    assert (answer.status_code, answer.get("Location")) == (status, said)


def test_ending_the_sessions_of_one_person_leaves_those_of_others(lan, clock):
    client, other = sign_in(), Client()
    other.force_login(factories.make_user(username="hoa"))
    endings.end_sessions(lan)
    assert not is_in(client)
    assert is_in(other)


def test_fault_41_a_clock_that_steps_back_revives_no_session_token_or_lock(lan, clock):
    client = sign_in()
    held, token = AuthToken.objects.create(lan)
    lock_out("lan")
    clock.move_to(held.expiry + MINUTE)
    endings.delete_what_ended()
    clock.move_to(held.expiry + MINUTE - HOUR)
    assert not is_in(client)
    answer = Client().get("/api/v1/plans/", HTTP_AUTHORIZATION=f"Token {token}")
    assert answer.status_code == 401
    assert is_in(sign_in())


def test_the_sweep_leaves_what_is_alive(lan, clock):
    client = sign_in()
    AuthToken.objects.create(lan)
    lock_out("x")
    clock.move_to(START + 10 * MINUTE)
    endings.delete_what_ended()
    assert is_in(client)
    assert AuthToken.objects.count() == 1
    assert SignInTries.objects.filter(until__gt=timezone.now()).count() == 1


def test_a_session_of_an_hour_that_has_not_come_yet_ends_as_if_it_began_now(lan, clock):
    client = sign_in()
    clock.move_to(START - HOUR)
    assert is_in(client)
    assert Session.objects.get().expire_date == timezone.now() + 3 * HOUR
