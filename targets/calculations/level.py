"""Level targets: a state to reach by a year, judged by the pace along a straight path.

In words: the share of the distance covered, divided by the share of the time used, is the pace ratio R. 65 in 2020,
target 70 in 2025, 66.5 in 2023: 30 % of the way in 60 % of the time, R = 0.50, one and a half years late.
Source: the linear progress forms of the German sustainable development strategy and SDSN; the classes of Statistics
Canada and Open SDG.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.calculations.bounds import Bounds
from targets.calculations.evidence import Evidence, Point, gather
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Flag, Status
from targets.calculations.thresholds import DEFAULT, Thresholds

# The last five yearly changes, of which the German strategy takes the average.
SLIPPING_WINDOW = 6


@dataclass(frozen=True)
class LevelAssessment:
    """Standing of one level target. None means not known or not defined; numbers are unrounded.

    ratio: R. expected_value: the path in the year of the latest value. gap: ahead (+) or behind (-) of the path, in
    the indicator's unit. years_ahead: the same in years. distance_covered: share of the way, 1 at the target.
    required_per_year: change still needed per remaining year. acceleration: that, over the yearly change so far.
    decided_at: from where on it counts as met (76 for "khoảng 80"), None for a two-sided target. required_to_decided:
    what each remaining year needs for that. status_low, status_high: the statuses that `uncertainty` finds at the ends
    of a rounded value, None where nobody asked. base and latest: the two points that were compared.
    """

    status: Status
    final: bool = False
    met: bool | None = None
    ratio: Decimal | None = None
    expected_value: Decimal | None = None
    gap: Decimal | None = None
    years_ahead: Decimal | None = None
    distance_covered: Decimal | None = None
    required_per_year: Decimal | None = None
    acceleration: Decimal | None = None
    flags: tuple[Flag, ...] = ()
    decided_at: Decimal | None = None
    required_to_decided: Decimal | None = None
    status_low: Status | None = None
    status_high: Status | None = None
    base: Point | None = None
    latest: Point | None = None


@dataclass(frozen=True)
class _Pace:
    """The latest value held against the path. approached: change toward the target per year."""

    ratio: Decimal
    distance_covered: Decimal
    approached: Decimal
    expected_value: Decimal | None = None
    gap: Decimal | None = None
    years_ahead: Decimal | None = None


@exact
def assess_level(
    *,
    baseline: Point | None,
    observations: Iterable[Point],
    target: Bounds,
    target_year: int,
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> LevelAssessment:
    """Judge a level target, one-directional or two-sided, as it stood in the year `as_of`.

    Raises ValueError when a year is observed twice or the target year is not after the baseline.
    """
    if baseline is not None and target_year <= baseline.year:
        raise ValueError("the target year must come after the baseline year")
    evidence = gather(baseline=baseline, observations=observations, target_year=target_year, as_of=as_of)
    latest = evidence.latest
    if evidence.blocked is not None or latest is None:
        return LevelAssessment(status=evidence.blocked or Status.NO_DATA, decided_at=target.decided_at(thresholds))
    met = target.is_met(latest.value, thresholds)
    pace = _pace(evidence.base, latest, target, target_year, thresholds)
    open_verdict = not (met or evidence.final)
    required = _required_per_year(latest, target, target_year, met, evidence.final, thresholds)
    return LevelAssessment(
        status=_status_of_level(evidence, latest, target, met, pace, thresholds),
        final=evidence.final,
        met=met,
        ratio=pace.ratio if pace else None,
        expected_value=pace.expected_value if pace else None,
        gap=pace.gap if pace else None,
        years_ahead=pace.years_ahead if pace and not evidence.final else None,
        distance_covered=pace.distance_covered if pace else None,
        required_per_year=required,
        acceleration=_acceleration(pace, required, target) if open_verdict else None,
        flags=_flags(evidence, latest, target, target_year, met, pace, thresholds),
        decided_at=target.decided_at(thresholds),
        required_to_decided=_required_to_decided(latest, target, target_year, required, met, thresholds),
        base=evidence.base,
        latest=latest,
    )


def _pace(base: Point | None, latest: Point, target: Bounds, target_year: int, thresholds: Thresholds) -> _Pace | None:
    """None when there is no distance to cover: no base, a base that already met, a base on a strict target."""
    if base is None or target.is_met(base.value, thresholds):
        return None
    distance = target.remaining(base.value, thresholds)
    if distance == 0:
        return None
    years = Decimal(latest.year - base.year)
    elapsed = years / (target_year - base.year)
    if target.two_sided:
        start = abs(distance)
        approached = start - abs(target.remaining(latest.value, thresholds))
        return _Pace(
            ratio=approached / start / elapsed,
            distance_covered=approached / start,
            approached=approached / years,
        )
    change = latest.value - base.value
    ratio = change / distance / elapsed
    expected = base.value + distance * elapsed
    return _Pace(
        ratio=ratio,
        distance_covered=change / distance,
        approached=target.sign * change / years,
        expected_value=expected,
        gap=target.sign * (latest.value - expected),
        years_ahead=(ratio - 1) * years,
    )


def _status_of_level(
    evidence: Evidence,
    latest: Point,
    target: Bounds,
    met: bool,
    pace: _Pace | None,
    thresholds: Thresholds,
) -> Status:
    if met:
        return Status.ACHIEVED
    if evidence.final:
        return Status.NOT_MET
    # Met and not met are told without a base; a pace is not.
    if evidence.base is None:
        return Status.INSUFFICIENT_DATA
    if pace is not None:
        return thresholds.classify(pace.ratio)
    if target.is_met(evidence.base.value, thresholds):
        # It stood where it should and has left: any ratio of the two distances would praise the retreat.
        return Status.WRONG_WAY
    # It began on the very number that "trên" does not take: there is no distance, only a side.
    worse = target.sign * (latest.value - evidence.base.value) < 0
    return Status.WRONG_WAY if worse else Status.FAR_BEHIND


def _required_per_year(
    latest: Point, target: Bounds, target_year: int, met: bool, final: bool, thresholds: Thresholds
) -> Decimal | None:
    if met:
        return Decimal(0)
    if final:
        return None
    return target.remaining(latest.value, thresholds) / (target_year - latest.year)


def _required_to_decided(
    latest: Point, target: Bounds, target_year: int, required: Decimal | None, met: bool, thresholds: Thresholds
) -> Decimal | None:
    decided_at = target.decided_at(thresholds)
    if met or required is None or decided_at is None:
        return required if met else None
    return (decided_at - latest.value) / (target_year - latest.year)


def _acceleration(pace: _Pace | None, required: Decimal | None, target: Bounds) -> Decimal | None:
    if pace is None or required is None or pace.approached <= 0:
        return None
    needed = abs(required) if target.two_sided else target.sign * required
    return needed / pace.approached


def _flags(
    evidence: Evidence,
    latest: Point,
    target: Bounds,
    target_year: int,
    met: bool,
    pace: _Pace | None,
    thresholds: Thresholds,
) -> tuple[Flag, ...]:
    base = evidence.base
    window = evidence.points[-SLIPPING_WINDOW:]
    raised = {
        Flag.BASELINE_SUBSTITUTED: evidence.substituted,
        Flag.BASELINE_ALREADY_MET: base is not None and target.is_met(base.value, thresholds),
        Flag.SLIPPING: met and not evidence.final and target.sign * (window[-1].value - window[0].value) < 0,
        Flag.EARLY: base is not None
        and pace is not None
        and not evidence.final
        and latest.year - base.year < thresholds.early_share * (target_year - base.year),
    }
    return tuple(flag for flag, here in raised.items() if here)
