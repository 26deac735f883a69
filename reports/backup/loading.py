"""Take the rows of a backup back into empty tables, each with its own key; PostgreSQL reads the values itself."""

import json
import zipfile
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.models import BinaryField, Field, Model

from reports.backup.parts import BackupError, BackupPart, columns, row_from

ROWS_AT_ONCE, BYTES_AT_ONCE = 1000, 8 << 20


def load_table(archive: zipfile.ZipFile, model: type[Model], part: BackupPart) -> None:
    """Every row of one part. Keys to other rows are checked by the database when the transaction ends.

    Raises BackupError for a line that is no row of this table, for a value that it refuses, and for a missing row.
    """
    label = model._meta.label_lower
    insert = insert_in_database if connection.vendor == "postgresql" else insert_from_rows
    try:
        with archive.open(part.name) as lines:
            for some in in_pieces(lines):
                insert(model, some)
    except (ValueError, ValidationError, DatabaseError) as error:
        raise BackupError(f"Bảng {label} không phục hồi được: {error}") from error
    if model._base_manager.count() != part.rows:
        raise BackupError(f"Bảng {label} thiếu dòng.")


def in_pieces(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines by the thousand, fewer of those that hold whole files."""
    piece: list[bytes] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line)
        if len(piece) == ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def insert_from_rows(model: type[Model], lines: list[bytes]) -> None:
    """As rows that were read: no column that fills itself is filled again."""
    fields = columns(model)
    rows = [row_from(model, line) for line in lines]
    values = [[field.get_db_prep_save(field.value_from_object(row), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"{insert_into(model, fields)} VALUES ({', '.join(['%s'] * len(fields))})", values)


def insert_in_database(model: type[Model], lines: list[bytes]) -> None:
    """A thousand lines as one list; each column gets its value by the database's own reading of its text."""
    fields = columns(model)
    wanted = {field.attname for field in fields}
    for line in lines:
        if (names := json.loads(line).keys()) != wanted:
            raise ValueError(f"{model._meta.label_lower}: {sorted(names ^ wanted)}")
    bytes_columns = [field.attname for field in fields if isinstance(field, BinaryField)]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{insert_into(model, fields)} SELECT {', '.join(map(value_of, fields))}"  # noqa: S608
            " FROM jsonb_array_elements(%s::jsonb) AS line,"
            f" jsonb_populate_record(NULL::{table}, line - %s::text[]) AS record",
            [f"[{b','.join(lines).decode()}]", bytes_columns],
        )


def insert_into(model: type[Model], fields: list[Field]) -> str:
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names})"


def value_of(field: Field) -> str:
    """A column's value in SQL; bytes stand in a line as base64."""
    if isinstance(field, BinaryField):
        return f"decode(line->>'{field.attname}', 'base64')"
    return f"record.{connection.ops.quote_name(field.column)}"
