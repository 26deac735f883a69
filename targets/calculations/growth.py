"""Growth targets: "on average 5 % a year" and "5 % every year".

Growth of every year is kept or missed year by year (rule version 2); version 1 judged it by its average until the end.

In words: 100,000 growing to 107,000 in two years is 3.44 % a year, 0.69 of a target of 5 %. The ratio of the two
rates is Eurostat's. For a share the plan must say whether percent or percentage points are meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from targets.calculations.evidence import Evidence, Point, gather
from targets.calculations.numbers.precision import exact
from targets.calculations.rules import LATEST, RuleVersion
from targets.calculations.statuses import Comparator, GrowthBasis, GrowthMode, Status
from targets.calculations.thresholds import DEFAULT, Thresholds

ONE = Decimal(1)


@dataclass(frozen=True)
class GrowthAssessment:
    """Standing of a growth target. Rates are fractions (0.05 is 5 %, or 5 percentage points); None is not known.

    annual: year -> growth on the year before, where both are known. average: yearly average since the base. ratio:
    average over target. years_met: how many years of `annual` reached the target. required_growth: yearly growth
    needed for the rest. index_level: where the target would have taken the base by the latest year.
    """

    status: Status
    final: bool = False
    annual: Mapping[int, Decimal] = field(default_factory=dict)
    average: Decimal | None = None
    ratio: Decimal | None = None
    years_met: int | None = None
    required_growth: Decimal | None = None
    index_level: Decimal | None = None
    base: Point | None = None
    latest: Point | None = None


@dataclass(frozen=True)
class _Scale:
    """How levels and rates convert: by compounding, or by adding points of a share kept in percent."""

    basis: GrowthBasis

    def rate(self, start: Decimal, end: Decimal, years: int) -> Decimal:
        if self.basis is GrowthBasis.POINTS:
            # A share is kept in percent, a rate as a fraction.
            return (end - start) / years / 100
        return compound_rate(start, end, years)

    def level(self, start: Decimal, rate: Decimal, years: int) -> Decimal:
        if self.basis is GrowthBasis.POINTS:
            return start + 100 * rate * years
        return start * (ONE + rate) ** years


def compound_rate(start: Decimal, end: Decimal, years: int) -> Decimal:
    """Average yearly growth as a fraction; `start` and `end` must have one sign and not be zero, `years` at least 1."""
    return (end / start) ** (ONE / years) - ONE


@exact
def assess_growth(
    *,
    baseline: Point | None,
    observations: Iterable[Point],
    target: Decimal,
    target_year: int,
    as_of: int,
    mode: GrowthMode,
    basis: GrowthBasis = GrowthBasis.PERCENT,
    comparator: Comparator = Comparator.AT_LEAST,
    thresholds: Thresholds = DEFAULT,
    version: RuleVersion = LATEST,
) -> GrowthAssessment:
    """Judge a growth target as it stood in the year `as_of`.

    target: yearly growth as a fraction, above -1 and not 0; negative for something that should shrink. Levels are
    positive; with basis `points` they are shares in percent, and 0.05 means five percentage points a year. Raises
    ValueError for anything else, for a year observed twice and for a target year that is not after the baseline.
    version: how "every year" is judged; an average is judged alike by both. comparator: `about` is met a little below.
    """
    points, scale = tuple(observations), _Scale(basis)
    _check(baseline, points, target, target_year)
    evidence = gather(baseline=baseline, observations=points, target_year=target_year, as_of=as_of)
    by_year = mode is GrowthMode.EACH_YEAR and version >= RuleVersion.SECOND
    if by_year and evidence.blocked is Status.OVERDUE_NO_DATA:
        # A year that was missed stays missed, although the last one was never reported.
        known = gather(baseline=baseline, observations=points, target_year=target_year, as_of=target_year)
        rates = _annual(known, scale)
        evidence = known if _years_met(rates, target, thresholds) < len(rates) else evidence
    base, latest = evidence.base, evidence.latest
    if evidence.blocked is not None or latest is None:
        return GrowthAssessment(status=evidence.blocked or Status.NO_DATA)
    if base is None:
        promised = target if by_year and latest.year < target_year else None
        return GrowthAssessment(Status.INSUFFICIENT_DATA, years_met=0, required_growth=promised, latest=latest)
    years = latest.year - base.year
    annual = _annual(evidence, scale)
    average = scale.rate(base.value, latest.value, years)
    met_years = _years_met(annual, target, thresholds)
    # One kept in every known year to the last goes below, where it is asked whether every year is known.
    if by_year and not (evidence.final and met_years == len(annual)):
        status, final = _each_year(evidence, annual, met_years, as_of)
    else:
        status, final = _verdict(evidence, annual, met_years, average / target, mode, thresholds, comparator)
    required = _required(base, latest, target, target_year, scale)
    if by_year and required is not None:
        # One good year leaves no room in the next: what is needed is the promise itself.
        required = None if final else target
    return GrowthAssessment(
        status=status,
        final=final,
        annual=annual,
        average=average,
        ratio=average / target,
        years_met=met_years,
        required_growth=required,
        index_level=scale.level(base.value, target, years),
        base=base,
        latest=latest,
    )


def _required(base: Point, latest: Point, target: Decimal, target_year: int, scale: _Scale) -> Decimal | None:
    """Average growth of the years left that still ends where the target would have led; None when none is left."""
    if target_year <= latest.year:
        return None
    end_level = scale.level(base.value, target, target_year - base.year)
    return scale.rate(latest.value, end_level, target_year - latest.year)


def _check(baseline: Point | None, points: tuple[Point, ...], target: Decimal, target_year: int) -> None:
    if target == 0 or target <= -1:
        raise ValueError("a growth target must be above -1 and not 0")
    levels = points if baseline is None else (baseline, *points)
    if any(point.value <= 0 for point in levels):
        raise ValueError("growth needs levels above 0")
    if baseline is not None and target_year <= baseline.year:
        raise ValueError("the target year must come after the baseline year")


def _annual(evidence: Evidence, scale: _Scale) -> dict[int, Decimal]:
    pairs = zip(evidence.points, evidence.points[1:], strict=False)
    return {
        after.year: scale.rate(before.value, after.value, 1) for before, after in pairs if after.year == before.year + 1
    }


def _years_met(annual: Mapping[int, Decimal], target: Decimal, thresholds: Thresholds) -> int:
    # Over the target, so that a promised fall is reached by falling further.
    return sum(thresholds.reaches(rate / target, ONE) for rate in annual.values())


def _each_year(evidence: Evidence, annual: Mapping[int, Decimal], met_years: int, as_of: int) -> tuple[Status, bool]:
    """A missed year is the verdict; without one, every year before `as_of` has to be known for a green."""
    if met_years < len(annual):
        return Status.NOT_MET, True
    first, latest = evidence.points[0].year + 1, evidence.points[-1].year
    if any(year not in annual for year in range(first, max(as_of - 1, latest) + 1)):
        return Status.INSUFFICIENT_DATA, False
    return Status.ON_TRACK, False


def _verdict(
    evidence: Evidence,
    annual: Mapping[int, Decimal],
    met_years: int,
    ratio: Decimal,
    mode: GrowthMode,
    thresholds: Thresholds,
    comparator: Comparator,
) -> tuple[Status, bool]:
    if not evidence.final:
        # Growth can be lost again: nothing is achieved before the last year, however good the pace.
        return thresholds.classify(ratio), False
    # The ratio keeps the target itself; of about a growth the verdict is met from its tolerance below it on.
    failed = not thresholds.reaches(ratio, ONE - thresholds.about_tolerance if comparator is Comparator.ABOUT else ONE)
    if mode is GrowthMode.EACH_YEAR and not failed:
        failed = met_years < len(annual)
        years = evidence.points[-1].year - evidence.points[0].year
        if not failed and len(annual) < years:
            return Status.INSUFFICIENT_DATA, False
    return (Status.NOT_MET if failed else Status.ACHIEVED), True
