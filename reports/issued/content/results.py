"""What came of the plan's indicators: their values and the standing of each target, by the engine, on the report's day.

They are computed anew from the cells and publications of that day, by the functions that compute what the screens
show, so that a report on a day in the past needs no second rule and nothing stored can be older than its figures.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from reports.progress.places import YearParts, lacking_in, parts_of_years
from reports.progress.pooling import UnitReports, pooled_reports
from reports.progress.queries import PublishedValue, Recipe, level_indicator, published_by_indicator, recipes
from reports.progress.rollup import compute_values
from reports.progress.rollup_data import RollupData
from reports.progress.rules import rules_in_force
from reports.progress.services import case_of
from reports.wording.provenance import source_text
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.calculations.rules import Rules
from targets.calculations.uncertainty import FlowRange
from targets.models import DataElement, Indicator, Target
from targets.plans.then import MilestoneThen, TargetThen

DERIVED = "Tính từ các số đã công bố."
# A milestone by indicator, year and level of its target, and its own code; a target with its standing.
MilestoneKey = tuple[int, int, str, str]
JudgedThen = tuple[TargetThen, Progress]


@dataclass(frozen=True)
class ResultQuestion:
    """The indicators of a plan, how each is computed, and what it promises of them."""

    scope: Scope
    recipes: Mapping[int, Recipe]
    indicators: list[Indicator]
    targets: list[TargetThen]
    judgements: Mapping[MilestoneKey, list[MilestoneJudgement]]
    rules: Rules

    @property
    def wanted(self) -> dict[int, Recipe]:
        """The plan's indicators with the plain sums that growth and totals are made of."""
        own = {one.pk: self.recipes[one.pk] for one in self.indicators}
        levels = [level_indicator(recipe, self.recipes) for recipe in own.values()]
        return own | {level.indicator.pk: level for level in levels if level is not None}

    def judged(self, target: TargetThen, code: str) -> list[MilestoneJudgement]:
        """What had been said of a milestone by the report's day."""
        return self.judgements.get(milestone_key(target, code), [])

    @property
    def element_ids(self) -> set[int]:
        return {pk for recipe in self.wanted.values() for pk in recipe.numerator | recipe.denominator}


def question_of(scope: Scope) -> ResultQuestion:
    """Six queries, however large the plan."""
    targets = sorted(scope.said.targets, key=lambda target: (target.year, target.basis))
    return ResultQuestion(
        scope=scope,
        recipes=recipes(then=scope.said.measures),
        indicators=scope.said.indicators,
        targets=targets,
        judgements=judgements_by(scope),
        rules=rules_in_force(scope.locality.pk, scope.as_of),
    )


def judgements_by(scope: Scope) -> dict[MilestoneKey, list[MilestoneJudgement]]:
    """What had been said of the plan's milestones by the report's day, for days by then; one query."""
    rows = MilestoneJudgement.objects.filter(
        milestone__target__plan=scope.plan, at__lt=scope.moment, judged_on__lte=scope.as_of
    )
    found: dict[MilestoneKey, list[MilestoneJudgement]] = defaultdict(list)
    for row in rows.select_related("milestone__target"):
        found[milestone_key(row.milestone.target, row.milestone.code)].append(row)
    return found


def milestone_key(target: Target | TargetThen, code: str) -> MilestoneKey:
    """What a milestone is known by in every edition of its plan; one that was judged cannot be taken away."""
    return target.indicator_id, target.year, target.ambition, code


def results_of(
    question: ResultQuestion,
    cells: Mapping[Key, tuple[CellThen, TypedValue]],
    agencies: Iterable[Agency],
    elements: Iterable[DataElement],
) -> tuple[IndicatorResult, ...]:
    """Every indicator of the plan; three queries. `elements`: those that their recipes name."""
    scope = question.scope
    agencies = list(agencies)
    reports = unit_reports(cells, question.wanted, agencies)
    official = published_by_indicator(locality_id=scope.locality.pk, on=scope.as_of)
    years = years_known(reports, official, scope)
    parts = parts_of_years(agencies, years)
    ground = RollupData(
        locality_id=scope.locality.pk,
        view=scope.view,
        recipes=dict(question.recipes),
        pooled=pooled_reports(
            recipes=question.wanted.values(), agencies=agencies, years=years, reports=reports, parts=parts
        ),
        published=official,
        rules=question.rules,
    )
    values = compute_values(ground, question.wanted, years)
    rows = standings_then(question, ground)
    codes = {element.pk: element.code for element in elements}
    plans = plans_until(scope, question.indicators, question.targets)
    made = (
        with_pairs(result_of(one, question.recipes[one.pk], values, rows, codes, question), one, reports)
        for one in question.indicators
    )
    named = (
        with_lacking(result, question.recipes[one.pk], reports, agencies, parts)
        for one, result in zip(question.indicators, made, strict=True)
    )
    return tuple(replace(result, plans=plans[one.pk]) for one, result in zip(question.indicators, named, strict=True))


def years_known(reports: UnitReports, official: Mapping[int, PublishedValue], scope: Scope) -> range:
    """From the first year of which anything is known to that of the report's day, as the recalculation takes them."""
    known = [year for _, year in reports]
    for figures in official.values():
        known += [*first_years(figures)]
    return range(min(known, default=scope.as_of.year), scope.as_of.year + 1)


def first_years(figures: PublishedValue) -> Iterable[int]:
    yield from figures.by_year
    yield from (figure.from_year for figure in figures.spans)


def standings_then(question: ResultQuestion, ground: RollupData) -> list[JudgedThen]:
    """Each target of the plan that has begun, as it stood at the end of the report's year; the rows are not saved."""
    said, year = question.scope.said, question.scope.year
    found = []
    for target in question.targets:
        if year >= max(said.head["first_year"], target.from_year or 0) and is_judged(target, ground.rules.version):
            histories = [history_of(question.judged(target, one.code)) for one in target.milestones]
            case = case_of(ground, target, question.targets, said.baselines, milestones=histories)
            found.append((target, judge(case, year)))
    return found


def milestone_then(milestone: MilestoneThen, judged: Iterable[MilestoneJudgement], year: int) -> MilestoneLine:
    """The last word on a milestone at the end of the report's year."""
    said = [row for row in judged if row.judged_on.year <= year]
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
    rows: Iterable[JudgedThen],
    codes: Mapping[int, str],
    question: ResultQuestion,
) -> IndicatorResult:
    # By the report's day a later year may be known in part; the report does not speak of it.
    own = [row for row in values if row.indicator_id == indicator.pk and row.year <= question.scope.year]
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
        targets=tuple(
            target_standing(target, row, question) for target, row in rows if target.indicator_id == indicator.pk
        ),
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


def with_lacking(
    result: IndicatorResult,
    recipe: Recipe,
    reports: UnitReports,
    agencies: Sequence[Agency],
    parts: Mapping[int, YearParts],
) -> IndicatorResult:
    """Each rolled-up value of a year in which bodies ended says which part of that year has not come."""
    told = {}
    for year, cut in parts.items():
        expected = [agency for agency in agencies if recipe.expects(agency, year)]
        told[year] = lacking_in(cut, expected, reports.get((recipe.indicator.pk, year), {}))
    values = (
        replace(one, lacking=told.get(one.year, "") if one.source == ActualSource.ROLLUP else "")
        for one in result.values
    )
    return replace(result, values=tuple(values)) if any(told.values()) else result


def year_value(row: IndicatorValue) -> YearValue:
    rolled_up = row.source == ActualSource.ROLLUP
    return YearValue(
        year=row.year,
        # Zeros that a column or a sum has put behind are nobody's digits; without them equal numbers are equal bytes.
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


def target_standing(target: TargetThen, row: Progress, question: ResultQuestion) -> TargetStanding:
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
        steps=tuple(
            milestone_then(one, question.judged(target, one.code), question.scope.year) for one in target.milestones
        ),
    )
