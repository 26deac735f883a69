"""Duties: how many stand where, over all and by task group. What the agencies wrote of them is quoted, not worded."""

from collections.abc import Iterable

from reports.issued.content.counts import duty_groups, duty_state
from reports.issued.content.schema import Dataset, DutyResult, Passage
from reports.issued.words.parts import DUTIES, passage
from reports.models import ReportKind
from reports.wording.duty_states import DUTY_WORDS, SILENT

NO_AGENCY_REPORTED = "chưa có đơn vị nào báo cáo"
COUNTED_DUTIES = {state: NO_AGENCY_REPORTED if state == SILENT else words.said for state, words in DUTY_WORDS.items()}
NO_DUTIES = "Kế hoạch không giao nhiệm vụ cụ thể cho đơn vị nào."
NONE_OWN = "Kế hoạch không giao nhiệm vụ nào cho đơn vị."


def duties(dataset: Dataset) -> list[Passage]:
    """A summary, then one passage for each task group where the plan has more than one."""
    own = dataset.kind == ReportKind.AGENCY
    if not dataset.duties:
        return [passage(DUTIES, "summary", NONE_OWN if own else NO_DUTIES)]
    whose = "Đơn vị được giao" if own else "Kế hoạch giao"
    counts = duty_count_template("duties", dataset.duties)
    summary = f"{whose} [[duties.total]] nhiệm vụ; theo báo cáo của các đơn vị: {counts}."
    if own:
        words = duty_count_template("duties", dataset.duties).replace(NO_AGENCY_REPORTED, "chưa báo cáo")
        summary = f"{whose} [[duties.total]] nhiệm vụ: {words}."
    groups = duty_groups(dataset)
    passages = [passage(DUTIES, "summary", summary)]
    if len(groups) == 1 or own:
        return passages
    return passages + [
        passage(DUTIES, f"g{position}", group_sentence(f"duties.g{position}", found))
        for position, found in enumerate(groups.values(), 1)
        # Of a single duty its own line says as much.
        if len(found) > 1
    ]


def group_sentence(prefix: str, found: list[DutyResult]) -> str:
    return f"[[{prefix}.total]] nhiệm vụ: {duty_count_template(prefix, found)}."


def duty_count_template(prefix: str, found: Iterable[DutyResult]) -> str:
    """ "[[duties.done]] đã hoàn thành; [[duties.silent]] chưa có đơn vị nào báo cáo"; empty states go unsaid."""
    states = {duty_state(duty) for duty in found}
    return "; ".join(f"[[{prefix}.{state}]] {words}" for state, words in COUNTED_DUTIES.items() if state in states)
