"""Empty a database after a test that committed: only the tables that hold rows, which are few. Fill it again.

`flush` truncates every table and makes content types and permissions anew; on PostgreSQL that takes longer than most
tests. What `migrate` itself fills stays as it is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

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


def rows_of(connection: BaseDatabaseWrapper) -> dict[str, tuple[list[str], list[tuple]]]:
    """Columns and rows of every table that `empty` would empty, as they are stored."""
    tables = filled_tables(connection)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:
            return {table: all_of(plain.cursor(), table) for table in tables}
    with connection.cursor() as cursor:
        return {table: all_of(cursor, table) for table in tables}


def all_of(cursor, table: str) -> tuple[list[str], list[tuple]]:
    cursor.execute(f'SELECT * FROM "{table}"')
    return [column[0] for column in cursor.description], cursor.fetchall()


def put_back(connection: BaseDatabaseWrapper, kept: dict[str, tuple[list[str], list[tuple]]]) -> None:
    """Fill the empty tables with what `rows_of` gave of them. Later rows get keys of their own: counting went on."""
    with guards_aside(connection), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table, (columns, rows) in kept.items():
            names = ", ".join(f'"{column}"' for column in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)


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
