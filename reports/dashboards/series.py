"""One dataset per indicator: what page, CSV, interactive chart and API show is read here once, unrounded.

`indicator_series` answers everything that is known of an indicator in a locality: the values that count, every
published figure, what every plan promises and where it stands, the expected path, the pace scenario and, as far as
the reader may see them, the agencies. Nothing here rounds or formats.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db.models import F, prefetch_related_objects

from agencies import clock
from agencies.access import Right
from agencies.models import Agency, Locality, User
from agencies.vietnamese_text import by_name
from reports.dashboards.indicators.shift_share import Shift, shift_of
from reports.dashboards.reporting_sets import ReportingSet, reporting_sets, years_in_parts
from reports.dashboards.series_rows import (
    SERIES_BASELINES,
    SERIES_PUBLISHED,
    SERIES_STANDINGS,
    SERIES_TARGETS,
    SERIES_VALUES,
)
from reports.models import ActualSource, FigureKind, IndicatorValue, OfficialFigure, View
from reports.progress.outlook import outlook_of
from reports.progress.pairs import PairedYears, paired_years
from reports.progress.places import ONE_PART, lacking_in, parts_of_years
from reports.progress.queries import Recipe, UnitReport, agencies_of, recipes, unit_reports
from reports.progress.rules import rules_of
from reports.wording.differences import counts_single_things
from reports.wording.standing import Standing, standing_of
from targets.calculations.numbers.precision import exact
from targets.calculations.projection import Projection
from targets.models import Ambition, Baseline, Basis, Formula, Indicator, IndicatorInput, Target
from targets.models.target import MILESTONE
from targets.plan_checks import HIGHEST_SHARE
from targets.target_bounds import bounds_of


@dataclass(frozen=True)
class AgencyResult:
    """One agency's value in `year` (None = not reported); numerator and denominator as reported."""

    agency: Agency
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True)
class AgencyYear:
    """Agencies of one year, as many as the reader may see; `all_visible` tells whether that is all of them.

    `shift` explains a locality that moved against most of its agencies; None otherwise. `paired`: against the year
    before, over the agencies of both years, where they are not the same. `lacking`: of a year in which bodies ended,
    which part of it has not come, in words. `sets`: who reports, from which day on it is others. `in_parts`: years that
    two sets have reported.
    """

    year: int
    figures: tuple[AgencyResult, ...]
    illustrative: bool
    all_visible: bool
    shift: Shift | None = None
    paired: PairedYears | None = None
    lacking: str = ""
    sets: tuple[ReportingSet, ...] = ()
    in_parts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PacePoint:
    """The pace scenario in one year with its 80 % band; rates are clipped to 0..100, or at 0 where they pass 100."""

    year: int
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class ShareParts:
    """What derived published values rest on: values of the plain sums behind an indicator, figures of several years.

    Empty for an indicator whose published values are its own.
    """

    values: tuple[IndicatorValue, ...] = ()
    spans: tuple[OfficialFigure, ...] = ()


@dataclass(frozen=True)
class IndicatorSeries:
    """Everything shown of one indicator in one locality, one view and one year of looking (`as_of`).

    values: by year, what counts and what it rests on. published: every official figure public today, plans and
    revisions included. targets: of all plans, by year. progress: (target, year) -> standing. lead: the target that
    the page opens with. path: (year, value) from the lead's base through the milestones of its plan. outlook and
    pace: the projection to the lead's year, None and empty where nothing is projected. inputs: what it is
    computed from.
    """

    indicator: Indicator
    locality: Locality
    view: View
    as_of: int
    today: date
    values: tuple[IndicatorValue, ...]
    published: tuple[OfficialFigure, ...]
    targets: tuple[Target, ...]
    baselines: tuple[Baseline, ...]
    progress: dict[tuple[int, int], Standing]
    lead: Target | None
    path: tuple[tuple[int, Decimal], ...]
    outlook: Projection | None
    pace: tuple[PacePoint, ...]
    agencies: AgencyYear | None
    parts: ShareParts
    inputs: tuple[IndicatorInput, ...] = ()

    def standing(self, target: Target, year: int | None = None) -> Standing | None:
        """How a target stands, or stood at the end of an earlier year."""
        return self.progress.get((target.pk, year or self.as_of))

    @property
    def counted(self) -> tuple[IndicatorValue, ...]:
        """The years that have a value."""
        return tuple(value for value in self.values if value.value is not None)

    @property
    def latest(self) -> IndicatorValue | None:
        return self.counted[-1] if self.counted else None

    @property
    def illustrative(self) -> bool:
        """Whether anything shown is made up."""
        return any(value.illustrative for value in self.values) or bool(self.agencies and self.agencies.illustrative)

    @property
    def yearly_plan(self) -> dict[int, Decimal]:
        """What the locality planned for single years: the plan of a total, else what was published as a plan."""
        planned = {figure.year: figure.value for figure in self.published if is_yearly_plan(figure)}
        for target in self.targets:
            if target.basis == Basis.CUMULATIVE:
                # A total's own plan goes before what was published as one.
                planned |= running_total({year.year: year.value for year in target.yearly_plan.all()})
        return dict(sorted(planned.items()))

    def path_at(self, year: int) -> Decimal | None:
        """The expected value of a year: on the straight line between the path's points; None outside it."""
        for (first, start), (last, end) in zip(self.path, self.path[1:], strict=False):
            if first <= year <= last:
                return along(start, end, Decimal(year - first) / (last - first))
        return None


def indicator_series(
    indicator: Indicator, locality: Locality, view: View, user: User, as_of: int | None = None
) -> IndicatorSeries:
    """The dataset of an indicator's page, CSV, chart and API answer; sixteen queries at most, whatever the size.

    `user` decides which agencies are in it: all of them for staff and leaders of the locality, her own for a reporter.
    """
    today = clock.today()
    as_of = as_of or today.year
    values: tuple[IndicatorValue, ...] = tuple(SERIES_VALUES.models(indicator.pk, locality.pk, view))
    targets: tuple[Target, ...] = tuple(SERIES_TARGETS.models(indicator.pk, locality.pk))
    prefetch_related_objects([one for one in targets if one.basis == Basis.CUMULATIVE], "yearly_plan")
    prefetch_related_objects([one for one in targets if one.comparator == MILESTONE], "milestones__judgements")
    # Of all years: the table says of each how it was judged then.
    rows = SERIES_STANDINGS.models(indicator.pk, locality.pk, view)
    progress = {(row.target_id, row.year): standing_of(row) for row in rows}
    lead = lead_target(targets, as_of)
    path = planned_path(lead, targets, progress, as_of)
    recipe = recipes([indicator.pk])[indicator.pk]
    standing = progress.get((lead.pk, as_of)) if lead else None
    outlook = outlook_of(lead, values, standing is not None and standing.final, as_of, rules_of(standing))
    return IndicatorSeries(
        indicator=indicator,
        locality=locality,
        view=View(view),
        as_of=as_of,
        today=today,
        values=values,
        published=tuple(SERIES_PUBLISHED.models(indicator.pk, locality.pk, today)),
        targets=targets,
        baselines=tuple(SERIES_BASELINES.models(indicator.pk, locality.pk)),
        progress=progress,
        lead=lead,
        path=path,
        outlook=outlook,
        pace=pace_of(lead, values, outlook),
        agencies=agency_year(recipe, locality, view, user, values),
        parts=parts_of(indicator, locality, view, values),
        inputs=tuple(recipe.indicator.inputs.all()),
    )


def lead_target(targets: Sequence[Target], as_of: int) -> Target | None:
    """The target that stands for an indicator: with a number, the next one due; of equals the newest plan's.

    When every date has passed, the last one; a text without numbers only where there is nothing else. What a plan
    aspires to beyond its promise leads nothing.
    """
    judged = [one for one in targets if one.basis != Basis.AVERAGE and one.ambition == Ambition.COMMITTED]
    numeric = [target for target in judged if target.comparator != MILESTONE] or judged
    ahead = [target for target in numeric if target.year >= as_of]
    if ahead:
        return min(ahead, key=lambda target: (target.year, -target.plan.issued_on.toordinal(), target.basis))
    return max(
        numeric,
        key=lambda target: (target.year, target.plan.issued_on.toordinal()),
        default=None,
    )


def parts_of(indicator: Indicator, locality: Locality, view: View, values: Sequence[IndicatorValue]) -> ShareParts:
    """The plain sums that the derived values of an indicator were made of; nothing is read where none is derived."""
    derived = any(value.source == ActualSource.OFFICIAL and value.official_id is None for value in values)
    if not derived:
        return ShareParts()
    elements = list(indicator.inputs.values_list("element_id", flat=True))
    sums = Indicator.objects.filter(formula=Formula.VALUE, inputs__element_id__in=elements)
    return ShareParts(
        values=tuple(
            IndicatorValue.objects.filter(indicator__in=sums, locality=locality, view=view, value__isnull=False)
            .select_related("indicator", "official")
            .order_by("year", "indicator__position")
        ),
        spans=tuple(
            OfficialFigure.objects.filter(indicator__in=sums, locality=locality, from_year__lt=F("year"))
            .exclude(kind=FigureKind.PLAN)
            .published_by(clock.today())
            .order_by("year", "from_year", "published_on", "pk")
        ),
    )


def is_yearly_plan(figure: OfficialFigure) -> bool:
    return figure.kind == FigureKind.PLAN and figure.from_year == figure.year and figure.value_high is None


def running_total(planned: dict[int, Decimal]) -> dict[int, Decimal]:
    """A yearly plan as it adds up: {2021: 220500, 2022: 445000, ...}."""
    total, sums = Decimal(), {}
    for year, value in sorted(planned.items()):
        total += value
        sums[year] = total
    return sums


@exact
def along(start: Decimal, end: Decimal, share: Decimal) -> Decimal:
    return start + (end - start) * share


def planned_path(
    lead: Target | None, targets: Sequence[Target], progress: dict[tuple[int, int], Standing], as_of: int
) -> tuple[tuple[int, Decimal], ...]:
    """The planned way of the lead's plan; empty for bands, for texts and where no base is known."""
    # A change is promised in percent of its base year: its way has no place on the scale of the values.
    if lead is None or lead.comparator == MILESTONE or lead.basis in (Basis.EVERY_YEAR, Basis.CHANGE):
        return ()
    bounds = bounds_of(lead)
    row = progress.get((lead.pk, as_of))
    if bounds.two_sided or row is None or row.base is None or row.base_year is None:
        return ()
    start = (row.base_year, row.base)
    if lead.basis == Basis.CUMULATIVE:
        planned = running_total({year.year: year.value for year in lead.yearly_plan.all()})
        return (start, *planned.items()) if planned else (start, (lead.year, lead.low))
    later = [
        (target.year, bounds_of(target).path_target)
        for target in targets
        if target.plan_id == lead.plan_id
        and target.basis == Basis.YEAR
        and target.comparator != MILESTONE
        and target.ambition == Ambition.COMMITTED
    ]
    # Milestones before the lead are behind: the path starts from what was reached at the last of them (several.py).
    return (start, *(step for step in sorted(later) if step[0] > row.base_year and step[0] >= lead.year))


@exact
def pace_of(lead: Target | None, values: Sequence[IndicatorValue], outlook: Projection | None) -> tuple[PacePoint, ...]:
    """The scenario in the lead's year; its band opens from the latest value."""
    if lead is None or outlook is None or not outlook.assessable:
        return ()
    low, high, value = outlook.low80, outlook.high80, outlook.pace_projection
    if low is None or high is None or value is None:
        return ()
    if lead.indicator.is_percentage:
        # A rate that is promised or known to pass the whole is none of a part.
        known = [lead.high or lead.low, *(one.value for one in values)]
        most = None if any(one is not None and one > HIGHEST_SHARE for one in known) else HIGHEST_SHARE
        low, high = max(low, Decimal(0)), high if most is None else min(high, most)
        value = max(value, Decimal(0)) if most is None else min(max(value, Decimal(0)), most)
    elif counts_single_things(lead.indicator, lead.low, value):
        # No plan provides for more of them than it names, so no pace leads there.
        most = max([lead.high or lead.low, *(one.value for one in values if one.value is not None)])
        low, high, value = max(low, Decimal(0)), min(high, most), min(value, most)
    return (PacePoint(lead.year, value, low, high),)


def agency_year(
    recipe: Recipe, locality: Locality, view: View, user: User, values: Sequence[IndicatorValue]
) -> AgencyYear | None:
    """The agencies of the latest year of which enough have reported, else of the latest with any; None without."""
    indicator = recipe.indicator
    if indicator.formula not in (Formula.VALUE, Formula.RATIO) or not recipe.input_count:
        return None
    wanted = {indicator.pk: recipe}
    # The values say in which years somebody reports; the year before the shown one is what it is compared with.
    enough = [value.year for value in values if value.units_reporting and value.assessable]
    # None reads every year: only where no year has enough reports is the latest with any of them wanted.
    years = [year for last in enough[-1:] for year in (last - 1, last)] or None
    agencies = by_name(agencies_of(locality.pk), name=attrgetter("short_name"))
    reports = unit_reports(locality_id=locality.pk, wanted=wanted, view=view, years=years, agencies=agencies)
    if not reports:
        return None
    year = max(year for _, year in reports)
    expected = [agency for agency in agencies if recipe.expects(agency, year)]
    everything = locality.pk in user.access.localities_with(Right.SEE_SUBMISSIONS)
    own = user.access.agencies_with(Right.SEE_SUBMISSIONS)
    shown = [agency for agency in expected if everything or agency.pk in own]
    found, sets = reports[indicator.pk, year], reporting_sets(recipe, agencies)
    return AgencyYear(
        year=year,
        figures=agency_figures(shown, found, indicator),
        illustrative=any(report.illustrative for report in found.values()),
        all_visible=everything,
        shift=shift_of(indicator, reports, year) if everything else None,
        paired=paired_years(indicator, reports, year - 1, year),
        lacking=lacking_in(parts_of_years(expected, [year]).get(year, ONE_PART), expected, found) if everything else "",
        sets=sets,
        in_parts=years_in_parts(recipe, sets),
    )


@exact
def agency_figures(
    agencies: Iterable[Agency], reports: Mapping[int, UnitReport], indicator: Indicator
) -> tuple[AgencyResult, ...]:
    """What each agency reported; the arithmetic is entered once for all of them."""
    return tuple(agency_figure(agency, reports.get(agency.pk), indicator) for agency in agencies)


def agency_figure(agency: Agency, report: UnitReport | None, indicator: Indicator) -> AgencyResult:
    if report is None:
        return AgencyResult(agency, None, None, None)
    if indicator.formula == Formula.VALUE:
        return AgencyResult(agency, report.numerator, report.numerator, None)
    # Who has nobody to count from has no rate, and not one of zero.
    value = 100 * report.numerator / report.denominator if report.denominator else None
    return AgencyResult(agency, value, report.numerator, report.denominator)


def both_sources(series: IndicatorSeries) -> IndicatorValue | None:
    """The latest year in which a published value and a roll-up stand side by side."""
    pairs = [value for value in series.values if value.official is not None and value.rollup is not None]
    return pairs[-1] if pairs else None


def year_standing(series: IndicatorSeries, year: int) -> Standing | None:
    """How the value of a year was judged in its own year, by the target that the lead's plan was on the way to then."""
    lead = series.lead
    if lead is None:
        return None
    rows = [series.progress.get((target.pk, year)) for target in series.targets if target.plan_id == lead.plan_id]
    current = [row for row in rows if row is not None and row.current and row.target.basis == lead.basis]
    return next((row for row in current if row.actual_year == year), None)
