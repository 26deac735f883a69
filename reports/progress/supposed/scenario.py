"""What if a value or a target were another one: the same judging on a changed case. Nothing is stored.

What is moved is what somebody reports: the value of a level, the yearly sum behind a total or a growth. A figure
published over several years is moved as a whole.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal

from agencies import clock
from reports.models import ActualSource, FigureKind, IndicatorValue, Progress, View
from reports.progress.cases import Case, Series
from reports.progress.judging import judge
from reports.progress.milestones import histories_of
from reports.progress.outlook import outlook_of
from reports.progress.queries import level_indicator, published_by_indicator, recipes
from reports.progress.rollup_data import RollupData, by_indicator
from reports.progress.rules import rules_in_force
from reports.progress.services import baselines_of, case_of
from reports.wording.standing import Standing, standing_of
from targets.calculations.numbers.precision import exact
from targets.calculations.projection import Projection
from targets.calculations.spans import SpanFigure, best_cover
from targets.models import Basis, Formula, Indicator, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of


@dataclass(frozen=True)
class Movable:
    """A value that can be moved: of `from_year`..`year`, in the unit of the moved indicator.

    value: the one that counts now. due: what the path or the yearly plan asks of it. None is not known.
    """

    from_year: int
    year: int
    value: Decimal | None
    due: Decimal | None


@dataclass(frozen=True)
class Supposed:
    """What is moved: values by the year of their `Movable`, and the ends of the target; None leaves an end as it is."""

    values: Mapping[int, Decimal] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None

    def __bool__(self) -> bool:
        return bool(self.values) or self.low is not None or self.high is not None


@dataclass(frozen=True)
class ScenarioOutcome:
    """A standing as it would be (never saved), and where its pace leads."""

    standing: Standing
    outlook: Projection | None


@dataclass(frozen=True)
class ScenarioQuestion:
    """A target with all that its standing at the end of `as_of` rests on. `moved`: whose values can be moved."""

    case: Case
    moved: Indicator
    as_of: int

    @property
    def target(self) -> Target:
        return self.case.target


def ask(*, target: Target, targets: list[Target], view: View, as_of: int) -> ScenarioQuestion:
    """Read what a target's standing rests on; `targets`: those of the same indicator and locality."""
    locality_id = target.plan.locality_id
    known = recipes()
    recipe = known[target.indicator_id]
    base = level_indicator(recipe, known) if target.indicator.formula in (Formula.GROWTH, Formula.CUMULATIVE) else None
    values = IndicatorValue.objects.filter(
        locality_id=locality_id, view=view, indicator_id__in=[one.indicator.pk for one in (recipe, base) if one]
    )
    ground = RollupData(
        locality_id=locality_id,
        view=view,
        recipes=known,
        pooled={},
        published=published_by_indicator(locality_id=locality_id, on=clock.today()),
        rules=rules_in_force(locality_id, clock.today()),
        values=by_indicator(values),
    )
    case = case_of(ground, target, targets, baselines_of(locality_id), milestones=histories_of(target))
    return ScenarioQuestion(case=case, moved=base.indicator if base else target.indicator, as_of=as_of)


def movables(question: ScenarioQuestion) -> tuple[Movable, ...]:
    """This year's value and the next one's, as far as the target looks at them; of a past target its own year's."""
    target, case = question.target, question.case
    if target.comparator == MILESTONE:
        return ()
    first = max(question.as_of, target.from_year or 0, case.baseline.year + 1 if case.baseline else 0)
    years = [year for year in (first, first + 1) if year <= target.year] or [target.year]
    row = judge(case, question.as_of)
    return tuple(
        Movable(from_year=since, year=year, value=value, due=value_due(case, row, since, year))
        for year in years
        for since, value in [known_value(case, year)]
    )


def known_value(case: Case, year: int) -> tuple[int, Decimal | None]:
    """(first year, value) of what counts for a year now; the first year differs for a figure of several years."""
    if case.target.basis == Basis.CUMULATIVE:
        cover = best_cover(case.pieces, case.target.from_year, year)
        if cover and cover[-1].last_year == year:
            return cover[-1].first_year, cover[-1].value
        return year, None
    found = moved_series(case).get(year)
    return year, found.value if found is not None else None


def moved_series(case: Case) -> Series:
    return case.levels if case.target.indicator.formula == Formula.GROWTH else case.series


@exact
def value_due(case: Case, row: Progress, since: int, year: int) -> Decimal | None:
    """What the straight path, or the yearly plan of a total, asks of a year; None where neither says."""
    target = case.target
    if target.basis == Basis.CUMULATIVE:
        planned = [case.yearly_plan[one] for one in range(since, year + 1) if one in case.yearly_plan]
        return sum(planned, Decimal()) if len(planned) == year - since + 1 else None
    if target.basis != Basis.YEAR or target.indicator.formula == Formula.GROWTH:
        return None
    if row.expected_value is None or row.base is None or row.base_year is None:
        return None
    goal = bounds_of(target).path_target
    return row.base + (goal - row.base) * (year - row.base_year) / (target.year - row.base_year)


def suppose(question: ScenarioQuestion, supposed: Supposed) -> ScenarioOutcome:
    """The standing if it were so; looked at from the last year that is moved, when that lies ahead."""
    case, as_of = supposed_case(question, supposed)
    row = judge(case, as_of)
    return ScenarioOutcome(
        standing_of(row), outlook_of(case.target, case.series.values(), row.final, as_of, case.rules)
    )


def supposed_case(question: ScenarioQuestion, supposed: Supposed) -> tuple[Case, int]:
    """What the standing would rest on, and the year from which it would be looked at."""
    as_of = max([question.as_of, *supposed.values])
    return with_target(with_values(question.case, supposed.values, as_of), supposed), as_of


def with_values(case: Case, values: Mapping[int, Decimal], as_of: int) -> Case:
    if not values:
        return case
    if case.target.basis == Basis.CUMULATIVE:
        return with_pieces(case, values, as_of)
    series = with_changes(moved_series(case), assumed_all(values))
    if case.target.indicator.formula != Formula.GROWTH:
        return replace(case, series=series)
    return replace(case, levels=series, series=with_changes(case.series, growth_of(series, values)))


@exact
def growth_of(levels: Series, moved: Mapping[int, Decimal]) -> Series:
    """Growth of the years that moved, and of those after them, where the sum before is known."""
    years = sorted({year + step for year in moved for step in (0, 1)})
    known = [year for year in years if year in levels and year - 1 in levels and levels[year - 1].value]
    return assumed_all({year: 100 * levels[year].value / levels[year - 1].value - 100 for year in known})


def with_changes(series: Series, changes: Series) -> Series:
    """The series with some years replaced, by year."""
    return dict(sorted({**series, **changes}.items()))


def assumed_value(year: int, value: Decimal) -> IndicatorValue:
    """A value that nobody reported, taken as a full year's."""
    return IndicatorValue(year=year, value=value, source=ActualSource.OFFICIAL, kind=FigureKind.ACTUAL)


def assumed_all(values: Mapping[int, Decimal]) -> Series:
    return {year: assumed_value(year, value) for year, value in values.items()}


@exact
def with_pieces(case: Case, values: Mapping[int, Decimal], as_of: int) -> Case:
    """A total with other parts: a moved part takes the place of every figure that shares a year with it."""
    pieces = list(case.pieces)
    for year, value in sorted(values.items()):
        since, _ = known_value(case, year)
        pieces = [piece for piece in pieces if piece.last_year < since or piece.first_year > year]
        pieces.append(SpanFigure(since, year, value, 0))
    totals = case.target.indicator.formula == Formula.CUMULATIVE
    moved = running_totals(case.target, pieces, min(values), as_of) if totals else assumed_all(values)
    return replace(case, pieces=pieces, series=with_changes(case.series, moved))


def running_totals(target: Target, pieces: Sequence[SpanFigure], first: int, last: int) -> Series:
    """The total at the end of each year in which some part ends."""
    start = target.indicator.cumulative_from or target.from_year
    totals = {}
    for year in range(first, last + 1):
        cover = best_cover(pieces, start, year)
        if cover and cover[-1].last_year == year:
            totals[year] = assumed_value(year, sum((piece.value for piece in cover), Decimal()))
    return totals


@exact
def with_target(case: Case, supposed: Supposed) -> Case:
    """Another promise; the yearly plan of a total grows or shrinks with it."""
    if supposed.low is None and supposed.high is None:
        return case
    target = copy(case.target)
    target.low = target.low if supposed.low is None else supposed.low
    target.high = target.high if supposed.high is None else supposed.high
    plan = case.yearly_plan
    if target.basis == Basis.CUMULATIVE:
        plan = {year: value * target.low / case.target.low for year, value in plan.items()}
    return replace(case, target=target, yearly_plan=plan)
