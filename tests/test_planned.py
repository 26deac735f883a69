"""Statements that come again are prepared on PostgreSQL: same answers, same faults, nothing under way is lost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg2
import pytest
from django.db import DataError, NotSupportedError, connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from tests import factories
from vocplan.postgresql.planned import TIMES

pytestmark = [pytest.mark.broker, pytest.mark.django_db]
AGAIN = TIMES + 8
MOMENT = datetime(2024, 11, 22, 8, 0, 1, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_prepared(db) -> None:
    """Tests share a connection, which keeps what it prepared for those before."""
    connection.ensure_connection()
    connection.connection.forget()


def prepared(part: str) -> list[tuple[int, int]]:
    """How often each prepared statement with these words was planned anew, and was not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, custom_plans, generic_plans FROM pg_prepared_statements")
        return [(custom, generic) for text, custom, generic in cursor.fetchall() if part in text]


def ask(sql: str, values: list | tuple) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_a_question_that_comes_again_is_planned_once_and_answered_alike():
    made = [factories.make_agency(f"p-{place}") for place in range(AGAIN)]
    assert [Agency.objects.get(code=one.code) for one in made] == made
    ((custom, generic),) = prepared('FROM "agencies_agency" WHERE "agencies_agency"."code" = $1')
    assert custom <= 5 < AGAIN
    assert custom + generic == AGAIN - TIMES
    assert not Agency.objects.filter(code="there is none").exists()


def test_what_adds_up_a_span_of_years_is_planned_with_its_years():
    """Without them the server expects few rows, and sorts the fifty thousand of a large locality on disk."""
    for _ in range(AGAIN):
        list(Agency.objects.filter(code="there is none").values("kind").annotate(count=Count("pk")))
        list(Agency.objects.filter(pk__range=(1, 2), code="there is none"))
    assert not prepared(" GROUP BY ")
    assert not prepared(" BETWEEN ")


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("SELECT %s + 1, '100%%'", [(7,), (-8,), (2**40,), (0,)]),
        ("SELECT %s || 'x'", [("a",), ("it's",), ("%s",), ("$1",), ("",)]),
        ("SELECT pg_typeof(%s)::text", [(1,), (2**40,), (True,), (Decimal("1.50"),), (date(2024, 2, 29),), (MOMENT,)]),
        ("SELECT %s * 2, %s", [(Decimal("1.50"), "a"), (Decimal("-0.0001"), None)]),
        ("SELECT %s - interval '1 day', %s::text", [(MOMENT, None), (MOMENT, "b")]),
        ("SELECT %s < date '2024-03-01'", [(date(2024, 2, 29),), (date(1, 1, 1),)]),
        ("SELECT 1 WHERE %s", [(True,), (False,)]),
        ("SELECT count(*) FROM agencies_agency WHERE id = ANY(%s)", [([1, 2],), ([],)]),
    ],
)
def test_every_kind_of_value_means_what_it_meant(sql: str, values: list[tuple]):
    with connection.connection.cursor() if connection.connection else connection.cursor() as plain:
        expected = {}
        for one in values:
            plain.execute(plain.mogrify(sql, one))
            expected[repr(one)] = plain.fetchall()
    for _ in range(AGAIN):
        for one in values:
            assert ask(sql, one) == expected[repr(one)]


def test_what_the_server_cannot_prepare_is_asked_as_before_and_nothing_under_way_is_lost():
    with transaction.atomic():
        factories.make_agency("kept")
        for _ in range(AGAIN):
            assert ask("SELECT %s IS NULL", ("a",)) == [(False,)]
    assert Agency.objects.filter(code="kept").exists()
    assert prepared("IS NULL") == []


def test_a_fault_is_the_same_fault():
    for _ in range(AGAIN):
        with pytest.raises(DataError), transaction.atomic():
            ask("SELECT 1 / %s", (0,))
    assert ask("SELECT 1 / %s", (1,)) == [(1,)]


def test_a_table_that_is_changed_is_asked_anew():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing (number integer, one integer)")
        cursor.execute("INSERT INTO changing VALUES (1, 1)")
    for _ in range(AGAIN):
        assert ask("SELECT number FROM changing WHERE one = %s", (1,)) == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE changing ALTER number TYPE text")
    for _ in range(AGAIN):
        assert ask("SELECT number FROM changing WHERE one = %s", (1,)) == [("1",)]


@pytest.fixture
def changed_by_another():
    """A function that changes the table `changing` from a connection of its own, as an upgrade does."""
    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    other = psycopg2.connect(**{name: settings[name] for name in names if settings.get(name)})
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE changing AS SELECT 1 AS number, 1 AS one")
        yield lambda kind: cursor.execute(f"ALTER TABLE changing ALTER number TYPE {kind} USING number::{kind}")
        cursor.execute("DROP TABLE changing")
    other.close()


@pytest.mark.django_db(transaction=True)
def test_a_table_that_another_connection_changes_is_asked_anew(changed_by_another):
    question = "SELECT number FROM changing WHERE one = %s", (1,)
    for _ in range(AGAIN):
        assert ask(*question) == [(1,)]
    changed_by_another("text")
    for _ in range(AGAIN):
        assert ask(*question) == [("1",)]
    changed_by_another("integer")
    with pytest.raises(NotSupportedError), transaction.atomic():
        ask(*question)
    with transaction.atomic():
        assert ask(*question) == [(1,)]


def test_who_reads_along_sees_the_question_and_no_query_more():
    agency = factories.make_agency()
    for _ in range(AGAIN):
        with CaptureQueriesContext(connection) as seen:
            assert Agency.objects.get(pk=agency.pk) == agency
        assert [one["sql"].split()[0] for one in seen] == ["SELECT"]
        assert "agencies_agency" in seen[0]["sql"]
