"""Read everything a recalculation of one locality needs: the catalogue once, reports of agencies per view."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Case, Count, F, Q, Sum, When

from agencies.models import Agency, Coordination
from agencies.models.agency import know_coordinations
from agencies.prepared_queries import Prepared, bring_along
from reports.models import Entry, Figure, FigureKind, OfficialFigure, State, View
from targets.measures.then import NOTHING_SINCE, MeasuresThen
from targets.models import Aggregation, ElementKind, Formula, Indicator, IndicatorInput, Side

REPORTED = (Entry.NUMBER, Entry.NOT_APPLICABLE)
OFFICIAL_RANK = {FigureKind.ACTUAL: 0, FigureKind.ESTIMATE: 1, FigureKind.PROVISIONAL: 2}


@dataclass
class Recipe:
    """How an indicator is computed: its elements by side, those of them that add up over a year, and which agencies are
    expected to report them."""

    indicator: Indicator
    numerator: frozenset[int]
    denominator: frozenset[int]
    kinds: frozenset[str]
    coordinator_only: bool
    flows: frozenset[int]

    @cached_property
    def inputs(self) -> frozenset[int]:
        return self.numerator | self.denominator

    @property
    def input_count(self) -> int:
        return len(self.numerator) + len(self.denominator)

    def expects(self, agency: Agency, year: int) -> bool:
        """Whether an agency should report this in a year: right kind, existing at the cut-off of 14 December."""
        return agency.kind in self.kinds and self.expects_in_time(agency, year)

    def expects_in_time(self, agency: Agency, year: int) -> bool:
        """The same of an agency of any kind.

        What adds up over the year is expected in the closing report of a body that ended inside it, too; the rest is
        counted where somebody is at the cut-off.
        """
        cut_off = date(year, 12, 14)
        if self.coordinator_only:
            return agency.exists_on(cut_off) and agency.coordinates_on(cut_off)
        return (bool(self.flows) and closes_in(agency, year)) or agency.exists_on(cut_off)

    def inputs_of(self, agency: Agency, year: int) -> frozenset[int]:
        """The elements that an agency reports of it: all, in a closing report what adds up over the year."""
        return self.flows if closes_in(agency, year) else self.inputs


def closes_in(agency: Agency, year: int) -> bool:
    """Whether an agency owes a closing report of a year, 15/12 of the year before to 14/12."""
    return agency.closes_within(date(year - 1, 12, 15), date(year, 12, 14))


def has_part_of(agency: Agency, year: int) -> bool:
    """Whether an agency reports only a part of a year: its first, or its last."""
    begins = agency.valid_from
    begun = begins is not None and date(year - 1, 12, 15) < begins <= date(year, 12, 14)
    return begun or closes_in(agency, year)


@dataclass(frozen=True)
class UnitReport:
    """What one agency reported for an indicator in a year: sums over the elements of each side.

    part: what adds up in it is of a part of the year, since its body began or ended within.
    """

    agency_id: int
    numerator: Decimal
    denominator: Decimal
    has_estimate: bool
    illustrative: bool
    part: bool = False


@dataclass
class PublishedValue:
    """Official figures of one indicator: the one that counts per single year, all of that year, and longer ones."""

    by_year: dict[int, OfficialFigure] = field(default_factory=dict)
    of_year: dict[int, list[OfficialFigure]] = field(default_factory=dict)
    spans: list[OfficialFigure] = field(default_factory=list)


INDICATORS = Prepared(build=Indicator.objects.all)
INPUTS = Prepared(build=lambda: IndicatorInput.objects.select_related("element"))
WHO_REPORTS = Prepared(build=lambda: ElementKind.objects.order_by().values_list("element_id", "kind"))
PUBLIC = Prepared(
    int,
    date,
    build=lambda locality, day: (
        OfficialFigure.objects.filter(locality_id=locality, value_high__isnull=True)
        .exclude(kind=FigureKind.PLAN)
        .published_by(day)
        .order_by("published_on", "pk")
    ),
)
BODIES = Prepared(int, build=lambda locality: Agency.objects.filter(locality_id=locality))
TIMES_AS_COORDINATOR = Prepared(int, build=lambda locality: Coordination.objects.filter(agency__locality_id=locality))


def recipes(indicator_ids: Collection[int] | None = None, *, then: MeasuresThen = NOTHING_SINCE) -> dict[int, Recipe]:
    """Indicators with their inputs, as they are or were `then`; three queries, two more where any was another."""
    indicators = [one for one in INDICATORS.models() if indicator_ids is None or one.pk in indicator_ids]
    bring_along(indicators, "inputs", INPUTS.models(), by="indicator_id")
    kinds: dict[int, set[str]] = defaultdict(set)
    for element_id, kind in WHO_REPORTS.rows():
        kinds[element_id].add(kind)
    then.put_indicators_back(indicators)
    then.put_inputs_back(indicators)
    return {indicator.pk: recipe_of(indicator, kinds, then) for indicator in indicators}


def recipe_of(indicator: Indicator, kinds: Mapping[int, Iterable[str]], then: MeasuresThen) -> Recipe:
    """`kinds`: of agencies that report an element today."""
    inputs = list(indicator.inputs.all())
    kind_sets = [frozenset(then.kinds_of(entry.element, kinds.get(entry.element_id, ()))) for entry in inputs]
    return Recipe(
        indicator=indicator,
        numerator=frozenset(entry.element_id for entry in inputs if entry.side == Side.NUMERATOR),
        denominator=frozenset(entry.element_id for entry in inputs if entry.side == Side.DENOMINATOR),
        kinds=frozenset.intersection(*kind_sets) if kind_sets else frozenset(),
        coordinator_only=any(entry.element.coordinator_only for entry in inputs),
        flows=frozenset(entry.element_id for entry in inputs if entry.element.aggregation == Aggregation.FLOW),
    )


def unit_reports(
    *,
    locality_id: int,
    wanted: dict[int, Recipe],
    view: View,
    years: Collection[int] | None = None,
    agencies: Iterable[Agency] | None = None,
) -> dict[tuple[int, int], dict[int, UnitReport]]:
    """(indicator, year) -> agency -> its complete report. An agency that lacks one input has no report.

    "Không phát sinh" is a report of nothing; "chưa có số liệu" is none. Of a closing report what adds up is all there
    is to have. Two queries for all indicators, of all years or of some; one where the `agencies` have been read.
    """
    value, entry, quality = effective(view)
    side = "element__used_in__side"
    rows = Figure.objects.filter(agency__locality_id=locality_id, element__used_in__indicator_id__in=list(wanted))
    if years is not None:
        rows = rows.filter(year__in=years)
    flow = Q(element__aggregation=Aggregation.FLOW)
    if agencies is None:
        changed = Q(ended_by__isnull=False) | Q(valid_from__isnull=False)
        agencies = Agency.objects.filter(changed, locality_id=locality_id)
    cut = {agency.pk: agency for agency in agencies if agency.ended_by_id is not None or agency.valid_from is not None}
    grouped = (
        rows.annotate(counted_value=value, counted_entry=entry, counted_quality=quality)
        .filter(counted_entry__in=REPORTED)
        .values_list("element__used_in__indicator_id", "year", "agency_id")
        .annotate(
            n=Sum("counted_value", filter=Q(**{side: Side.NUMERATOR})),
            d=Sum("counted_value", filter=Q(**{side: Side.DENOMINATOR})),
            inputs=Count("pk"),
            estimates=Count("pk", filter=Q(counted_quality="estimate")),
            made_up=Count("pk", filter=Q(illustrative=True)),
            n_flows=Sum("counted_value", filter=flow & Q(**{side: Side.NUMERATOR})),
            d_flows=Sum("counted_value", filter=flow & Q(**{side: Side.DENOMINATOR})),
            flows=Count("pk", filter=flow),
        )
    )
    reports: dict[tuple[int, int], dict[int, UnitReport]] = defaultdict(dict)
    for indicator_id, year, agency_id, *whole, estimates, made_up, above, below, flows in grouped.order_by():
        recipe, agency = wanted[indicator_id], cut.get(agency_id)
        closing = agency is not None and closes_in(agency, year)
        numerator, denominator, there = (above, below, flows) if closing else whole
        asked = len(recipe.flows) if closing else recipe.input_count
        if there < max(asked, 1):
            continue
        reports[indicator_id, year][agency_id] = UnitReport(
            agency_id=agency_id,
            numerator=numerator or Decimal(),
            denominator=denominator or Decimal(),
            has_estimate=estimates > 0,
            illustrative=made_up > 0,
            part=bool(recipe.flows) and agency is not None and has_part_of(agency, year),
        )
    return reports


def effective(view: View) -> tuple[F | Case, F | Case, F | Case]:
    """Value, entry and quality that count in a view: the accepted ones, or what is under review where there is some."""
    if view == View.ACCEPTED:
        return F("accepted_value"), F("accepted_entry"), F("accepted_quality")
    sent = Q(submission__state__in=[State.SUBMITTED, State.ACCEPTED])
    return (
        Case(When(sent, then=F("value")), default=F("accepted_value")),
        Case(When(sent, then=F("entry")), default=F("accepted_entry")),
        Case(When(sent, then=F("quality")), default=F("accepted_quality")),
    )


def published_by_indicator(*, locality_id: int, on: date) -> dict[int, PublishedValue]:
    """Official figures that were public on a day, by indicator; plans and published ranges are no results.

    Of several for a year the actual one counts, then the estimate, then the part-year one; of equals the latest.
    """
    found: dict[int, PublishedValue] = defaultdict(PublishedValue)
    for figure in PUBLIC.models(locality_id, on):
        entry = found[figure.indicator_id]
        if figure.from_year < figure.year:
            entry.spans.append(figure)
            continue
        entry.of_year.setdefault(figure.year, []).append(figure)
        held = entry.by_year.get(figure.year)
        if held is None or OFFICIAL_RANK[figure.kind] <= OFFICIAL_RANK[held.kind]:
            entry.by_year[figure.year] = figure
    return found


def agencies_of(locality_id: int) -> list[Agency]:
    """The bodies of a locality, each with its times as coordinator; two queries."""
    agencies: list[Agency] = BODIES.models(locality_id)
    know_coordinations(agencies, TIMES_AS_COORDINATOR.models(locality_id))
    return agencies


def level_indicator(recipe: Recipe, all_recipes: dict[int, Recipe]) -> Recipe | None:
    """The plain sum with the same inputs that a growth or cumulative indicator is made of."""
    for candidate in all_recipes.values():
        if candidate.indicator.formula == Formula.VALUE and candidate.numerator == recipe.numerator:
            return candidate
    return None
