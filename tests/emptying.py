"""Empty a database after a test that committed: only the tables that hold rows, which are few.

`flush` truncates every table and makes content types and permissions anew; on PostgreSQL that takes longer than most
tests. What `migrate` itself fills stays as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from reports.audit import triggers

MADE_BY_MIGRATE = {"django_content_type", "auth_permission", "django_migrations"}


def empty_after(case: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`."""
    for name in case._databases_names(include_mirrors=False):
        empty(connections[name])


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete every row but those of MADE_BY_MIGRATE; keys go on counting."""
    # What a page asked for last may still be written while the first look is taken.
    while filled_tables(connection):
        with guards_aside(connection), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Neither keys to other tables nor the guards of the audit trail are asked.
                cursor.execute("SET LOCAL session_replication_role = replica")
            # Looked at again inside: on SQLite nobody writes from here on.
            for table in filled_tables(connection):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def filled_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that hold a row; one query beside the list of tables."""
    tables = set(connection.introspection.django_table_names(only_existing=True)) - MADE_BY_MIGRATE
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [table for (table,) in cursor.fetchall()]


@contextmanager
def guards_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite cannot pass its triggers over: they are taken off and put back."""
    if connection.vendor == "postgresql":
        yield
        return
    triggers.lift(connection)
    try:
        yield
    finally:
        triggers.install(connection)
