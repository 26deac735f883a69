"""The agencies behind a roll-up: the cells that each of them gave, who typed and accepted them, and who is missing.

The rules of what counts are those of reports/progress: a complete report of all inputs, in the view that is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from agencies.access import Right
from agencies.models import Agency, Locality, User
from agencies.vietnamese_text import by_name
from reports.dashboards.filters import sees_unaccepted
from reports.models import Entry, Figure, FigureRevision, State, Submission, View
from reports.progress.places import ONE_PART, YearParts, lacking_in, parts_of_years
from reports.progress.queries import REPORTED, Recipe, agencies_of
from targets.calculations.numbers.precision import exact
from targets.models import Indicator, Side

LineagePlace = tuple[int, int]  # agency, year


class Why(StrEnum):
    """Why an agency is not in a sum."""

    NO_FORM = "no_form"
    NOT_SENT = "not_sent"
    RETURNED = "returned"
    WAITING = "waiting"
    NOT_KNOWN = "not_known"
    INCOMPLETE = "incomplete"


OF_STATE = {State.DRAFT: Why.NOT_SENT, State.RETURNED: Why.RETURNED, State.SUBMITTED: Why.WAITING}


@dataclass(frozen=True)
class Hand:
    """Who did something to a cell, when and by which way; by None: no person, or none on record."""

    by: User | None
    at: datetime | None
    via: str


@dataclass(frozen=True)
class CountedCell:
    """One number of one agency as it counts: `value` None is "không phát sinh". accepted None: still under review."""

    figure: Figure
    side: str
    entry: str
    value: Decimal | None
    quality: str
    entered: Hand
    accepted: Hand | None


@dataclass(frozen=True)
class AgencyInput:
    """What an agency gave to a sum; `denominator` None where there is nothing to divide by."""

    agency: Agency
    numerator: Decimal
    denominator: Decimal | None
    cells: tuple[CountedCell, ...]


@dataclass(frozen=True)
class Missing:
    """An agency that is not in, why, and in its own words where it has given a reason."""

    agency: Agency
    why: Why
    reason: str
    submission: Submission | None


@dataclass(frozen=True)
class LineageAgencies:
    """The agencies of one indicator and year, as far as the reader may see them; all_visible: that is all of them.

    expected: how many places should be in, whoever may see which. lacking: of a year in which bodies ended, which part
    has not come, in words; "" for whoever does not see them all.
    """

    inputs: tuple[AgencyInput, ...]
    missing: tuple[Missing, ...]
    expected: int
    all_visible: bool
    lacking: str = ""


@dataclass(frozen=True)
class Reports:
    """What the reader may see of the agencies' reports of some years, in one view."""

    view: View
    agencies: Sequence[Agency]
    visible: frozenset[int]
    all_visible: bool
    figures: Mapping[LineagePlace, Mapping[int, Figure]]
    revisions: Mapping[int, Sequence[FigureRevision]]
    forms: Mapping[LineagePlace, Sequence[Submission]]
    parts: Mapping[int, YearParts]


def agency_reports(*, locality: Locality, view: View, user: User, wanted: Iterable[tuple[Recipe, int]]) -> Reports:
    """Everything about the inputs of these indicators and years; four queries, however many agencies."""
    wanted = list(wanted)
    elements = {element for recipe, _ in wanted for element in (*recipe.numerator, *recipe.denominator)}
    years = {year for _, year in wanted}
    agencies = by_name(agencies_of(locality.pk), name=attrgetter("short_name")) if wanted else []
    everything = sees_unaccepted(user, locality)
    own = user.access.agencies_with(Right.SEE_SUBMISSIONS)
    shown = frozenset(agency.pk for agency in agencies if everything or agency.pk in own)
    figures: dict[LineagePlace, dict[int, Figure]] = defaultdict(dict)
    revisions: dict[int, list[FigureRevision]] = defaultdict(list)
    forms: dict[LineagePlace, list[Submission]] = defaultdict(list)
    if shown:
        of_these = {"element__in": elements, "year__in": years, "agency__locality": locality}
        rows = Figure.objects.visible_to(user).filter(**of_these)
        for figure in rows.select_related("element", "submission__period__plan", "accepted_by", "updated_by"):
            figures[figure.agency_id, figure.year][figure.element_id] = figure
        # By the question and not by a list of keys, which would be as long as the locality has cells.
        said = FigureRevision.objects.filter(figure__in=rows.values("pk")).select_related("by").order_by("at", "pk")
        for revision in said:
            revisions[revision.figure_id].append(revision)
        asked = {
            "period__plan__targets__indicator__inputs__element__in": elements,
            "period__year__in": years,
            # Reports within the year hold figures of their own, which no value of a year is made of.
            "period__interim": 0,
        }
        mine = Submission.objects.visible_to(user).filter(agency__locality=locality, **asked)
        # The joins give a form once for each target and input, hence `distinct`.
        for form in mine.select_related("period__plan").distinct().order_by("period__plan__code"):
            forms[form.agency_id, form.period.year].append(form)
    return Reports(view, agencies, shown, everything, figures, revisions, forms, parts_of_years(agencies, years))


def agencies_in(reports: Reports, recipe: Recipe, year: int) -> LineageAgencies:
    """Who is in the roll-up of an indicator in a year, and who of the expected is not."""
    inputs, missing = [], []
    parts = reports.parts.get(year, ONE_PART)
    owed = parts.owed([agency.pk for agency in reports.agencies if recipe.expects(agency, year)])
    expected = [agency for agency in reports.agencies if agency.pk in owed]
    for agency in expected:
        if agency.pk not in reports.visible:
            continue
        figures = reports.figures.get((agency.pk, year), {})
        asked = recipe.inputs_of(agency, year)
        lacking = [
            pk
            for pk in elements_of(recipe, asked)
            if pk not in figures or counted_entry(figures[pk], reports.view)[0] not in REPORTED
        ]
        if lacking:
            missing.append(missing_agency(agency, lacking[0], reports, year))
        else:
            inputs.append(agency_input(agency, recipe, figures, reports, asked))
    there = [one.agency.pk for one in inputs]
    places, _ = parts.counts([agency.pk for agency in expected], there)
    lacking = lacking_in(parts, expected, there) if reports.all_visible else ""
    return LineageAgencies(tuple(inputs), tuple(missing), places, reports.all_visible, lacking)


def elements_of(recipe: Recipe, asked: frozenset[int]) -> list[int]:
    return [pk for pk in (*recipe.numerator, *recipe.denominator) if pk in asked]


def counted_entry(figure: Figure, view: View) -> tuple[str, Decimal | None, str]:
    """Entry, value and quality that count in a view: the same choice as `effective` makes in SQL."""
    if is_under_review(figure, view):
        return figure.entry, figure.value, figure.quality
    # What the department accepted last, whatever the agency has typed since (ADR 0004).
    return figure.accepted_entry, figure.accepted_value, figure.accepted_quality


def is_under_review(figure: Figure, view: View) -> bool:
    """Whether what the agency says now counts, accepted or not."""
    return view == View.PROVISIONAL and figure.submission.state in (State.SUBMITTED, State.ACCEPTED)


@exact
def agency_input(
    agency: Agency, recipe: Recipe, figures: Mapping[int, Figure], reports: Reports, asked: frozenset[int]
) -> AgencyInput:
    sides = [(Side.NUMERATOR, sorted(recipe.numerator & asked)), (Side.DENOMINATOR, sorted(recipe.denominator & asked))]
    cells = tuple(counted_cell(figures[pk], side, reports) for side, elements in sides for pk in elements)
    sums = {
        side: sum((one.value for one in cells if one.side == side and one.value is not None), Decimal())
        for side, _ in sides
    }
    below = sums[Side.DENOMINATOR] if recipe.denominator else None
    return AgencyInput(agency, sums[Side.NUMERATOR], below, cells)


def counted_cell(figure: Figure, side: str, reports: Reports) -> CountedCell:
    """A figure as it counts, with the hands that it went through."""
    entry, value, quality = counted_entry(figure, reports.view)
    typed, accepted, latest = hands(reports.revisions.get(figure.pk, ()))
    under_review = is_under_review(figure, reports.view)
    said = latest if under_review else typed
    entered = Hand(said.by, said.at, said.via) if said else Hand(figure.updated_by, figure.updated_at, "")
    taken = Hand(figure.accepted_by, figure.accepted_at, accepted.via if accepted else "")
    waits = under_review and figure.submission.state == State.SUBMITTED
    return CountedCell(figure, side, entry, value, quality, entered, None if waits else taken)


def hands(
    revisions: Iterable[FigureRevision],
) -> tuple[FigureRevision | None, FigureRevision | None, FigureRevision | None]:
    """Who typed what was accepted last, who accepted it, and who typed last of all."""
    typed = accepted = latest = None
    for revision in revisions:
        if revision.accepted:
            typed, accepted = latest, revision
        else:
            latest = revision
    return typed, accepted, latest


def missing_agency(agency: Agency, element: int, reports: Reports, year: int) -> Missing:
    """Why an agency is not in, told by the first cell that it lacks."""
    figure = reports.figures.get((agency.pk, year), {}).get(element)
    forms = reports.forms.get((agency.pk, year), ())
    form = figure.submission if figure is not None else next(iter(forms), None)
    if form is None:
        return Missing(agency, Why.NO_FORM, "", None)
    entry = counted_entry(figure, reports.view)[0] if figure is not None else ""
    if entry == Entry.MISSING and figure is not None:
        return Missing(agency, Why.NOT_KNOWN, figure.note, form)
    if reports.view == View.PROVISIONAL and form.state == State.SUBMITTED:
        return Missing(agency, Why.INCOMPLETE, "", form)
    return Missing(agency, OF_STATE.get(State(form.state), Why.INCOMPLETE), "", form)


@exact
def value_of_inputs(inputs: Iterable[AgencyInput], indicator: Indicator) -> Decimal | None:
    """The value that the inputs add up to; None where there is nothing to divide by."""
    rows = list(inputs)
    above = sum((row.numerator for row in rows), Decimal())
    if not any(row.denominator is not None for row in rows):
        return above
    below = sum((row.denominator for row in rows if row.denominator is not None), Decimal())
    return 100 * above / below if below else None
