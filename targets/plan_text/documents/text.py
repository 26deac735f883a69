"""Read the text of a plan in a process of its own, with limited time, where a person waits for it at a page."""

import json
from dataclasses import astuple

from agencies.child_process import ChildEnded, read_in_child
from targets.plan_text.bodies import BodyNames
from targets.plan_text.documents.files import UnreadableFile
from targets.plan_text.documents.text_process import from_plain
from targets.plan_text.indicators import IndicatorNames
from targets.plan_text.proposals import Proposals

LONGEST_PLAN_TEXT = 600_000


def read_plan_apart(
    text: str, *, heading: str | None = None, names: BodyNames | None = None, indicators: IndicatorNames | None = None
) -> Proposals:
    """As `read_plan_text`. Raises UnreadableFile for a text that is too long, or takes too long to be read."""
    if len(text) > LONGEST_PLAN_TEXT:
        raise UnreadableFile("Văn bản dài hơn 600.000 ký tự. Chỉ nạp phần kế hoạch, bỏ phụ lục số liệu")
    asked = {
        "text": text,
        "heading": heading,
        "bodies": [astuple(body) for body in names.bodies] if names else [],
        "indicators": [astuple(one) for one in indicators.indicators] if indicators else [],
    }
    try:
        found = read_in_child("targets.plan_text.documents.text_process", json.dumps(asked).encode())
    except ChildEnded as error:
        raise UnreadableFile(
            "Văn bản có đoạn toàn số, đọc quá lâu. Bỏ các bảng số liệu ra khỏi phần chữ rồi nạp lại"
        ) from error
    return from_plain(Proposals, found["proposals"])
