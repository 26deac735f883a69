"""Where evidence lies: below the media folder, a folder per report, random names. Nothing serves it straight."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

COPY_CHUNK = 256 * 1024
PART = ".part"


@dataclass(frozen=True)
class Kept:
    """A file that has been written: its name below the media folder and the digest of its content."""

    stored: str
    sha256: str
    size: int


def keep(submission_pk: int, content: IO[bytes]) -> Kept:
    """Write a file whole or not at all, down to the disk. Raises OSError; then nothing is left behind."""
    # A name of our own: nothing that a sender writes reaches the file system.
    stored = f"evidence/{submission_pk}/{secrets.token_hex(16)}"
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(PART)
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    try:
        with half.open("xb") as target:
            while chunk := content.read(COPY_CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            target.flush()
            # On the disk before it has its name: after a power cut a file is whole or not there.
            os.fsync(target.fileno())
        # Only the application and its group, whatever the umask of who started it.
        half.chmod(0o640)
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return Kept(stored, digest.hexdigest(), size)


def path_of(stored: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored


def forget(stored: str) -> None:
    """Take back a file that no row names."""
    path_of(stored).unlink(missing_ok=True)


def remove_leftover_files(submission_pk: int, known: Iterable[str], older_than: float) -> None:
    """Remove what a killed process left in a report's folder: files that no row names, written before a moment."""
    folder = path_of(f"evidence/{submission_pk}")
    names = {Path(stored).name for stored in known}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name in names:
            continue
        # Another upload of the same moment may take its own file back while this one looks at it.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < older_than:
                path.unlink()


def drop_folders(submission_pks: Iterable[int]) -> None:
    """Remove the folders of reports that are no more, with what had come of files that never were whole."""
    for pk in submission_pks:
        for folder in (f"evidence/{pk}", f"evidence-parts/{pk}"):
            shutil.rmtree(path_of(folder), ignore_errors=True)
