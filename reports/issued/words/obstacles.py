"""Difficulties that the agencies raised, by who is asked to decide."""

from reports.issued.content.schema import Dataset, Passage
from reports.issued.words.parts import OBSTACLES, passage
from reports.models import Decider, ObstacleState, ReportKind

ASKED = {
    Decider.LOCALITY: "lãnh đạo địa phương",
    Decider.MINISTRY: "bộ, ngành trung ương",
    Decider.DEPARTMENT: "cơ quan tổng hợp",
}
OBSTACLE_STATE_WORDS = {
    ObstacleState.OPEN: "đang chờ trả lời",
    ObstacleState.ANSWERED: "đã được trả lời",
    ObstacleState.PASSED_UP: "đã trình cấp trên",
    ObstacleState.CLOSED: "đã giải quyết xong",
}
NO_OBSTACLES = "Trong thời gian của báo cáo không có khó khăn, vướng mắc nào được nêu."


def obstacles(dataset: Dataset) -> list[Passage]:
    """One sentence for who decides, one for what has been answered."""
    if not dataset.obstacles:
        return [passage(OBSTACLES, "summary", NO_OBSTACLES)]
    asked = {line.asks for line in dataset.obstacles}
    states = {line.state for line in dataset.obstacles}
    who = "Đơn vị" if dataset.kind == ReportKind.AGENCY else "Các đơn vị"
    deciders = "; ".join(
        f"[[obstacles.{decider}]] thuộc thẩm quyền của {ASKED[decider]}" for decider in ASKED if decider in asked
    )
    answers = "; ".join(
        f"[[obstacles.{state}]] {OBSTACLE_STATE_WORDS[state]}" for state in OBSTACLE_STATE_WORDS if state in states
    )
    return [
        passage(
            OBSTACLES,
            "summary",
            f"{who} nêu [[obstacles.total]] khó khăn, vướng mắc: {deciders}.",
            f"Đến nay {answers}.",
        ),
        passage(OBSTACLES, "proposal", proposal(dataset)),
    ]


def proposal(dataset: Dataset) -> str:
    """What the report asks for: a decision on whatever is still open, by those above the coordinating agency."""
    # What the department itself has to answer is no proposal to those above it.
    waiting = {line.asks for line in dataset.obstacles if line.state != ObstacleState.CLOSED} - {Decider.DEPARTMENT}
    if not waiting:
        return "Không có kiến nghị nào còn chờ cấp trên quyết định."
    whom = " và ".join(words for decider, words in ASKED.items() if decider in waiting)
    return f"Kiến nghị {whom} xem xét, quyết định những nội dung còn chờ nêu trong bảng dưới đây."
