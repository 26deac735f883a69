"""Events come into the chain after their commit: nobody waits to record, nothing is lost between, the chain is one."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from agencies import clock
from reports import calling, runner
from reports.audit.chain import events_on_record, unsealed_fault, walk
from reports.audit.sealing import LONGEST_UNSEALED, SEALING, SEALS_AT_ONCE, seal
from reports.audit.services import record
from reports.models import AuditEvent, AuditSeal, Unsealed, Verb
from tests.race import failures, race
from tests.reports.audit.test_chain import NOW, put_in, tamper

LONGEST_WAIT = 30
INTO_CHAIN = 'INSERT INTO "reports_auditseal"'


def record_one(summary: str = "Nộp báo cáo") -> AuditEvent:
    return record(verb=Verb.SUBMITTED, subject="submission:1", summary=summary, by=None, now=NOW)


def waiting(count: int) -> None:
    """So many events as `record` leaves them."""
    given = {"at": NOW, "verb": Verb.SUBMITTED, "subject": "submission:1"}
    events = AuditEvent.objects.bulk_create(AuditEvent(**given, summary=str(place)) for place in range(count))
    Unsealed.objects.bulk_create(Unsealed(event=event, since=timezone.now()) for event in events)


def chain() -> list[tuple[str, str]]:
    """Words and fault of each place."""
    return [(link.event.summary, link.fault) for link in walk()]


def verify() -> str:
    said = StringIO()
    call_command("verify_audit", stdout=said)
    return said.getvalue()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's transactions take turns as a whole")
def test_whoever_records_does_not_wait_for_another_ones_commit_and_a_late_commit_comes_later_in_the_chain():
    def record_beside() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        record_one("ghi sau, xong trước")
        seal()

    with transaction.atomic():
        first = record_one("ghi trước, xong sau")
        assert failures(race(record_beside)) == []
        assert AuditSeal.objects.get().event_id > first.pk
    seal()
    assert chain() == [("ghi sau, xong trước", ""), ("ghi trước, xong sau", "")]
    assert unsealed_fault() == ""
    assert "2 dòng. " in verify()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's transactions take turns as a whole")
def test_who_seals_waits_for_nobody_who_records():
    def seal_beside() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        return seal()

    waiting(1)
    with transaction.atomic():
        record_one("chưa xong")
        assert race(seal_beside) == [1]


@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_make_one_chain():
    waiting(40)
    assert sum(race(*[seal] * 4)) == 40
    assert chain() == [(str(place), "") for place in range(40)]
    assert (unsealed_fault(), Unsealed.objects.count()) == ("", 0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_records_and_who_seals_at_once_lose_nothing():
    def record_often() -> None:
        for place in range(15):
            record_one(str(place))

    def seal_often() -> None:
        for _ in range(15):
            seal()

    assert failures(race(record_often, record_often, seal_often, seal_often)) == []
    seal()
    assert [fault for _, fault in chain()] == [""] * 30
    assert unsealed_fault() == ""


@pytest.mark.django_db
def test_more_than_one_transaction_takes_goes_in_as_one_chain():
    waiting(SEALS_AT_ONCE * 2 + 1)
    assert seal() == SEALS_AT_ONCE * 2 + 1
    assert [link.fault for link in walk()] == [""] * (SEALS_AT_ONCE * 2 + 1)
    assert seal() == 0


@contextmanager
def broken_into_the_chain():
    """This connection fails wherever it puts a seal into its table."""

    def fail(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if INTO_CHAIN in sql:
            raise OSError("disk")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.django_db(transaction=True)
def test_a_failure_between_commit_and_seal_loses_nothing_and_is_nobodys_who_recorded(monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "")
    with broken_into_the_chain():
        record_one("một")
    assert (AuditEvent.objects.count(), Unsealed.objects.count(), AuditSeal.objects.count()) == (1, 1, 0)
    record_one("hai")
    assert chain() == [("một", ""), ("hai", "")]
    assert unsealed_fault() == ""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_it_seals_leaves_the_event_waiting():
    code = f"""
import os, django
django.setup()
from django.db import connection
from tests.reports.audit.test_sealing import record_one
connection.settings_dict["NAME"] = {connection.settings_dict["NAME"]!r}
def kill(execute, sql, params, many, context):
    if {INTO_CHAIN!r} in sql:
        os.kill(os.getpid(), 9)
    return execute(sql, params, many, context)
with connection.execute_wrapper(kill):
    record_one("bị ngắt")
"""
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    environment["DJANGO_SETTINGS_MODULE"] = "vocplan.settings"
    killed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr
    assert (AuditEvent.objects.count(), Unsealed.objects.count(), AuditSeal.objects.count()) == (1, 1, 0)
    seal()
    assert chain() == [("bị ngắt", "")]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_waits_for_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_one()
        _ = 1 / 0
    assert (Unsealed.objects.count(), seal(), events_on_record()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_command_without_a_queue_seals_by_itself(monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "")
    with transaction.atomic():
        record_one("một")
        record_one("hai")
        assert not AuditSeal.objects.exists()
    assert chain() == [("một", ""), ("hai", "")]


@pytest.mark.django_db(transaction=True)
def test_the_embedded_runner_seals_when_it_is_rung(monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "")
    monkeypatch.setattr(runner, "_runners", [])
    rounds = threading.Semaphore(0)

    def work() -> None:
        seal()
        rounds.release()

    embedded = runner.start(work, name=SEALING, every=3600)
    try:
        assert rounds.acquire(timeout=LONGEST_WAIT)
        record_one()
        assert rounds.acquire(timeout=LONGEST_WAIT)
    finally:
        embedded.stop()
    assert chain() == [("Nộp báo cáo", "")]


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_many_requests_of_one_second_queue_one_task(monkeypatch):
    monkeypatch.setattr(calling.Called, "ends_at", {})
    monkeypatch.setattr(calling, "COLLECTED_SECONDS", 3600.0)
    with redis.Redis.from_url(settings.REDIS_URL) as queue:
        queue.flushdb()
        for _ in range(20):
            record_one()
        assert queue.llen("celery") == 1
        queue.flushdb()


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_seals_what_was_recorded(celery_worker, monkeypatch):
    monkeypatch.setattr(calling.Called, "ends_at", {})
    for _ in range(5):
        record_one()
    deadline = time.monotonic() + LONGEST_WAIT
    while Unsealed.objects.exists():
        assert time.monotonic() < deadline, "nobody sealed what waits"
        time.sleep(0.05)
    assert [fault for _, fault in chain()] == [""] * 5


@pytest.mark.django_db
def test_the_check_tells_how_many_wait_and_takes_a_short_wait_for_none_of_its_business():
    waiting(2)
    assert "0 dòng, thêm 2 dòng vừa ghi đang chờ nối. " in verify()
    assert Unsealed.objects.count() == 2
    seal()
    assert "2 dòng. " in verify()


@pytest.mark.django_db
def test_sealing_that_has_stopped_is_a_fault():
    waiting(3)
    edge = timezone.now() - LONGEST_UNSEALED
    Unsealed.objects.update(since=edge + timedelta(minutes=1))
    verify()
    Unsealed.objects.filter(event=Unsealed.objects.first()).update(since=edge)
    with pytest.raises(CommandError, match="có 1 dòng chờ nối vào chuỗi quá 5 phút") as refused:
        verify()
    assert refused.value.returncode == 1


OUTSIDE: dict[str, tuple[Callable[[], object], str]] = {
    "an event put in past the queue": (put_in, "không ở trong chuỗi và không chờ nối"),
    "the last seal gone": (
        lambda: tamper("DELETE FROM reports_auditseal WHERE place = 3"),
        "không ở trong chuỗi và không chờ nối",
    ),
    "a sealed event that waits again": (
        lambda: Unsealed.objects.create(event=AuditEvent.objects.first(), since=timezone.now()),
        "đã nối mà vẫn chờ nối",
    ),
    "an event taken out of the queue": (
        lambda: (waiting(1), Unsealed.objects.all().delete()),
        "không ở trong chuỗi và không chờ nối",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", OUTSIDE)
def test_fault_43_what_is_wrong_outside_the_chain_is_found(how: str):
    waiting(3)
    seal()
    verify()
    spoil, words = OUTSIDE[how]
    spoil()
    assert [link.fault for link in walk() if link.fault] == []
    with pytest.raises(CommandError, match=words) as refused:
        verify()
    assert refused.value.returncode == 1


def without_keys(statement: str) -> None:
    """What somebody does who may switch the database's own keys off, too."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        try:
            tamper(statement)
        finally:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = origin")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_fault_43_an_event_that_went_from_under_its_seal_is_found(place: int):
    waiting(3)
    seal()
    pk = AuditSeal.objects.get(place=place).event_id
    without_keys(f"DELETE FROM reports_auditevent WHERE id = {pk}")
    with pytest.raises(CommandError, match=f"đứt ở dòng thứ {place}: dòng không còn trong nhật ký"):
        verify()


@pytest.mark.django_db(transaction=True)
def test_fault_43_an_event_that_went_while_it_waited_is_found():
    waiting(2)
    without_keys(f"DELETE FROM reports_auditevent WHERE id = {Unsealed.objects.last().pk}")
    assert seal() == 1
    with pytest.raises(CommandError, match="chờ nối mà không còn trong nhật ký"):
        verify()


@pytest.mark.django_db
def test_the_number_of_events_counts_one_whose_key_is_lower_than_the_last(django_assert_num_queries):
    waiting(3)
    seal()
    waiting(2)
    assert events_on_record() == 5
    late = AuditEvent.objects.create(
        pk=AuditEvent.objects.first().pk - 1, at=clock.now(), verb=Verb.SUBMITTED, subject="submission:1", summary="x"
    )
    Unsealed.objects.create(event=late, since=timezone.now())
    with django_assert_num_queries(1):
        assert events_on_record() == 6
    seal()
    assert events_on_record() == 6


@pytest.mark.django_db
def test_what_an_event_costs_does_not_grow_with_the_trail(django_assert_num_queries):
    waiting(10)
    seal()
    with django_assert_num_queries(2):
        record_one()
