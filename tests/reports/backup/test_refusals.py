"""What a restore finds wrong in a backup whose list of parts agrees with its parts: the place stays empty."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from agencies.models import Agency
from reports.audit.chain import last_seal, unsealed_fault, walk
from reports.backup.parts import MANIFEST, SIGNATURE, BackupError, BackupPart, Manifest, signature_of
from reports.backup.services import restore_backup, write_backup
from reports.models import AuditEvent, Figure
from tests import factories
from tests.reports.backup.test_backup import make_round_done

pytestmark = [pytest.mark.slow, pytest.mark.both]

Members = dict[str, bytes]
EVENTS, SEALS = "rows/reports.auditevent.jsonl", "rows/reports.auditseal.jsonl"
WAITING = "rows/reports.unsealed.jsonl"
FIGURES = "rows/reports.figure.jsonl"
EVIDENCE = "media/evidence/1/abc"


@pytest.fixture
def members(db, settings, tmp_path) -> Members:
    """The parts of a backup of a round; the place that it was made at is empty again."""
    settings.MEDIA_ROOT = tmp_path / "before"
    target = io.BytesIO()
    with transaction.atomic():
        make_round_done(settings.MEDIA_ROOT / "evidence" / "1" / "abc")
        write_backup(target)
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = tmp_path / "media"
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(members: Members) -> io.BytesIO:
    """An archive of these parts whose list states what they are now, signed: as one who has the secret would see to."""
    stated = Manifest.from_json(members[MANIFEST])
    parts = tuple(
        BackupPart(name, None if name.startswith("media/") else content.count(b"\n"), len(content), sha256(content))
        for name, content in members.items()
        if name not in (MANIFEST, SIGNATURE)
    )
    return signed(members, replace(stated, parts=parts))


def signed(members: Members, manifest: Manifest) -> io.BytesIO:
    listed = manifest.to_json()
    signature = signature_of(listed, settings.SECRET_KEY).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in {**members, MANIFEST: listed, SIGNATURE: signature}.items():
            archive.writestr(name, content)
    target.seek(0)
    return target


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def lines_of(members: Members, name: str) -> list[bytes]:
    return members[name].splitlines(keepends=True)


def with_row(members: Members, name: str, place: int, **values: object) -> Members:
    """The parts with other values in one row of a table."""
    lines = lines_of(members, name)
    lines[place] = json.dumps({**json.loads(lines[place]), **values}).encode() + b"\n"
    return {**members, name: b"".join(lines)}


def without(members: Members, name: str, place: int) -> Members:
    lines = lines_of(members, name)
    del lines[place]
    return {**members, name: b"".join(lines)}


def swapped(members: Members) -> Members:
    """The first two events in the places of each other."""
    first, second, *more = [json.loads(line) for line in lines_of(members, EVENTS)]
    first["id"], second["id"] = second["id"], first["id"]
    return {**members, EVENTS: b"".join(json.dumps(row).encode() + b"\n" for row in (second, first, *more))}


def put_in(members: Members) -> Members:
    """One event more than the chain knows."""
    row = json.loads(lines_of(members, EVENTS)[0])
    return {**members, EVENTS: members[EVENTS] + json.dumps({**row, "id": 987654}).encode() + b"\n"}


FORGERIES: dict[str, tuple[Callable[[Members], Members], str]] = {
    "an event in other words": (
        lambda members: with_row(members, EVENTS, 0, summary="x"),
        "đứt ở dòng thứ 1: nội dung không khớp với mã băm của dòng: dòng đã bị sửa",
    ),
    "an event left out": (lambda members: without(members, EVENTS, 1), "thiếu dòng mà dòng khác dẫn tới"),
    "an event left out with its seal": (
        lambda members: without(without(members, EVENTS, 1), SEALS, 1),
        "đứt ở dòng thứ 2: không nối với dòng liền trước: có dòng bị",
    ),
    "the last event left out with its seal": (
        lambda members: without(without(members, EVENTS, -1), SEALS, -1),
        "không kết thúc ở mã băm",
    ),
    "all events left out": (lambda members: {**members, EVENTS: b"", SEALS: b""}, "không kết thúc ở mã băm"),
    "a seal edited": (lambda members: with_row(members, SEALS, 1, hash="e" * 64), "đứt ở dòng thứ 2: nội dung"),
    "an event put in": (put_in, "đứt ngoài chuỗi: dòng số 987654 không ở trong chuỗi"),
    "events exchanged": (swapped, "đứt ở dòng thứ 1"),
    "a table left out": (
        lambda members: {name: content for name, content in members.items() if name != FIGURES},
        "thiếu bảng reports.figure",
    ),
    "a row that breaks a rule": (lambda members: with_row(members, FIGURES, 0, value=None), "reports.figure không"),
    "a column that is not known": (lambda members: with_row(members, FIGURES, 0, more=1), "reports.figure không"),
    "a file outside its folder": (lambda members: {**members, "media/../x": b"x"}, "tên tệp lạ"),
}


@pytest.mark.parametrize(("forge", "words"), FORGERIES.values(), ids=FORGERIES)
def test_a_forged_backup_is_refused_and_the_place_stays_empty(members, settings, forge, words):
    with pytest.raises(BackupError, match=words):
        restore_backup(sealed(forge(members)))
    assert not AuditEvent.objects.exists()
    assert not Figure.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).parent.rglob("x") if path.is_file()]


def test_a_count_of_rows_that_is_not_that_of_the_table_is_refused(members):
    stated = Manifest.from_json(members[MANIFEST])
    parts = tuple(replace(part, rows=9) if part.name == FIGURES else part for part in stated.parts)
    with pytest.raises(BackupError, match=r"reports\.figure thiếu dòng"):
        restore_backup(signed(members, replace(stated, parts=parts)))
    assert not Figure.objects.exists()


def test_a_folder_of_uploads_that_is_not_empty_is_refused(members, settings):
    stray = Path(settings.MEDIA_ROOT) / "evidence" / "9"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    with pytest.raises(BackupError, match="Thư mục tệp tải lên không trống"):
        restore_backup(sealed(members))
    assert not Figure.objects.exists()


def test_a_trial_checks_everything_and_leaves_nothing(members, settings):
    heard: dict[str, int] = {}
    restore_backup(sealed(members), dry_run=True, report=heard.__setitem__)
    assert heard["reports.figure"] == 1
    assert not Figure.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()
    with pytest.raises(BackupError, match="đứt ở dòng thứ 1"):
        restore_backup(sealed(with_row(members, EVENTS, 0, summary="x")), dry_run=True)
    with pytest.raises(BackupError, match="thiếu dòng mà dòng khác dẫn tới"):
        restore_backup(sealed(with_row(members, FIGURES, 0, element_id=987654)), dry_run=True)


def test_what_was_recorded_while_the_backup_began_waits_in_it_and_is_sealed_where_it_is_restored(members):
    event = json.loads(lines_of(members, EVENTS)[0])
    waits = {"event_id": 987654, "since": "2024-12-14T16:59:59Z"}
    more = {**put_in(members), WAITING: json.dumps(waits).encode() + b"\n"}
    restore_backup(sealed(more))
    assert [link.fault for link in walk()] == [""] * (len(lines_of(members, EVENTS)) + 1)
    assert (last_seal().event.pk, last_seal().event.summary) == (987654, event["summary"])
    assert unsealed_fault() == ""


def test_an_honest_backup_comes_back_with_its_rows_its_files_and_keys_that_go_on(members, settings):
    restore_backup(sealed(members))
    target = io.BytesIO()
    again = write_backup(target)
    assert again.parts == Manifest.from_json(members[MANIFEST]).parts
    path = Path(settings.MEDIA_ROOT) / "evidence" / "1" / "abc"
    assert path.read_bytes() == members[EVIDENCE]
    assert path.stat().st_mode & 0o777 == 0o640
    connection.check_constraints()
    # The next row's own key is none that came back.
    assert factories.make_agency("002").pk > Agency.objects.exclude(code="002").latest("pk").pk
