"""Questions that stand beside a row of a draft for whoever checks it, and their answers."""

from collections.abc import Iterator, Mapping
from copy import deepcopy

from targets.plans.content import Content

LONGEST_QUESTION = 500
# The lists whose rows may bear a question, and what a row of each is called.
ASKING = {"targets": "Dòng", "numbers": "Số khác", "milestones": "Mốc", "duties": "Nhiệm vụ"}


def is_asked(row: Content) -> bool:
    """Whether a row has a question that nobody has answered."""
    return bool(row.get("question")) and not row.get("answer")


def open_questions(work: Content) -> Iterator[tuple[str, Content]]:
    """The rows with a question that waits, each with what it is called on the page."""
    for part, words in ASKING.items():
        for row in work[part]:
            if is_asked(row):
                yield f"{words} {row['key'][1:]}", row


def read_questions(work: Content, posted: Mapping[str, str]) -> None:
    """What was typed as questions; another question than before has no answer, one that is wiped is settled."""
    for part in ASKING:
        for row in work[part]:
            if f"{row['key']}.question" not in posted:
                continue
            typed = " ".join(posted[f"{row['key']}.question"].split())[:LONGEST_QUESTION]
            # Spaces alone ask nothing new: an answer is not lost by a form that was merely sent again.
            if typed != " ".join(row.get("question", "").split()):
                row |= {"question": typed, "answer": "", "answered_by": ""}


def answered(work: Content, key: str, text: str, by: str) -> Content | None:
    """The work with the answer to the question of a row; None where no question waits there."""
    work = deepcopy(work)
    row = next((row for _, row in open_questions(work) if row["key"] == key), None)
    if row is None:
        return None
    row |= {"answer": " ".join(text.split())[:LONGEST_QUESTION], "answered_by": by}
    return work


def with_typed_answers(work: Content, typed: Mapping[str, str]) -> Content:
    """The work to be shown with the answers that were typed and not taken."""
    for _, row in open_questions(work):
        row["typed_answer"] = typed.get(f"{row['key']}.answer", "")
    return work


def with_answers(rows: list[Content], before: list[Content]) -> list[Content]:
    """Rows that came from outside with the answers that their questions have; nobody brings answers along."""
    held = {row["key"]: row for row in before}
    kept = []
    for row in rows:
        asked = held.get(row["key"], {})
        same = bool(row.get("question")) and row.get("question") == asked.get("question")
        own = {name: value for name, value in row.items() if name not in ("answer", "answered_by")}
        kept.append(own | ({name: asked[name] for name in ("answer", "answered_by") if name in asked} if same else {}))
    return kept
