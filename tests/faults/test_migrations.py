"""From the data of version 0.1.0 to the present tables: killed on the way, again, and twice; fault 54."""

import gzip
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg2
import pytest

from tests import services
from tests.faults.office import ROOT, until

pytestmark = [pytest.mark.deep, pytest.mark.own]
KEPT = ROOT / "tests" / "kept" / "0.1.0"
COUNTED = ("reports_figure", "reports_submission", "reports_auditevent", "agencies_agency", "agencies_user")
# How many migrations of the new version may be applied when the command is killed, one run after the other.
KILLED_AFTER = (0, 1, 3, 5)
# Tables that a later migration changes after it has begun with others, in the order of the migrations.
KILLED_INSIDE = ("agencies_succession", "reports_progress", "reports_submissionevent")
LONGEST = 120
POSTGRESQL_SHAPE = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '' FROM pg_trigger WHERE NOT tgisinternal
"""

Ask = Callable[[str], list[tuple]]


class Place:
    """A database of one kind: how it is asked, and what `manage.py` calls it."""

    def __init__(self, address: str, ask: Ask, folder: Path) -> None:
        self.address, self.ask, self.folder = address, ask, folder

    @property
    def command(self) -> dict:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        given = {"DATABASE_URL": self.address, "SECRET_KEY": "x" * 60, "DEBUG": "true", "MEDIA_ROOT": str(self.folder)}
        return {"cwd": ROOT, "env": kept | given}

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, **self.command)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def migrate_and_kill(self, applied: int) -> None:
        """Start the migrations and kill the process as soon as so many are applied."""
        command = [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True, **self.command)
        until(lambda: process.poll() is not None or self.applied() >= applied, LONGEST)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def migrate_and_kill_inside(self, table: str) -> None:
        """Kill the process in the middle of the next migration that changes the table: what it has done is undone."""
        with closing(psycopg2.connect(self.address)) as held:
            held.cursor().execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
            command = [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"]
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True, **self.command)
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            until(lambda: process.poll() is not None or self.ask(waiting)[0][0], LONGEST)
            assert process.poll() is None, "no migration changes this table"
            process.send_signal(signal.SIGKILL)
            process.wait()
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        until(lambda: not self.ask(others)[0][0], LONGEST)

    def applied(self) -> int:
        return self.ask("SELECT count(*) FROM django_migrations")[0][0]

    def counts(self) -> dict[str, int]:
        return {table: self.ask(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED}

    def shape(self) -> list[tuple]:
        """Columns, constraints, indexes and triggers."""
        if self.address.startswith("postgres"):
            return [tuple(plainly(part) for part in row) for row in self.ask(POSTGRESQL_SHAPE)]
        tables = [name for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        shape = self.ask("SELECT type, tbl_name, name FROM sqlite_master WHERE type IN ('index', 'trigger')")
        for table in tables:
            shape += [(table, *column[1:]) for column in self.ask(f"PRAGMA table_info('{table}')")]
            shape += [(table, *key[2:5]) for key in self.ask(f"PRAGMA foreign_key_list('{table}')")]
        return shape


def plainly(part: str | None) -> str:
    """A definition without the casts and brackets that a dump puts into it when it is read in."""
    return re.sub(r"::(character varying|text)(\[\])?|[()\s]", "", part or "")


def sqlite_place(file: Path, dump: Path | None) -> Place:
    if dump:
        with closing(sqlite3.connect(file)) as database:
            database.executescript(gzip.decompress(dump.read_bytes()).decode())

    def ask(statement: str) -> list[tuple]:
        with closing(sqlite3.connect(file, timeout=20)) as database:
            return database.execute(statement).fetchall()

    return Place(f"sqlite:///{file}", ask, file.parent)


def postgresql_place(server: str, name: str, dump: Path | None, folder: Path) -> Place:
    services.query(server, f"CREATE DATABASE {name}")
    if dump:
        sql = gzip.decompress(dump.read_bytes())
        command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", f"{server}/{name}".replace("postgres://", "postgresql://")]
        subprocess.run(command, input=sql, check=True, stdout=subprocess.DEVNULL)
    return Place(f"{server}/{name}", lambda statement: services.query(server, statement, database=name), folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """The data of 0.1.0, and a database without a table."""
    if request.param == "sqlite":
        yield sqlite_place(tmp_path / "a.sqlite3", KEPT / "sqlite.sql.gz"), sqlite_place(tmp_path / "b.sqlite3", None)
        return
    with ExitStack() as ends:
        server = services.private_postgresql(ends)
        yield (
            postgresql_place(server, "a", KEPT / "postgresql.sql.gz", tmp_path),
            postgresql_place(server, "b", None, tmp_path),
        )


def test_fault_54_migrations_end_in_the_same_tables_however_they_were_broken_off(places: tuple[Place, Place]):
    old, fresh = places
    before, applied = old.counts(), old.applied()
    if old.address.startswith("postgres"):
        for table in KILLED_INSIDE:
            old.migrate_and_kill_inside(table)
    for more in KILLED_AFTER:
        old.migrate_and_kill(applied + more)
    old.manage("migrate", "--noinput")
    assert "No migrations to apply" in old.manage("migrate", "--noinput")
    fresh.manage("migrate", "--noinput")
    ours, theirs = set(old.shape()), set(fresh.shape())
    # Tables of apps that are gone stay with their rows; nothing reads them.
    gone = {row for row in ours if "axes_" in str(row)}
    assert sorted(ours - theirs - gone, key=str) == []
    assert sorted(theirs - ours, key=str) == []
    assert old.counts() == before
    assert "Nhật ký nguyên vẹn" in old.manage("verify_audit")
