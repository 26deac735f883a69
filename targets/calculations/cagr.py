"""The compound-growth ratio of SDG reports, a second column for readers who compare; never the main measure.

In words: 14.5 falling to 10.4 in eight years is -4.07 % a year; 7.25 after fifteen years needs -4.52 %; the ratio is
0.90. Source: Statistics Canada and Open SDG, s * d * actual rate / |required rate|, with s = -1 for a negative base.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.bounds import Bounds
from targets.calculations.evidence import Point, gather
from targets.calculations.growth import compound_rate
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Status
from targets.calculations.thresholds import DEFAULT, Thresholds


@dataclass(frozen=True)
class CagrAssessment:
    """Class by compound growth. ratio is None where the formula has no meaning; zeros are never replaced."""

    status: Status
    met: bool | None = None
    ratio: Decimal | None = None


@exact
def assess_cagr_ratio(
    *,
    baseline: Point | None,
    observations: Iterable[Point],
    target: Bounds,
    target_year: int,
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> CagrAssessment:
    """Compound-growth ratio and its class; the data rules are those of level targets, `not_met` does not exist.

    Raises ValueError when a year is observed twice or the target year is not after the baseline.
    """
    if baseline is not None and target_year <= baseline.year:
        raise ValueError("the target year must come after the baseline year")
    evidence = gather(baseline=baseline, observations=observations, target_year=target_year, as_of=as_of)
    latest = evidence.latest
    if evidence.blocked is not None or latest is None:
        return CagrAssessment(status=evidence.blocked or Status.NO_DATA)
    met = target.is_met(latest.value, thresholds)
    ratio = _ratio(evidence.base, latest, target, target_year)
    if met:
        status = Status.ACHIEVED
    elif ratio is None:
        status = Status.INSUFFICIENT_DATA
    else:
        status = thresholds.classify(ratio)
    return CagrAssessment(status=status, met=met, ratio=ratio)


def _ratio(base: Point | None, latest: Point, target: Bounds, target_year: int) -> Decimal | None:
    if base is None or target.two_sided:
        return None
    goal = target.path_target
    one_sign = all(value * base.value > 0 for value in (latest.value, goal))
    if not one_sign or goal == base.value:
        return None
    actual = compound_rate(base.value, latest.value, latest.year - base.year)
    required = compound_rate(base.value, goal, target_year - base.year)
    if required == 0:
        return None
    side = 1 if base.value > 0 else -1
    return side * target.sign * actual / abs(required)
