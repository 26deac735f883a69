"""Backup and restore: the same rows to the last digit on an empty place; what is bad or full is refused."""

import hashlib
import io
import json
import os
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.access import Role
from reports.backup.parts import MANIFEST, SIGNATURE, BackupError, Manifest, signature_of
from reports.backup.services import restore_backup, write_backup
from reports.models import AuditEvent, Figure, ReportState
from tests import factories, services
from tests.reports.audit.frozen_rows import make_report

pytestmark = pytest.mark.slow

SECRET = settings.SECRET_KEY


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT / "evidence" / "1" / "abc"


@pytest.fixture
def round_done(db, media) -> Figure:
    return make_round_done(media)


def make_round_done(file: Path) -> Figure:
    """One report sent and accepted, with its audit trail, one that was issued, and an uploaded file."""
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF minh ch\xe1\xbb\xa9ng")
    district, department = factories.make_agency("001"), factories.make_department()
    plan, pupils = factories.make_plan(), factories.make_element("pupils")
    factories.make_target(plan, factories.make_indicator("pupils_total", numerator=[pupils]))
    submission = factories.make_submission(factories.make_period(plan), district)
    reporter = factories.make_user(agency=district)
    factories.fill(submission, reporter, pupils="1.234")
    factories.take(factories.send(submission, reporter), factories.make_user(Role.STAFF, department))
    make_report(ReportState.ISSUED, plan=plan)
    return Figure.objects.get()


def archive() -> bytes:
    target = io.BytesIO()
    write_backup(target)
    return target.getvalue()


def manifest_of(content: bytes) -> Manifest:
    return Manifest.from_json(zipfile.ZipFile(io.BytesIO(content)).read(MANIFEST))


# The way an office goes, each command with its own exit, in one process: starting Python is what takes the time.
REHEARSAL = """
import sys, django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
call_command("restore", sys.argv[1])
call_command("verify_audit")
call_command("backup", sys.argv[2])
"""


def rehearse(address: str, data: Path, file: Path, again: Path) -> subprocess.CompletedProcess:
    """Restore into an installation of its own, and back that up."""
    environment = {"DATABASE_URL": address, "MEDIA_ROOT": str(data), "SECRET_KEY": settings.SECRET_KEY}
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    settled = {"DEBUG": "true", "DJANGO_SETTINGS_MODULE": "vocplan.settings"}
    command = [sys.executable, "-c", REHEARSAL, str(file), str(again)]
    return subprocess.run(
        command, env=kept | environment | settled, cwd=settings.BASE_DIR, capture_output=True, text=True
    )


@pytest.fixture
def empty_places(tmp_path) -> Iterator[list[str]]:
    """Addresses of databases without a table: a SQLite file, and one on the PostgreSQL that these tests run on."""
    places = [f"sqlite:///{tmp_path / 'empty.sqlite3'}"]
    if connection.vendor != "postgresql":
        yield places
        return
    at, name = connection.settings_dict, f"vocplan_restore_{secrets.token_hex(4)}"
    server = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}"
    services.query(server, f'CREATE DATABASE "{name}"')
    yield [*places, f"{server}/{name}"]
    services.drop_databases(server, name)


def test_a_restore_on_an_empty_place_gives_the_same_rows_the_same_chain_and_the_same_files(
    round_done, media, tmp_path, empty_places
):
    content = archive()
    for number, address in enumerate(empty_places):
        data, file, again = (tmp_path / f"{name}-{number}" for name in ("data", "one.zip", "again.zip"))
        file.write_bytes(content)
        done = rehearse(address, data, file, again)
        assert done.returncode == 0, done.stderr
        assert "Nhật ký nguyên vẹn" in done.stdout
        assert (data / "evidence" / "1" / "abc").read_bytes() == media.read_bytes()
        assert manifest_of(again.read_bytes()).parts == manifest_of(content).parts


def test_it_holds_every_row_but_sign_ins_and_is_not_written_over_another(round_done, tmp_path, client):
    client.force_login(round_done.updated_by)
    parts = {part.name: part.rows for part in manifest_of(archive()).parts}
    assert parts["rows/reports.auditevent.jsonl"] == AuditEvent.objects.count() > 0
    assert parts["rows/reports.figure.jsonl"] == 1
    assert parts["media/evidence/1/abc"] is None
    assert not any("session" in name for name in parts)
    kept = tmp_path / "kept.zip"
    kept.write_bytes(b"earlier")
    with pytest.raises(CommandError, match="Đã có"):
        call_command("backup", str(kept))
    assert kept.read_bytes() == b"earlier"


def test_a_second_backup_to_the_same_name_leaves_the_half_file_of_the_first_alone(round_done, tmp_path):
    file = tmp_path / "vocplan.zip"
    half = tmp_path / "vocplan.zip.part"
    half.write_bytes(b"the first is being written")
    with pytest.raises(CommandError, match="Không ghi được"):
        call_command("backup", str(file), verbosity=0)
    assert half.read_bytes() == b"the first is being written"
    assert not file.exists()


def test_nobody_else_on_the_machine_may_read_a_backup(round_done, tmp_path):
    call_command("backup", str(tmp_path / "kept.zip"), stdout=io.StringIO())
    assert (tmp_path / "kept.zip").stat().st_mode & 0o777 == 0o600


def spoilt(content: bytes, name: str, changed: bytes) -> bytes:
    """The archive with one part in another wording, its list left as it was."""
    return with_parts(content, {name: changed})


def with_parts(content: bytes, changed: dict[str, bytes | None]) -> bytes:
    """The archive with these members in another wording, or without those that are None."""
    old, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            if (part := changed.get(member, old.read(member))) is not None:
                new.writestr(member, part)
    return target.getvalue()


def other_list(content: bytes, **changes) -> bytes:
    """Another list, signed as this installation signs."""
    stated = json.loads(zipfile.ZipFile(io.BytesIO(content)).read(MANIFEST))
    return signed_list(content, json.dumps({**stated, **changes}).encode())


def signed_list(content: bytes, listed: bytes) -> bytes:
    return with_parts(content, {MANIFEST: listed, SIGNATURE: signature_of(listed, settings.SECRET_KEY).encode()})


def forged(content: bytes) -> bytes:
    """A figure and the list changed together, so that every SHA-256 is right."""
    archive, name = zipfile.ZipFile(io.BytesIO(content)), "rows/reports.figure.jsonl"
    figures = archive.read(name).replace(b'"1234', b'"9234')
    assert figures != archive.read(name)
    stated = json.loads(archive.read(MANIFEST))
    for part in stated["parts"]:
        if part["name"] == name:
            part["sha256"], part["size"] = hashlib.sha256(figures).hexdigest(), len(figures)
    return with_parts(content, {name: figures, MANIFEST: json.dumps(stated).encode()})


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: content[: len(content) // 2], "cắt ngắn"),
        (lambda content: b"PK\x03\x04" + content[:100], "cắt ngắn"),
        (lambda content: b"", "cắt ngắn"),
        (lambda content: spoilt(content, "rows/reports.figure.jsonl", b"{}\n"), "rows/reports.figure.jsonl đã bị sửa"),
        (lambda content: spoilt(content, "media/evidence/1/abc", b"x"), "abc đã bị sửa"),
        (lambda content: signed_list(content, b"{"), "Bản kê"),
        (lambda content: other_list(content, format=2), "dạng 2"),
        (lambda content: other_list(content, migrations=["reports.0001_reports"]), "chưa chạy migrate"),
        (lambda content: other_list(content, migrations=["reports.9999_later"]), "phiên bản mới hơn"),
        (forged, "Chữ ký không khớp"),
        (lambda content: with_parts(forged(content), {SIGNATURE: None}), "không có chữ ký"),
        (lambda content: spoilt(content, SIGNATURE, "ký".encode()), "Chữ ký không khớp"),
        (lambda content: other_list(content, parts=[]), "không khớp bản kê"),
        (lambda content: content, "đã có dữ liệu"),
    ],
)
def test_a_bad_backup_or_a_full_place_is_refused_and_nothing_changes(round_done, spoil, words):
    before = archive()
    with pytest.raises(BackupError, match=words):
        restore_backup(io.BytesIO(spoil(before)))
    assert manifest_of(archive()).parts == manifest_of(before).parts


def test_a_backup_of_an_installation_with_another_secret_is_taken_with_that_secret_alone(round_done, settings):
    content, settings.SECRET_KEY = archive(), secrets.token_urlsafe(64)
    with pytest.raises(BackupError, match="Chữ ký không khớp"):
        restore_backup(io.BytesIO(content), secret="khác" * 20)
    with pytest.raises(BackupError, match="đã có dữ liệu"):
        restore_backup(io.BytesIO(content), secret=SECRET)
