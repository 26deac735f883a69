"""A large file in pieces: kept below the media folder until it is whole, so that a lost line costs one piece.

A file that is coming lies in a folder per report, named by its sender and the key that her browser made of it: the
same file chosen again goes on where it stopped.
"""

import fcntl
import os
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from reports.collection.evidence.checks import MAX_FILES, FileRefused, check_name_and_size, kept_name
from reports.collection.evidence.storage import COPY_CHUNK, path_of

# Exactly what the page makes of a file, a SHA-256: the key becomes part of a name in a folder.
KEY = re.compile(r"[0-9a-f]{64}")
# A file of which no piece has come for so long is not coming any more.
ABANDONED_SECONDS = 24 * 3600


class WrongPlace(Exception):
    """A piece does not go on where the file ends; `received` bytes are here."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes received")
        self.received = received


def part_path(submission_pk: int, user_pk: int, key: str) -> Path:
    """Where the pieces of a file lie. Raises FileRefused for a key that no page of ours makes."""
    if not KEY.fullmatch(key):
        raise FileRefused("tệp", "trang gửi tệp đã cũ. Tải lại trang rồi chọn lại tệp.")
    return path_of(f"evidence-parts/{submission_pk}") / f"{user_pk}-{key}"


def received_bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def add_piece(path: Path, *, name: str, size: int, offset: int, piece: IO[bytes]) -> int:
    """Put a piece at the end; answers how many bytes are here. Raises FileRefused, WrongPlace and OSError.

    Of two at the same place one goes on, and nothing ever grows beyond the size that was looked at.
    """
    # Said with the first piece and not after ten megabytes over a slow line.
    check_name_and_size(kept_name(name), size)
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_abandoned(path.parent)
    refuse_too_many(path, name)
    with path.open("ab") as target:
        # Two tabs may send the same file: the lock makes one piece wait, and then find the end moved.
        fcntl.flock(target, fcntl.LOCK_EX)
        here = os.fstat(target.fileno()).st_size
        if here > size:
            # Another file than the one that began under this key.
            target.truncate(0)
            raise WrongPlace(0)
        if offset != here:
            raise WrongPlace(here)
        # Never beyond the size that was looked at, whatever the piece holds.
        while chunk := piece.read(min(COPY_CHUNK, size - here)):
            target.write(chunk)
            here += len(chunk)
    return here


def refuse_too_many(path: Path, name: str) -> None:
    """Raises FileRefused for one file more than a report takes, all begun by one person and none of them whole."""
    begun = [one for one in path.parent.glob(f"{path.name.partition('-')[0]}-*") if one != path]
    if len(begun) >= MAX_FILES:
        raise FileRefused(
            kept_name(name), f"đang có {MAX_FILES} tệp gửi dở. Gửi xong các tệp đó, hoặc thử lại ngày mai."
        )


def remove_abandoned(folder: Path) -> None:
    oldest = time.time() - ABANDONED_SECONDS
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
