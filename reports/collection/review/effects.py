"""What accepting a report would change in its locality: "36,1 to 36,4 %, 25 of 30 agencies, still far behind".

The stored values with this agency's cells in them, judged by the rules in force; nothing is stored. Growth and totals
over years follow from the sums and are not shown apart.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from agencies import clock
from reports.collection.entry.queries import figures_of, form_elements
from reports.models import ActualSource, Entry, Figure, IndicatorValue, Submission, View
from reports.progress.judging import is_judged, judge
from reports.progress.places import parts_of_years
from reports.progress.queries import (
    REPORTED,
    Recipe,
    agencies_of,
    published_by_indicator,
    recipes,
    unit_reports,
)
from reports.progress.rollup import blank, quotient
from reports.progress.rollup_data import RollupData, as_stored, by_indicator
from reports.progress.rules import rules_in_force
from reports.progress.services import baselines_of, case_of, targets_of
from reports.wording.formats import number, status_label
from reports.wording.terms import promise_text
from targets.models import Basis, Formula, Target
from targets.models.target import MILESTONE

SHOWN = (Formula.VALUE, Formula.RATIO)


@dataclass(frozen=True)
class Effect:
    """One indicator of the locality, words ready. `codes`: the cells that it is made of, with spaces between.

    `status` is the verdict after it, empty where nothing is promised; `turns` whether it is another one than now.
    """

    name: str
    url: str
    before: str
    after: str
    unit: str
    units: str
    codes: str
    status: str
    verdict: str
    promise: str
    turns: bool
    published: bool


@dataclass(frozen=True)
class Sides:
    """What one agency gives to an indicator: both sides, and whether it reports all of it."""

    numerator: Decimal = Decimal()
    denominator: Decimal = Decimal()
    whole: bool = False


def effects_of(submission: Submission) -> list[Effect]:
    """What would change if the report were accepted as it is, indicator by indicator; some twenty queries.

    Nothing by a report within the year: what is judged are whole years.
    """
    if submission.period.interim:
        return []
    elements = form_elements(submission)
    codes = {element.pk: element.code for element in elements}
    figures = {figure.element_id: figure for figure in figures_of(submission, elements).values()}
    year, locality_id = submission.period.year, submission.agency.locality_id
    known = recipes()
    moved = {}
    for pk, recipe in known.items():
        if recipe.indicator.formula in SHOWN and submission.agency.kind in recipe.kinds:
            asked = recipe.inputs_of(submission.agency, year)
            sides = sides_of(recipe, figures, asked), sides_of(recipe, figures, asked, accepting=submission)
            # An indicator to which nothing changes by the acceptance is no effect.
            if sides[0] != sides[1]:
                moved[pk] = sides
    if not moved:
        return []
    # Without pooled reports: the stored values are the base, and only this body's share is exchanged in them.
    ground = RollupData(
        locality_id=locality_id,
        view=View.ACCEPTED,
        recipes=known,
        pooled={},
        published=published_by_indicator(locality_id=locality_id, on=clock.today()),
        rules=rules_in_force(locality_id, clock.today()),
    )
    rows = IndicatorValue.objects.filter(locality_id=locality_id, view=View.ACCEPTED, indicator__in=list(moved))
    ground.values = by_indicator(rows)
    supposed = replace(ground, values={pk: dict(series) for pk, series in ground.values.items()})
    counts = places_then(submission, {pk: known[pk] for pk in moved}, moved)
    for pk, (now, then) in moved.items():
        held = ground.values.get(pk, {}).get(year) or blank(ground, known[pk], year)
        supposed.values.setdefault(pk, {})[year] = with_agency(held, known[pk], now, then, counts.get(pk))
    verdicts = verdicts_of(ground, supposed, list(moved), submission)
    return [effect(known[pk], ground, supposed, year, codes, verdicts.get(pk)) for pk in sorted(moved)]


def sides_of(
    recipe: Recipe, figures: Mapping[int, Figure], asked: frozenset[int], accepting: Submission | None = None
) -> Sides:
    """What counts of an agency for an indicator; with `accepting` what would count then. Nothing where a cell lacks.

    `asked`: the elements that the agency reports of it.
    """
    cells = {}
    for element in asked:
        figure = figures.get(element)
        if figure is None:
            return Sides()
        # What another plan's report holds is not accepted with this one.
        mine = accepting is not None and figure.submission_id == accepting.pk and figure.entry != Entry.BLANK
        entry, value = (figure.entry, figure.value) if mine else (figure.accepted_entry, figure.accepted_value)
        if entry not in REPORTED:
            return Sides()
        # "Không phát sinh" has no value and counts as zero.
        cells[element] = value or Decimal()
    above = sum((cells[element] for element in recipe.numerator & asked), Decimal())
    below = sum((cells[element] for element in recipe.denominator & asked), Decimal())
    return Sides(above, below, whole=bool(asked))


def places_then(
    submission: Submission, wanted: dict[int, Recipe], moved: Mapping[int, tuple[Sides, Sides]]
) -> dict[int, tuple[int, int]]:
    """By indicator how many places there are and would be in; nothing but for a year in which bodies ended."""
    agencies, year = agencies_of(submission.agency.locality_id), submission.period.year
    parts = parts_of_years(agencies, [year]).get(year)
    if parts is None:
        return {}
    reports = unit_reports(
        locality_id=submission.agency.locality_id, wanted=wanted, view=View.ACCEPTED, years=[year], agencies=agencies
    )
    found = {}
    for pk, recipe in wanted.items():
        there = {*reports.get((pk, year), {})} - {submission.agency_id}
        there |= {submission.agency_id} if moved[pk][1].whole else set()
        expected = {agency.pk for agency in agencies if recipe.expects(agency, year)}
        found[pk] = parts.counts(expected, there & expected)
    return found


def with_agency(
    held: IndicatorValue, recipe: Recipe, now: Sides, then: Sides, places: tuple[int, int] | None = None
) -> IndicatorValue:
    """The value of the locality with what the agency says in place of what counted of it; unsaved.

    `places`: how many there are and are in then, where one report more is not one place more.
    """
    row = copy(held)
    row.numerator = (held.numerator or Decimal()) - now.numerator + then.numerator
    row.units_reporting = held.units_reporting + then.whole - now.whole
    # A body that nobody expected makes the whole one larger: more reports than places cannot be.
    row.units_expected = max(held.units_expected, row.units_reporting)
    if places is not None:
        row.units_expected, row.units_reporting = places
    if recipe.indicator.formula == Formula.RATIO:
        row.denominator = (held.denominator or Decimal()) - now.denominator + then.denominator
        row.rollup = as_stored(quotient(row.numerator, row.denominator)) if row.denominator else None
    else:
        row.rollup = as_stored(row.numerator)
    # Where the published figure counts, a roll-up changes nothing that is judged.
    if held.source != ActualSource.OFFICIAL and row.rollup is not None:
        row.value, row.source = row.rollup, ActualSource.ROLLUP
    return row


def verdicts_of(
    ground: RollupData, supposed: RollupData, wanted: list[int], submission: Submission
) -> dict[int, tuple[Target, str, str]]:
    """By indicator the next yearly target, of the report's own plan if it has one, and its verdict now and then."""
    targets = targets_of(ground.locality_id, wanted)
    baselines = baselines_of(ground.locality_id)
    # The report's own plan first: its promise is the one that the reviewer has before her.
    targets.sort(key=lambda one: (one.plan_id != submission.period.plan_id, one.plan.code, one.year))
    found: dict[int, tuple[Target, str, str]] = {}
    for target in targets:
        judged = is_judged(target, ground.rules.version) and target.basis == Basis.YEAR
        if target.indicator_id in found or target.comparator == MILESTONE or not judged:
            continue
        year = max(submission.period.year, target.plan.first_year)
        row = judge(case_of(ground, target, targets, baselines), year)
        if row.current:
            then = judge(case_of(supposed, target, targets, baselines), year)
            found[target.indicator_id] = target, row.display_status, then.display_status
    return found


def effect(
    recipe: Recipe,
    ground: RollupData,
    supposed: RollupData,
    year: int,
    codes: Mapping[int, str],
    verdict: tuple[Target, str, str] | None,
) -> Effect:
    indicator, pk = recipe.indicator, recipe.indicator.pk
    before, after = ground.values.get(pk, {}).get(year), supposed.values[pk][year]
    target, was, then = verdict or (None, "", "")
    return Effect(
        name=indicator.short_name,
        url=reverse("indicator", args=[indicator.code]),
        before=number(before.rollup if before else None, indicator.decimals),
        after=number(after.rollup, indicator.decimals),
        unit=indicator.unit,
        units=f"{after.units_reporting}/{after.units_expected} đơn vị",
        codes=" ".join(codes[one] for one in sorted(recipe.numerator | recipe.denominator) if one in codes),
        status=then,
        verdict=status_label(then) if then else "",
        promise=f"cần {promise_text(target, line=False)} năm {target.year}" if target else "",
        turns=was != then,
        published=after.source == ActualSource.OFFICIAL,
    )
