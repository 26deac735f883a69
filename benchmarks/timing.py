"""Take times that hold on a noisy machine: both sides in turns, several times, and the median of each."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

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
