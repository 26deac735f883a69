"""Take the rows of a backup back into empty tables, each with its own key; PostgreSQL reads the values itself."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.models import Field, Model

from reports.backup.copying import copy_rows
from reports.backup.parts import BackupError, BackupPart, columns, row_from

ROWS_AT_ONCE, BYTES_AT_ONCE = 1000, 8 << 20


def load_table(archive: zipfile.ZipFile, model: type[Model], part: BackupPart) -> None:
    """Every row of one part. Keys to other rows are checked by the database when the transaction ends.

    Raises BackupError for a line that is no row of this table, for a value that it refuses, and for a missing row.
    """
    label = model._meta.label_lower
    insert = copy_rows if connection.vendor == "postgresql" else insert_from_rows
    try:
        with archive.open(part.name) as packed, io.BufferedReader(packed, BYTES_AT_ONCE) as lines:
            for some in in_pieces(lines):
                insert(model, some)
    except (ValueError, TypeError, ValidationError, DatabaseError) as error:
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


def insert_into(model: type[Model], fields: list[Field]) -> str:
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    return f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names})"
