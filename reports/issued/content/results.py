"""What came of the plan's indicators: their values and the standing of each target, by the engine, on the report's day.

They are computed anew from the cells and publications of that day, by the functions that compute what the screens
show, so that a report on a day in the past needs no second rule and nothing stored can be older than its figures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from agencies.models import Agency
from reports.issued.content.agency_figures import CellThen, Key, TypedValue, unit_reports
from reports.issued.content.schema import IndicatorResult, TooFew, YearValue
from reports.issued.content.scope import Scope
from reports.issued.content.target_schema import MilestoneLine, TargetStanding
from reports.issued.content.yearly_plans import plans_until
from reports.models import ActualSource, IndicatorValue, MilestoneJudgement, Progress
from reports.progress.judging import is_judged, judge
from reports.progress.milestones import history_of
from reports.progress.pairs import paired_years
from reports.progress.pooling import UnitReports, pooled_reports
from reports.progress.queries import PublishedValue, Recipe, level_indicator, published_by_indicator, recipes
from reports.progress.rollup import compute_values
from reports.progress.rollup_data import RollupData
from reports.progress.rules import rules_in_force
from reports.progress.services import case_of, targets_of
from reports.wording.provenance import source_text
from targets.calculations.evidence import Point
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.calculations.uncertainty import FlowRange
from targets.models import Baseline, DataElement, Indicator, Milestone, Target

DERIVED = "Tính từ các số đã công bố."


@dataclass(frozen=True)
class ResultQuestion:
    """The indicators of a plan, how each is computed, and what it promises of them."""

    scope: Scope
    recipes: Mapping[int, Recipe]
    indicators: list[Indicator]
    targets: list[Target]

    @property
    def wanted(self) -> dict[int, Recipe]:
        """The plan's indicators with the plain sums that growth and totals are made of."""
        own = {one.pk: self.recipes[one.pk] for one in self.indicators}
        levels = [level_indicator(recipe, self.recipes) for recipe in own.values()]
        return own | {level.indicator.pk: level for level in levels if level is not None}

    @property
    def element_ids(self) -> set[int]:
        return {pk for recipe in self.wanted.values() for pk in recipe.numerator | recipe.denominator}


def question_of(scope: Scope) -> ResultQuestion:
    """Seven queries, however large the plan."""
    indicators = list(Indicator.objects.filter(targets__plan=scope.plan).distinct().order_by("position", "code"))
    targets = targets_of(scope.locality.pk, [one.pk for one in indicators])
    own = [target for target in targets if target.plan_id == scope.plan.pk]
    return ResultQuestion(scope, recipes(), indicators, sorted(own, key=lambda t: (t.year, t.basis)))


def results_of(
    question: ResultQuestion,
    cells: Mapping[Key, tuple[CellThen, TypedValue]],
    agencies: Iterable[Agency],
    elements: Iterable[DataElement],
) -> tuple[IndicatorResult, ...]:
    """Every indicator of the plan; three queries. `elements`: those that their recipes name."""
    scope = question.scope
    reports = unit_reports(cells, question.wanted)
    official = published_by_indicator(locality_id=scope.locality.pk, on=scope.as_of)
    years = years_known(reports, official, scope)
    ground = RollupData(
        locality_id=scope.locality.pk,
        view=scope.view,
        recipes=dict(question.recipes),
        pooled=pooled_reports(recipes=question.wanted.values(), agencies=list(agencies), years=years, reports=reports),
        published=official,
        rules=rules_in_force(scope.locality.pk, scope.as_of),
    )
    values = compute_values(ground, question.wanted, years)
    rows = standings_then(question, ground)
    codes = {element.pk: element.code for element in elements}
    plans = plans_until(scope, question.indicators, question.targets)
    made = (
        with_pairs(result_of(one, question.recipes[one.pk], values, rows, codes, scope), one, reports)
        for one in question.indicators
    )
    return tuple(replace(result, plans=plans[one.pk]) for one, result in zip(question.indicators, made, strict=True))


def years_known(reports: UnitReports, official: Mapping[int, PublishedValue], scope: Scope) -> range:
    """From the first year of which anything is known to that of the report's day, as the recalculation takes them."""
    known = [year for _, year in reports]
    for figures in official.values():
        known += [*first_years(figures)]
    return range(min(known, default=scope.as_of.year), scope.as_of.year + 1)


def first_years(figures: PublishedValue) -> Iterable[int]:
    yield from figures.by_year
    yield from (figure.from_year for figure in figures.spans)


def standings_then(question: ResultQuestion, ground: RollupData) -> list[Progress]:
    """Each target of the plan that has begun, as it stood at the end of the report's year; the rows are not saved."""
    plan, year = question.scope.plan, question.scope.year
    baselines = {
        (row.plan_id, row.indicator_id): Point(row.year, row.value) for row in Baseline.objects.filter(plan=plan)
    }
    rows = []
    for target in question.targets:
        if year >= max(plan.first_year, target.from_year or 0) and is_judged(target, ground.rules.version):
            case = case_of(ground, target, question.targets, baselines)
            histories = [history_of(judgements_by(one, question.scope)) for one in target.milestones.all()]
            rows.append(judge(replace(case, milestones=histories), year))
    return rows


def judgements_by(milestone: Milestone, scope: Scope) -> list[MilestoneJudgement]:
    """What had been said of a milestone by the report's day, for days by then."""
    return [row for row in milestone.judgements.all() if row.at < scope.moment and row.judged_on <= scope.as_of]


def milestone_then(milestone: Milestone, scope: Scope) -> MilestoneLine:
    """The last word on a milestone at the end of the report's year."""
    said = [row for row in judgements_by(milestone, scope) if row.judged_on.year <= scope.year]
    last = max(said, key=lambda row: (row.judged_on, row.pk), default=None)
    return MilestoneLine(
        code=milestone.code,
        name=milestone.name,
        citation=milestone.citation,
        state=str(last.state) if last else "",
        judged_on=last.judged_on if last else None,
        evidence=last.evidence if last else "",
        illustrative=bool(last and last.illustrative),
    )


def result_of(
    indicator: Indicator,
    recipe: Recipe,
    values: Iterable[IndicatorValue],
    rows: Iterable[Progress],
    codes: Mapping[int, str],
    scope: Scope,
) -> IndicatorResult:
    own = [row for row in values if row.indicator_id == indicator.pk and row.year <= scope.year]
    return IndicatorResult(
        code=indicator.code,
        name=indicator.name,
        short_name=indicator.short_name,
        unit=indicator.unit,
        decimals=indicator.decimals,
        formula=indicator.formula,
        direction=indicator.direction,
        definition=indicator.definition,
        source=indicator.source,
        values=tuple(year_value(row) for row in own if row.counts),
        targets=tuple(target_standing(row, scope) for row in rows if row.target.indicator_id == indicator.pk),
        numerator=tuple(sorted(codes[pk] for pk in recipe.numerator)),
        denominator=tuple(sorted(codes[pk] for pk in recipe.denominator)),
        too_few=tuple(
            TooFew(row.year, row.units_reporting, row.units_expected)
            for row in own
            if not row.counts and not row.assessable and row.units_reporting
        ),
    )


def with_pairs(result: IndicatorResult, indicator: Indicator, reports: UnitReports) -> IndicatorResult:
    """Each roll-up against the earlier ones over the agencies of both years, where they are not the same."""
    rolled = [value for value in result.values if value.source == ActualSource.ROLLUP]
    pairs = {
        value.year: tuple(
            replace(pair, before=without_trailing_zeros(pair.before), after=without_trailing_zeros(pair.after))
            for earlier in rolled
            if earlier.year < value.year
            and (pair := paired_years(indicator, reports, earlier.year, value.year)) is not None
        )
        for value in rolled
    }
    return replace(result, values=tuple(replace(one, paired=pairs.get(one.year, ())) for one in result.values))


def year_value(row: IndicatorValue) -> YearValue:
    rolled_up = row.source == ActualSource.ROLLUP
    return YearValue(
        year=row.year,
        value=without_trailing_zeros(row.value),
        source=str(row.source),
        kind=str(row.kind),
        source_text=source_text(row, DERIVED),
        numerator=without_trailing_zeros(row.numerator),
        denominator=without_trailing_zeros(row.denominator),
        rollup=without_trailing_zeros(row.rollup),
        official=without_trailing_zeros(row.official.value) if row.official is not None else None,
        units_reporting=row.units_reporting,
        units_expected=row.units_expected,
        # The row also knows the sum beside a published value; here it is said only of the value that counts.
        has_estimate=rolled_up and row.has_estimate,
        illustrative=rolled_up and row.illustrative,
        half_width=without_trailing_zeros(row.half_width),
    )


def target_standing(row: Progress, scope: Scope) -> TargetStanding:
    target = row.target
    return TargetStanding(
        year=target.year,
        basis=target.basis,
        from_year=target.from_year,
        comparator=target.comparator,
        low=without_trailing_zeros(target.low),
        high=without_trailing_zeros(target.high),
        citation=target.citation,
        current=row.current,
        status=str(row.status),
        met=row.met,
        final=row.final,
        flags=tuple(row.flags),
        actual=without_trailing_zeros(row.actual),
        actual_year=row.actual_year,
        actual_source=str(row.actual_source),
        base=without_trailing_zeros(row.base),
        base_year=row.base_year,
        ratio=without_trailing_zeros(row.ratio),
        expected_value=without_trailing_zeros(row.expected_value),
        gap=without_trailing_zeros(row.gap),
        years_ahead=without_trailing_zeros(row.years_ahead),
        required_per_year=without_trailing_zeros(row.required_per_year),
        achieved_per_year=without_trailing_zeros(row.achieved_per_year),
        units_reporting=row.units_reporting,
        units_expected=row.units_expected,
        provisional=row.provisional,
        illustrative=row.illustrative,
        milestones_done=row.milestones_done,
        milestones=row.milestones,
        missing_years=tuple(row.missing_years),
        ambition=target.ambition,
        base_year_of_change=target.base_year,
        status_low=str(row.status_low),
        status_high=str(row.status_high),
        half_width=without_trailing_zeros(row.half_width),
        decided_at=without_trailing_zeros(row.decided_at),
        required_to_decided=without_trailing_zeros(row.required_to_decided),
        has_estimate=row.has_estimate,
        years_met=row.years_met,
        missed_years=tuple(row.missed_years),
        disputed=tuple(FlowRange(year, Decimal(low), Decimal(high)) for year, low, high in row.disputed),
        steps=tuple(milestone_then(milestone, scope) for milestone in target.milestones.all()),
    )
