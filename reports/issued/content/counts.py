"""What a report counts: who has reported, which duties are done, which obstacles wait for whom."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from reports.issued.content.schema import Dataset, DutyResult, SubmissionLine
from reports.models import State
from reports.wording.duty_states import common_state
from reports.wording.formats import local_day

# "III.1. ", "2. ", "a) "
PLAN_NUMBER = re.compile(r"^[\dIVXLC.]+\.\s+|^\w\)\s+")


def submissions_of_year(dataset: Dataset, year: int) -> list[SubmissionLine]:
    return [line for line in dataset.submissions if line.year == year]


def sent_submissions(lines: Iterable[SubmissionLine]) -> list[SubmissionLine]:
    return [line for line in lines if line.submitted_at is not None]


def late(lines: Iterable[SubmissionLine]) -> list[SubmissionLine]:
    return [line for line in sent_submissions(lines) if line.late]


def unsent_submissions(lines: Iterable[SubmissionLine]) -> list[SubmissionLine]:
    return [line for line in lines if line.submitted_at is None]


def accepted_submissions(lines: Iterable[SubmissionLine]) -> list[SubmissionLine]:
    return [line for line in lines if line.state == State.ACCEPTED]


def usual_last_day(lines: Iterable[SubmissionLine]) -> date | None:
    """The last day on time for most agencies; extensions of single ones do not move it. None without a period."""
    # `due_at` is the first moment that is late: the day before is the last one on time.
    days = Counter(local_day(line.due_at - timedelta(microseconds=1)) for line in lines)
    return max(days, key=lambda day: (days[day], -day.toordinal()), default=None)


def duty_state(duty: DutyResult) -> str:
    """Where a duty stands by what its agencies said: done only when all of them say so; `silent` if none did."""
    return common_state(report.state for report in duty.reports)


def duty_groups(dataset: Dataset) -> dict[str, list[DutyResult]]:
    """Duties by task group, in the order of the plan; a plan without groups has one with an empty name."""
    groups: dict[str, list[DutyResult]] = {}
    for duty in dataset.duties:
        groups.setdefault(duty.group, []).append(duty)
    return groups


def group_title(group: str) -> str:
    """The heading of a task group, without the number that the plan gave it: the report numbers its own parts."""
    if group.startswith("mục "):
        return f"Nhiệm vụ giao tại {group}"
    return PLAN_NUMBER.sub("", group) or "Nhiệm vụ khác"
