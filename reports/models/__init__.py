from reports.models.audit import ADMINISTRATION, AuditEvent, AuditSeal, Unsealed, Verb
from reports.models.duty_update import DutyState, DutyUpdate
from reports.models.evidence import Evidence
from reports.models.extension import Extension
from reports.models.figure import Entry, Figure, FigureRevision, Quality, Via
from reports.models.issued import (
    REPORT_MOVES,
    BuildState,
    IssuedReport,
    ReportFile,
    ReportFormat,
    ReportKind,
    ReportPassage,
    ReportState,
)
from reports.models.milestone import MILESTONE_STATES, MilestoneJudgement
from reports.models.notice import Delivery, Notice, NoticeKind
from reports.models.obstacle import Decider, Obstacle, ObstacleDraft, ObstacleReply, ObstacleState
from reports.models.official import FigureKind, OfficialFigure, Precision
from reports.models.period import PeriodState, ReportingPeriod
from reports.models.progress import ActualSource, Generation, IndicatorValue, Progress, Stale, View
from reports.models.review import UNDO_WITHIN, Decision, Review, ReviewDraft, ReviewItem, Verdict
from reports.models.rules import RuleDecision
from reports.models.submission import STOOD_BEFORE, Action, State, Submission, SubmissionEvent
from reports.models.workbook import WorkbookImport

__all__ = [
    "ADMINISTRATION",
    "MILESTONE_STATES",
    "REPORT_MOVES",
    "STOOD_BEFORE",
    "UNDO_WITHIN",
    "Action",
    "ActualSource",
    "AuditEvent",
    "AuditSeal",
    "BuildState",
    "Decider",
    "Decision",
    "Delivery",
    "DutyState",
    "DutyUpdate",
    "Entry",
    "Evidence",
    "Extension",
    "Figure",
    "FigureKind",
    "FigureRevision",
    "Generation",
    "IndicatorValue",
    "IssuedReport",
    "MilestoneJudgement",
    "Notice",
    "NoticeKind",
    "Obstacle",
    "ObstacleDraft",
    "ObstacleReply",
    "ObstacleState",
    "OfficialFigure",
    "PeriodState",
    "Precision",
    "Progress",
    "Quality",
    "ReportFile",
    "ReportFormat",
    "ReportKind",
    "ReportPassage",
    "ReportState",
    "ReportingPeriod",
    "Review",
    "ReviewDraft",
    "ReviewItem",
    "RuleDecision",
    "Stale",
    "State",
    "Submission",
    "SubmissionEvent",
    "Unsealed",
    "Verb",
    "Verdict",
    "Via",
    "View",
    "WorkbookImport",
]
