from reports.models.duty_update import DutyState, DutyUpdate
from reports.models.figure import Entry, Figure, FigureRevision, Quality, Via
from reports.models.official import FigureKind, OfficialFigure, Precision
from reports.models.period import PeriodState, ReportingPeriod
from reports.models.progress import ActualSource, Generation, IndicatorValue, Progress, Stale, View
from reports.models.review import Decision, Review, ReviewItem
from reports.models.submission import Action, State, Submission, SubmissionEvent

__all__ = [
    "Action",
    "ActualSource",
    "Decision",
    "DutyState",
    "DutyUpdate",
    "Entry",
    "Figure",
    "FigureKind",
    "FigureRevision",
    "Generation",
    "IndicatorValue",
    "OfficialFigure",
    "PeriodState",
    "Precision",
    "Progress",
    "Quality",
    "ReportingPeriod",
    "Review",
    "ReviewItem",
    "Stale",
    "State",
    "Submission",
    "SubmissionEvent",
    "Via",
    "View",
]
