"""What staff see of one period: every agency's report with its state, filling, checks, activity and deadline.

A dozen queries however many agencies; the checks run over what those queries brought.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache

from django.db.models import Count, Max, Q
from django.utils import timezone

from agencies.models import User
from agencies.prepared_queries import Prepared
from reports.collection.duties.asked import duties_said_and_asked
from reports.collection.entry.checks import CheckedCell, CheckedForm, FindingLevel, FormShape, findings
from reports.collection.entry.counting import NO_CELLS, count_cells
from reports.collection.entry.queries import (
    CellHolder,
    coordinating_on,
    open_sums,
    parts_of_sums,
    reported_by_agency,
    return_reasons,
    still_asked,
)
from reports.collection.notices.delivery import is_undelivered
from reports.collection.notices.services import REMINDERS, agencies_with_reporter
from reports.models import (
    Decision,
    DutyUpdate,
    Entry,
    Extension,
    Figure,
    Notice,
    ReportingPeriod,
    Review,
    State,
    Submission,
)
from reports.models.submission import EDITABLE, know_extensions
from targets.asked_elements import cells_of_form, elements_wanted, in_form_order, wanted_of
from targets.models import DataElement, ElementKind, PartRule


@dataclass(frozen=True)
class SubmissionStanding:
    """Where one agency's report stands: cells filled of those required, duties told of of those it leads.

    `state` is the board's; `hard` and `soft` count what its checks found, only while it can be edited.
    """

    submission: Submission
    state: str
    filled: int
    required: int
    duties_said: int
    duties: int
    hard: int
    soft: int
    last_activity: datetime | None
    last_reminder: datetime | None
    returned_items: int
    mail_faults: int
    has_reporter: bool
    overdue: bool

    @property
    def answered(self) -> int:
        return self.filled + self.duties_said

    @property
    def asked(self) -> int:
        return self.required + self.duties


@dataclass
class Filling:
    """One agency's cells of the year, and what was accepted of the year before."""

    cells: dict[str, CheckedCell] = field(default_factory=dict)
    accepted: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Background:
    """What the checks of all forms of a period ask for beside their cells: as `form_of` reads it for one form."""

    unanswered: Mapping[int, Mapping[str, str]]
    reported: Mapping[int, Mapping[str, Decimal]]

    @classmethod
    def read(cls, period: ReportingPeriod, rows: list[Submission], elements: list[DataElement]) -> "Background":
        """Three queries at most."""
        return cls(
            unanswered=returns_unanswered(period, rows),
            reported=reported_by_agency(period, [row.agency_id for row in rows], elements),
        )


def submission_standings(period: ReportingPeriod, user: User, *, now: datetime) -> list[SubmissionStanding]:
    """Every report of a period that the user may see, by agency code."""
    rows = list(period.submissions.visible_to(user).asked().select_related("agency").order_by("agency__code"))
    know_extensions(rows, Extension.objects.filter(submission__period=period).select_related("by"))
    # Asked once for all kinds of bodies; each form then takes its part in memory.
    everything = asked_of_anybody(period)
    of_kind, background = forms_by_kind(period, everything), Background.read(period, rows, everything)
    forms = {row.pk: of_kind(row) for row in rows}
    fillings = fillings_of(period, everything) if any(row.is_editable for row in rows) else {}
    # Cells of the plan that a body is no longer asked for do not count as filled.
    counted = count_cells(period, {row.agency_id: forms[row.pk].cells for row in rows})
    told, spoken = reminders_of(period, now=now), spoken_of_duties(period)
    readers = agencies_with_reporter(period.plan.locality_id, on=timezone.localdate(now))
    returned = returned_items(period)
    duties = duties_said_and_asked(rows)
    found = []
    for row in rows:
        cells = counted.get(row.agency_id, NO_CELLS)
        # A form that was sent is neither checked nor asks for what came later: nothing of its cells is read.
        filling = fillings.get(row.agency_id) if row.is_editable else None
        hard, soft = check_counts(row, forms[row.pk], filling, background) if filling else (0, 0)
        moments = [cells.touched, spoken.get(row.pk), row.submitted_at, row.decided_at]
        reminded, faults = told.get(row.pk, (None, 0))
        found.append(
            SubmissionStanding(
                submission=row,
                state=row.board_state,
                filled=cells.filled,
                # A report that was sent is measured by the cells it was sent with, not by what is asked today.
                required=len(forms[row.pk].elements) if row.is_editable else cells.held,
                duties_said=duties[row.pk][0],
                duties=duties[row.pk][1],
                hard=hard,
                soft=soft,
                last_activity=max((moment for moment in moments if moment), default=None),
                last_reminder=reminded,
                returned_items=returned.get(row.pk, 0) if row.state == State.RETURNED else 0,
                mail_faults=faults,
                has_reporter=row.agency_id in readers,
                overdue=row.is_overdue(now),
            )
        )
    return found


def spoken_of_duties(period: ReportingPeriod) -> dict[int, datetime]:
    """When each report of a period last said something of a duty; one query."""
    rows = DutyUpdate.objects.filter(submission__period=period).order_by().values_list("submission_id")
    return dict(rows.annotate(Max("updated_at")))


ASKED = Prepared(int, int, int, build=elements_wanted)
KINDS_REPORTING = Prepared(build=lambda: ElementKind.objects.order_by().values_list("element_id", "kind"))


def asked_of_anybody(period: ReportingPeriod) -> list[DataElement]:
    """Everything that a period asks of anybody, in form order; one query."""
    return in_form_order(ASKED.models(period.plan_id, period.year, period.year + 1))


@dataclass(frozen=True)
class KindForm:
    """The form of all agencies that are asked for the same: its elements in order, their keys, and what checks need:
    how its elements hang together, the wholes that have parts outside of it.
    """

    elements: list[DataElement]
    cells: frozenset[int]
    shape: FormShape
    open_sums: frozenset[str]


def forms_by_kind(period: ReportingPeriod, elements: list[DataElement]) -> Callable[[Submission], KindForm]:
    """A function that gives a report's form; three queries."""
    wanted = wanted_of(elements)
    coordinating = coordinating_on(period.data_to)
    reporting = set(KINDS_REPORTING.rows())
    wholes = {one.part_of_id for one in elements if one.part_rule == PartRule.SUM}
    parts = parts_of_sums(wholes) if wholes else {}

    @cache
    def form(kind: str, coordinates: bool, closing: bool) -> KindForm:
        cells = cells_of_form(
            wanted,
            [element for element in elements if (element.pk, kind) in reporting],
            all_parts=period.asks_all_parts,
            coordinates=coordinates,
            closing=closing,
        )
        mine = [element for element in elements if element.pk in cells]
        return KindForm(mine, frozenset(cells), FormShape.of(mine), open_sums(mine, parts))

    def form_of_report(submission: Submission) -> KindForm:
        agency = submission.agency
        closing = agency.closes_within(period.data_from, period.data_to)
        return form(agency.kind, agency.pk in coordinating, closing)

    return form_of_report


def fillings_of(period: ReportingPeriod, elements: Iterable[DataElement]) -> dict[int, Filling]:
    """The figures of the year and last year's accepted numbers, by agency whose report is still open; one query."""
    codes = {element.pk: element.code for element in elements}
    still_open = Submission.objects.filter(period=period, state__in=EDITABLE).order_by().values("agency")
    this_year, year_before = Q(year=period.year), Q(year=period.year - 1, accepted_entry=Entry.NUMBER)
    # An interim report is compared with the same one of the year before.
    rows = Figure.every.filter(this_year | year_before, agency__in=still_open, interim=period.interim).order_by()
    columns = ("agency_id", "year", "element_id", "entry", "note", "value", "accepted_value")
    found: dict[int, Filling] = defaultdict(Filling)
    for agency, year, element, entry, note, value, accepted in rows.values_list(*columns):
        if year == period.year:
            found[agency].cells[codes[element]] = CheckedCell(entry, value, note)
        else:
            found[agency].accepted[codes[element]] = accepted
    return found


def returns_unanswered(period: ReportingPeriod, rows: list[Submission]) -> dict[int, dict[str, str]]:
    """Why cells came back that nobody has answered, by report and code; two queries at most."""
    reasons = {pk: why for pk, why in return_reasons(rows).items() if why}
    back = [row for row in rows if row.pk in reasons]
    if not back:
        return {}
    figures = Figure.every.filter(
        agency__in=[row.agency_id for row in back], year=period.year, interim=period.interim
    ).order_by()
    held: dict[int, dict[str, CellHolder]] = defaultdict(dict)
    columns = ("agency_id", "element__code", "submission_id", "entry", "updated_at")
    for agency, code, *holder in figures.values_list(*columns):
        held[agency][code] = CellHolder(*holder)
    return {row.pk: still_asked(row, reasons[row.pk], held[row.agency_id]) for row in back}


def check_counts(submission: Submission, asked: KindForm, filling: Filling, background: Background) -> tuple[int, int]:
    """How many cells must be mended and how many explained, of a form that is with the agency; as its own page says."""
    # An untouched form has no faults yet: its empty cells are told by the count of filled ones.
    if not filling.cells:
        return 0, 0
    form = CheckedForm(
        asked.elements,
        filling.cells,
        filling.accepted,
        submission.period.year - 1,
        open_sums=asked.open_sums,
        unanswered=background.unanswered.get(submission.pk, {}),
        reported=background.reported.get(submission.agency_id, {}),
        of_another_part=submission.is_of_another_part,
        shape=asked.shape,
    )
    levels = [finding.level for finding in findings(form)]
    return levels.count(FindingLevel.HARD), levels.count(FindingLevel.SOFT)


def reminders_of(period: ReportingPeriod, *, now: datetime) -> dict[int, tuple[datetime | None, int]]:
    """When each report of a period was last reminded of, and how many of its e-mails did not get through; one query."""
    notices = Notice.objects.filter(submission__period=period).order_by().values_list("submission_id")
    rows = notices.annotate(
        last=Max("created_at", filter=Q(kind__in=REMINDERS)), faults=Count("pk", filter=is_undelivered(now))
    )
    return {pk: (last, faults) for pk, last, faults in rows}


def returned_items(period: ReportingPeriod) -> dict[int, int]:
    """How many cells the last return of each report named; one query."""
    # By key, so that the grouping keeps one row a return and the last one of a report wins in the dictionary.
    rows = Review.objects.filter(submission__period=period, decision=Decision.RETURNED).order_by("pk")
    return dict(rows.values_list("submission_id").annotate(count=Count("items")).values_list("submission_id", "count"))
