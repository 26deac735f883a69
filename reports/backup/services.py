"""Write everything into one file from one moment of the database; take it back into an empty one, all or nothing."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from reports.audit.chain import GENESIS, last_seal, unsealed_fault, walk
from reports.audit.sealing import seal
from reports.backup.copying import copy_lines, is_copied
from reports.backup.guards import MANY_ROWS, come_back, stand_aside
from reports.backup.loading import load_table
from reports.backup.parts import (
    FORMAT,
    MADE_BY_MIGRATION,
    MANIFEST,
    SIGNATURE,
    BackupError,
    BackupPart,
    Manifest,
    applied_migrations,
    backup_lines,
    digest_and_size,
    part_name,
    signature_of,
    tables,
)
from reports.backup.versions import bring_up_to_date, models_for
from reports.models import IssuedReport
from reports.snapshot import one_moment

ARCHIVE_CHUNK = 1 << 20
MEDIA = "media/"
Report = Callable[[str, int], None]


def write_backup(target: IO[bytes], *, report: Report = lambda name, rows: None) -> Manifest:
    """Write rows and uploaded files of this moment into a zip; `report` hears of each part.

    Files are written after the rows that name them were read: one that was added later is in the archive unnamed. What
    waits for its place in the chain of the audit trail takes it first.
    """
    seal()
    parts = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, one_moment():
        for model in tables():
            part = write_rows(archive, model)
            report(model._meta.label_lower, part.rows or 0)
            parts.append(part)
        end = last_seal()
        head = end.hash if end else GENESIS
        parts += [write_file(archive, path) for path in media_files()]
        manifest = Manifest(FORMAT, timezone.now().isoformat(), applied_migrations(), head, tuple(parts))
        content = manifest.to_json()
        archive.writestr(MANIFEST, content)
        archive.writestr(SIGNATURE, signature_of(content, settings.SECRET_KEY))
    return manifest


def write_rows(archive: zipfile.ZipFile, model: type[Model]) -> BackupPart:
    with archive.open(part_name(model), "w", force_zip64=True) as into:
        lines = Lines(into)
        if is_copied(model):
            copy_lines(model, lines)
        else:
            for line in backup_lines(model):
                lines.write(line)
        lines.end()
    return BackupPart(part_name(model), lines.rows, lines.size, lines.digest.hexdigest())


class Lines:
    """What is written line by line goes on by the megabyte: packing each line by itself takes four times as long."""

    def __init__(self, into: IO[bytes]) -> None:
        self.into, self.digest = into, hashlib.sha256()
        self.rows = self.size = self.held = 0
        self.piece: list[bytes] = []

    def write(self, line: bytes) -> None:
        self.piece.append(line)
        self.rows += 1
        self.held += len(line)
        if self.held >= ARCHIVE_CHUNK:
            self.end()

    def end(self) -> None:
        content = b"".join(self.piece)
        self.digest.update(content)
        self.into.write(content)
        self.size += len(content)
        self.piece, self.held = [], 0


def media_files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else []


def write_file(archive: zipfile.ZipFile, path: Path) -> BackupPart:
    name = MEDIA + path.relative_to(settings.MEDIA_ROOT).as_posix()

    def chunks(into: IO[bytes], source: IO[bytes]) -> Iterator[bytes]:
        while chunk := source.read(ARCHIVE_CHUNK):
            into.write(chunk)
            yield chunk

    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as into:
        sha256, size = digest_and_size(chunks(into, source))
    return BackupPart(name, None, size, sha256)


def restore_backup(
    source: IO[bytes],
    *,
    dry_run: bool = False,
    secret: str | None = None,
    unsigned: bool = False,
    report: Report = lambda name, rows: None,
) -> Manifest:
    """Fill an empty database and an empty media folder; no row is written unless all of it holds.

    A database without tables gets those of the backup's version, and is brought up to date afterwards. `secret` is that
    of the installation which made the backup, this one's by default; `unsigned` takes one of a version that did not
    sign. Raises BackupError for a file that is cut off, was changed or is signed by another, for one of a version that
    does not fit, and for a database or folder that is not empty. With `dry_run` everything is checked, nothing stays.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = checked_manifest(archive, secret=secret or settings.SECRET_KEY, unsigned=unsigned)
            models = models_for(manifest, dry_run=dry_run)
            refuse_full(models)
            if models is None:
                return manifest
            with transaction.atomic():
                load_rows(archive, manifest, models, report)
                refuse_broken_chain(manifest, models)
                if dry_run:
                    transaction.set_rollback(True)
                else:
                    # Last, so that what fails before leaves no file; a failure here takes the rows back.
                    extract_media(archive, manifest)
    except (zipfile.BadZipFile, EOFError) as error:
        raise BackupError("Tệp không phải bản sao lưu, hoặc bị cắt ngắn hay hỏng.") from error
    if models is not apps:
        bring_up_to_date()
    if not dry_run:
        seal()
    return manifest


def checked_manifest(archive: zipfile.ZipFile, *, secret: str, unsigned: bool) -> Manifest:
    """The list of parts, after its signature was checked and every part was read and held against it."""
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise BackupError("Tệp không có bản kê: không phải bản sao lưu của vocplan, hoặc bị cắt ngắn.")
    content = archive.read(MANIFEST)
    refuse_forged(content, archive.read(SIGNATURE) if SIGNATURE in names else None, secret=secret, unsigned=unsigned)
    manifest = Manifest.from_json(content)
    stated = {part.name for part in manifest.parts}
    if stated | {MANIFEST} != names - {SIGNATURE}:
        raise BackupError("Các phần trong tệp không khớp bản kê.")
    for part in manifest.parts:
        with archive.open(part.name) as parts:
            found = digest_and_size(iter(partial(parts.read, ARCHIVE_CHUNK), b""))
        if found != (part.sha256, part.size):
            raise BackupError(f"Phần {part.name} đã bị sửa hoặc hỏng.")
    return manifest


def refuse_forged(content: bytes, signature: bytes | None, *, secret: str, unsigned: bool) -> None:
    """The list must be the one that the installation with this secret has written."""
    if signature is None:
        if not unsigned:
            raise BackupError(
                "Bản sao lưu không có chữ ký. Chỉ bản do phiên bản 0.1.0 ghi mới không có: nếu chắc tệp là của mình, "
                "thêm --unsigned."
            )
        return
    if not constant_time_compare(signature.decode("ascii", "replace"), signature_of(content, secret)):
        raise BackupError(
            "Chữ ký không khớp: tệp đã bị sửa, hoặc được sao lưu ở nơi có SECRET_KEY khác. Nếu là nơi khác, thêm "
            "--secret-file với tệp chứa SECRET_KEY của nơi ấy."
        )


def refuse_full(models: Apps | None) -> None:
    """A restore adds to nothing."""
    for model in tables(models) if models else []:
        if model._meta.label_lower not in MADE_BY_MIGRATION and model._base_manager.exists():
            raise BackupError(f"Cơ sở dữ liệu đã có dữ liệu ({model._meta.label_lower}). Chỉ phục hồi vào nơi trống.")
    if media_files():
        raise BackupError("Thư mục tệp tải lên không trống. Chỉ phục hồi vào nơi trống.")


def load_rows(archive: zipfile.ZipFile, manifest: Manifest, of: Apps, report: Report) -> None:
    """Every table in its order, then the numbers that new rows begin with."""
    stated = {part.name: part for part in manifest.parts}
    # Reports come last: once an issued one is there, its triggers take no file and no passage.
    models = sorted(tables(of), key=lambda model: model._meta.label_lower == IssuedReport._meta.label_lower)
    many = [model for model in models if (part := stated.get(part_name(model))) and (part.rows or 0) >= MANY_ROWS]
    guards = stand_aside(many)
    for model in reversed(models):
        if model._meta.label_lower in MADE_BY_MIGRATION:
            model._base_manager.all().delete()
    for model in models:
        part = stated.get(part_name(model))
        if part is None:
            raise BackupError(f"Bản sao lưu thiếu bảng {model._meta.label_lower}.")
        load_table(archive, model, part)
        report(model._meta.label_lower, part.rows or 0)
    come_back(guards)
    refuse_missing_rows()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def refuse_missing_rows() -> None:
    """Now, and not only when the transaction ends: a trial never comes to its end."""
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise BackupError(f"Bản sao lưu thiếu dòng mà dòng khác dẫn tới: {error}") from error


def refuse_broken_chain(manifest: Manifest, of: Apps) -> None:
    head = GENESIS
    for link in walk(of):
        if link.fault:
            raise BackupError(f"Nhật ký trong bản sao lưu đứt ở dòng thứ {link.place}: {link.fault}.")
        head = link.hash
    if head != manifest.audit_head:
        raise BackupError("Nhật ký trong bản sao lưu không kết thúc ở mã băm của bản kê.")
    if fault := unsealed_fault(of):
        raise BackupError(f"Nhật ký trong bản sao lưu đứt ngoài chuỗi: {fault}.")


def extract_media(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    root = Path(settings.MEDIA_ROOT)
    for part in manifest.parts:
        if part.rows is not None:
            continue
        place = PurePosixPath(part.name).relative_to(MEDIA)
        if place.is_absolute() or ".." in place.parts:
            raise BackupError(f"Bản sao lưu có tên tệp lạ: {part.name}.")
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(part.name) as content, path.open("xb") as target:
            while chunk := content.read(ARCHIVE_CHUNK):
                target.write(chunk)
        path.chmod(0o640)
