"""Guessing is held up and nobody who belongs in stays out: at both doors, with no proxy in front and with one."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.accounts import limits
from agencies.models import SignInTries
from reports.models import AuditEvent, Verb
from tests import factories
from tests.factories import PASSWORD

NAMES = 20
WRONG = "sai-mat-khau"
OFFICE = "203.0.113.5"
MINUTE = timedelta(minutes=1)
Door = Callable[..., HttpResponse]


pytestmark = pytest.mark.usefixtures("through_proxies")


@pytest.fixture
def people(db) -> list[str]:
    cache.clear()
    agency = factories.make_agency()
    return [factories.make_user(agency=agency, username=f"user-{place}").username for place in range(46)]


@pytest.fixture
def page() -> Door:
    """The sign-in page as a client at an address sees it; `device` is a browser that keeps its cookies."""

    def post(name: str, password: str = WRONG, address: str = OFFICE, device: Client | None = None) -> HttpResponse:
        body = {"username": name, "password": password}
        return (device or Client()).post(reverse("login"), body, **origin(address))

    return post


@pytest.fixture
def token() -> Door:
    def post(name: str, password: str = WRONG, address: str = OFFICE) -> HttpResponse:
        body = {"username": name, "password": password}
        where = origin(address)
        return Client().post("/api/v1/token/", body, content_type="application/json", **where)

    return post


def origin(address: str) -> dict[str, str]:
    """A client at an address, who forges the header anew each time."""
    return {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": f"198.51.100.{SignInTries.objects.count() % 250}"}


def travel(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


@pytest.mark.slow
@pytest.mark.once
def test_twenty_made_up_names_of_one_client_hold_up_nobody_at_another_address(people, page, token):
    for place in range(25):
        page(f"made-up-{place}", address="198.51.100.66")
    assert page(people[0], PASSWORD, address="203.0.113.9").status_code == 302
    assert token(people[0], PASSWORD, address="203.0.113.9").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize("door", ["page", "token"])
def test_the_sixth_wrong_try_from_one_address_is_refused_for_fifteen_minutes(people, request, door):
    post = request.getfixturevalue(door)
    for _ in range(5):
        post(people[0])
    refused = post(people[0], PASSWORD)
    assert refused.status_code == 429
    assert 890 <= int(refused["Retry-After"]) <= 900
    assert post(people[0], PASSWORD, address="203.0.113.50").status_code in (200, 302)


def test_a_lock_ends_when_it_says_whatever_is_tried_meanwhile(people, page):
    start = timezone.now()
    for minute in (0, 0, 0, 0, 0, 1, 5, 10, 14):
        with travel(start + minute * MINUTE):
            answer = page(people[0], PASSWORD if minute else WRONG)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    with travel(start + 15 * MINUTE):
        assert page(people[0], PASSWORD).status_code == 302


@pytest.mark.slow
@pytest.mark.once
def test_after_a_lock_there_are_five_tries_again(people, page):
    start = timezone.now()
    for _ in range(5):
        page(people[0])
    with travel(start + 16 * MINUTE):
        assert [page(people[0]).status_code for _ in range(5)] == [200] * 4 + [429]


def test_many_tries_at_once_are_no_way_around_the_limit(people, rf):
    """Each try is counted before its password is looked at: five may be under way, the sixth waits for the lock."""
    begun = [limits.begin_try(rf.post("/", REMOTE_ADDR=OFFICE), people[0]) for _ in range(6)]
    assert [isinstance(one, limits.Refusal) for one in begun] == [False] * 5 + [True]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's transactions take turns as a whole")
@pytest.mark.django_db(transaction=True)
def test_a_try_that_begins_and_one_that_fails_take_the_rows_of_a_name_in_one_order(rf):
    """Otherwise each waits for the other, and the server ends one of them with an error."""
    request, now = rf.post("/", REMOTE_ADDR=OFFICE), timezone.now()
    limits.note_failure(limits.begin_try(request, "lan"))
    tried = limits.begin_try(request, "lan")
    told: list[object] = []

    def fail() -> None:
        try:
            told.append(limits.note_failure(tried))
        finally:
            connection.close()

    failing = threading.Thread(target=fail)
    with transaction.atomic():
        row = limits.locked_row(tried, tried.source, now)
        failing.start()
        while not somebody_waits():
            failing.join(0.02)
            assert failing.is_alive()
        assert limits.wait_for_turn(tried, row, now) is None
    failing.join(60)
    assert told == [None]


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON datname = current_database()"
            " WHERE NOT granted AND pid IN (SELECT pid FROM pg_locks WHERE database = pg_database.oid)"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.once
def test_a_device_that_signed_in_before_is_not_locked_by_tries_made_elsewhere(people, page):
    own, others = Client(), Client()
    assert page(people[0], PASSWORD, device=own).status_code == 302
    own.post(reverse("logout"))
    for _ in range(6):
        page(people[0], device=others)
    assert page(people[0], PASSWORD, device=others).status_code == 429
    assert page(people[0], PASSWORD, device=own).status_code == 302


@pytest.mark.once
def test_a_known_device_of_one_person_is_an_unknown_one_for_another_name(people, page):
    own = Client()
    page(people[0], PASSWORD, device=own)
    own.post(reverse("logout"))
    for _ in range(5):
        page(people[1], device=own)
    assert page(people[1], PASSWORD).status_code == 429


def test_a_known_device_has_five_tries_of_its_own(people, page):
    own = Client()
    page(people[0], PASSWORD, device=own)
    own.post(reverse("logout"))
    statuses = [page(people[0], device=own, address=f"203.0.113.{place}").status_code for place in range(6)]
    assert statuses == [200] * 4 + [429] * 2
    assert page(people[0], PASSWORD).status_code == 302


@pytest.mark.slow
@pytest.mark.once
def test_a_name_is_slowed_over_all_addresses_and_free_again_by_itself(people, page):
    start = timezone.now()
    with travel(start):
        for place in range(20):
            assert page(people[0], address=f"203.0.113.{place}").status_code == 200
        # One try at a time from now on; the first is taken at once, the next after half a minute.
        assert page(people[0], address="203.0.113.101").status_code == 200
        refused = page(people[0], PASSWORD, address="203.0.113.102")
        assert (refused.status_code, refused["Retry-After"]) == (429, "30")
        assert "vẫn vào được ngay" in refused.content.decode()
        assert page(people[1], PASSWORD).status_code == 302
    with travel(start + timedelta(seconds=31)):
        assert page(people[0], PASSWORD, address="203.0.113.102").status_code == 302
    with travel(start + 62 * MINUTE):
        assert [page(people[0], address=f"203.0.113.{place}").status_code for place in range(2)] == [200, 200]


@pytest.mark.slow
@pytest.mark.once
def test_guessing_one_name_from_ever_new_addresses_gets_slower_and_slower(people, page):
    """With unlimited addresses: how many guesses are looked at within an hour."""
    start, moment, looked_at, waits = timezone.now(), timedelta(), 0, []
    while moment < timedelta(hours=1) and looked_at < 60:
        with travel(start + moment):
            answer = page(people[0], address=f"10.{looked_at // 250}.{len(waits) % 250}.{looked_at % 250}")
        if answer.status_code == 200:
            looked_at += 1
        else:
            waits.append(int(answer["Retry-After"]))
            moment += timedelta(seconds=waits[-1])
    assert looked_at < 60
    assert all(earlier <= later for earlier, later in pairwise(waits))
    assert waits[-1] == 300


@pytest.mark.slow
@pytest.mark.once
def test_a_known_device_goes_past_a_slowed_name_and_a_slowed_address(people, page):
    own = Client()
    page(people[0], PASSWORD, device=own)
    own.post(reverse("logout"))
    for place in range(22):
        page(people[0], address=f"203.0.113.{place}")
        page(people[place + 1])
    assert page(people[0], PASSWORD, address="203.0.113.200").status_code == 429
    assert page(people[0], PASSWORD, device=own).status_code == 302


@pytest.mark.slow
@pytest.mark.once
def test_forty_five_honest_people_behind_one_address_are_served_though_some_mistype(people, page):
    statuses = []
    for place, name in enumerate(people[:45]):
        if place % 5 == 0:
            assert page(name).status_code == 200
        statuses.append(page(name, PASSWORD).status_code)
    assert statuses == [302] * 45


@pytest.mark.slow
@pytest.mark.once
def test_forty_five_scripts_behind_one_address_get_their_tokens(people, token):
    assert [token(name, PASSWORD).status_code for name in people[:45]] == [200] * 45


@pytest.mark.slow
@pytest.mark.once
def test_one_persons_guessing_makes_an_office_wait_seconds_and_refuses_nobody(people, page):
    start = timezone.now()
    with travel(start):
        for place in range(NAMES):
            page(f"made-up-{place}")
        asked_to_wait = page(people[0], PASSWORD)
        assert (asked_to_wait.status_code, asked_to_wait["Retry-After"]) == (429, "5")
        assert "Chờ 5 giây" in asked_to_wait.content.decode()
        assert "không bị khóa" in asked_to_wait.content.decode()
    with travel(start + timedelta(seconds=5)):
        for place in range(10):
            page(f"made-up-later-{place}")
        assert page(people[0], PASSWORD).status_code == 302


@pytest.mark.parametrize(("names", "wait"), [(19, None), (20, "5"), (30, "10"), (90, "40"), (500, "60")])
def test_the_more_names_are_guessed_the_longer_the_wait_up_to_a_minute(people, page, names: int, wait: str | None):
    now = timezone.now()
    SignInTries.objects.bulk_create(
        SignInTries(name_key=str(place), source=f"address:{OFFICE}", address=OFFICE, tried_at=now, failed_at=now)
        for place in range(names)
    )
    assert page(people[0], PASSWORD).headers.get("Retry-After") == wait


@pytest.mark.slow
@pytest.mark.once
def test_thirty_names_with_one_wrong_password_each_are_slowed_at_the_twenty_first(people, page):
    assert [page(name).status_code for name in people[:30]] == [200] * NAMES + [429] * 10


@pytest.mark.slow
@pytest.mark.once
def test_both_doors_count_together(people, page, token):
    for name in people[:10]:
        page(name)
    for name in people[10:NAMES]:
        token(name)
    assert page(people[-1]).status_code == 429
    answer = token(people[-2])
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "throttled")


@pytest.mark.slow
@pytest.mark.once
def test_slowing_an_address_and_a_name_is_on_record_once_with_the_clients_address(people, page):
    for name in people[:30]:
        page(name)
    for place in range(22):
        page(people[31], address=f"203.0.114.{place}")
    events = AuditEvent.objects.filter(verb=Verb.LOCKED_OUT).order_by("pk")
    assert [(event.subject.split(":")[0], event.after["ip"]) for event in events] == [
        ("address", OFFICE),
        ("user", "203.0.114.21"),
    ]


def test_what_limits_nothing_any_more_is_swept(people, page):
    page(people[0])
    limits.forget_old_tries(timezone.now() + 59 * MINUTE)
    assert SignInTries.objects.count() == 2
    limits.forget_old_tries(timezone.now() + 61 * MINUTE)
    assert not SignInTries.objects.exists()


def test_what_was_typed_as_a_name_is_not_kept(people, page):
    page("Mat-khau-cua-toi-1")
    assert "Mat-khau" not in str(list(SignInTries.objects.values()))
