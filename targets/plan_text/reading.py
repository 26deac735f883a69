"""Read the text of a plan, or of a piece of one, into proposals."""

import re
from collections.abc import Iterable
from dataclasses import replace

from targets.plan_text.bodies import BodyNames
from targets.plan_text.deadlines import read_deadlines
from targets.plan_text.documents.blocks import BlockLevel, read_blocks
from targets.plan_text.documents.tables import promises_targets, read_duty_table, read_target_table, row_runs
from targets.plan_text.duties import read_duties
from targets.plan_text.exclusions import Reason
from targets.plan_text.head import read_head
from targets.plan_text.indicators import IndicatorNames
from targets.plan_text.milestones import read_milestones, read_objectives, read_task_groups
from targets.plan_text.outline import PlanPassage, Topic, read_outline
from targets.plan_text.promises import IN_YEAR, Reading, read_promises
from targets.plan_text.proposals import PlanHead, Proposals, ProposedTarget, SeenNumber, Sure
from targets.plan_text.years import YearRole, year_marks

PROMISING = {Topic.TARGETS, Topic.OBJECTIVES}
# What is named as a goal of a coming year is promised wherever it stands.
GOAL = re.compile(r"phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:đến|tới|trước|hết|vào)\s+(?:hết\s+|cuối\s+)*năm\s+20\d\d|\bnăm\s+20\d\d\s*,", re.IGNORECASE)
WHY_ELSEWHERE = {
    Topic.RESULTS: Reason.PAST,
    Topic.MONEY: Reason.MONEY,
    Topic.PREAMBLE: Reason.REFERENCE,
    Topic.RECIPIENTS: Reason.REFERENCE,
}


def read_plan_text(
    text: str,
    *,
    heading: str | None = None,
    year: int | None = None,
    names: BodyNames | None = None,
    indicators: IndicatorNames | None = None,
) -> Proposals:
    """Proposals of a text. `heading` and `year` are those above a piece of a plan; a whole plan has neither."""
    names, indicators = names or BodyNames(), indicators or IndicatorNames()
    whole = heading is None and year is None
    blocks = read_blocks(text)
    passages = read_outline(blocks, heading=heading, year=year)
    head = read_head(text, blocks) if whole else PlanHead()
    readings = [read_promises(passage) for passage in passages if passage.block.level is not BlockLevel.ROW]
    taken, left = targets_and_rest(readings, head, whole=whole)
    grids = list(row_runs(passages))
    taken += [target for grid in grids if promises_targets(grid) for target in read_target_table(grid)]
    duties = read_duties(passages, names, whole=whole)
    return Proposals(
        head=head,
        targets=tuple(with_indicator(target, indicators) for target in with_common_year(taken, head)),
        baselines=tuple(
            base for reading in readings if is_promising(reading.passage, whole) for base in reading.baselines
        ),
        deadlines=tuple(deadline for passage in passages for deadline in read_deadlines(passage)),
        duties=(*duties, *(duty for grid in grids for duty in read_duty_table(grid, names))),
        milestones=tuple(milestone for reading in readings for milestone in read_milestones(reading)),
        objectives=read_objectives(passages),
        task_groups=read_task_groups(passages),
        numbers=tuple(left),
    )


def is_promising(passage: PlanPassage, whole: bool) -> bool:
    return passage.topic in PROMISING or (passage.topic is Topic.OPEN and not whole)


def targets_and_rest(
    readings: Iterable[Reading], head: PlanHead, *, whole: bool
) -> tuple[list[ProposedTarget], list[SeenNumber]]:
    """The targets to propose, and every other number with the reason why it is none."""
    taken: list[ProposedTarget] = []
    left: list[SeenNumber] = []
    for reading in readings:
        left += reading.numbers
        for target in reading.targets:
            if (is_promising(reading.passage, whole) and not is_past(target, head)) or stated_goal(
                reading.passage, target, head
            ):
                taken.append(target)
                continue
            reason = WHY_ELSEWHERE.get(reading.passage.topic, Reason.ELSEWHERE)
            written = target.sentence[target.start : target.end]
            left.append(SeenNumber(written, reason.value, target.citation, target.sentence, target.start, target.end))
    return taken, left


def is_past(target: ProposedTarget, head: PlanHead) -> bool:
    """A level of a year before the plan begins is a result, wherever it stands."""
    return head.first_year is not None and target.year is not None and target.year < head.first_year


def stated_goal(passage: PlanPassage, target: ProposedTarget, head: PlanHead) -> bool:
    """A goal of a named year to come, in a part of the plan that is not about targets."""
    if passage.topic not in (Topic.OPEN, Topic.TASKS, Topic.PURPOSE) or is_past(target, head):
        return False
    named_years = [
        mark for mark in year_marks(target.sentence) if mark.role is YearRole.AT and mark.year == target.year
    ]
    if passage.topic is Topic.OPEN:
        return bool(named_years) or passage.year is not None or bool(GOAL.search(target.sentence))
    return bool(named_years) and bool(UNTIL.search(target.sentence)) and passage.topic is Topic.TASKS


def with_common_year(targets: list[ProposedTarget], head: PlanHead) -> list[ProposedTarget]:
    """A rhythm without a year runs to the one year of the targets beside it; a plan of one year gives its own."""
    # A plan of one year promises all of it for that year.
    only = head.last_year if head.first_year == head.last_year else None
    years = {target.year for target in targets if target.year}
    common = years.pop() if len(years) == 1 else None
    dated = []
    for target in targets:
        year = only or (common if target.basis != IN_YEAR else None)
        if target.year is None and year is not None:
            sure = Sure.CLEAR if year == only and target.sure is Sure.YEAR else Sure.YEAR
            target = replace(target, year=year, sure=sure)
        dated.append(target)
    return dated


def with_indicator(target: ProposedTarget, indicators: IndicatorNames) -> ProposedTarget:
    best, candidates = indicators.nearest(target.phrase, target.unit, target.basis)
    return replace(target, indicator=best, indicators=candidates)
