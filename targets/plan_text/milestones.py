"""What a plan promises without a number: milestones with a year, and objectives in words."""

import re

from targets.plan_text.documents.blocks import BlockLevel, sentences
from targets.plan_text.outline import PlanPassage, Topic
from targets.plan_text.promises import Reading
from targets.plan_text.proposals import ProposedMilestone, ProposedTaskGroup
from targets.plan_text.years import YearRole, year_marks

LEAD_IN = re.compile(
    r"^[\s\-+]*(?:(?:từ\s+nay\s+)?(?:đến|tới|trước|trong)\s+(?:hết\s+)?(?:cuối\s+)?năm\s+\d{4}\s*[,:]?\s*|phấn\s+đấu\s+|tiếp\s+tục\s+|cơ\s+bản\s+|từng\s+bước\s+)+",
    re.IGNORECASE,
)
SHORTEST = 4
TITLED = 2


def read_milestones(reading: Reading) -> list[ProposedMilestone]:
    """Each statement without a number among the targets is a milestone of its year."""
    passage = reading.passage
    if passage.topic is not Topic.TARGETS or passage.block.level is BlockLevel.ROW or passage.text.endswith(":"):
        return []
    found, carried = [], passage.year
    for sentence in sentences(passage.text):
        marks = [mark for mark in year_marks(sentence) if mark.role is YearRole.AT]
        carried = marks[-1].year if marks else carried
        taken = [(target.start, target.end) for target in reading.targets if target.sentence == sentence]
        taken += [(number.start, number.end) for number in reading.numbers if number.sentence == sentence]
        start = 0
        for part in sentence.split(";"):
            end = start + len(part)
            phrase = LEAD_IN.sub("", part).strip(" .;:")
            if carried and not any(start <= at < end for at, _ in taken) and len(phrase.split()) >= SHORTEST:
                found.append(ProposedMilestone(phrase[:1].upper() + phrase[1:], carried, passage.citation, sentence))
            start = end + 1
    return found


def read_objectives(passages: list[PlanPassage]) -> tuple[str, ...]:
    """The general objectives, sentence by sentence as they stand."""
    return tuple(
        passage.text
        for passage in passages
        if passage.topic is Topic.OBJECTIVES and len(passage.text.split()) > SHORTEST
    )


def read_task_groups(passages: list[PlanPassage]) -> tuple[ProposedTaskGroup, ...]:
    """The headings right below the part on tasks, each once."""
    groups: dict[str, ProposedTaskGroup] = {}
    for passage in passages:
        if passage.topic is Topic.TASKS and len(passage.titles) >= TITLED:
            number = passage.group
            if number and number not in groups:
                title = passage.titles[1]
                groups[number] = ProposedTaskGroup(number, title.rstrip(" :."), number)
    return tuple(groups.values())
