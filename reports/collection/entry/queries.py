"""Read one agency's form: which cells it has, what they hold, what it still has to answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.db.models import BigAutoField, F, QuerySet, Sum, prefetch_related_objects

from agencies.models import Agency, User
from agencies.prepared_queries import MOST_VALUES, Prepared
from reports.collection.entry.checks import CheckedCell, CheckedForm
from reports.collection.entry.counting import NO_CELLS, count_cells
from reports.models import Entry, Extension, Figure, ReportingPeriod, ReviewItem, State, Submission
from reports.models.submission import know_extensions, reach_of
from targets.asked_elements import HeldCells, cells_of_form, elements_wanted, in_form_order, read_asked, wanted_of
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import Aggregation, DataElement, PartRule


def form_elements(submission: Submission) -> list[DataElement]:
    """The data elements that the plan asks of this kind of agency, in form order, with the wholes of their parts.

    Of a closing report only what adds up over a year. A report that was sent holds what was asked then: an element
    that the plan has gained since is not missing in it.
    """
    agency, period, year = submission.agency, submission.period, submission.period.year
    reported = ELEMENTS.models(period.plan_id, agency.kind, year, year + 1)
    cells = cells_of_form(
        wanted_of(reported),
        reported,
        all_parts=period.asks_all_parts,
        # As if it coordinated; what only a coordinating body reports is taken out below, if it is there at all.
        coordinates=True,
        closing=submission.is_closing,
    )
    mine = in_form_order(element for element in reported if element.pk in cells)
    # Only the forms of a coordinating body need to ask who coordinates.
    leads = any(one.coordinator_only for one in mine) and agency.coordinates_on(period.data_to)
    asked = [element for element in mine if leads or not element.coordinator_only]
    if submission.is_editable:
        return asked
    # Whichever report holds them: a cell that was entered for another plan was part of this report as well.
    rows = Figure.every.filter(agency=agency, year=year, interim=submission.period.interim)
    held = set(rows.values_list("element_id", flat=True))
    return [element for element in asked if element.pk in held]


ELEMENTS = Prepared(
    int,
    str,
    int,
    int,
    build=lambda plan, kind, year, following: elements_wanted(plan, year, following).filter(kinds__kind=kind),
)
FIGURES = Prepared(
    int,
    int,
    int,
    build=lambda agency, year, interim: Figure.every.filter(agency_id=agency, year=year, interim=interim).order_by(),
)
ACCEPTED = Prepared(
    int,
    int,
    int,
    build=lambda agency, year, interim: (
        Figure.every.filter(agency_id=agency, year=year, interim=interim).exclude(accepted_entry="").order_by()
    ),
)


# To give a figure a row of which it has the key already, without the checks of an assignment.
ELEMENT_OF, SUBMISSION_OF = Figure._meta.get_field("element"), Figure._meta.get_field("submission")
EXTENSIONS = Prepared(int, build=lambda form: Extension.objects.filter(submission_id=form))
COORDINATING = Prepared(date, build=lambda day: Agency.objects.coordinating_on(day).order_by().values_list("pk"))
REPORTED = Prepared(str, build=lambda kind: DataElement.objects.filter(kinds__kind=kind).order_by())


@cache
def forms_within(agencies: int, localities: int) -> Prepared:
    """A form by its key, among those of so many agencies and so many whole localities."""
    return Prepared(
        *[int] * (1 + agencies + localities),
        build=lambda pk, *places: (
            Submission.objects.within(places[:agencies], places[agencies:])
            .filter(pk=pk)
            .select_related("period__plan", "agency")
        ),
    )


def form_seen_by(user: User, pk: int) -> Submission | None:
    """A form that a person may see, with its period, plan, agency and extensions; two queries."""
    agencies, localities = reach_of(user)
    # SQLite cannot even be asked for a number that is larger than any key.
    if pk > BigAutoField.MAX_BIGINT or not (agencies or localities):
        return None
    # A statement is prepared for each number of places; beyond so many values it would not be (ADR 0022).
    if len(agencies) + len(localities) < MOST_VALUES:
        found = forms_within(len(agencies), len(localities)).models(pk, *agencies, *localities)
    else:
        found = list(Submission.objects.visible_to(user).filter(pk=pk).select_related("period__plan", "agency"))
    know_extensions(found, EXTENSIONS.models(pk) if found else [])
    return found[0] if found else None


def held_cells(figures: QuerySet[Figure]) -> dict[tuple[int, int, int], HeldCells]:
    """What agencies hold, by agency, year and report within the year; one query."""
    found: dict[tuple[int, int, int], HeldCells] = defaultdict(HeldCells)
    columns = ("agency_id", "year", "interim", "element_id", "entry")
    for agency, year, interim, element, entry in figures.order_by().values_list(*columns):
        cells = found[agency, year, interim]
        cells.held.add(element)
        if entry != Entry.BLANK:
            cells.filled.add(element)
    return found


def filled_and_asked(agency: Agency, submissions: list[Submission]) -> dict[int, tuple[int, int]]:
    """Filled cells and cells in all, by submission of one agency; seven queries at most, however many submissions."""
    # One query for all periods; asked period by period it would be one each.
    prefetch_related_objects([agency], "coordinations")
    asks = {one.pk: (agency.coordinates_on(one.period.data_to), one.is_closing) for one in submissions}
    plans = read_asked({submission.period.plan_id for submission in submissions})
    reported = reported_by(agency.kind)
    held = held_cells(Figure.every.filter(agency=agency, year__in={one.period.year for one in submissions}))
    return {
        one.pk: held[agency.pk, one.period.year, one.period.interim].counts(
            cells_of_form(
                plans.in_year(one.period.plan_id, one.period.year),
                reported,
                all_parts=one.period.asks_all_parts,
                coordinates=asks[one.pk][0],
                closing=asks[one.pk][1],
            ),
            sent=not one.is_editable,
        )
        for one in submissions
    }


def filled_by_agency(period: ReportingPeriod, submissions: list[Submission]) -> dict[int, tuple[int, int]]:
    """Filled cells and cells in all, by submission of one period; few queries however many agencies."""
    coordinating = coordinating_on(period.data_to)
    wanted = read_asked({period.plan_id}).in_year(period.plan_id, period.year)
    asked: dict[tuple[str, bool, bool], set[int]] = {}
    forms: dict[int, set[int]] = {}
    for submission in submissions:
        # Agencies of one kind have one form, so the cells are read once a kind.
        closes = submission.agency.closes_within(period.data_from, period.data_to)
        key = (submission.agency.kind, submission.agency_id in coordinating, closes)
        if key not in asked:
            asked[key] = cells_of_form(
                wanted,
                reported_by(key[0]),
                all_parts=period.asks_all_parts,
                coordinates=key[1],
                closing=key[2],
            )
        forms[submission.agency_id] = asked[key]
    counted = count_cells(period, forms)
    counts = {}
    for one in submissions:
        cells = counted.get(one.agency_id, NO_CELLS)
        # A report that was sent is measured by the cells it was sent with.
        counts[one.pk] = (cells.filled, len(forms[one.agency_id]) if one.is_editable else cells.held)
    return counts


def reported_by(kind: str) -> list[DataElement]:
    """The data elements that agencies of a kind report at all; one query."""
    return REPORTED.models(kind)


def coordinating_on(day: date) -> set[int]:
    """The agencies that coordinate their localities on a day; one query."""
    return {pk for (pk,) in COORDINATING.rows(day)}


def figures_of(submission: Submission, elements: Iterable[DataElement] = ()) -> dict[str, Figure]:
    """The agency's figures of what the period is on by element code, whichever form holds them, each with that form.

    `elements` are those that the caller has read already. Nothing is joined: a form of forty cells would read the same
    form, period and plan forty times.
    """
    rows = FIGURES.models(submission.agency_id, submission.period.year, submission.period.interim)
    for figure in rows:
        if figure.submission_id == submission.pk:
            SUBMISSION_OF.set_cached_value(figure, submission)
    # Only the cells of other plans' forms need a form, its period and plan, for "lấy từ …".
    prefetch_related_objects([one for one in rows if one.submission_id != submission.pk], "submission__period__plan")
    return by_code(rows, elements)


def accepted_before(submission: Submission, elements: Iterable[DataElement] = ()) -> dict[str, Figure]:
    """The agency's figures of the same time last year of which something was accepted, by element code.

    `elements` as in `figures_of`.
    """
    period = submission.period
    return by_code(ACCEPTED.models(submission.agency_id, period.year - 1, period.interim), elements)


def by_code(figures: list[Figure], elements: Iterable[DataElement]) -> dict[str, Figure]:
    """Figures by element code; elements that are not among `elements` are read in one query."""
    known = {element.pk: element for element in elements}
    for figure in figures:
        if figure.element_id in known:
            ELEMENT_OF.set_cached_value(figure, known[figure.element_id])
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
    figures = figures_of(submission, elements) if figures is None else figures
    return CheckedForm(
        elements=elements,
        open_sums=open_sums(elements),
        unanswered=unanswered_returns(submission, figures),
        cells=cells_by_element(figures),
        before={
            code: value
            for code, figure in before.items()
            if figure.accepted_entry == Entry.NUMBER
            and (value := without_trailing_zeros(figure.accepted_value)) is not None
        },
        last_year=submission.period.year - 1,
        reported=reported_within(submission, elements),
        of_another_part=submission.is_of_another_part,
    )


def unanswered_returns(submission: Submission, figures: dict[str, Figure]) -> dict[str, str]:
    """The reasons of the return that stands, by code, of cells that nobody has changed or explained since.

    No query but for a form that is sent back.
    """
    if submission.state != State.RETURNED:
        return {}
    reasons = return_reasons([submission])[submission.pk]
    held = {code: CellHolder(one.submission_id, one.entry, one.updated_at) for code, one in figures.items()}
    return still_asked(submission, reasons, held)


@dataclass(frozen=True)
class CellHolder:
    """Which report holds a figure, what it says, and when it was last touched."""

    submission: int
    entry: str
    at: datetime


def return_reasons(submissions: Iterable[Submission]) -> dict[int, dict[str, str]]:
    """The reasons of the return that stands, by report and code of the cell; one query, none without such a report."""
    back = [one.pk for one in submissions if one.state == State.RETURNED]
    found: dict[int, dict[str, str]] = {pk: {} for pk in back}
    if not back:
        return found
    # One that was undone, or that a reopening came after, is not at the moment that the report keeps.
    items = ReviewItem.objects.filter(
        review__submission__in=back, review__at=F("review__submission__decided_at"), element__isnull=False
    )
    rows = items.order_by("element__position").values_list("review__submission_id", "element__code", "reason")
    for pk, code, reason in rows:
        found[pk][code] = reason
    return found


def still_asked(submission: Submission, reasons: Mapping[str, str], held: Mapping[str, CellHolder]) -> dict[str, str]:
    """Of the reasons of a return those that nobody has answered; a figure that another report holds is for that one."""
    answered = {
        code
        for code, one in held.items()
        if submission.decided_at is None
        or one.at > submission.decided_at
        or (one.submission != submission.pk and one.entry != Entry.BLANK)
    }
    return {code: reason for code, reason in reasons.items() if code not in answered}


def reported_within(submission: Submission, elements: list[DataElement]) -> dict[str, Decimal]:
    """What the reports within the year add up to, by code of a flow; nothing where the plan asks for none."""
    return reported_by_agency(submission.period, [submission.agency_id], elements).get(submission.agency_id, {})


def reported_by_agency(
    period: ReportingPeriod, agencies: Iterable[int], elements: Iterable[DataElement]
) -> dict[int, dict[str, Decimal]]:
    """What the reports within a year add up to, by agency and code; no query where the plan asks for none."""
    # Reports within the year are held against nothing: only the year as a whole can fall short of them.
    if period.interim or not period.plan.interim_reports:
        return {}
    flows = {one.pk: one.code for one in elements if one.aggregation == Aggregation.FLOW}
    rows = Figure.every.filter(agency__in=list(agencies), year=period.year, interim__gt=0, element__in=flows)
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    sums = rows.exclude(value=None).order_by().values_list("agency_id", "element_id").annotate(Sum("value"))
    for agency, element, total in sums:
        found[agency][flows[element]] = without_trailing_zeros(total)
    return found


def open_sums(elements: list[DataElement], parts: Mapping[int, set[int]] | None = None) -> frozenset[str]:
    """Codes of the wholes in a form that have parts outside of it; no query where the form has no sum at all.

    `parts` are those of `parts_of_sums` where the caller has read them already.
    """
    asked = {element.pk for element in elements}
    wholes = {part.part_of_id for part in elements if part.part_rule == PartRule.SUM} & asked
    if not wholes:
        return frozenset()
    parts = parts_of_sums(wholes) if parts is None else parts
    # A part that this form does not ask may be anything, so the sum may stay below its whole.
    return frozenset(one.code for one in elements if one.pk in wholes and parts[one.pk] - asked)


def parts_of_sums(wholes: Iterable[int]) -> dict[int, set[int]]:
    """Every part of the wholes that are sums of theirs; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = DataElement.objects.filter(part_of__in=list(wholes), part_rule=PartRule.SUM).order_by()
    for whole, part in rows.values_list("part_of_id", "pk"):
        found[whole].add(part)
    return found
