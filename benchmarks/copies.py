"""C rows of backup and restore: microseconds a row of a nation, out of PostgreSQL and into an empty database."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection

from benchmarks.timing import Measured
from reports.backup.services import write_backup
from tests import services

MICRO = 1_000_000


def backup() -> Measured:
    with tempfile.TemporaryFile() as target:
        begun = time.perf_counter()
        manifest = write_backup(target)
        took = time.perf_counter() - begun
    return Measured(took * MICRO / sum(part.rows or 0 for part in manifest.parts))


def restore() -> Measured:
    """With every check: signature, parts, rows, keys, chain."""
    at = connection.settings_dict
    server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    # Begins as this row's own database does, so that the run drops it whatever happens.
    empty = f"{at['NAME']}_{secrets.token_hex(2)}"
    services.query(server, f'CREATE DATABASE "{empty}"')
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "backup.zip")
        with file.open("wb") as target:
            rows = sum(part.rows or 0 for part in write_backup(target).parts)
        environment = os.environ | {"DATABASE_URL": f"{server}/{empty}", "MEDIA_ROOT": folder + "/media"}
        manage(environment, "migrate", "--noinput", "-v", "0")
        begun = time.perf_counter()
        manage(environment, "restore", str(file))
        took = time.perf_counter() - begun
    services.drop_databases(server, empty)
    return Measured(took * MICRO / rows)


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], env=environment, stdout=subprocess.DEVNULL, check=True)
