"""Computed rows and their tables: only what came out differently is written."""

import json
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import CharField, DateTimeField, Field, JSONField, Model, QuerySet


def own_columns(model: type[Model]) -> list[str]:
    """The columns that say something: not which row it is, nor when it was computed."""
    return [field.attname for field in stored_fields(model) if field.name != "computed_at"]


def stored_fields(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def replace(old: QuerySet[Any], rows: Sequence[Model], key: tuple[str, ...]) -> None:
    """Store computed rows in place of the old ones: only what came out differently is written, and keeps its id.

    A row not computed any more goes. When a row was computed is no difference.
    """
    model, names = old.model, own_columns(old.model)
    place = itemgetter(*(names.index(model._meta.get_field(name).attname) for name in key))
    said = itemgetter(*names)
    held = {place(values): (pk, values) for pk, *values in old.order_by().values_list("pk", *names)}
    changed = []
    for row in rows:
        values = list(said(vars(row)))
        if held.pop(place(values), (None, None))[1] != values:
            changed.append(row)
    if held:
        model.objects.filter(pk__in=[pk for pk, _ in held.values()]).delete()
    if changed:
        upsert(model, changed, key)


def upsert(model: type[Model], rows: Sequence[Model], key: tuple[str, ...]) -> None:
    """Add rows, or put them in the place of those of the same key.

    PostgreSQL takes each column as one text, an array. `bulk_create`, which SQLite gets, prepares value by value here
    and has the server parse as many constants: several times the work for both.
    """
    if connection.vendor != "postgresql":
        computed = [field.name for field in stored_fields(model) if field.name not in key]
        model.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=key, update_fields=computed
        )
        return
    fields = stored_fields(model)
    quote = connection.ops.quote_name
    table, named = quote(model._meta.db_table), [quote(field.column) for field in fields]
    once = ", ".join(quote(model._meta.get_field(name).column) for name in key)
    anew = ", ".join(f"{name} = excluded.{name}" for name in named)
    said = itemgetter(*(field.attname for field in fields))
    values = zip(*[said(vars(row)) for row in rows], strict=True)
    columns = [array(field, column) for field, column in zip(fields, values, strict=True)]
    arrays = ", ".join(f"%s::{element_type(field)}[]" for field in fields)
    statement = (
        f"INSERT INTO {table} ({', '.join(named)}) SELECT * FROM unnest({arrays}) "  # noqa: S608 - names of our own tables
        f"ON CONFLICT ({once}) DO UPDATE SET {anew}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)


def element_type(field: Field) -> str:
    """The type of a column's values; a text that is too long for its column is to be refused, not cut by a cast."""
    return "text" if isinstance(field, CharField) else field.db_type(connection)


def array(field: Field, values: Sequence[Any]) -> str:
    """The values of a column as PostgreSQL writes an array."""
    told: Callable[[Any], str] = str
    if isinstance(field, JSONField):
        told = quoted_json
    elif isinstance(field, CharField | DateTimeField):
        # A word or a moment that comes in every row.
        told = {value: quoted(str(value)) for value in set(values)}.__getitem__
    return f"{{{','.join(['NULL' if value is None else told(value) for value in values])}}}"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted_json(value: Any) -> str:
    # Mostly there is nothing in it.
    return '"[]"' if value == [] else quoted(json.dumps(value))
