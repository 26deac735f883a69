"""What is open at a desk on a day: reports to send, reports to mend, difficulties without an answer, duties to lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Agency
from reports.models import Obstacle, State, Submission
from reports.models.obstacle import ObstacleState
from reports.wording.formats import days_left_vi, deadline_vi
from targets.models import Duty

OPEN_OBSTACLES = (ObstacleState.OPEN, ObstacleState.PASSED_UP, ObstacleState.ANSWERED)


@dataclass(frozen=True)
class OpenWork:
    """What is open, a line each, in words as they stand on the receipt."""

    reports: list[str]
    returned: list[str]
    obstacles: list[str]
    duties: list[str]


def open_work(agency: Agency, *, day: date, now: datetime) -> OpenWork:
    """What is open at one body; five queries at most."""
    return open_work_of([agency], day=day, now=now)[agency.pk]


def open_work_of(agencies: Iterable[Agency], *, day: date, now: datetime) -> dict[int, OpenWork]:
    """What is open at each body, by its id; three queries, and two for the duties of each."""
    bodies = list(agencies)
    # A round that was closed waits for nobody: what is missing in it is no open work of the desk.
    forms = Submission.objects.owed().filter(agency__in=bodies, period__closed_at=None)
    forms = forms.select_related("agency", "period__plan").prefetch_related("extensions")
    forms = forms.order_by("period__due_at", "pk")
    obstacles = Obstacle.objects.filter(agency__in=bodies, state__in=OPEN_OBSTACLES).order_by("since", "pk")
    return {
        agency.pk: work_of(
            # In Python, so that three queries serve all bodies of a reorganisation.
            [form for form in forms if form.agency_id == agency.pk],
            [one for one in obstacles if one.agency_id == agency.pk],
            Duty.objects.led_by(agency, day).select_related("plan").order_by("plan__code", "position"),
            now=now,
        )
        for agency in bodies
    }


def work_of(forms: list[Submission], obstacles: list[Obstacle], duties: Iterable[Duty], *, now: datetime) -> OpenWork:
    lines = {
        form.pk: f"{form.period.plan.code} {form.period.name}, {deadline_vi(form.due_at)} "
        f"({days_left_vi(form.due_at, now)})"
        for form in forms
    }
    returned = [lines[form.pk] for form in forms if form.state == State.RETURNED]
    return OpenWork(
        reports=[line for line in lines.values() if line not in returned],
        returned=returned,
        obstacles=[f"{one.title} (từ {one.since:%d/%m/%Y})" for one in obstacles],
        duties=[f"{one.plan.code} {one.number}" for one in duties],
    )
