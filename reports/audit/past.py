"""Figures as they stood on a day, replayed from their revisions. Reads rows only; knows no page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from reports.models import Action, Figure, FigureRevision, State, Submission, SubmissionEvent
from reports.models.period import start_of
from reports.models.submission import MOVES


@dataclass(frozen=True)
class Past:
    """One figure at a moment: the last thing the agency had said, and what counted then; None = nothing yet."""

    said: FigureRevision | None
    counted: FigureRevision | None
    made_up: bool


def end_of(day: date) -> datetime:
    """The first moment after a day in Viet Nam: what happened before it happened by that day."""
    return start_of(day + timedelta(days=1))


def past_of(figures: Iterable[Figure], moment: datetime) -> dict[int, Past]:
    """Each figure by primary key as it was just before `moment`; one query however many figures."""
    pks = [figure.pk for figure in figures]
    rows = FigureRevision.objects.filter(figure__in=pks, at__lt=moment).select_related("by").order_by("at", "pk")
    revisions: dict[int, list[FigureRevision]] = {pk: [] for pk in pks}
    for revision in rows:
        revisions[revision.figure_id].append(revision)
    return {pk: replay(found) for pk, found in revisions.items()}


def replay(revisions: Iterable[FigureRevision]) -> Past:
    """What the revisions of one figure, oldest first, come to.

    A made-up number that was accepted stops counting when a real one is typed over it, as in saving.
    """
    said = counted = None
    made_up = False
    for revision in revisions:
        if revision.accepted:
            counted = revision
            continue
        said, is_demo = revision, bool(revision.by and revision.by.is_demo)
        if made_up and not is_demo:
            counted = None
        made_up = is_demo
    return Past(said=said, counted=counted, made_up=made_up)


def existing_before(figures: QuerySet[Figure], moment: datetime) -> QuerySet[Figure]:
    """The figures of which somebody had said something by then."""
    return figures.filter(Exists(FigureRevision.objects.filter(figure=OuterRef("pk"), at__lt=moment, accepted=False)))


def states_of(submissions: Iterable[int], moment: datetime) -> dict[int, str]:
    """The state of each submission just before `moment`, by primary key; one not yet opened then is left out."""
    events = SubmissionEvent.objects.filter(submission__in=set(submissions), at__lt=moment).order_by("at", "pk")
    last = dict(events.values_list("submission_id", "action"))
    return {pk: State.DRAFT if action == Action.OPENED else State(MOVES[action][1]) for pk, action in last.items()}


def state_on(submission: Submission, moment: datetime) -> str | None:
    """The state of one submission just before `moment`; None where it had not been opened."""
    return states_of([submission.pk], moment).get(submission.pk)
