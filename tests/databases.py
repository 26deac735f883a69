"""Databases beside the empty one of a test process: copied from another, used for a while, dropped."""

import hashlib
import io
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.db import connection, transaction
from psycopg2.extensions import cursor as Cursor
from psycopg2.extensions import get_wait_callback, set_wait_callback
from pytest_django import DjangoDbBlocker

from tests import services

ROOT = Path(__file__).resolve().parent.parent
# Folders whose code decides what `migrate` makes: tables, triggers, rights.
MAKERS = ("migrations", "models", "audit")


def kept_file() -> Path:
    """Where the migrated, empty SQLite database is kept for later test processes, until what makes it changes."""
    rooms = ("agencies", "targets", "reports", "vocplan")
    makers = [path for room in rooms for folder in MAKERS for path in (ROOT / room).rglob(f"{folder}/*.py")]
    digest = hashlib.sha256()
    for path in sorted([*makers, ROOT / "requirements.txt", ROOT / "vocplan" / "settings.py"]):
        digest.update(path.read_bytes())
    return ROOT / ".pytest_cache" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def keep(name: str) -> None:
    """Keep a database that was just made; those of before go."""
    place = kept_file()
    place.parent.mkdir(exist_ok=True)
    with copied(name) as copy:
        part = shutil.copy(copy, place.with_suffix(f".{os.getpid()}"))
        # At once: another test process may be looking for it.
        Path(part).replace(place)
    for old in place.parent.glob("migrated-*.sqlite3"):
        if old != place:
            old.unlink(missing_ok=True)


@contextmanager
def copied(original: str) -> Iterator[str]:
    """The name of a new database with all that one of that name holds; nobody may be using the original."""
    copy = f"{original}_{secrets.token_hex(4)}"
    connection.close()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy
        for part in ("", "-wal", "-shm"):
            Path(f"{copy}{part}").unlink(missing_ok=True)
    else:
        services.query(server(), f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        yield copy
        services.drop_databases(server(), copy)


@contextmanager
def filled_for_a_while(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows made in here stand until the end, for a module's tests for example, and are then taken back.

    What a test that rolls back does to them is taken back at its own end.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def in_use(name: str) -> Iterator[None]:
    """Every connection that is opened meanwhile, in whatever thread or worker, leads to the database of that name."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def server() -> str:
    """The address of the PostgreSQL that these tests run on, without a database."""
    at = connection.settings_dict
    password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
    return f"postgres://{at['USER']}{password}@{at['HOST']}:{at['PORT']}"


def address() -> str:
    """The address of the database in use, for another process."""
    name = connection.settings_dict["NAME"]
    return f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{server()}/{name}"


@contextmanager
def of_dump(dump: str) -> Iterator[str]:
    """The name of a new database with what a dump of this kind of database holds, dropped at the end."""
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            name = str(Path(folder) / "kept.sqlite3")
            with closing(sqlite3.connect(name)) as database:
                database.executescript(dump)
            yield name
        return
    name = f"{connection.settings_dict['NAME']}_{secrets.token_hex(4)}"
    services.query(server(), f'CREATE DATABASE "{name}"')
    # The product's own way of waiting for answers (vocplan/postgresql) can do everything but COPY.
    patience = get_wait_callback()
    set_wait_callback(None)
    try:
        with closing(psycopg2.connect(f"{server()}/{name}")) as database, database, database.cursor() as cursor:
            replay(dump, cursor)
    finally:
        set_wait_callback(patience)
    try:
        yield name
    finally:
        services.drop_databases(server(), name)


def replay(dump: str, cursor: Cursor) -> None:
    """Run what pg_dump wrote as psql would: statements, and rows between `COPY … FROM stdin;` and `\\.`."""
    statements: list[str] = []
    lines = iter(dump.splitlines(keepends=True))
    for line in lines:
        if line.startswith("COPY ") and line.rstrip().endswith("FROM stdin;"):
            # Between two tables there may be comments alone, which are no query.
            cursor.execute(f"SELECT 1;{''.join(statements)}")
            statements = []
            rows = "".join(iter(lambda: next(lines), "\\.\n"))
            cursor.copy_expert(line, io.StringIO(rows))
        # What is for psql alone.
        elif not line.startswith("\\"):
            statements.append(line)
    cursor.execute("".join(statements))
