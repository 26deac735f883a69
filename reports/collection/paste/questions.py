"""What is asked once for a whole block, because it has two readings and neither may be guessed."""

import re
from dataclasses import dataclass

ANSWER_CODE = re.compile(r"[a-z]+(?:-[0-9]{1,3})?")


def chosen_answers(text: str) -> set[str]:
    """The codes of the answers that a request gives; what is no such code is left out."""
    return {code for code in text.split() if ANSWER_CODE.fullmatch(code)}


@dataclass(frozen=True)
class Answer:
    """One reading: the code that is sent back, and what it says in words."""

    code: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question about the block with its answers."""

    text: str
    answers: list[Answer]

    def after(self, chosen: set[str]) -> "Question":
        """The same with the answers given before in each code, so that the next request tells all of them."""
        before = " ".join(sorted(chosen))
        return Question(self.text, [Answer(f"{before} {one.code}".strip(), one.text) for one in self.answers])
