"""The dataset as JSON and back, without loss: what is stored with a report, hashed, and read again years later.

Decimals are plain strings with every digit, days and moments ISO text, moments with their offset. Which type a text
becomes again is told by the dataclass alone, so that a new field needs no line here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from reports.issued.content.schema import SCHEMA, Dataset


class FrozenError(ValueError):
    """The JSON is no dataset of this schema, or a value has no place in one; the message names the field."""


def to_json(dataset: Dataset) -> dict[str, Any]:
    """The dataset in plain values. Raises FrozenError for a number that is not finite and a moment without offset."""
    return json_value(dataset, "dataset")


def from_json(data: Mapping[str, Any]) -> Dataset:
    """The dataset that `to_json` was given. Raises FrozenError."""
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, Mapping) else None
        raise FrozenError(f"dataset of schema {found!r}; this program reads schema {SCHEMA}")
    return built(Dataset, data, "dataset")


def canonical_bytes(dataset: Dataset) -> bytes:
    """The one spelling of a dataset: UTF-8, keys in order, no spaces. Its hash is the dataset's."""
    return json.dumps(to_json(dataset), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(dataset: Dataset) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(dataset)).hexdigest()


def json_value(value: Any, place: str) -> Any:
    if is_dataclass(value):
        return {one.name: json_value(getattr(value, one.name), f"{place}.{one.name}") for one in fields(value)}
    match value:
        case None | bool() | int():
            return value
        case str():
            # A choice of a model is a text with a name; only the text is kept.
            return str(value)
        case Decimal():
            if not value.is_finite():
                raise FrozenError(f"{place}: {value} is no number")
            # Never with an exponent: a number has one spelling, or the hash of a dataset would hang on how it was
            # computed.
            return f"{value:f}"
        # Before the day: a moment is a day, too, and would lose its time.
        case datetime():
            if value.tzinfo is None:
                raise FrozenError(f"{place}: a moment without offset")
            return value.isoformat()
        case date():
            return value.isoformat()
        case tuple():
            return [json_value(item, f"{place}[{index}]") for index, item in enumerate(value)]
    raise FrozenError(f"{place}: {type(value).__name__} has no place in a dataset")


def built(kind: Any, value: Any, place: str) -> Any:
    """A plain value as the type that the dataclass names."""
    if is_dataclass(kind):
        return built_row(kind, value, place)
    if get_origin(kind) is UnionType:
        return (
            None if value is None else built(next(one for one in get_args(kind) if one is not NoneType), value, place)
        )
    if get_origin(kind) is tuple:
        expect(isinstance(value, list), place, "a list")
        return tuple(built(get_args(kind)[0], item, f"{place}[{index}]") for index, item in enumerate(value))
    if kind in (bool, int, str):
        # True is an int for isinstance(): a flag would pass for a number.
        expect(type(value) is kind, place, kind.__name__)
        return value
    expect(isinstance(value, str), place, f"a {kind.__name__} as text")
    try:
        thing = Decimal(value) if kind is Decimal else kind.fromisoformat(value)
    except (ValueError, InvalidOperation) as error:
        raise FrozenError(f"{place}: {value!r} is no {kind.__name__}") from error
    # What may not go in may not come back either: "NaN" and a moment without offset are read without complaint.
    json_value(thing, place)
    return thing


def built_row(kind: Any, value: Any, place: str) -> Any:
    """A dataclass from a mapping of its fields; only one that came later, and so has a default, may be absent."""
    expect(isinstance(value, Mapping), place, "an object")
    types = get_type_hints(kind)
    wrong = (set(value) ^ set(types)) - {one.name for one in fields(kind) if one.default is not MISSING}
    expect(not wrong, place, f"the fields of {kind.__name__}: {sorted(wrong)}")
    return kind(**{name: built(types[name], value[name], f"{place}.{name}") for name in types if name in value})


def expect(holds: bool, place: str, what: str) -> None:
    if not holds:
        raise FrozenError(f"{place}: expected {what}")
