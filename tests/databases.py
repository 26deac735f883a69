"""Databases beside the empty one of a test process: copied from another, used for a while, dropped."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from tests import services


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
