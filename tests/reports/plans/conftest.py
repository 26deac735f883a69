"""What tests of plans share."""

import copy
from typing import Any

import pytest

from agencies.child_process import read_in_child
from targets.plan_text.documents import text

ANSWERS: dict[tuple[str, bytes], dict[str, Any]] = {}


@pytest.fixture(autouse=True)
def each_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads a plan's text starts once for each text; a hundred tests begin with the same one.

    What it answered stands for it afterwards: it knows nothing but the text and the names that it is given.
    """

    def remembered(module: str, data: bytes) -> dict[str, Any]:
        if (module, data) not in ANSWERS:
            ANSWERS[module, data] = read_in_child(module, data)
        return copy.deepcopy(ANSWERS[module, data])

    monkeypatch.setattr(text, "read_in_child", remembered)
