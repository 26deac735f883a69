"""Queries of every request, whose SQL is built once: building it costs Django ten times what running it does."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Values that stand in for those of a call while the SQL is built; no row has such keys, no day is that old.
KEYS = range(-1_000_001, -1_000_010, -1)
DAYS = [date(1, 1, number) for number in range(1, 10)]


class Prepared:
    """A query of plain columns (`values_list`) whose values come with each call.

    `build` is given one stand-in per kind of value, `int` or `date`, and returns the queryset. Rows come as the
    database driver gives them: times are text on SQLite, good for comparing and nothing else.
    """

    def __init__(self, *kinds: type, build: Callable[..., QuerySet]) -> None:
        self.stand_ins = [DAYS[place] if kind is date else KEYS[place] for place, kind in enumerate(kinds)]
        self.build = build

    @cached_property
    def statement(self) -> tuple[str, list[Any]]:
        """The SQL, and for each of its parameters the place of the value in a call, or the parameter itself."""
        sql, parameters = self.build(*self.stand_ins).query.sql_with_params()
        places = {str(stand_in): place for place, stand_in in enumerate(self.stand_ins)}
        return sql, [(places.get(str(parameter)), parameter) for parameter in parameters]

    def rows(self, *values: int | date) -> list[tuple[Any, ...]]:
        sql, parameters = self.statement
        given = [str(value) if isinstance(value, date) else value for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, [fixed if place is None else given[place] for place, fixed in parameters])
            return cursor.fetchall()
