"""What people have said of the milestones of texts without numbers, as it stood at the end of a year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reports.models import MILESTONE_STATES, MilestoneJudgement
from reports.wording.formats import date_vi
from targets.calculations.statuses import MilestoneState
from targets.models import Milestone, Target
from targets.models.target import MILESTONE

LABELS = dict(MILESTONE_STATES)
# One milestone's history: (day, state), oldest first.
Judged = Sequence[tuple[date, MilestoneState]]


@dataclass(frozen=True)
class MilestoneStanding:
    """A milestone as a page shows it: the words for its state, and the day of which they hold ("" = nobody spoke)."""

    name: str
    citation: str
    state: str
    words: str


def milestone_standings(target: Target) -> list[MilestoneStanding]:
    """The milestones of a target with what was last said of each; prefetch milestones__judgements for many."""
    return [milestone_standing(milestone) for milestone in target.milestones.all()]


def milestone_standing(milestone: Milestone) -> MilestoneStanding:
    said = max(milestone.judgements.all(), key=lambda row: (row.judged_on, row.pk), default=None)
    if said is None:
        return MilestoneStanding(milestone.name, milestone.citation, "", "chưa đánh giá")
    made_up = " · minh họa" if said.illustrative else ""
    words = f"{LABELS[said.state].lower()}, tính đến {date_vi(said.judged_on)}{made_up}"
    return MilestoneStanding(milestone.name, milestone.citation, said.state, words)


def history_of(judgements: Iterable[MilestoneJudgement]) -> Judged:
    """The history of one milestone; of two sayings for one day the later row counts."""
    rows = sorted(judgements, key=lambda row: (row.judged_on, row.pk))
    return [(row.judged_on, MilestoneState(row.state)) for row in rows]


def histories_of(target: Target) -> list[Judged]:
    """The histories of a target's milestones, of which one with numbers has none; prefetch milestones__judgements."""
    if target.comparator != MILESTONE:
        return []
    return [history_of(milestone.judgements.all()) for milestone in target.milestones.all()]


def state_at_end_of(history: Judged, year: int) -> MilestoneState:
    """The state at the end of a year: what was last said of a day up to then; not begun where nobody has spoken."""
    said = [state for day, state in history if day.year <= year]
    return said[-1] if said else MilestoneState.NOT_STARTED
