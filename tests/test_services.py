"""The tests' own ground: services that start and end, a browser that cannot leave, a worker that works."""

from contextlib import ExitStack
from itertools import product

import psycopg2
import pytest
import redis
from django.db import connection
from playwright.sync_api import Error

from tests import services
from tests.everything import DEEP, USUAL
from vocplan.celery import app


@pytest.mark.slow
def test_a_private_postgresql_takes_databases_and_ends_with_the_tests():
    if services.postgresql_programs() is None:
        pytest.skip("PostgreSQL's programs are not installed here")
    with ExitStack() as ends:
        address = services.private_postgresql(ends)
        services.query(address, "CREATE DATABASE test_mine_left")
        services.query(address, "CREATE DATABASE not_mine")
        services.drop_databases(address, "test_mine")
        names = {name for (name,) in services.query(address, "SELECT datname FROM pg_database")}
        assert "not_mine" in names
        assert "test_mine_left" not in names
    with pytest.raises(psycopg2.OperationalError):
        services.query(address, "SELECT 1")


def test_a_private_redis_answers_and_ends_with_the_tests():
    with ExitStack() as ends:
        address = services.private_redis(ends)
        if address is None:
            pytest.skip("Redis is not installed here")
        with redis.Redis.from_url(address) as client:
            assert client.ping()
    with redis.Redis.from_url(address) as client, pytest.raises(redis.ConnectionError):
        client.ping()


def test_a_server_that_does_not_answer_is_not_used():
    assert not services.may_create_databases(f"postgres://postgres@127.0.0.1:{services.free_port()}")


@pytest.mark.browser
def test_the_browser_reaches_the_own_server_and_nothing_else(page, complaints):
    answer = page.goto("/healthz")
    assert answer.status == 200
    for outside in ("http://vocplan.example/", "http://203.0.113.7/"):
        with pytest.raises(Error):
            page.goto(outside)
    assert [complaint for complaint in complaints if complaint.startswith("outside request")]
    complaints.clear()


@pytest.mark.browser
def test_accessibility_faults_are_found(page, accessibility_faults, complaints):
    page.set_content("<html lang='vi'><title>a</title><main><h1>a</h1><img src='data:,'></main></html>")
    assert any(fault.startswith("image-alt") for fault in accessibility_faults(page))
    assert [fault[:9] for fault in accessibility_faults(page, only={"IMG null"})] == ["image-alt"]
    assert accessibility_faults(page, only={"H1 null"}) == []
    complaints.clear()


@pytest.mark.broker
def test_the_worker_listens_on_the_tests_own_queue(celery_worker):
    assert celery_worker.poll() is None
    assert app.control.ping(timeout=5)
    assert connection.settings_dict["NAME"].startswith("test_vocplan_")


def test_no_test_falls_between_the_rounds():
    names = ("broker", "browser", "both", "database", "deep", "once", "own", "slow")
    for marked in product((False, True), repeat=len(names)):
        marks = dict(zip(names, marked, strict=True))
        # A worker's tests are of a database, and their round is PostgreSQL's.
        if marks["broker"] and (marks["once"] or marks["own"] or not marks["database"]):
            continue
        depth = DEEP if marks["deep"] else USUAL
        beside = f"({depth.sqlite}) and ({depth.beside or True})"
        assert chosen(beside, marks) or chosen(depth.postgresql, marks), marks
        # Where there is no PostgreSQL.
        assert marks["broker"] or chosen(depth.sqlite, marks), marks


def chosen(expression: str, marks: dict[str, bool]) -> bool:
    """True where pytest -m of the expression takes a test with these marks."""
    return eval(expression, {}, marks)  # noqa: S307 - our own words
