"""What one verdict rests on, and which of its values may decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from reports.models import ActualSource, FigureKind, IndicatorValue, View
from reports.progress.milestones import Judged
from targets.calculations.bounds import Bounds
from targets.calculations.evidence import Point
from targets.calculations.rules import Rules
from targets.calculations.spans import SpanFigure
from targets.calculations.thresholds import Thresholds
from targets.calculations.uncertainty import FlowRange
from targets.models import Formula, Target
from targets.plans.then import TargetThen

Series = Mapping[int, IndicatorValue]
# What is judged: a target of the catalogue, or one as its plan had it on a day in the past.
JudgedTarget = Target | TargetThen


@dataclass(frozen=True)
class Case:
    """Everything that one verdict rests on. `siblings`: the yearly targets of the same plan and indicator, by year.

    `levels`: the plain sums behind a growth target. `pieces`: the figures that a total may be added up from,
    `disputed`: what publications give for a single year of it. `uncounted`: roll-ups of too few agencies, to be shown
    where nothing else is. `milestones`: what was said of each, by day.
    """

    target: JudgedTarget
    siblings: Sequence[JudgedTarget]
    baseline: Point | None
    series: Series
    levels: Series
    pieces: Sequence[SpanFigure]
    milestones: Sequence[Judged]
    yearly_plan: Mapping[int, Decimal]
    view: View
    rules: Rules
    computed_at: datetime
    disputed: Sequence[FlowRange] = ()
    uncounted: Series = ()

    @property
    def thresholds(self) -> Thresholds:
        return self.rules.thresholds

    def half_width(self, year: int | None) -> Decimal:
        """How far the true value of a year may lie from the published one; 0 of a roll-up, which is exact."""
        value = self.series.get(year) if year is not None else None
        if value is None or value.source != ActualSource.OFFICIAL:
            return Decimal(0)
        return value.half_width or Decimal(0)


def usable_points(case: Case, bounds: Bounds, years: range | None = None) -> list[Point]:
    """The series as the engine takes it. Part of a year can prove a sum reached, never that it was missed.

    `years`: those in which a part would be held against the promise of a whole year.
    """
    partial_sum = case.target.indicator.formula in (Formula.VALUE, Formula.GROWTH)
    points = []
    for year, value in case.series.items():
        unfinished = partial_sum and value.kind == FigureKind.PROVISIONAL and (years is None or year in years)
        if value.value is not None and not (unfinished and not bounds.is_met(value.value, case.thresholds)):
            points.append(Point(year, value.value))
    return points
