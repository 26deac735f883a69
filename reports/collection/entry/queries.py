"""Read one agency's form: which cells it has, what they hold, what it still has to answer."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet, prefetch_related_objects

from agencies.models import Agency
from agencies.prepared_queries import Prepared
from reports.collection.entry.checks import CheckedCell, CheckedForm
from reports.models import Entry, Figure, ReportingPeriod, Submission
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement, IndicatorInput, PartRule


def form_elements(submission: Submission) -> list[DataElement]:
    """The data elements that the plan asks of this kind of agency, in form order, with the wholes of their parts.

    Of a closing report only what adds up over a year.
    """
    agency, closing = submission.agency, submission.is_closing
    mine = ELEMENTS.models(submission.period.plan_id, agency.kind)
    # Only the forms of a coordinating body need to ask who coordinates.
    leads = any(one.coordinator_only for one in mine) and agency.coordinates_on(submission.period.data_to)
    return [element for element in mine if element.is_asked(coordinates=leads, closing=closing)]


def elements_asked(plan_id: int, kind: str) -> QuerySet[DataElement]:
    asked = DataElement.objects.filter(used_in__indicator__targets__plan_id=plan_id).values("pk")
    wholes = DataElement.objects.filter(parts__in=asked).values("pk")
    mine = DataElement.objects.filter(Q(pk__in=asked) | Q(pk__in=wholes), kinds__kind=kind)
    return mine.distinct().order_by("position", "code")


ELEMENTS = Prepared(int, str, build=elements_asked)
FIGURES = Prepared(int, int, build=lambda agency, year: Figure.objects.filter(agency_id=agency, year=year).order_by())
ACCEPTED = Prepared(
    int,
    int,
    build=lambda agency, year: (
        Figure.objects.filter(agency_id=agency, year=year)
        .exclude(accepted_entry="")
        .order_by()
        .only("element", "accepted_entry", "accepted_value", "illustrative")
    ),
)


def filled_and_asked(agency: Agency, submissions: list[Submission]) -> dict[int, tuple[int, int]]:
    """Filled cells and cells in all, by submission of one agency; seven queries at most, however many submissions."""
    prefetch_related_objects([agency], "coordinations")
    asks = {one.pk: (agency.coordinates_on(one.period.data_to), one.is_closing) for one in submissions}
    plans = {submission.period.plan_id for submission in submissions}
    asked = {ask: cells_by_plan(agency.kind, plans, coordinates=ask[0], closing=ask[1]) for ask in {*asks.values()}}
    filled: dict[int, set[int]] = {}
    rows = Figure.objects.filter(agency=agency, year__in={submission.period.year for submission in submissions})
    for year, element in rows.exclude(entry=Entry.BLANK).values_list("year", "element_id"):
        filled.setdefault(year, set()).add(element)
    counts = {}
    for submission in submissions:
        cells = asked[asks[submission.pk]].get(submission.period.plan_id, set())
        counts[submission.pk] = (len(cells & filled.get(submission.period.year, set())), len(cells))
    return counts


def filled_by_agency(period: ReportingPeriod, submissions: list[Submission]) -> dict[int, tuple[int, int]]:
    """Filled cells and cells in all, by submission of one period; few queries however many agencies."""
    filled: dict[int, set[int]] = {}
    rows = Figure.objects.filter(year=period.year, agency__in=[submission.agency_id for submission in submissions])
    for agency, element in rows.exclude(entry=Entry.BLANK).values_list("agency_id", "element_id"):
        filled.setdefault(agency, set()).add(element)
    coordinating = set(Agency.objects.coordinating_on(period.data_to).values_list("pk", flat=True))
    asked: dict[tuple[str, bool, bool], set[int]] = {}
    counts = {}
    for submission in submissions:
        # Agencies of one kind have one form, so the cells are read once a kind.
        closes = submission.agency.closes_within(period.data_from, period.data_to)
        key = (submission.agency.kind, submission.agency_id in coordinating, closes)
        if key not in asked:
            cells = cells_by_plan(key[0], {period.plan_id}, coordinates=key[1], closing=key[2])
            asked[key] = cells.get(period.plan_id, set())
        counts[submission.pk] = (len(asked[key] & filled.get(submission.agency_id, set())), len(asked[key]))
    return counts


def cells_by_plan(kind: str, plan_ids: set[int], *, coordinates: bool, closing: bool) -> dict[int, set[int]]:
    """Data elements that each plan asks of an agency of a kind: those of `form_elements`, for many plans at once."""
    mine = DataElement.objects.filter(kinds__kind=kind)
    reported = {one.pk for one in mine if one.is_asked(coordinates=coordinates, closing=closing)}
    asked: dict[int, set[int]] = {}
    pairs = IndicatorInput.objects.filter(indicator__targets__plan_id__in=plan_ids)
    for plan, element, whole in pairs.values_list("indicator__targets__plan_id", "element_id", "element__part_of_id"):
        asked.setdefault(plan, set()).update({element, whole} & reported)
    return asked


def figures_of(submission: Submission, elements: Iterable[DataElement] = ()) -> dict[str, Figure]:
    """The agency's figures of the period's year by element code, whichever form holds them, each with that form.

    `elements` are those that the caller has read already. Nothing is joined: a form of forty cells would read the same
    form, period and plan forty times.
    """
    rows = FIGURES.models(submission.agency_id, submission.period.year)
    for figure in rows:
        if figure.submission_id == submission.pk:
            figure.submission = submission
    prefetch_related_objects([one for one in rows if one.submission_id != submission.pk], "submission__period__plan")
    return by_code(rows, elements)


def accepted_before(submission: Submission, elements: Iterable[DataElement] = ()) -> dict[str, Figure]:
    """What was accepted of the agency's figures last year, by element code, and nothing else of them.

    `elements` as in `figures_of`.
    """
    return by_code(ACCEPTED.models(submission.agency_id, submission.period.year - 1), elements)


def by_code(figures: list[Figure], elements: Iterable[DataElement]) -> dict[str, Figure]:
    """Figures by element code; elements that are not among `elements` are read in one query."""
    known = {element.pk: element for element in elements}
    for figure in figures:
        if figure.element_id in known:
            figure.element = known[figure.element_id]
    prefetch_related_objects([figure for figure in figures if figure.element_id not in known], "element")
    return {figure.element.code: figure for figure in figures}


def cells_by_element(figures: dict[str, Figure]) -> dict[str, CheckedCell]:
    return {
        code: CheckedCell(entry=figure.entry, value=without_trailing_zeros(figure.value), note=figure.note)
        for code, figure in figures.items()
    }


def form_of(
    submission: Submission,
    *,
    elements: list[DataElement] | None = None,
    figures: dict[str, Figure] | None = None,
    before: dict[str, Figure] | None = None,
) -> CheckedForm:
    """The form as the checks see it; rows that the caller has read already are not read again."""
    elements = form_elements(submission) if elements is None else elements
    before = accepted_before(submission, elements) if before is None else before
    return CheckedForm(
        elements=elements,
        open_sums=open_sums(elements),
        cells=cells_by_element(figures_of(submission, elements) if figures is None else figures),
        before={
            code: value
            for code, figure in before.items()
            if figure.accepted_entry == Entry.NUMBER
            and (value := without_trailing_zeros(figure.accepted_value)) is not None
        },
        last_year=submission.period.year - 1,
    )


def open_sums(elements: list[DataElement]) -> frozenset[str]:
    """Codes of the wholes in a form that have parts outside of it; no query where the form has no sum at all."""
    asked = {element.pk for element in elements}
    wholes = {part.part_of_id for part in elements if part.part_rule == PartRule.SUM} & asked
    if not wholes:
        return frozenset()
    outside = DataElement.objects.filter(part_of__in=wholes, part_rule=PartRule.SUM).exclude(pk__in=asked)
    return frozenset(outside.values_list("part_of__code", flat=True))
