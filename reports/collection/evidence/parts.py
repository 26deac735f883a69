"""A large file in pieces: kept below the media folder until it is whole, so that a lost line costs one piece.

A file that is coming lies in a folder per report, named by its sender and the key that her browser made of it: the
same file chosen again goes on where it stopped.
"""

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from reports.collection.evidence.checks import FileRefused, check_name_and_size, kept_name
from reports.collection.evidence.storage import COPY_CHUNK, path_of

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
    """Put a piece at the end; answers how many bytes are here. Raises FileRefused, WrongPlace and OSError."""
    check_name_and_size(kept_name(name), size)
    here = received_bytes(path)
    if offset != here:
        raise WrongPlace(here)
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_abandoned(path.parent)
    with path.open("ab") as target:
        while chunk := piece.read(min(COPY_CHUNK, size - here)):
            target.write(chunk)
            here += len(chunk)
    return here


def remove_abandoned(folder: Path) -> None:
    oldest = time.time() - ABANDONED_SECONDS
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
