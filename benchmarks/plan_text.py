"""The text of a plan of some fifteen pages, read with the names of a city's catalogue."""

import time
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.timing import PAIRS, Measured, sample
from targets.plan_text.bodies import BodyNames, KnownBody
from targets.plan_text.reading import read_plan_text

TEXTS = Path(__file__).resolve().parent.parent / "tests" / "cases" / "plans"
# A page of A4 in the form of official documents holds some 2.700 letters.
LETTERS = 15 * 2700
BODIES = 180


def t1() -> Measured:
    """Seconds, the median of several readings."""
    longest = (TEXTS / "KH-CL2239.txt").read_text(encoding="utf-8")
    text = (longest * 3)[:LETTERS]
    names = BodyNames(KnownBody(f"xa-{n}", f"UBND xã Mẫu {n}", f"Xã Mẫu {n}", "commune") for n in range(BODIES))
    return Measured(
        median(sample(partial(read_plan_text, text, names=names), 1, time.perf_counter) for _ in range(PAIRS))
    )
