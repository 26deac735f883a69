"""The backup of version 0.1.0, kept in tests/kept, comes back whole in the present version, on both databases."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import services

pytestmark = pytest.mark.deep
KEPT = settings.BASE_DIR / "tests" / "kept" / "0.1.0" / "backup.zip"
# What recomputing and new versions make anew; every other row of then is a row of now.
NOT_COUNTED = {"auth.permission", "contenttypes.contenttype"}


@pytest.fixture
def empty_place(tmp_path: Path) -> Iterator[str]:
    if connection.vendor == "postgresql":
        at, name = connection.settings_dict, f"vocplan_earlier_{os.getpid()}"
        server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
        services.query(server, f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        services.drop_databases(server, name)
    else:
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"


def manage(address: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    given = {"DATABASE_URL": address, "MEDIA_ROOT": str(folder / "media"), "SECRET_KEY": "x" * 60, "DEBUG": "true"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=kept | given, capture_output=True, text=True)


def test_fault_54_the_backup_of_an_earlier_version_is_restored_and_brought_up_to_date(empty_place: str, tmp_path: Path):
    refused = manage(empty_place, tmp_path, "restore", str(KEPT))
    assert (refused.returncode, "không có chữ ký" in refused.stderr) == (1, True), refused.stderr
    tried = manage(empty_place, tmp_path, "restore", str(KEPT), "--unsigned", "--dry-run")
    assert tried.returncode == 0, tried.stderr
    done = manage(empty_place, tmp_path, "restore", str(KEPT), "--unsigned")
    assert done.returncode == 0, done.stderr
    assert "Nhật ký nguyên vẹn" in manage(empty_place, tmp_path, "verify_audit").stdout
    assert manage(empty_place, tmp_path, "migrate", "--check").returncode == 0
    again = tmp_path / "again.zip"
    assert manage(empty_place, tmp_path, "backup", str(again)).returncode == 0
    then, now = rows_of(KEPT), rows_of(again)
    assert {name: (count, now.get(name)) for name, count in then.items() if count and now.get(name) != count} == {}
    assert list((tmp_path / "media").rglob("2ce8dd856f45ff72826cb7ab007c863e"))


def test_it_is_refused_where_tables_of_the_present_version_stand(empty_place: str, tmp_path: Path):
    assert manage(empty_place, tmp_path, "migrate").returncode == 0
    refused = manage(empty_place, tmp_path, "restore", str(KEPT), "--unsigned")
    assert refused.returncode == 1
    assert "chưa chạy migrate" in refused.stderr


def rows_of(backup: Path) -> dict[str, int]:
    """How many rows of each table a backup holds."""
    with zipfile.ZipFile(backup) as archive:
        parts = json.loads(archive.read("manifest.json"))["parts"]
    counted = {part["name"].removeprefix("rows/").removesuffix(".jsonl"): part["rows"] for part in parts}
    return {name: rows for name, rows in counted.items() if rows is not None and name not in NOT_COUNTED}
