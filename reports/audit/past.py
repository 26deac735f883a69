"""Figures, reports and words on duties as they stood at a moment, replayed from what is only ever added.

Reads rows only; knows no page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from reports.models import (
    Action,
    AuditEvent,
    DutyUpdate,
    Figure,
    FigureRevision,
    State,
    Submission,
    SubmissionEvent,
    Verb,
)
from reports.models.period import start_of
from reports.models.submission import SUBMISSION_MOVES


@dataclass(frozen=True)
class Past:
    """One figure at a moment: the last thing the agency had said, and what counted then; None = nothing yet.

    `counted` is the acceptance, `typed` what the agency had said when it was accepted.
    """

    said: FigureRevision | None
    counted: FigureRevision | None
    made_up: bool
    typed: FigureRevision | None = None


@dataclass(frozen=True)
class PastReport:
    """One submission at a moment; the times are of the last such move before it, None = there was none."""

    state: State
    version: int
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class PastDuty:
    """What an agency had said of one duty in one submission; `number` is the duty's in its plan."""

    submission_id: int
    number: str
    state: str
    text: str


def end_of(day: date) -> datetime:
    """The first moment after a day in Viet Nam: what happened before it happened by that day."""
    return start_of(day + timedelta(days=1))


def past_of(figures: Iterable[Figure], moment: datetime) -> dict[int, Past]:
    """Each figure by primary key as it was just before `moment`; one query however many figures."""
    pks = [figure.pk for figure in figures]
    known = figures_replayed(FigureRevision.objects.filter(figure__in=pks), moment)
    return {pk: known.get(pk) or replay([]) for pk in pks}


def past_within(figures: QuerySet[Figure], moment: datetime) -> dict[int, Past]:
    """Those of the figures of which somebody had said something by then; one query that names none of them."""
    return figures_replayed(FigureRevision.objects.filter(figure__in=figures.order_by().values("pk")), moment)


def figures_replayed(revisions: QuerySet[FigureRevision], moment: datetime) -> dict[int, Past]:
    found: dict[int, list[FigureRevision]] = defaultdict(list)
    for revision in revisions.filter(at__lt=moment).select_related("by").order_by("at", "pk"):
        found[revision.figure_id].append(revision)
    return {pk: replay(history) for pk, history in found.items()}


def replay(revisions: Iterable[FigureRevision]) -> Past:
    """What the revisions of one figure, oldest first, come to.

    A made-up number that was accepted stops counting when a real one is typed over it, as in saving.
    """
    said = counted = typed = None
    made_up = False
    for revision in revisions:
        if revision.accepted:
            counted, typed = revision, said
            continue
        said, is_demo = revision, bool(revision.by and revision.by.is_demo)
        if made_up and not is_demo:
            counted = typed = None
        made_up = is_demo
    return Past(said=said, counted=counted, made_up=made_up, typed=typed)


def existing_before(figures: QuerySet[Figure], moment: datetime) -> QuerySet[Figure]:
    """The figures of which somebody had said something by then."""
    return figures.filter(Exists(FigureRevision.objects.filter(figure=OuterRef("pk"), at__lt=moment, accepted=False)))


def submissions_then(submissions: QuerySet[Submission] | Iterable[int], moment: datetime) -> dict[int, PastReport]:
    """Each submission just before `moment`, by primary key; one not yet opened then is left out. One query."""
    chosen = submissions.order_by().values("pk") if isinstance(submissions, QuerySet) else set(submissions)
    events = SubmissionEvent.objects.filter(submission__in=chosen, at__lt=moment).order_by("at", "pk")
    found: dict[int, PastReport] = {}
    before: dict[int, PastReport] = {}
    for pk, action, at, version in events.values_list("submission_id", "action", "at", "version"):
        if action == Action.UNDONE:
            found[pk] = replace(before[pk], version=version)
            continue
        state = State.DRAFT if action == Action.OPENED else State(SUBMISSION_MOVES[action][1])
        was = found.get(pk) or PastReport(state, version)
        sent = at if action == Action.SUBMITTED else was.submitted_at
        taken = at if action == Action.ACCEPTED else was.accepted_at
        before[pk] = was
        found[pk] = replace(was, state=state, version=version, submitted_at=sent, accepted_at=taken)
    return found


def states_of(submissions: Iterable[int], moment: datetime) -> dict[int, str]:
    """The state of each submission just before `moment`, by primary key; one not yet opened then is left out."""
    return {pk: report.state for pk, report in submissions_then(submissions, moment).items()}


def state_on(submission: Submission, moment: datetime) -> str | None:
    """The state of one submission just before `moment`; None where it had not been opened."""
    return states_of([submission.pk], moment).get(submission.pk)


def duties_until(moments: Mapping[int, datetime]) -> list[PastDuty]:
    """What each submission said of its duties just before a moment of its own, by primary key; three queries at most.

    A row is overwritten by the next word; what it had said stands in the audit trail.
    """
    rows = list(DutyUpdate.objects.filter(submission__in=list(moments)).select_related("duty").order_by("pk"))
    changed = {f"submission:{row.submission_id}" for row in rows if row.updated_at >= moments[row.submission_id]}
    words = duty_events(changed) if changed else {}
    found = []
    for row in rows:
        said: Mapping[str, str] | None = {"state": row.state, "text": row.text}
        if row.updated_at >= moments[row.submission_id]:
            said = words_before(words.get((row.submission_id, row.duty.number), []), moments[row.submission_id], said)
        if said is not None:
            found.append(PastDuty(row.submission_id, row.duty.number, said["state"], said["text"]))
    # A text whose state nobody had chosen yet was not said.
    return [past for past in found if past.state]


def duty_events(subjects: Iterable[str]) -> dict[tuple[int, str], list[AuditEvent]]:
    """(submission, number of the duty) -> the events of its words, oldest first."""
    found: dict[tuple[int, str], list[AuditEvent]] = defaultdict(list)
    for event in AuditEvent.objects.filter(verb=Verb.DUTY_SAVED, subject__in=subjects).order_by("pk"):
        found[int(event.subject.partition(":")[2]), event.after["duty"]].append(event)
    return found


def words_before(events: Iterable[AuditEvent], moment: datetime, now: Mapping[str, str]) -> Mapping[str, str] | None:
    """What stood before a moment: the last words by then, else what the first later ones replaced (None = nothing).

    Without any event nothing has changed since the row was made.
    """
    earlier = [event for event in events if event.at < moment]
    if earlier:
        return earlier[-1].after
    later = next(iter(events), None)
    return now if later is None else later.before
