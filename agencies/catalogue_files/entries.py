"""Read the catalogue's YAML files strictly: every refusal names the file, the entry and the field.

A field is read by a small function that turns what YAML gave into a domain value or raises ValueError with a Vietnamese
message. Numbers become Decimal, never float; only `true` and `false` are booleans; `017` without quotes stays text, so
that a code can never turn into another number.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Model

from agencies import clock

Reader = Callable[[Any], Any]
_REQUIRED = object()
# Lists and tables within each other; the catalogue's own files go seven deep.
DEEPEST = 20


class CatalogueError(ValueError):
    """A catalogue file cannot be taken. `file`, `entry` and `field` say where, `message` in Vietnamese what to mend."""

    def __init__(self, file: str, entry: str, field: str, message: str) -> None:
        self.file, self.entry, self.field, self.message = file, entry, field, message
        where = [f"Tệp {file}"]
        where += [f"mục {entry}"] if entry else []
        where += [f"trường {field}"] if field else []
        super().__init__(f"{', '.join(where)}: {message}")


@dataclass(frozen=True)
class Place:
    """Where in the catalogue something stands, to name it when it is refused."""

    file: str
    entry: str = ""

    def error(self, field: str, message: str) -> CatalogueError:
        return CatalogueError(self.file, self.entry, field, message)

    def under(self, label: str) -> "Place":
        return replace(self, entry=f"{self.entry} / {label}" if self.entry else label)


@dataclass(frozen=True)
class Field:
    """How one key of an entry is read; without a default the key must be there."""

    read: Reader
    default: Any = _REQUIRED


Fields = Mapping[str, Field]


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Safe YAML with few implicit types and no key twice."""

    # YAML's own would read `no` as false, 1_000 as a number and 12:30 as 750.
    yaml_implicit_resolvers: dict = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.MarkedYAMLError(problem=f'khóa "{key.value}" có hai lần', problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-0123456789")),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", list("0123456789")),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def _construct_date(loader: _StrictLoader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(loader.construct_scalar(node))
    except ValueError:
        raise yaml.MarkedYAMLError(problem=f"không có ngày {node.value}", problem_mark=node.start_mark) from None


_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _construct_date)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node)))


def read_file(directory: Path, name: str) -> tuple[Any, Place]:
    """What the YAML file `name` under `directory` holds, and its place. Raises CatalogueError."""
    place = Place(name)
    try:
        content = (directory / name).read_bytes()
    except FileNotFoundError:
        raise place.error("", "không có tệp này.") from None
    return parse(content, place), place


def parse(data: bytes, place: Place) -> Any:
    """What YAML in UTF-8 and NFC holds. Raises CatalogueError."""
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError:
        raise place.error("", "không phải UTF-8.") from None
    for number, line in enumerate(content.splitlines(), start=1):
        # The same word in NFD looks alike and is equal to none that is kept.
        if not unicodedata.is_normalized("NFC", line):
            raise place.under(f"dòng {number}").error("", "chữ có dấu chưa ở dạng dựng sẵn (Unicode NFC).")
    try:
        refuse_tangled(content, place)
        return yaml.load(content, Loader=_StrictLoader)  # noqa: S506 -- a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        spot = place.under(f"dòng {mark.line + 1}") if mark else place
        raise spot.error("", f"không đúng cú pháp YAML ({getattr(error, 'problem', None) or error}).") from None
    except CatalogueError:
        raise
    except ValueError:
        # Python reads no number of thousands of digits.
        raise place.error("", "có số quá dài.") from None


def refuse_tangled(content: str, place: Place) -> None:
    """Look at the shape before anything is built. Raises CatalogueError and YAMLError.

    A list in a list and so on, a hundred kilobytes of it, ends the whole process: libyaml's builder calls itself. And
    what refers to another place can hold itself, or be a thousand times as long as it is written.
    """
    depth = 0
    for event in yaml.parse(content, Loader=_StrictLoader):
        if isinstance(event, yaml.AliasEvent):
            raise place.error("", f"có chỗ trỏ tới chỗ khác (*{event.anchor}). Ghi đủ ở từng chỗ.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise place.error("", "danh sách lồng quá sâu.")


def file_names(directory: Path, folder: str) -> list[str]:
    """The YAML files of a folder under `directory`, in order of name. Raises CatalogueError when there is none."""
    names = sorted(f"{folder}/{path.name}" for path in (directory / folder).glob("*.yaml"))
    if not names:
        raise Place(f"{folder}/").error("", "không có tệp .yaml nào.")
    return names


def read_record(raw: Any, fields: Fields, place: Place) -> dict[str, Any]:
    """One entry with every field read; unknown and missing keys and wrong types raise CatalogueError."""
    if not isinstance(raw, dict):
        raise place.error("", "cần các cặp khóa: giá trị.")
    for key in raw:
        if key not in fields:
            raise place.error(str(key), "không có trường này.")
    record = {}
    for name, field in fields.items():
        if name not in raw:
            if field.default is _REQUIRED:
                raise place.error(name, "thiếu trường này.")
            record[name] = field.default
            continue
        try:
            record[name] = field.read(raw[name])
        except ValueError as error:
            raise place.error(name, str(error)) from None
    return record


def read_entries(raw: Any, fields: Fields, place: Place, field: str = "") -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each entry of a list with its own place, in order. `field` names the list inside a larger entry."""
    if not isinstance(raw, list):
        raise place.error(field, "cần một danh sách.")
    for position, item in enumerate(raw, start=1):
        label = f"{field} {position}".strip()
        if isinstance(item, dict):
            names = [str(item[key]) for key in ("code", "number", "indicator", "year") if item.get(key) is not None]
            label = f"{label} ({' '.join(names)})" if names else label
        spot = place.under(label)
        yield spot, read_record(item, fields, spot)


def text(limit: int | None = None, *, blank: bool = False) -> Reader:
    """Text of at most `limit` characters; `blank` lets null and nothing through as ""."""

    def read(raw: Any) -> str:
        if raw is None and blank:
            return ""
        if not isinstance(raw, str):
            raise ValueError("cần chữ; mã và số trong chữ phải để trong ngoặc kép.")
        # Half a letter has no UTF-8, and PostgreSQL takes no NUL.
        if any(sign == "\0" or unicodedata.category(sign) == "Cs" for sign in raw):
            raise ValueError("có ký tự không phải là chữ.")
        value = " ".join(raw.split())
        if not value and not blank:
            raise ValueError("không được để trống.")
        if limit is not None and len(value) > limit:
            raise ValueError(f"dài {len(value)} ký tự, nhiều nhất {limit}.")
        return value

    return read


def text_for(model: type[Model], name: str) -> Reader:
    """Text that fits a column of a model."""
    column = model._meta.get_field(name)
    return text(column.max_length, blank=column.blank)


def code_for(model: type[Model], name: str = "code") -> Reader:
    """A code that fits a column of a model: ASCII letters, digits, hyphen, underscore."""
    as_text = text_for(model, name)

    def read(raw: Any) -> str:
        value = as_text(raw)
        if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
            raise ValueError("mã chỉ gồm chữ không dấu, số, gạch nối và gạch dưới.")
        return value

    return read


def whole(low: int, high: int) -> Reader:
    """A whole number from `low` to `high`."""

    def read(raw: Any) -> int:
        # Python takes True for 1.
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            raise ValueError(f"cần số nguyên từ {low} đến {high}.")
        return raw

    return read


def year() -> Reader:
    return whole(1900, 2200)


def number(raw: Any) -> Decimal:
    """A number that the database can hold: 16 digits before the comma, 4 behind."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueError("cần một số, phần lẻ sau dấu chấm.")
    value = Decimal(raw)
    # The columns are decimal(20, 4), and SQLite would round what does not fit without a word.
    if abs(value) >= 10**16 or value != round(value, 4):
        raise ValueError("số quá lớn hoặc quá bốn chữ số lẻ.")
    return value


def flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("cần true hoặc false.")
    return raw


def day(raw: Any) -> date:
    if not isinstance(raw, date) or not clock.is_everywhere(raw):
        raise ValueError("cần một ngày có thật, viết năm-tháng-ngày.")
    return raw


def one_of(values: Container[str]) -> Reader:
    """One of a few words."""

    def read(raw: Any) -> str:
        if not isinstance(raw, str) or raw not in values:
            raise ValueError(f'"{raw}" không phải một trong: {", ".join(map(str, values))}.')
        return raw

    return read


def many(item: Reader) -> Reader:
    """A list without repetition of what `item` reads."""

    def read(raw: Any) -> list:
        if not isinstance(raw, list):
            raise ValueError("cần một danh sách.")
        values = [item(one) for one in raw]
        for position, value in enumerate(values):
            if value in values[:position]:
                raise ValueError(f'"{value}" có hai lần.')
        return values

    return read


def maybe(inner: Reader) -> Reader:
    """What `inner` reads, or null."""
    return lambda raw: None if raw is None else inner(raw)


def as_is(raw: Any) -> Any:
    """Left for the caller to read."""
    return raw
