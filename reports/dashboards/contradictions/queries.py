"""What the rules look at: every promise, published figure and roll-up of a locality as plain data; nothing is judged.

A yearly plan that was only published is a promise, too: of the plan that its source names by number, else of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agencies import clock
from agencies.models import Locality
from agencies.prepared_queries import Prepared, bring_along
from reports.models import ActualSource, FigureKind, IndicatorValue, OfficialFigure, View
from reports.progress.services import YEARLY_PLANS
from reports.wording.formats import NBSP, precision, published_number, target_text
from reports.wording.provenance import published_text
from reports.wording.terms import promise_text
from targets.calculations.bounds import Bounds
from targets.calculations.contradictions import Inputs, Promise, Publication, TwoSources
from targets.calculations.statuses import Comparator, Direction
from targets.models import Aggregation, Basis, Formula, Indicator, IndicatorInput, Side, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of

# "KH 70/KH-UBND" in the name of a source.
NUMBER_OF_PLAN = re.compile(r"\bKH (\d+/KH-\w+)")


@dataclass(frozen=True)
class Inventory:
    """Everything known of a locality that can disagree. Keys: indicators by code, figures and values by primary key.

    rates, levels, totals: how a rate, a growth or a total hangs on the plain sums, by code.
    """

    plans: frozenset[str]
    indicators: Mapping[str, Indicator]
    promises: tuple[Promise, ...]
    rates: Mapping[str, Inputs]
    levels: Mapping[str, str]
    totals: Mapping[str, str]
    figures: Mapping[int, OfficialFigure]
    publications: tuple[Publication, ...]
    values: Mapping[int, IndicatorValue]
    pairs: tuple[TwoSources, ...]

    @property
    def in_use(self) -> frozenset[int]:
        """The published figures that count."""
        counted = (value for value in self.values.values() if value.source == ActualSource.OFFICIAL)
        return frozenset(value.official_id for value in counted if value.official_id is not None)


PUBLISHED = Prepared(
    int,
    date,
    build=lambda locality, day: (
        OfficialFigure.objects.filter(locality=locality)
        .published_by(day)
        .select_related("indicator")
        .order_by("year", "from_year", "published_on", "pk")
    ),
)
OFFICIAL_VALUES = Prepared(
    int,
    build=lambda locality: (
        # Years with a published value: without one there is nothing to disagree with.
        IndicatorValue.objects.filter(locality=locality, view=View.ACCEPTED)
        .filter(Q(official__isnull=False) | Q(rollup__isnull=False, source=ActualSource.OFFICIAL))
        .select_related("indicator", "official")
        .order_by("indicator__position", "year")
    ),
)
PROMISED = Prepared(
    int,
    build=lambda locality: (
        Target.objects.judged()
        .filter(plan__locality=locality)
        .exclude(comparator=MILESTONE)
        .select_related("plan", "indicator")
        .order_by("plan__issued_on", "plan__code", "year", "pk")
    ),
)
INPUTS = Prepared(
    build=lambda: IndicatorInput.objects.select_related("indicator", "element").order_by("element__position", "pk")
)


def inventory(locality: Locality) -> Inventory:
    """All that the rules look at, as public today and accepted; five queries."""
    formulas = Formulas()
    targets: list[Target] = PROMISED.models(locality.pk)
    bring_along(targets, "yearly_plan", YEARLY_PLANS.models(locality.pk), by="target_id")
    figures: list[OfficialFigure] = PUBLISHED.models(locality.pk, clock.today())
    values: list[IndicatorValue] = OFFICIAL_VALUES.models(locality.pk)
    known = [*(row.indicator for row in (*targets, *figures, *values)), *formulas.indicators.values()]
    return Inventory(
        plans=frozenset(target.plan.code for target in targets),
        indicators={indicator.code: indicator for indicator in known},
        promises=(
            *promises_of_targets(targets),
            *promises_published(figures, targets),
            *yearly_promises(targets, formulas),
        ),
        rates=formulas.rates(),
        levels=formulas.levels(Formula.GROWTH),
        totals=formulas.levels(Formula.CUMULATIVE),
        figures={figure.pk: figure for figure in figures},
        publications=tuple(publication(one, formulas) for one in figures if one.kind != FigureKind.PLAN),
        values={value.pk: value for value in values},
        pairs=tuple(pair for value in values if (pair := published_and_rollup(value)) is not None),
    )


class Formulas:
    """How indicators hang on data elements: each side's elements by indicator code. One query."""

    def __init__(self) -> None:
        self.sides: dict[str, dict[str, tuple[int, ...]]] = defaultdict(lambda: defaultdict(tuple))
        self.indicators: dict[str, Indicator] = {}
        self.flows: set[str] = set()
        for one in INPUTS.models():
            code = one.indicator.code
            self.indicators[code] = one.indicator
            self.sides[code][one.side] += (one.element_id,)
            if one.element.aggregation == Aggregation.FLOW and one.indicator.formula == Formula.VALUE:
                self.flows.add(code)

    def sum_of(self, elements: tuple[int, ...]) -> str | None:
        """The code of the plain sum of exactly these elements."""
        sums = (code for code, row in self.indicators.items() if row.formula == Formula.VALUE)
        return next((code for code in sums if set(self.sides[code][Side.NUMERATOR]) == set(elements)), None)

    def rates(self) -> dict[str, Inputs]:
        """Rates of which every element has a plain sum of its own."""
        found = {}
        for code in self.of_formula(Formula.RATIO):
            above = [self.sum_of((element,)) for element in self.sides[code][Side.NUMERATOR]]
            below = [self.sum_of((element,)) for element in self.sides[code][Side.DENOMINATOR]]
            if None not in (*above, *below):
                found[code] = Inputs(tuple(filter(None, above)), tuple(filter(None, below)))
        return found

    def levels(self, formula: Formula) -> dict[str, str]:
        """Growth indicators, or totals over years, each with the plain sum of a single year."""
        sums = {code: self.sum_of(self.sides[code][Side.NUMERATOR]) for code in self.of_formula(formula)}
        return {code: level for code, level in sums.items() if level is not None}

    def of_formula(self, formula: Formula) -> list[str]:
        return [code for code, row in self.indicators.items() if row.formula == formula]


def promises_of_targets(targets: Iterable[Target]) -> Iterable[Promise]:
    """Each target for its year; one that holds every year for each of them. A change promises no level."""
    for target in (one for one in targets if one.basis != Basis.CHANGE):
        years = [(target.from_year or target.year, target.year)]
        if target.basis == Basis.YEAR:
            years = [(target.year, target.year)]
        elif target.basis == Basis.EVERY_YEAR:
            years = [(year, year) for year in range(years[0][0], target.year + 1)]
        # The citation begins with the plan, which the sentence names itself.
        code, place = target.plan.code, target.citation.removeprefix(f"{target.plan.code}, ")
        for first_year, year in years:
            yield Promise(
                code,
                place,
                promise_text(target, line=False),
                target.indicator.code,
                first_year,
                year,
                bounds_of(target),
            )


def promises_published(figures: Iterable[OfficialFigure], targets: Iterable[Target]) -> Iterable[Promise]:
    """What was published as a plan, in the name of the document that it was published from."""
    plans = {target.plan.code: target.plan for target in targets}.values()
    for figure in figures:
        if figure.kind != FigureKind.PLAN:
            continue
        number = NUMBER_OF_PLAN.search(figure.source)
        # Numbers start again each January, so that the year belongs to the name.
        document = (
            figure.source.partition(" (")[0] if number is None else f"KH {number[1]} năm {figure.published_on.year}"
        )
        for plan in plans:
            if number is not None and plan.number == number[1] and plan.issued_on.year == figure.published_on.year:
                document = plan.code
        yield Promise(
            document,
            f"{figure.source}, công bố {published_text(figure)}",
            published_value(figure),
            figure.indicator.code,
            figure.from_year,
            figure.year,
            bounds_published(figure),
        )


def published_value(figure: OfficialFigure) -> str:
    """A published number or range with its unit, with the digits of the publication."""
    unit = figure.indicator.unit
    if figure.value_high is not None:
        return target_text(Comparator.RANGE, figure.value, figure.value_high, unit)
    return f"{published_number(figure.value)}{'%' if figure.indicator.is_percentage else NBSP + unit}"


def bounds_published(figure: OfficialFigure) -> Bounds:
    """A plan of which only the number is known asks for at least that much, in the indicator's direction."""
    direction = Direction(figure.indicator.direction)
    if figure.value_high is not None:
        return Bounds.between(figure.value, figure.value_high, direction)
    comparator = {
        Direction.UP: Comparator.AT_LEAST,
        Direction.DOWN: Comparator.AT_MOST,
        Direction.NONE: Comparator.EQUAL,
    }[direction]
    return Bounds.single(comparator, figure.value)


def yearly_promises(targets: Iterable[Target], formulas: Formulas) -> Iterable[Promise]:
    """The years of a plan for several years, each as a promise of the plain sum behind it."""
    levels = formulas.levels(Formula.CUMULATIVE)
    for target in targets:
        code = levels.get(target.indicator.code, target.indicator.code)
        for planned in target.yearly_plan.all():
            yield Promise(
                target.plan.code,
                f"kế hoạch từng năm, {planned.citation}",
                f"{published_number(planned.value)}{NBSP}{target.indicator.unit}",
                code,
                planned.year,
                planned.year,
                Bounds.single(Comparator.AT_LEAST, planned.value),
            )


def publication(figure: OfficialFigure, formulas: Formulas) -> Publication:
    return Publication(
        key=figure.pk,
        indicator=figure.indicator.code,
        first_year=figure.from_year,
        year=figure.year,
        low=figure.value,
        high=figure.value if figure.value_high is None else figure.value_high,
        whole=figure.kind != FigureKind.PROVISIONAL,
        period=figure.period,
        additive=figure.indicator.code in formulas.flows,
        estimate=figure.kind == FigureKind.ESTIMATE,
    )


def published_and_rollup(value: IndicatorValue) -> TwoSources | None:
    """A year's published value beside its roll-up; None without both, or of a rate that too few reported."""
    official = value.official.value if value.official is not None else value.value
    is_sum = value.indicator.formula == Formula.VALUE
    if value.rollup is None or official is None or not (is_sum or value.assessable):
        return None
    kind = value.official.kind if value.official is not None else value.kind
    least = 1 if value.indicator.is_percentage else 0
    return TwoSources(
        key=value.pk,
        official=official,
        rollup=value.rollup,
        decimals=least if value.official is None else precision(official, least),
        official_at_least=is_sum and kind == FigureKind.PROVISIONAL,
        rollup_at_least=is_sum and value.units_reporting < value.units_expected,
    )
