"""The closed vocabularies of the engine: every word that an assessment can say or ask for.

Codes and their order follow the status table of the method page (docs/method.md).
"""

from enum import StrEnum


class Status(StrEnum):
    """Where one target stands. The verdict of a level target is always one of these ten words."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    LAGGING = "lagging"
    FAR_BEHIND = "far_behind"
    WRONG_WAY = "wrong_way"
    NOT_MET = "not_met"
    OVERDUE_NO_DATA = "overdue_no_data"
    NO_DATA = "no_data"
    INSUFFICIENT_DATA = "insufficient_data"
    NOT_ASSESSED = "not_assessed"


# Worst first. A target whose date passed without a figure ranks behind the known failures, before the good news;
# what cannot be judged yet comes last, because it is counted beside the verdicts and not among them.
SEVERITY: tuple[Status, ...] = (
    Status.NOT_MET,
    Status.WRONG_WAY,
    Status.FAR_BEHIND,
    Status.LAGGING,
    Status.OVERDUE_NO_DATA,
    Status.ON_TRACK,
    Status.ACHIEVED,
    Status.INSUFFICIENT_DATA,
    Status.NO_DATA,
    Status.NOT_ASSESSED,
)

NOT_ASSESSABLE: frozenset[Status] = frozenset(
    {Status.OVERDUE_NO_DATA, Status.NO_DATA, Status.INSUFFICIENT_DATA, Status.NOT_ASSESSED}
)


class Flag(StrEnum):
    """A remark beside a status. The members stand in the order in which an answer lists them."""

    BASELINE_SUBSTITUTED = "baseline_substituted"
    BASELINE_ALREADY_MET = "baseline_already_met"
    SLIPPING = "slipping"
    EARLY = "early"
    ROUNDING_DECIDES = "rounding_decides"
    SOURCES_DISAGREE = "sources_disagree"
    LOW_COVERAGE = "low_coverage"


# A target with one of these is counted as undetermined and in no other group.
UNDETERMINED_FLAGS: frozenset[str] = frozenset({Flag.ROUNDING_DECIDES, Flag.SOURCES_DISAGREE})


class Comparator(StrEnum):
    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    EQUAL = "="
    ABOUT = "about"
    RANGE = "range"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"


class Likelihood(StrEnum):
    """The word that goes with a projection. It never changes a status."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNSTABLE = "unstable"
    INSUFFICIENT_DATA = "insufficient_data"


class GrowthMode(StrEnum):
    AVERAGE = "average"
    EACH_YEAR = "each_year"


class GrowthBasis(StrEnum):
    """How the growth of a share is meant: relative to its own level, or in percentage points."""

    PERCENT = "percent"
    POINTS = "points"


class MilestoneState(StrEnum):
    DONE = "done"
    DOING = "doing"
    NOT_STARTED = "todo"
