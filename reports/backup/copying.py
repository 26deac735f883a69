"""Rows to and from PostgreSQL by its COPY: the database itself writes the lines of a backup and reads their values.

One call of ours per row instead of one per value: six times as many rows a second out, four times as many in.
"""

import base64
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Protocol

from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model
from psycopg2 import extensions

from reports.backup.parts import ENCODER, columns

# Two letters that no JSON holds as they are: what stands between two columns, and around one that needs it.
BETWEEN, AROUND = b"\x02", b"\x01"
WHOLE = "coalesce({0}::text, 'null')"
IN_QUOTES = """coalesce('"' || {0} || '"', 'null')"""
AS_TEXT = "coalesce(to_json({0})::text, 'null')"
MOMENT = """replace(to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '') || '+00:00'"""
BASE64 = "replace(encode({0}, 'base64'), E'\\n', '')"
# Each kind of column in SQL, as `json_value` gives it.
TEXTS = {
    **dict.fromkeys(("AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "BooleanField"), WHOLE),
    **dict.fromkeys(("PositiveSmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField"), WHOLE),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField"), AS_TEXT),
    "DecimalField": IN_QUOTES.format("{0}::text"),
    "DateField": IN_QUOTES.format("to_char({0}, 'YYYY-MM-DD')"),
    "DateTimeField": IN_QUOTES.format(MOMENT),
    "BinaryField": IN_QUOTES.format(BASE64),
}
NOTHING = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class LineTaker(Protocol):
    """What COPY writes to, line by line."""

    def write(self, line: bytes, /) -> object: ...


@contextmanager
def plain_waiting() -> Iterator[None]:
    """COPY cannot be waited for by a function of ours (vocplan/postgresql): inside, libpq itself waits."""
    patience = extensions.get_wait_callback()
    extensions.set_wait_callback(None)
    try:
        yield
    finally:
        extensions.set_wait_callback(patience)


def column_kind(field: Field) -> str:
    """A key to another row is of the kind of that row's own key."""
    return (field.target_field if field.is_relation else field).get_internal_type()


def is_copied(model: type[Model]) -> bool:
    """Whether the database can write the lines of this table itself."""
    known = connection.vendor == "postgresql"
    return known and all(isinstance(field, JSONField) or column_kind(field) in TEXTS for field in columns(model))


def copy_lines(model: type[Model], into: LineTaker) -> None:
    """Write the lines of `backup_lines`, letter for letter the same.

    A column of JSON stands in a column of its own, and is written here: the database orders its keys in another way.
    """
    fields = sorted(columns(model), key=lambda column: column.attname)
    pieces, text = [], "{"
    for place, field in enumerate(fields):
        name = connection.ops.quote_name(field.column)
        text += f'{"," if place else ""}"{field.attname}":'
        if isinstance(field, JSONField):
            pieces += [f"'{text}'", f"{name}::text"]
            text = ""
        else:
            text += f"' || {TEXTS[column_kind(field)].format(name)} || '"
    pieces.append(f"'{text}}}'")
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    statement = (
        f"COPY (SELECT {', '.join(pieces)} FROM {table} ORDER BY {key}) TO STDOUT"  # noqa: S608
        " (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
    )
    with plain_waiting(), connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(statement, into if len(pieces) == 1 else Joined(into))


class Joined:
    """Lines in columns, every second one JSON or nothing, go on as whole lines."""

    def __init__(self, into: LineTaker) -> None:
        self.into = into

    def write(self, line: bytes) -> None:
        pieces = line.split(BETWEEN)
        pieces[1::2] = [sorted_json(value) for value in pieces[1::2]]
        self.into.write(b"".join(pieces))


def sorted_json(value: bytes) -> bytes:
    """A value of JSON with its keys in the order of a backup; b"" is no value."""
    return ENCODER.encode(json.loads(value)).encode() if value else b"null"


def copy_rows(model: type[Model], lines: list[bytes]) -> None:
    """Add the rows of some lines. Raises ValueError or TypeError for a line that is no row of this table,
    DatabaseError for a value that the database does not read as one of its column."""
    fields = columns(model)
    names = [field.attname for field in fields]
    rows = json.loads(b"[" + b",".join(lines) + b"]")
    wanted = set(names)
    for row in rows:
        if not isinstance(row, dict) or row.keys() != wanted:
            raise ValueError(f"{model._meta.label_lower}: {sorted(wanted.symmetric_difference(row))}")
    if len(rows) != len(lines):
        raise ValueError(f"{model._meta.label_lower}: {len(rows)} != {len(lines)}")
    for field in fields:
        if change := CHANGED.get(type(field)):
            for row in rows:
                row[field.attname] = change(row[field.attname])
    # A letter that COPY reads otherwise is in no value of a line without a backslash; bytes get one here.
    has_bytes = any(isinstance(field, BinaryField) for field in fields)
    tell = escaped if has_bytes or any(b"\\" in line for line in lines) else plain
    values_of = itemgetter(*names)
    text = "".join([f"{tell(values_of(row))}\n" for row in rows])
    listed = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with plain_waiting(), connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({listed}) FROM STDIN", io.BytesIO(text.encode()), len(text) or 1)


def plain(values: tuple[Any, ...]) -> str:
    """A row as COPY reads it, where no text in it needs to be written in another way."""
    return "\t".join([value if value.__class__ is str else number_or_nothing(value) for value in values])


def escaped(values: tuple[Any, ...]) -> str:
    return "\t".join(
        [value.translate(ESCAPES) if value.__class__ is str else number_or_nothing(value) for value in values]
    )


def number_or_nothing(value: Any) -> str:
    """What is no text: a number, true, false, or nothing."""
    if value is None:
        return NOTHING
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(f"{type(value).__name__}: {value}")


def as_bytes(value: Any) -> Any:
    """Bytes in the database's own writing, from base64."""
    return None if value is None else "\\x" + base64.b64decode(value, validate=True).hex()


def as_json_text(value: Any) -> Any:
    return None if value is None else ENCODER.encode(value)


CHANGED: dict[type[Field], Callable[[Any], Any]] = {BinaryField: as_bytes, JSONField: as_json_text}
