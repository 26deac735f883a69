"""The child process that reads the text of a plan into proposals: JSON on standard input, JSON on standard output.

Reading takes a third of a second for fifteen pages; for a text made of numbers alone it may take hours, and whoever
reads in the web process keeps every other thread of it waiting.
"""

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from agencies.child_process import answer_parent
from targets.plan_text.bodies import BodyNames, KnownBody
from targets.plan_text.indicators import IndicatorNames, KnownIndicator
from targets.plan_text.reading import read_plan_text

MEMORY, PROCESSOR_SECONDS = 400 << 20, 10
LARGEST_MESSAGE = 20 << 20


def proposals_in(data: bytes) -> dict[str, Any]:
    asked = json.loads(data)
    read = read_plan_text(
        asked["text"],
        heading=asked["heading"],
        names=BodyNames(KnownBody(*row) for row in asked["bodies"]),
        indicators=IndicatorNames(KnownIndicator(*row) for row in asked["indicators"]),
    )
    return {"proposals": as_plain(read)}


def as_plain(value: Any) -> Any:
    """A value of dataclasses, tuples, choices and decimals as JSON has it."""
    if is_dataclass(value):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def from_plain(kind: Any, plain: Any) -> Any:
    """The value of a kind that `as_plain` has written."""
    if get_origin(kind) in (Union, UnionType):
        [inner] = [one for one in get_args(kind) if one is not type(None)]
        return None if plain is None else from_plain(inner, plain)
    if get_origin(kind) is tuple:
        return tuple(from_plain(get_args(kind)[0], one) for one in plain)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: from_plain(hints[name], one) for name, one in plain.items()})
    return kind(plain) if kind is Decimal or issubclass(kind, Enum) else plain


if __name__ == "__main__":
    answer_parent(proposals_in, memory=MEMORY, seconds=PROCESSOR_SECONDS, largest=LARGEST_MESSAGE)
