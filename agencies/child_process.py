"""Read a file that a stranger sent in a process of its own, with limited memory and time.

The parent starts a module that reads the file on standard input and answers with JSON on standard output; a hostile
file can at worst end that process. Nothing of the application, its settings or its secrets is in it (ADR 0008).
"""

import json
import os
import resource
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Above the processor time of a reader, so that a busy machine alone ends none of them.
PATIENCE_SECONDS = 20
# How many files one process reads at a time, so that its other threads go on serving; how long one more waits.
FILES_AT_ONCE = threading.BoundedSemaphore(2)
TURN_SECONDS = 2
# A file that is read gives way to whoever waits for a page.
PRIORITY = 10
ROOT = Path(__file__).resolve().parent.parent


class ChildEnded(Exception):
    """The process gave no answer: it took too long, or more memory or processor time than it may."""


class ManyFilesAtOnce(Exception):
    """Nothing was done: as many files as may be are being read. Whoever sent this one is told to come back."""


class ChildTooSlow(ChildEnded):
    """The patience of the parent was over first."""


def read_in_child(module: str, data: bytes, *arguments: str, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
    """What `python -m module` answers about the data. Raises ChildEnded, ChildTooSlow among them, ManyFilesAtOnce."""
    if not FILES_AT_ONCE.acquire(timeout=TURN_SECONDS):
        raise ManyFilesAtOnce
    try:
        return answer_of_child(module, data, *arguments, patience=patience)
    finally:
        FILES_AT_ONCE.release()


def answer_of_child(module: str, data: bytes, *arguments: str, patience: float) -> dict[str, Any]:
    process = subprocess.Popen(  # noqa: S603 - the module is named by the code, never by who sends the file
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        # No secret of the application goes where a hostile file is read.
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        out, _ = process.communicate(data, timeout=patience)
    except subprocess.TimeoutExpired as error:
        process.kill()
        # Takes in the end of the child, which else stays as a zombie with its pipes.
        process.communicate()
        raise ChildTooSlow from error
    if process.returncode:
        raise ChildEnded(f"ended with {process.returncode}")
    return json.loads(out)


def answer_parent(read: Callable[[bytes], dict[str, Any]], *, memory: int, seconds: int, largest: int) -> None:
    """The work of the child: limits first, then `read` the file of at most `largest` bytes (one more is handed on)."""
    os.nice(PRIORITY)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    warnings.simplefilter("ignore")
    sys.stdout.buffer.write(json.dumps(read(sys.stdin.buffer.read(largest + 1))).encode())
