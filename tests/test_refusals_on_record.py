"""A try at another office's rows is refused, changes nothing, and is on record with the person who made it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from agencies.access import Role
from agencies.models import User
from reports.audit.services import take_turn
from reports.models import AuditEvent, Submission, Verb
from tests import factories


@pytest.fixture
def lan(db) -> User:
    return factories.make_user(agency=factories.make_agency("001"), username="lan")


@pytest.fixture
def foreign(lan: User) -> Submission:
    """The form of another district."""
    return factories.make_submission(factories.make_period(factories.make_plan()), factories.make_agency("002"))


def session_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def refused() -> list[tuple[str | None, str]]:
    rows = AuditEvent.objects.filter(verb=Verb.REFUSED).order_by("pk")
    return [(row.actor.username, row.summary) for row in rows]


def test_another_agencys_form_and_another_localitys_page_are_on_record_with_the_person(lan: User, foreign: Submission):
    client = session_of(lan)
    page = reverse("submission", args=[foreign.pk])
    assert client.get(page).status_code == 404
    assert client.post(reverse("submission-submit", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("review", args=[foreign.pk])).status_code == 403
    assert refused() == [
        ("lan", f"GET {page}: không có, hoặc của đơn vị khác"),
        ("lan", f"POST {reverse('submission-submit', args=[foreign.pk])}: không có, hoặc của đơn vị khác"),
        ("lan", f"GET {reverse('review', args=[foreign.pk])}: không có quyền"),
    ]
    event = AuditEvent.objects.filter(verb=Verb.REFUSED).first()
    assert (event.agency.code, event.after) == ("001", {"ip": "127.0.0.1"})


def test_the_api_by_token_is_on_record_too(lan: User, foreign: Submission):
    _, token = AuthToken.objects.create(lan)
    path = f"/api/v1/submissions/{foreign.pk}/figures/"
    body = {"version": 1, "figures": []}
    header = {"HTTP_AUTHORIZATION": f"Token {token}"}
    assert Client().patch(path, body, content_type="application/json", **header).status_code == 404
    assert refused() == [("lan", f"PATCH {path}: không có, hoặc của đơn vị khác")]


def test_the_administrators_try_at_another_localitys_person_is_on_record(lan: User):
    away = factories.make_department("68-bcsd", locality=factories.make_locality("68"))
    person = factories.make_user(Role.STAFF, away)
    administrator = factories.make_user(Role.ADMINISTRATOR, factories.make_department(), username="admin")
    session_of(administrator).post(reverse("sign-in-unlock", args=[person.pk]))
    session_of(administrator).post(reverse("person", args=[person.pk]), {})
    assert [name for name, _ in refused()] == ["admin", "admin"]


@pytest.mark.slow
@pytest.mark.once
def test_the_same_try_is_on_record_once_an_hour_and_a_walk_through_all_ids_fills_no_table(lan: User, foreign):
    client = session_of(lan)
    for number in [foreign.pk] * 3 + list(range(90_000, 90_050)):
        client.get(reverse("submission", args=[number]))
    assert len(refused()) == 20
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        client.get(reverse("submission", args=[foreign.pk]))
    assert len(refused()) == 21


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's transactions take turns as a whole")
@pytest.mark.django_db(transaction=True)
def test_who_waited_for_her_turn_finds_the_same_try_on_record():
    """A second try looks before anything is on record, waits, and looks again once it is its turn."""
    lan = factories.make_user(agency=factories.make_agency("001"), username="lan")
    period = factories.make_period(factories.make_plan())
    address = reverse("submission", args=[factories.make_submission(period, factories.make_agency("002")).pk])
    second = threading.Thread(target=in_own_connection, args=[lambda: session_of(lan).get(address)])
    with transaction.atomic():
        take_turn(f"user:{lan.pk}")
        second.start()
        while not anybody_waits_for_a_lock():
            second.join(0.02)
            assert second.is_alive()
        session_of(lan).get(address)
    second.join(60)
    assert len(refused()) == 1


def in_own_connection(call: Callable[[], object]) -> None:
    try:
        call()
    finally:
        connection.close()


def anybody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0] > 0


def test_what_is_no_try_at_a_row_is_not_on_record(lan: User, foreign: Submission):
    client = session_of(lan)
    assert client.get("/khong/co/").status_code == 404
    assert client.get("/api/v1/khong-co/").status_code == 404
    assert client.get(reverse("review-list")).status_code == 403
    assert Client().get(reverse("submission", args=[foreign.pk])).status_code == 302
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(lan)
    assert stale.post(reverse("submission-submit", args=[foreign.pk])).status_code == 403
    assert refused() == []


def test_the_administrator_of_the_locality_reads_it_in_the_history(lan: User, foreign: Submission):
    session_of(lan).get(reverse("submission", args=[foreign.pk]))
    administrator = factories.make_user(Role.ADMINISTRATOR, factories.make_department())
    assert "Từ chối truy cập" in session_of(administrator).get(reverse("history")).content.decode()
