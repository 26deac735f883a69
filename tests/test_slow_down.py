"""One wrong password for each of many names, from one address: slowed down at both doors, and nobody locked."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports.models import AuditEvent, Verb
from tests import factories
from tests.factories import PASSWORD

NAMES = 20
WRONG = "sai-mat-khau"


@pytest.fixture
def people(db) -> list[str]:
    cache.clear()
    agency = factories.make_agency()
    return [factories.make_user(agency=agency, username=f"user-{place}").username for place in range(30)]


def page(name: str, password: str = WRONG, address: str = "10.0.0.1"):
    return Client(REMOTE_ADDR=address).post(reverse("login"), {"username": name, "password": password})


def token(name: str, password: str = WRONG, address: str = "10.0.0.1"):
    body = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post("/api/v1/token/", body, content_type="application/json")


def test_thirty_names_with_one_wrong_password_each_are_slowed_at_the_twenty_first(people):
    statuses = [page(name).status_code for name in people]
    assert statuses == [200] * NAMES + [429] * 10


def test_the_answer_says_how_long_to_wait_and_that_nothing_is_locked(people):
    for name in people[:NAMES]:
        page(name)
    answer = page(people[-1], PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    assert "Chờ 5 phút" in answer.content.decode()
    assert "không bị khóa" in answer.content.decode()


def test_both_doors_count_together(people):
    for name in people[:10]:
        page(name)
    for name in people[10:NAMES]:
        token(name)
    assert page(people[-1]).status_code == 429
    answer = token(people[-1])
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "throttled")


def test_after_the_wait_the_office_signs_in_and_trying_meanwhile_made_it_no_longer(people):
    for name in people[:NAMES]:
        page(name)
    for _ in range(3):
        page(people[-1])
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
        assert page(people[-1], PASSWORD).status_code == 302


def test_another_address_and_one_person_mistyping_are_not_slowed(people):
    for name in people[:NAMES]:
        page(name)
    assert page(people[-1], PASSWORD, address="10.0.0.2").status_code == 302
    for _ in range(4):
        assert page(people[0], address="10.0.0.3").status_code == 200


def test_it_is_on_record_once(people):
    for name in people:
        page(name)
    events = AuditEvent.objects.filter(verb=Verb.LOCKED_OUT)
    assert [event.after for event in events] == [{"ip": "10.0.0.1"}]
