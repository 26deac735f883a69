"""What staff see of one period: every agency's report with its state, filling, checks, activity and deadline.

A dozen queries however many agencies; the checks run over what those queries brought.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Max
from django.utils import timezone

from agencies.models import Agency, User
from reports.collection.duties.asked import duties_said_and_asked
from reports.collection.entry.checks import CheckedCell, CheckedForm, FindingLevel, findings
from reports.collection.entry.counting import NO_CELLS, count_cells
from reports.collection.entry.queries import (
    CellHolder,
    open_sums,
    parts_of_sums,
    reported_by_agency,
    return_reasons,
    still_asked,
)
from reports.collection.notices.delivery import undelivered
from reports.collection.notices.services import REMINDERS, reporters_of
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
from reports.models.submission import known_extensions
from targets.asked_elements import cells_of_form, elements_wanted, in_form_order, wanted_of
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement, PartRule


@dataclass(frozen=True)
class SubmissionStanding:
    """Where one agency's report stands: cells filled of those required, duties told of of those it leads.

    `hard` and `soft` count what its checks found, only while it can be edited.
    """

    submission: Submission
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
    def state(self) -> str:
        return self.submission.board_state

    @property
    def answered(self) -> int:
        return self.filled + self.duties_said

    @property
    def asked(self) -> int:
        return self.required + self.duties


@dataclass
class Filling:
    """One agency's cells of the year and of the year before; `held`: by which report, and when last touched."""

    cells: dict[str, CheckedCell] = field(default_factory=dict)
    accepted: dict[str, Decimal] = field(default_factory=dict)
    touched: dict[int, datetime] = field(default_factory=dict)
    held: dict[str, CellHolder] = field(default_factory=dict)


@dataclass(frozen=True)
class Background:
    """What the checks of all forms of a period ask for beside their cells: as `form_of` reads it for one form."""

    parts: Mapping[int, set[int]]
    reasons: Mapping[int, Mapping[str, str]]
    reported: Mapping[int, Mapping[str, Decimal]]

    @classmethod
    def read(cls, period: ReportingPeriod, rows: list[Submission], elements: list[DataElement]) -> "Background":
        """Three queries at most."""
        wholes = {one.part_of_id for one in elements if one.part_rule == PartRule.SUM}
        return cls(
            parts=parts_of_sums(wholes) if wholes else {},
            reasons=return_reasons(rows),
            reported=reported_by_agency(period, [row.agency_id for row in rows], elements),
        )


def submission_standings(period: ReportingPeriod, user: User, *, now: datetime) -> list[SubmissionStanding]:
    """Every report of a period that the user may see, by agency code."""
    rows = list(
        period.submissions.visible_to(user)
        .select_related("agency")
        .prefetch_related(known_extensions(Extension.objects.select_related("by")))
        .order_by("agency__code")
    )
    everything = asked_of_anybody(period)
    forms, background = forms_by_kind(period, everything), Background.read(period, rows, everything)
    fillings = fillings_of(period, [row.agency_id for row in rows if row.is_editable])
    # A form that was sent is neither checked nor asks for what came later: nothing of its cells is read.
    sent = {row.agency_id: [element.pk for element in forms(row)] for row in rows if not row.is_editable}
    counted = count_cells(period, sent) if sent else {}
    told, faults = reminders_of(rows, now=now)
    spoken = spoken_of_duties(period)
    readers = reporters_of({row.agency_id for row in rows}, on=timezone.localdate(now))
    returned = returned_items(period)
    duties = duties_said_and_asked(rows)
    found = []
    for row in rows:
        filling = fillings.get(row.agency_id) or Filling()
        if row.is_editable:
            elements = forms(row)
            hard, soft = check_counts(row, elements, filling, background)
            required, filled = len(elements), sum(is_filled(filling.cells.get(element.code)) for element in elements)
            touched = filling.touched.get(row.pk)
        else:
            hard = soft = 0
            cells = counted.get(row.agency_id, NO_CELLS)
            required, filled, touched = cells.held, cells.filled, cells.touched
        moments = [touched, spoken.get(row.pk), row.submitted_at, row.decided_at]
        found.append(
            SubmissionStanding(
                submission=row,
                filled=filled,
                required=required,
                duties_said=duties[row.pk][0],
                duties=duties[row.pk][1],
                hard=hard,
                soft=soft,
                last_activity=max((moment for moment in moments if moment), default=None),
                last_reminder=told.get(row.pk),
                returned_items=returned.get(row.pk, 0) if row.state == State.RETURNED else 0,
                mail_faults=faults.get(row.pk, 0),
                has_reporter=row.agency_id in readers,
                overdue=row.is_overdue(now),
            )
        )
    return found


def spoken_of_duties(period: ReportingPeriod) -> dict[int, datetime]:
    """When each report of a period last said something of a duty; one query."""
    rows = DutyUpdate.objects.filter(submission__period=period).order_by().values_list("submission_id")
    return dict(rows.annotate(Max("updated_at")))


def is_filled(cell: CheckedCell | None) -> bool:
    return cell is not None and cell.entry != Entry.BLANK


def asked_of_anybody(period: ReportingPeriod) -> list[DataElement]:
    """Everything that a period asks of anybody, in form order, with the kinds that report it; two queries."""
    return in_form_order(elements_wanted(period.plan_id, period.year, period.year + 1).prefetch_related("kinds"))


def forms_by_kind(period: ReportingPeriod, elements: list[DataElement]) -> Callable[[Submission], list[DataElement]]:
    """A function that gives the elements of a report's form, in form order; one query."""
    wanted = wanted_of(elements)
    coordinating = set(Agency.objects.coordinating_on(period.data_to).values_list("pk", flat=True))
    made: dict[tuple[str, bool, bool], list[DataElement]] = {}

    def form(submission: Submission) -> list[DataElement]:
        kind, coordinates = submission.agency.kind, submission.agency_id in coordinating
        closing = submission.agency.closes_within(period.data_from, period.data_to)
        if (kind, coordinates, closing) not in made:
            cells = cells_of_form(
                wanted,
                [element for element in elements if any(k.kind == kind for k in element.kinds.all())],
                all_parts=period.asks_all_parts,
                coordinates=coordinates,
                closing=closing,
            )
            made[kind, coordinates, closing] = [element for element in elements if element.pk in cells]
        return made[kind, coordinates, closing]

    return form


def fillings_of(period: ReportingPeriod, agency_ids: list[int]) -> dict[int, Filling]:
    """The figures of the period's year and last year's accepted ones, by agency; one query."""
    rows = Figure.every.filter(
        agency_id__in=agency_ids, year__in=(period.year, period.year - 1), interim=period.interim
    ).order_by()
    columns = ("agency_id", "year", "element__code", "entry", "value", "note", "submission_id", "updated_at")
    found: dict[int, Filling] = defaultdict(Filling)
    for agency_id, year, code, entry, value, note, submission_id, at, accepted_entry, accepted in rows.values_list(
        *columns, "accepted_entry", "accepted_value"
    ):
        filling = found[agency_id]
        if year == period.year:
            filling.cells[code] = CheckedCell(entry=entry, value=without_trailing_zeros(value), note=note)
            filling.held[code] = CellHolder(submission_id, entry, at)
            filling.touched[submission_id] = max(at, filling.touched.get(submission_id, at))
        elif accepted_entry == Entry.NUMBER:
            filling.accepted[code] = without_trailing_zeros(accepted)
    return found


def check_counts(
    submission: Submission, elements: list[DataElement], filling: Filling, background: Background
) -> tuple[int, int]:
    """How many cells must be mended and how many explained, of a form that is with the agency; as its own page says."""
    if not filling.cells:
        return 0, 0
    form = CheckedForm(
        elements,
        filling.cells,
        filling.accepted,
        submission.period.year - 1,
        open_sums=open_sums(elements, background.parts),
        unanswered=still_asked(submission, background.reasons.get(submission.pk, {}), filling.held),
        reported=background.reported.get(submission.agency_id, {}),
        of_another_part=submission.is_of_another_part,
    )
    levels = [finding.level for finding in findings(form)]
    return levels.count(FindingLevel.HARD), levels.count(FindingLevel.SOFT)


def reminders_of(rows: Iterable[Submission], *, now: datetime) -> tuple[dict[int, datetime], dict[int, int]]:
    """When each report was last reminded of, and how many of its e-mails did not get through; two queries."""
    notices = Notice.objects.filter(submission_id__in=[row.pk for row in rows]).order_by()
    told = notices.filter(kind__in=REMINDERS).values_list("submission_id").annotate(Max("created_at"))
    faults = undelivered(notices, now=now).values_list("submission_id").annotate(Count("pk"))
    return dict(told), dict(faults)


def returned_items(period: ReportingPeriod) -> dict[int, int]:
    """How many cells the last return of each report named; one query."""
    rows = Review.objects.filter(submission__period=period, decision=Decision.RETURNED).order_by("pk")
    return dict(rows.values_list("submission_id").annotate(count=Count("items")).values_list("submission_id", "count"))
