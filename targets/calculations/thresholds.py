"""The limits that turn a ratio into a word: settings of one installation, never of one request."""

from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.statuses import Likelihood, Status


@dataclass(frozen=True)
class Thresholds:
    """Limits in force; shares and ratios are fractions (0.95 is 95 %).

    on_track, lagging: lowest pace ratio of each class (Statistics Canada and Open SDG use the same pair).
    about_tolerance: what "khoảng" allows, as a share of the target. early_share: share of the time under which a
    verdict is provisional. coverage: least share of units (by weight) that allows a status. damping_steady,
    damping_noisy: how much of the trend is believed. likely, possible: lowest probability for the words "high" and
    "medium". ratio_tolerance: how near to a limit counts as on it.
    """

    on_track: Decimal = Decimal("0.95")
    lagging: Decimal = Decimal("0.60")
    about_tolerance: Decimal = Decimal("0.05")
    early_share: Decimal = Decimal("0.2")
    coverage: Decimal = Decimal("0.80")
    damping_steady: Decimal = Decimal("0.75")
    damping_noisy: Decimal = Decimal("0.25")
    likely: Decimal = Decimal("0.60")
    possible: Decimal = Decimal("0.20")
    ratio_tolerance: Decimal = Decimal("1e-9")

    def reaches(self, ratio: Decimal, limit: Decimal) -> bool:
        """True when `ratio` is at or above `limit`, a hair below counting as on it."""
        # A quotient is cut at the sixtieth digit, and may miss a limit that it reaches.
        return ratio >= limit - self.ratio_tolerance

    def classify(self, ratio: Decimal) -> Status:
        """The class of a pace ratio: 1 is exactly on the path, below 0 is away from the target.

        Example: 0.5 of the planned change so far is `far_behind`; exactly 0.60 is `lagging`.
        """
        if self.reaches(ratio, self.on_track):
            return Status.ON_TRACK
        if self.reaches(ratio, self.lagging):
            return Status.LAGGING
        if self.reaches(ratio, Decimal(0)):
            return Status.FAR_BEHIND
        return Status.WRONG_WAY

    def likelihood(self, probability: Decimal) -> Likelihood:
        """The word for a probability between 0 and 1."""
        if self.reaches(probability, self.likely):
            return Likelihood.HIGH
        if self.reaches(probability, self.possible):
            return Likelihood.MEDIUM
        return Likelihood.LOW


DEFAULT = Thresholds()
