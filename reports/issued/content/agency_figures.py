"""The cells behind a report: what each agency said of each data element, and which of it counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, F
from django.utils import timezone

from agencies.models import Agency, Coordinators, User
from reports.audit.past import Past, past_within
from reports.issued.content.schema import AgencyFigure, ElementLine, Explanation
from reports.issued.content.scope import Scope
from reports.issued.content.submissions import SENT, SubmissionThen
from reports.models import Entry, Figure, FigureRevision, ReportingPeriod, View
from reports.progress.queries import REPORTED, Recipe, UnitReport, has_part_of, recipes
from targets.asked_elements import (
    AskedElements,
    HeldCells,
    asked_by,
    cells_of_form,
    elements_measuring,
    in_form_order,
    marked_wanted,
    wanted_of,
)
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement

Key = tuple[int, int, int]


@dataclass(frozen=True)
class TypedValue:
    """One value of a cell and whoever typed it."""

    entry: str
    value: Decimal | None
    quality: str
    note: str
    by: int | None


@dataclass(frozen=True)
class CellThen:
    """One figure as it stood: what its agency said, what had been accepted (None = nothing), which form held it."""

    element_id: int
    agency_id: int
    year: int
    submission_id: int
    said: TypedValue
    accepted: TypedValue | None
    accepted_by: int | None
    accepted_at: datetime | None
    made_up: bool

    @property
    def key(self) -> Key:
        """Element, agency, year."""
        return self.element_id, self.agency_id, self.year


def cells_then(scope: Scope, element_ids: Iterable[int]) -> list[CellThen]:
    """Every cell of the locality for some elements, of all years; two queries however many."""
    rows = Figure.objects.filter(agency__locality=scope.locality, element__in=list(element_ids))
    if scope.is_past:
        past = past_within(rows, scope.moment)
        return [cell_then(figure, past[figure.pk]) for figure in rows if figure.pk in past and past[figure.pk].said]
    # Where the agency has gone on typing, what was accepted stands in the revisions.
    changed = past_within(rows.filter(updated_at__gt=F("accepted_at")), scope.moment)
    return [cell_now(figure, changed.get(figure.pk)) for figure in rows]


def moved_since(scope: Scope, element_ids: Iterable[int]) -> bool:
    """Whether some cell was emptied after the report's day, so that another form may hold it by now."""
    later = FigureRevision.objects.filter(at__gte=scope.moment, entry=Entry.BLANK, figure__interim=0)
    return later.filter(figure__agency__locality=scope.locality, figure__element__in=list(element_ids)).exists()


def cell_now(figure: Figure, changed: Past | None) -> CellThen:
    said = TypedValue(figure.entry, figure.value, figure.quality, figure.note, figure.updated_by_id)
    accepted = None
    if figure.accepted_entry:
        accepted = replace(
            said, entry=figure.accepted_entry, value=figure.accepted_value, quality=figure.accepted_quality
        )
        if changed is not None and changed.counted is not None:
            # The row keeps no note of what was accepted, nor who had typed it.
            accepted = replace(accepted, note=changed.counted.note, by=typist(changed))
    return CellThen(
        element_id=figure.element_id,
        agency_id=figure.agency_id,
        year=figure.year,
        submission_id=figure.submission_id,
        said=said,
        accepted=accepted,
        accepted_by=figure.accepted_by_id,
        accepted_at=figure.accepted_at,
        made_up=figure.illustrative,
    )


def cell_then(figure: Figure, past: Past) -> CellThen:
    said, counted = past.said, past.counted
    accepted = None
    if counted is not None:
        accepted = TypedValue(counted.entry, counted.value, counted.quality, counted.note, typist(past))
    return CellThen(
        element_id=figure.element_id,
        agency_id=figure.agency_id,
        year=figure.year,
        submission_id=figure.submission_id,
        said=TypedValue(said.entry, said.value, said.quality, said.note, said.by_id),
        accepted=accepted,
        accepted_by=counted.by_id if counted else None,
        accepted_at=counted.at if counted else None,
        made_up=past.made_up,
    )


def typist(past: Past) -> int | None:
    return past.typed.by_id if past.typed else None


def counting(
    cells: Iterable[CellThen], forms: Mapping[int, SubmissionThen], view: View
) -> dict[Key, tuple[CellThen, TypedValue]]:
    """The cells that count in a view, with what counts of each: the rule of progress/queries.py, `effective`."""
    found = {}
    for cell in cells:
        form = forms.get(cell.submission_id)
        sent = view == View.PROVISIONAL and form is not None and form.state in SENT
        what = cell.said if sent else cell.accepted
        if what is not None and what.entry != Entry.BLANK:
            found[cell.key] = (cell, what)
    return found


def unit_reports(
    counted: Mapping[Key, tuple[CellThen, TypedValue]], wanted: Mapping[int, Recipe], agencies: Iterable[Agency]
) -> dict[tuple[int, int], dict[int, UnitReport]]:
    """(indicator, year) -> agency -> its complete report: `unit_reports` of progress/queries.py, from these cells."""
    by_agency: dict[tuple[int, int], dict[int, tuple[CellThen, TypedValue]]] = defaultdict(dict)
    for (element_id, agency_id, year), pair in counted.items():
        if pair[1].entry in REPORTED:
            by_agency[agency_id, year][element_id] = pair
    reports: dict[tuple[int, int], dict[int, UnitReport]] = defaultdict(dict)
    bodies = {agency.pk: agency for agency in agencies}
    for (agency_id, year), held in by_agency.items():
        agency = bodies[agency_id]
        for pk, recipe in wanted.items():
            inputs = recipe.inputs_of(agency, year)
            # Without inputs nothing is asked of this body, and nothing at all would count as complete.
            if inputs and inputs <= held.keys():
                used = [held[element] for element in inputs]
                reports[pk, year][agency_id] = UnitReport(
                    agency_id=agency_id,
                    numerator=sum_of_cells(held, recipe.numerator & inputs),
                    denominator=sum_of_cells(held, recipe.denominator & inputs),
                    has_estimate=any(said.quality == "estimate" for _, said in used),
                    illustrative=any(cell.made_up for cell, _ in used),
                    part=bool(recipe.flows) and has_part_of(agency, year),
                )
    return reports


def sum_of_cells(held: Mapping[int, tuple[CellThen, TypedValue]], elements: Iterable[int]) -> Decimal:
    """The sum of some cells; what did not happen adds nothing."""
    return sum((held[element][1].value or Decimal() for element in elements), Decimal())


def filled_cells(
    scope: Scope,
    cells: Iterable[CellThen],
    forms: Mapping[int, SubmissionThen],
    elements: Iterable[DataElement],
    inputs: Mapping[int, Iterable[int]],
) -> dict[int, tuple[int, int]]:
    """Filled cells and cells in all of each submission for the plan, as its agency's form asked for them that day.

    `elements` of the plan; `inputs`: those that each of its indicators is made of.
    """
    held: dict[tuple[int, int], HeldCells] = defaultdict(HeldCells)
    for cell in cells:
        held[cell.agency_id, cell.year].held.add(cell.element_id)
        if cell.said.entry != Entry.BLANK:
            held[cell.agency_id, cell.year].filled.add(cell.element_id)
    asked: dict[tuple[int, str, bool, bool], set[int]] = {}
    counts = {}
    elements, coordinators = list(elements), Coordinators.read()
    wholes = {element.pk: element.part_of_id for element in elements}
    wanted = AskedElements({scope.plan.pk: asked_by(scope.said.targets, inputs, wholes)})
    for pk, form in forms.items():
        agency, period = form.row.agency, form.row.period
        if period.plan_id != scope.plan.pk:
            continue
        key = (period.pk, agency.kind, coordinators.include(agency.pk, period.data_to), form.row.is_closing)
        # Forms of one period, kind and role ask for the same: of thirty districts this is worked out once.
        if key not in asked:
            asked[key] = cells_of_form(
                wanted.in_year(scope.plan.pk, period.year),
                [element for element in elements if is_reported_by(element, agency.kind)],
                all_parts=period.asks_all_parts,
                coordinates=key[2],
                closing=key[3],
            )
        counts[pk] = held[agency.pk, period.year].counts(asked[key], sent=form.state in SENT)
    return counts


def asks(element: DataElement, kind: str, *, coordinates: bool) -> bool:
    """Whether an element is asked of agencies of this kind; its kinds are prefetched."""
    return element.is_asked(coordinates=coordinates, closing=False) and is_reported_by(element, kind)


def is_reported_by(element: DataElement, kind: str) -> bool:
    return kind in {row.kind for row in element.kinds.all()}


def elements_of(scope: Scope) -> list[DataElement]:
    """The elements that the plan's forms ask for, with wholes and parts, in form order; two queries."""
    measured, then = [indicator.pk for indicator in scope.said.indicators], scope.said.measures
    in_full = Exists(ReportingPeriod.objects.filter(plan=scope.plan, asks_all_parts=True))
    rows = elements_measuring(measured)
    if then.said:
        made_of = [recipe.numerator | recipe.denominator for recipe in recipes(measured, then=then).values()]
        rows = marked_wanted(DataElement.objects.filter(pk__in=frozenset().union(*made_of)))
    found = list(rows.annotate(in_full=in_full).prefetch_related("kinds"))
    then.put_elements_back(found)
    elements = in_form_order(found)
    all_parts = any(element.in_full for element in elements)
    # The widest form: whatever any agency may be asked for.
    cells = cells_of_form(wanted_of(elements), elements, all_parts=all_parts, coordinates=True, closing=False)
    return [element for element in elements if element.pk in cells]


def element_lines(elements: Iterable[DataElement]) -> tuple[ElementLine, ...]:
    return tuple(
        ElementLine(
            code=element.code,
            name=element.name,
            unit=element.unit,
            decimals=element.decimals,
            aggregation=element.aggregation,
            definition=element.definition,
        )
        for element in elements
    )


@dataclass(frozen=True)
class Counted:
    """The cells that count in a report, with what its lines need beside them."""

    scope: Scope
    cells: Mapping[Key, tuple[CellThen, TypedValue]]
    forms: Mapping[int, SubmissionThen]
    elements: list[DataElement]
    agencies: Mapping[int, Agency]
    people: Mapping[int | None, str]

    def rows(self, years: range) -> Iterable[tuple[DataElement, Agency, CellThen, TypedValue]]:
        """The cells of some years and the report's agencies, by year, agency and place in the form."""
        # By code, so that the same data give the same bytes, and so the same digest.
        agencies = sorted((one for one in self.agencies.values() if self.scope.covers(one.pk)), key=lambda a: a.code)
        for year in years:
            for agency in agencies:
                for element in self.elements:
                    pair = self.cells.get((element.pk, agency.pk, year))
                    if pair is not None:
                        yield element, agency, *pair


def figure_lines(counted: Counted) -> tuple[AgencyFigure, ...]:
    """The cells of the report's years; a report on one year holds the year before, too."""
    lines = []
    for element, agency, cell, said in counted.rows(counted.scope.shown_years):
        form = counted.forms.get(cell.submission_id)
        # What is still under review has been accepted by nobody, even where an earlier value was.
        taken = said is cell.accepted or said == cell.accepted
        lines.append(
            AgencyFigure(
                element_code=element.code,
                agency_code=agency.code,
                agency_name=agency.name,
                year=cell.year,
                entry=said.entry,
                value=without_trailing_zeros(said.value),
                quality=said.quality,
                submission=cell.submission_id,
                submission_version=form.version if form else 0,
                entered_by=counted.people.get(said.by, ""),
                accepted_by=counted.people.get(cell.accepted_by, "") if taken else "",
                accepted_at=timezone.localtime(cell.accepted_at) if taken and cell.accepted_at else None,
                illustrative=cell.made_up,
            )
        )
    return tuple(lines)


def causes_told(counted: Counted) -> tuple[Explanation, ...]:
    """Why there is no figure, and the sentences that a leap since the year before was asked for."""
    lines = []
    for element, agency, cell, said in counted.rows(counted.scope.years):
        before = accepted_number(counted.cells.get((element.pk, agency.pk, cell.year - 1)))
        # What did not happen this year has fallen to nothing, which is a leap as well.
        amount = Decimal() if said.entry == Entry.NOT_APPLICABLE else said.value
        if not said.note.strip() or (said.entry != Entry.MISSING and not element.leaps(before, amount)):
            continue
        lines.append(
            Explanation(
                agency_code=agency.code,
                agency_name=agency.name,
                element_code=element.code,
                element_name=element.name,
                year=cell.year,
                entry=said.entry,
                value=without_trailing_zeros(said.value),
                previous=without_trailing_zeros(before),
                text=said.note,
            )
        )
    return tuple(lines)


def accepted_number(pair: tuple[CellThen, TypedValue] | None) -> Decimal | None:
    """Last year's accepted value, against which the form is checked."""
    if pair is None or pair[0].accepted is None or pair[0].accepted.entry != Entry.NUMBER:
        return None
    return pair[0].accepted.value


def full_names(cells: Iterable[tuple[CellThen, TypedValue]]) -> dict[int | None, str]:
    """Full names of everybody who typed or accepted one of some cells; one query."""
    known = {pk for cell, said in cells for pk in (said.by, cell.accepted_by) if pk is not None}
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=known)}
