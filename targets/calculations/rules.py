"""Which rules judge: the edition and its limits, one value that can be named, stored and compared with another."""

from dataclasses import dataclass
from enum import IntEnum

from targets.calculations.thresholds import DEFAULT, Thresholds


class RuleVersion(IntEnum):
    """FIRST judged a promise for every year by its average. SECOND judges each year by itself and weighs uncertainty.

    Both stay computable, so that a change of rules can be shown before and after.
    """

    FIRST = 1
    SECOND = 2


LATEST = RuleVersion.SECOND


@dataclass(frozen=True)
class Rules:
    """An edition of the rules with the limits in force."""

    version: RuleVersion = LATEST
    thresholds: Thresholds = DEFAULT
