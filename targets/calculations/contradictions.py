"""Where documents and figures disagree: each rule finds one kind of disagreement in plain data, and judges nobody.

A document that says the same in other words ("từ 75" beside "75-80%" of a rising rate) disagrees with nothing: what
has to be the same is the end that decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from targets.calculations.bounds import Bounds
from targets.calculations.numbers.precision import CONTEXT, exact
from targets.calculations.thresholds import DEFAULT, Thresholds


class Rule(StrEnum):
    PLANS_DIFFER = "plans_differ"
    PARTS_OUTSIDE = "parts_outside"
    GROWTH_BELOW = "growth_below"
    SOURCES_DIFFER = "sources_differ"
    PUBLICATIONS_DIFFER = "publications_differ"
    GROWTH_IMPLIES = "growth_implies"
    ESTIMATE_IS_PLAN = "estimate_is_plan"


@dataclass(frozen=True)
class Promise:
    """What a document sets for an indicator in `year`, or as a sum over first_year..year.

    `document`, `place` (where it stands there, or who published it) and `said` (its own words for the number) are for
    the reader; rules only ask whether documents are the same.
    """

    document: str
    place: str
    said: str
    indicator: str
    first_year: int
    year: int
    bounds: Bounds

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The end that decides; both ends of a band, from which either side leads away."""
        bounds = self.bounds
        return (bounds.low, bounds.high) if bounds.two_sided else (bounds.path_target,)

    @property
    def number(self) -> Decimal | None:
        """The one number that is planned; None where a band leaves it open."""
        return self.ends[0] if len(set(self.ends)) == 1 else None


@dataclass(frozen=True)
class DifferentPromises:
    """Promises for one indicator and time that do not ask for the same.

    common: lowest and highest value that keeps all of them, None where that side is open; None: no value does.
    """

    promises: tuple[Promise, ...]
    common: tuple[Decimal | None, Decimal | None] | None


@dataclass(frozen=True)
class ShareOutside:
    """Parts that one document plans, and the share (percent) that follows from them, against a promise about it."""

    share: Decimal
    numerator: tuple[Promise, ...]
    denominator: tuple[Promise, ...]
    target: Promise


@dataclass(frozen=True)
class GrowthBelow:
    """Two yearly plans whose growth (percent) does not reach a promised one."""

    growth: Decimal
    before: Promise
    now: Promise
    target: Promise


@dataclass(frozen=True)
class Inputs:
    """A rate's planned parts: the plain sums above and below the line."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


@dataclass(frozen=True)
class TwoSources:
    """A published value and a roll-up of one year. `key` is the caller's; decimals: as many as are shown.

    official_at_least: only part of the year was published. rollup_at_least: agencies are missing in a sum.
    """

    key: int
    official: Decimal
    rollup: Decimal
    decimals: int
    official_at_least: bool
    rollup_at_least: bool


@dataclass(frozen=True)
class Publication:
    """One published figure for an indicator over first_year..year; low and high are the same unless it is a range.

    whole: of the whole time, so that it can be held against any other such; else of the part named in `period`.
    additive: a sum, of which a part of a year is at most the whole. estimate: said before the time was over.
    """

    key: int
    indicator: str
    first_year: int
    year: int
    low: Decimal
    high: Decimal
    whole: bool
    period: str
    additive: bool
    estimate: bool = False


@dataclass(frozen=True)
class ImpliedLevel:
    """A published growth (percent) with the sum it was said of, and what they make the year before.

    before: all that was published of that year. width: of what the rounding of the growth leaves open.
    """

    growth: Publication
    now: Publication
    implied: Decimal
    width: Decimal
    before: tuple[Publication, ...]


@dataclass(frozen=True)
class EstimateIsPlan:
    """An estimate of a sum that is the plan's number to the last digit."""

    estimate: Publication
    plan: Promise


def different_promises(promises: Iterable[Promise], thresholds: Thresholds = DEFAULT) -> list[DifferentPromises]:
    """Indicators and times for which documents set different ends, by indicator and time.

    Example: at least 55.5 and 55-60, rising, for 2025: both are kept from 55.5 on.
    """
    groups: dict[tuple[str, int, int], dict[tuple[str, tuple[Decimal, ...]], Promise]] = defaultdict(dict)
    for promise in promises:
        group = groups[promise.indicator, promise.year, promise.first_year]
        # A document that says the same in two places is named once.
        group.setdefault((promise.document, promise.ends), promise)
    return [
        DifferentPromises(tuple(group.values()), common_ground(list(group.values()), thresholds))
        for _, group in sorted(groups.items())
        if len({promise.ends for promise in group.values()}) > 1
    ]


def common_ground(
    promises: Sequence[Promise], thresholds: Thresholds = DEFAULT
) -> tuple[Decimal | None, Decimal | None] | None:
    """Lowest and highest value that keeps all promises; None where no value does."""
    accepted = [promise.bounds.accepted(thresholds) for promise in promises]
    low = max((low for low, _ in accepted if low is not None), default=None)
    high = min((high for _, high in accepted if high is not None), default=None)
    if low is None or high is None or low < high:
        return low, high
    kept = low == high and all(promise.bounds.is_met(low, thresholds) for promise in promises)
    return (low, high) if kept else None


@exact
def shares_outside(
    promises: Sequence[Promise], rates: Mapping[str, Inputs], thresholds: Thresholds = DEFAULT
) -> list[ShareOutside]:
    """Documents that plan all the parts of a rate so that the rate breaks a promise about it, by rate and year.

    Example: 25,000 and 28,000 of 224,500 are 23.6 %, where another plan wants 25-30 %.
    """
    planned = numbers_of_documents(promises)
    found = []
    for target in promises:
        inputs = rates.get(target.indicator)
        if inputs is None or target.first_year < target.year:
            continue
        for (_, year), numbers in planned.items():
            codes = (*inputs.numerator, *inputs.denominator)
            if year != target.year or not codes or any(code not in numbers for code in codes):
                continue
            above = tuple(numbers[code] for code in inputs.numerator)
            below = tuple(numbers[code] for code in inputs.denominator)
            # None of them is None: `numbers_of_documents` takes plain numbers alone.
            whole = sum((part.number or Decimal() for part in below), Decimal())
            if not whole:
                continue
            share = 100 * sum((part.number or Decimal() for part in above), Decimal()) / whole
            if not target.bounds.is_met(share, thresholds):
                found.append(ShareOutside(share, above, below, target))
    return sorted(found, key=lambda one: (one.target.indicator, one.target.year))


def numbers_of_documents(promises: Iterable[Promise]) -> dict[tuple[str, int], dict[str, Promise]]:
    """(document, year) -> indicator -> the promise of one number; the first where a document gives two."""
    planned: dict[tuple[str, int], dict[str, Promise]] = defaultdict(dict)
    for promise in promises:
        if promise.number is not None and promise.first_year == promise.year:
            planned[promise.document, promise.year].setdefault(promise.indicator, promise)
    return planned


@exact
def growth_below(
    promises: Sequence[Promise], levels: Mapping[str, str], thresholds: Thresholds = DEFAULT
) -> list[GrowthBelow]:
    """Yearly plans that grow other than a promised growth asks; `levels`: growth indicator -> its plain sum.

    Example: 224,500 and then 230,000 grow 2.45 % where about 5 % is promised for every year.
    """
    yearly: dict[tuple[str, int], dict[Decimal, Promise]] = defaultdict(dict)
    for promise in promises:
        if promise.number is not None and promise.first_year == promise.year:
            yearly[promise.indicator, promise.year].setdefault(promise.number, promise)
    found = []
    for target in promises:
        level = levels.get(target.indicator)
        # What is promised over several years names no year whose plans could break it.
        if level is None or target.first_year < target.year:
            continue
        for before, earlier in yearly.get((level, target.year - 1), {}).items():
            for now, later in yearly.get((level, target.year), {}).items():
                growth = 100 * now / before - 100 if before else None
                if growth is not None and not target.bounds.is_met(growth, thresholds):
                    found.append(GrowthBelow(growth, earlier, later, target))
    return sorted(found, key=lambda one: (one.target.indicator, one.target.year))


def sources_apart(pairs: Iterable[TwoSources]) -> list[TwoSources]:
    """Those whose published value and roll-up read differently, and cannot both be right.

    A roll-up without some agencies is a lower bound of a sum, part of a year another: being short proves nothing.
    """
    return [pair for pair in pairs if reads_apart(pair)]


def reads_apart(pair: TwoSources) -> bool:
    if reads_above(pair.rollup, pair.official, pair.decimals):
        return not pair.official_at_least
    return reads_below(pair.rollup, pair.official, pair.decimals) and not pair.rollup_at_least


def publications_apart(figures: Iterable[Publication]) -> list[tuple[Publication, ...]]:
    """Published figures of one indicator and time that cannot all be right, by indicator and time.

    Held against each other with the digits of the less exact one: 72.2 and 72.23 say the same.
    """
    groups: dict[tuple[str, int, int], list[Publication]] = defaultdict(list)
    for figure in figures:
        groups[figure.indicator, figure.year, figure.first_year].append(figure)
    found = []
    for _, group in sorted(groups.items()):
        pairs = [pair for pair in combinations(group, 2) if disagree(*pair)]
        named = {figure.key for pair in pairs for figure in pair}
        if named:
            found.append(tuple(figure for figure in group if figure.key in named))
    return found


@exact
def levels_implied(figures: Iterable[Publication], levels: Mapping[str, str]) -> list[ImpliedLevel]:
    """Published growths that make of the year before another sum than was published; `levels`: growth -> its sum.

    A growth of part of a year is said of the same part of the year before. Example: 245,316 to November, published as
    27.87 % more, makes 191,850 of the same months a year earlier, of which 143,000 had been published.
    """
    known = [figure for figure in figures if figure.first_year == figure.year and figure.low == figure.high]
    found = []
    for growth in known:
        # What has fallen by all of it was anything before, and nothing divides by what is left.
        if 100 + growth.low <= half_a_step(digits(growth)):
            continue
        level = levels.get(growth.indicator)
        sums = [figure for figure in known if figure.indicator == level]
        before = tuple(figure for figure in sums if figure.year == growth.year - 1)
        for now in (figure for figure in sums if figure.year == growth.year and figure.whole == growth.whole):
            # A growth is printed within half a step of its last digit: the larger one makes the smaller year before.
            low, high = (
                100 * now.low / (100 + growth.low + step)
                for step in (half_a_step(digits(growth)), -half_a_step(digits(growth)))
            )
            if any(is_implied_otherwise(low, high, growth.whole, figure) for figure in before):
                found.append(ImpliedLevel(growth, now, 100 * now.low / (100 + growth.low), high - low, before))
    return sorted(found, key=lambda one: (one.now.indicator, one.now.year, one.now.key))


def is_implied_otherwise(low: Decimal, high: Decimal, whole: bool, figure: Publication) -> bool:
    """Whether a sum of a year, or of the same part of it, cannot lie between low and high beside what was published."""
    if figure.whole == whole:
        return reads_below(figure.low, low, digits(figure)) or reads_above(figure.low, high, digits(figure))
    # A part of a year against a whole one: the part cannot be the larger.
    return low > figure.low if figure.whole else figure.low > high


def estimates_of_plans(figures: Iterable[Publication], promises: Sequence[Promise]) -> list[EstimateIsPlan]:
    """Estimates of sums that repeat the plan of their year to the last digit: the plan may have been told as a result.

    Of rates nothing is said: with three digits, equal ones are no wonder.
    """
    planned = {(one.indicator, one.year, one.number): one for one in promises if one.first_year == one.year}
    found = []
    for figure in figures:
        plan = planned.get((figure.indicator, figure.year, figure.low))
        single = figure.first_year == figure.year and figure.low == figure.high
        if figure.estimate and figure.additive and single and plan is not None:
            found.append(EstimateIsPlan(figure, plan))
    return found


def disagree(one: Publication, other: Publication) -> bool:
    """Whether two figures of the same indicator and time contradict each other."""
    one, other = sorted((one, other), key=digits, reverse=True)
    decimals = digits(other)
    if one.whole != other.whole:
        part, whole = (other, one) if one.whole else (one, other)
        return part.additive and reads_above(part.low, whole.high, decimals)
    if not one.whole and one.period != other.period:
        return False
    return reads_above(one.low, other.high, decimals) or reads_below(one.high, other.low, decimals)


def digits(figure: Publication) -> int:
    """The decimals that were published."""
    # Zeros at the end come from the column, so that a printed 72.0 counts as 72.
    exponents = [value.normalize(CONTEXT).as_tuple().exponent for value in (figure.low, figure.high)]
    return max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))


@exact
def reads_above(value: Decimal, figure: Decimal, decimals: int) -> bool:
    """Whether a value, written with these decimals, is more than a figure: 72.25 and 72.2 with one, not 72.24."""
    # A half is printed upwards: above it reads as more, below it still reads as the same.
    return value >= figure + half_a_step(decimals)


@exact
def reads_below(value: Decimal, figure: Decimal, decimals: int) -> bool:
    return value < figure - half_a_step(decimals)


def half_a_step(decimals: int) -> Decimal:
    return Decimal(5).scaleb(-decimals - 1)
