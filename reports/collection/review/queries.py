"""What a reviewer reads of a round: the queue and how far every report is."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from agencies.models import AgencyKind, User
from agencies.vietnamese_text import sort_key
from agencies.web.addresses import pages_of
from reports.collection.duties.asked import duties_said_and_asked
from reports.collection.entry.listing import counts_vi
from reports.collection.entry.queries import filled_by_agency
from reports.collection.review.rows import QueueRow
from reports.models import Extension, ReportingPeriod, Submission
from reports.models.submission import State, know_extensions
from reports.wording.formats import STATE_WORDS, datetime_vi, days_left_vi, deadline_vi, state_label

KIND_WORDS = dict(AgencyKind.choices)


@dataclass(frozen=True)
class ReviewRound:
    """A period: deadline in words, how many reports stand in each state, and the reports, those to review first."""

    period: ReportingPeriod
    title: str
    deadline: str
    days: str
    counts: list[tuple[str, str, int]]
    waiting: list[QueueRow]
    others: list[QueueRow]
    total: int

    @property
    def waiting_html(self) -> SafeString:
        return SafeString("".join(row.html for row in self.waiting))

    @property
    def others_html(self) -> SafeString:
        return SafeString("".join(row.html for row in self.others))


def periods_of(user: User, now: datetime) -> list[ReportingPeriod]:
    """Periods of the reviewer's localities, the newest first."""
    rows = ReportingPeriod.objects.visible_to(user).select_related("plan__locality")
    return sorted(rows, key=lambda period: (-period.year, period.due_at, period.plan.code))


def round_of(period: ReportingPeriod, user: User, *, now: datetime) -> ReviewRound:
    """The standing of one period, for those who may see its submissions."""
    rows = list(
        period.submissions.visible_to(user)
        .select_related("agency")
        .order_by("submitted_at", "agency__kind", "agency__code")
    )
    know_extensions(rows, Extension.objects.filter(submission__period=period))
    filled = filled_by_agency(period, rows)
    duties = duties_said_and_asked(rows)
    address, pill = pages_of("review"), cache(drawn_pill)
    # In order of arrival: who has waited longest is next.
    first = next((row.pk for row in rows if row.state == State.SUBMITTED), None)
    listed = [
        queue_row(
            row,
            filled[row.pk],
            duties[row.pk],
            href=address(row.pk),
            pill=pill(row.board_state),
            first=row.pk == first,
        )
        for row in rows
    ]
    tally = Counter(row.state for row in listed)
    order = {state: place for place, state in enumerate(STATE_WORDS)}
    return ReviewRound(
        period=period,
        title=f"{period.plan.code}, {period.name}",
        deadline=deadline_vi(period.due_at),
        days=days_left_vi(period.due_at, now),
        counts=[(state, state_label(state), tally[state]) for state in STATE_WORDS],
        waiting=[row for row in listed if row.state == State.SUBMITTED],
        others=sorted(
            (r for r in listed if r.state != State.SUBMITTED), key=lambda r: (order[r.state], sort_key(r.agency))
        ),
        total=len(listed),
    )


def drawn_pill(state: str) -> SafeString:
    return render_to_string("_components/workflow_pill.html", {"state": state, "label": state_label(state)})


def queue_row(
    submission: Submission,
    cells: tuple[int, int],
    duties: tuple[int, int],
    *,
    href: str,
    pill: SafeString,
    first: bool,
) -> QueueRow:
    state = submission.board_state
    return QueueRow(
        pk=submission.pk,
        agency=submission.agency.name,
        kind=KIND_WORDS[submission.agency.kind],
        href=href,
        pill=pill,
        state=state,
        answered=cells[0] + duties[0],
        asked=cells[1] + duties[1],
        counts=counts_vi(*cells, *duties),
        sent=datetime_vi(submission.submitted_at, short=True) if submission.submitted_at else "—",
        late=bool(submission.is_late()),
        action="Thẩm định" if state == State.SUBMITTED else "Xem",
        first=first,
    )
