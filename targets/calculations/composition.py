"""Composition targets: a part as a share of its whole, usually held inside a band.

In words: 23 college and intermediate trainees of 100 are a share of 23 %; the target 25-30 % is two points away.
Overshooting the band is distance again. Source: the two-sided indicators of Statistics Canada.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.bounds import Bounds
from targets.calculations.evidence import Point
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.numbers.precision import exact
from targets.calculations.thresholds import DEFAULT, Thresholds


@dataclass(frozen=True)
class Parts:
    """A part and the whole it belongs to in one year, both in the same unit; None is not known."""

    year: int
    part: Decimal | None
    whole: Decimal | None

    @property
    @exact
    def share(self) -> Decimal | None:
        """100 * part / whole, in percent; None when either is unknown or the whole is zero."""
        if self.part is None or not self.whole:
            return None
        return 100 * self.part / self.whole


@dataclass(frozen=True)
class CompositionAssessment:
    """The standing of the share, and the share (percent) of the assessed year."""

    level: LevelAssessment
    share: Decimal | None


def assess_composition(
    *,
    baseline: Parts | None,
    observations: Iterable[Parts],
    target: Bounds,
    target_year: int,
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> CompositionAssessment:
    """Judge the share of a part in its whole; `target` is in percent. Errors as in `assess_level`."""
    shares = [point for parts in observations if (point := _point(parts)) is not None]
    level = assess_level(
        baseline=_point(baseline) if baseline is not None else None,
        observations=shares,
        target=target,
        target_year=target_year,
        as_of=as_of,
        thresholds=thresholds,
    )
    return CompositionAssessment(level=level, share=level.latest.value if level.latest else None)


def _point(parts: Parts) -> Point | None:
    share = parts.share
    return None if share is None else Point(parts.year, share)
