"""Targets in words: a person judges them; the engine only counts milestones and invents no number."""

from collections.abc import Sequence
from dataclasses import dataclass

from targets.calculations.statuses import MilestoneState, Status


@dataclass(frozen=True)
class QualitativeAssessment:
    """milestones_done of milestones; the person's verdict is stored beside this, not inside."""

    milestones_done: int
    milestones: int
    status: Status = Status.NOT_ASSESSED


def assess_qualitative(milestones: Sequence[MilestoneState]) -> QualitativeAssessment:
    """Count what is done: `done, doing, todo, done` gives 2 of 4."""
    done = sum(state is MilestoneState.DONE for state in milestones)
    return QualitativeAssessment(milestones_done=done, milestones=len(milestones))
