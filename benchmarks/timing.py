"""Take times that hold on a noisy machine: both sides in turns, several times, and the median of each."""

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection

PAIRS = 7


@dataclass(frozen=True)
class Measured:
    """Two medians in the same unit; `yardstick` None where the goal is absolute."""

    app: float
    yardstick: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.yardstick is None else self.app / self.yardstick


def in_turns(
    app: Callable[[], object],
    yardstick: Callable[[], object],
    *,
    repeat: int = 1,
    pairs: int = PAIRS,
    clock: Callable[[], float] = time.perf_counter,
) -> Measured:
    """Seconds per call of both sides, each warmed up by one call first. A sample is `repeat` calls."""
    app()
    yardstick()
    samples = [(sample(app, repeat, clock), sample(yardstick, repeat, clock)) for _ in range(pairs)]
    return Measured(median(pair[0] for pair in samples), median(pair[1] for pair in samples))


def sample(call: Callable[[], object], repeat: int, clock: Callable[[], float]) -> float:
    gc.collect()
    started = clock()
    for _ in range(repeat):
        call()
    return (clock() - started) / repeat


def busy() -> Callable[[], float]:
    """A clock of processor seconds, this process's own and those of its database server's process on this machine.

    Where the server is elsewhere, or is this process itself (SQLite), it shows the own ones alone.
    """
    connection.ensure_connection()
    server = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    times = Path(f"/proc/{server}/stat")
    if server is None or not times.exists() or "postgres" not in times.read_text():
        return time.process_time
    tick = os.sysconf("SC_CLK_TCK")

    def both() -> float:
        columns = times.read_text().rsplit(")", 1)[1].split()
        return time.process_time() + (int(columns[11]) + int(columns[12])) / tick

    return both
