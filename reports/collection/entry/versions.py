"""One number that tells whether a form is still what somebody saw, and what has changed in it since.

The version of a form is the version of the submission plus the versions of the agency's figures of that year. Every
move and every saved cell adds one and nothing takes away, so it only grows. Figures that another plan's form holds are
counted with it, because this form shows them too.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from agencies.models import Coordinators
from reports.collection.entry.queries import held_cells
from reports.collection.transitions import StaleVersion
from reports.models import Action, DutyUpdate, Entry, Figure, FigureRevision, Submission, SubmissionEvent
from targets.asked_elements import cells_of_form, read_asked
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement, ElementKind


class StaleForm(StaleVersion):
    """Somebody changed the form after it was seen at `seen`; `changed` are the figures, as they stand now."""

    def __init__(self, submission: Submission, seen: int) -> None:
        super().__init__(submission)
        self.version = entry_version(submission)
        self.changed = changed_since(submission, self.version - seen)


def entry_version(submission: Submission) -> int:
    """The version of one form; one query."""
    return entry_versions([submission])[submission.pk]


def page_version(submission: Submission) -> int:
    """What the page of a form asks with: the version of the form plus those of what is said of duties; one query."""
    period = submission.period
    figures = Figure.every.filter(agency_id=submission.agency_id, year=period.year, interim=period.interim)
    duties = DutyUpdate.objects.filter(submission=submission)
    # As plain lists in one union: only their sum is wanted, and a poll must stay one query.
    versions = [rows.order_by().values_list("version", flat=True) for rows in (figures, duties)]
    return submission.version + sum(versions[0].union(versions[1], all=True))


def entry_versions(submissions: Iterable[Submission]) -> dict[int, int]:
    """The versions of forms by primary key; one query however many. Needs each one's period."""
    forms = list(submissions)
    rows = Figure.every.filter(
        agency_id__in={form.agency_id for form in forms}, year__in={form.period.year for form in forms}
    )
    # Per year and round in the database: an API page holds the forms of many bodies.
    sums = rows.order_by().values_list("agency_id", "year", "interim").annotate(total=Sum("version"))
    totals = {tuple(key): total for *key, total in sums}
    return {
        form.pk: form.version + totals.get((form.agency_id, form.period.year, form.period.interim), 0) for form in forms
    }


def refuse_stale(submission: Submission, seen: int) -> None:
    """Raise StaleForm unless the form, locked by the caller, still is at the version that was seen."""
    if entry_version(submission) != seen:
        raise StaleForm(submission, seen)


def changed_since(submission: Submission, steps: int) -> list[Figure]:
    """The figures among the last `steps` changes of a form, in form order; a move of the form is a change, too."""
    # A version from the future was made up; there is nothing to name.
    if steps <= 0:
        return []
    period = submission.period
    figures = Figure.every.filter(agency_id=submission.agency_id, year=period.year, interim=period.interim)
    saved = FigureRevision.objects.filter(figure__in=figures, accepted=False).order_by("-at", "-pk")
    # Opening a draft is on record but adds nothing to the version.
    moves = SubmissionEvent.objects.filter(submission=submission).exclude(action=Action.OPENED).order_by("-at", "-pk")
    steps_back = [(at, pk) for at, pk in saved.values_list("at", "figure_id")[:steps]]
    steps_back += [(at, 0) for at in moves.values_list("at", flat=True)[:steps]]
    # A move has no figure and takes the place of 0, which no key has.
    latest = {pk for _, pk in sorted(steps_back, reverse=True)[:steps]}
    return list(figures.filter(pk__in=latest).select_related("element").order_by("element__position", "element__code"))


def completeness(submissions: Iterable[Submission]) -> dict[int, tuple[int, int]]:
    """Filled cells and cells in all of forms by primary key; four queries however many. Needs period and agency."""
    forms = list(submissions)
    wanted = read_asked({form.period.plan_id for form in forms})
    reported, coordinators = reported_by_kind(), Coordinators.read()
    # Forms are many and alike: what they ask is found once for all that are alike.
    asked: dict[tuple[object, ...], set[int]] = {}
    agencies, years = {form.agency_id for form in forms}, {form.period.year for form in forms}
    held = held_cells(Figure.every.filter(agency_id__in=agencies, year__in=years))
    counts = {}
    for form in forms:
        period, kind, closing = form.period, form.agency.kind, form.is_closing
        leads = coordinators.include(form.agency_id, period.data_to)
        alike = (period.pk, kind, leads, closing)
        if alike not in asked:
            asked[alike] = cells_of_form(
                wanted.in_year(period.plan_id, period.year),
                reported[kind],
                all_parts=period.asks_all_parts,
                coordinates=leads,
                closing=closing,
            )
        cells = held[form.agency_id, period.year, period.interim]
        counts[form.pk] = cells.counts(asked[alike], sent=not form.is_editable)
    return counts


def reported_by_kind() -> dict[str, list[DataElement]]:
    """The data elements that each kind of agency reports at all; one query."""
    reported: dict[str, list[DataElement]] = defaultdict(list)
    for row in ElementKind.objects.select_related("element"):
        reported[row.kind].append(row.element)
    return reported


def cell_of(element: DataElement, figure: Figure | None) -> dict[str, str | Decimal | None]:
    """One cell as other systems see it; one never filled, or emptied again, has no value, status and quality."""
    filled = figure is not None and figure.entry != Entry.BLANK
    return {
        "data_element": element.code,
        "value": without_trailing_zeros(figure.value) if filled else None,
        "status": figure.entry if filled else None,
        "quality": figure.quality if filled else None,
        "note": figure.note if figure is not None else "",
    }
