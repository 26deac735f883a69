from targets.models.body_target import BodyTarget
from targets.models.draft import DraftState, PlanDraft, PlanEdition
from targets.models.duty import Duty, DutyParty, PartyRole, TaskGroup
from targets.models.element import Aggregation, DataElement, ElementKind, PartRule
from targets.models.indicator import Authority, Formula, Indicator, IndicatorInput, Side
from targets.models.measure import MeasureChange, MeasureEdition, MeasureKind
from targets.models.plan import Baseline, Frequency, Plan
from targets.models.target import Ambition, Basis, Milestone, PlannedValue, Target

__all__ = [
    "Aggregation",
    "Ambition",
    "Authority",
    "Baseline",
    "Basis",
    "BodyTarget",
    "DataElement",
    "DraftState",
    "Duty",
    "DutyParty",
    "ElementKind",
    "Formula",
    "Frequency",
    "Indicator",
    "IndicatorInput",
    "MeasureChange",
    "MeasureEdition",
    "MeasureKind",
    "Milestone",
    "PartRule",
    "PartyRole",
    "Plan",
    "PlanDraft",
    "PlanEdition",
    "PlannedValue",
    "Side",
    "Target",
    "TaskGroup",
]
