"""Who has reported: every submission of the locality as it stood, and its line in the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from reports.audit.past import PastReport, submissions_then
from reports.issued.content.schema import OtherSubmission, SubmissionLine
from reports.issued.content.scope import Scope
from reports.models import State, Submission, View

NOT_OPENED = "not_opened"
SENT = (State.SUBMITTED, State.ACCEPTED)


@dataclass(frozen=True)
class SubmissionThen:
    """One submission as it stood. The times are of its last such move, None = there was none."""

    row: Submission
    state: str
    version: int
    due_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    opened: bool

    @property
    def board_state(self) -> str:
        return NOT_OPENED if self.state == State.DRAFT and not self.opened else str(self.state)

    def counts_until(self, view: View, moment: datetime) -> datetime | None:
        """Up to when its words count: all of a sent one in the provisional view, else those of its acceptance."""
        return moment if view == View.PROVISIONAL and self.state in SENT else self.accepted_at


def forms_of(scope: Scope) -> dict[int, SubmissionThen]:
    """Every submission of the locality by primary key, those for other plans too; three queries.

    Of a day in the past the events tell; one that had not been opened then is not there.
    """
    # Reports within the year hold figures of their own, of which no consolidated report tells.
    rows = Submission.objects.filter(agency__locality=scope.locality, period__interim=0).order_by("pk")
    history = submissions_then(rows, scope.moment)
    forms = {}
    for row in rows.select_related("agency", "period__plan").prefetch_related("extensions"):
        was = history.get(row.pk)
        if not scope.is_past:
            was = as_it_stands(row, was)
        if was is not None:
            forms[row.pk] = form_of(row, was, scope.moment)
    return forms


def as_it_stands(row: Submission, history: PastReport | None) -> PastReport:
    # Of one that was reopened since, the events tell when it was accepted before: its words count until then.
    accepted = row.decided_at if row.state == State.ACCEPTED else history and history.accepted_at
    return PastReport(State(row.state), row.version, submitted_at=row.submitted_at, accepted_at=accepted)


def form_of(row: Submission, was: PastReport, moment: datetime) -> SubmissionThen:
    given = [extension for extension in row.extensions.all() if extension.at < moment]
    return SubmissionThen(
        row=row,
        state=was.state,
        version=was.version,
        # The last extension holds, also where it is the shorter one.
        due_at=max(given, key=lambda extension: extension.pk).due_at if given else row.due_at_first,
        # What was taken back is with its agency again, as if it had never been sent.
        submitted_at=None if was.state == State.DRAFT else was.submitted_at,
        accepted_at=was.accepted_at,
        opened=row.first_opened_at is not None and row.first_opened_at < moment,
    )


def submission_lines(
    scope: Scope, forms: Mapping[int, SubmissionThen], cells: Mapping[int, tuple[int, int]]
) -> tuple[SubmissionLine, ...]:
    """The plan's own submissions of the report's years; `cells`: filled and required ones, by submission."""
    own = [
        form
        for form in forms.values()
        if form.row.period.plan_id == scope.plan.pk
        and form.row.period.year in scope.years
        and scope.covers(form.row.agency_id)
    ]
    lines = []
    for form in sorted(own, key=lambda form: (form.row.period.year, form.row.agency.code)):
        agency, sent = form.row.agency, form.submitted_at
        filled, required = cells[form.row.pk]
        lines.append(
            SubmissionLine(
                id=form.row.pk,
                year=form.row.period.year,
                agency_code=agency.code,
                agency_name=agency.name,
                agency_kind=agency.kind,
                state=form.board_state,
                version=form.version,
                due_at=timezone.localtime(form.due_at),
                submitted_at=None if sent is None else timezone.localtime(sent),
                late=None if sent is None else sent >= form.due_at,
                required_cells=required,
                filled_cells=filled,
            )
        )
    return tuple(lines)


def other_lines(scope: Scope, forms: Mapping[int, SubmissionThen], holders: set[int]) -> tuple[OtherSubmission, ...]:
    """Those of `holders`, the submissions that hold the report's figures, that are for another plan or year."""
    others = [
        forms[pk]
        for pk in holders & forms.keys()
        if forms[pk].row.period.plan_id != scope.plan.pk or forms[pk].row.period.year not in scope.years
    ]
    return tuple(
        OtherSubmission(
            id=form.row.pk,
            plan_code=form.row.period.plan.code,
            year=form.row.period.year,
            agency_code=form.row.agency.code,
            agency_name=form.row.agency.name,
            state=form.board_state,
            version=form.version,
        )
        for form in sorted(others, key=lambda form: (form.row.period.year, form.row.agency.code, form.row.pk))
    )
