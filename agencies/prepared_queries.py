"""Queries of every request, whose SQL is built once: building it costs Django ten times what running it does."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

# Values that stand in for those of a call while the SQL is built; no query has one of them as its own. The numbers fit
# the smallest column of whole numbers: for one that does not, Django would know that nothing can be found.
KEYS = range(32_751, 32_760)
DAYS = [date(1, 1, number) for number in range(1, 10)]
STAND_IN_WORDS = [f"stands in for word {number}" for number in range(1, 10)]
STAND_INS: dict[type, Sequence[Any]] = {int: KEYS, date: DAYS, str: STAND_IN_WORDS}


class Prepared:
    """A query whose values come with each call: of plain columns (`values_list`), or of whole rows of one table.

    `build` is given one stand-in per kind of value, `int`, `str` or `date`, and returns the queryset.
    """

    def __init__(self, *kinds: type, build: Callable[..., QuerySet]) -> None:
        self.stand_ins = [STAND_INS[kind][place] for place, kind in enumerate(kinds)]
        self.build = build

    @cached_property
    def statement(self) -> tuple[str, list[Any], type[Model]]:
        """The SQL, for each of its parameters the place of the value in a call or the parameter itself, the model."""
        queryset = self.build(*self.stand_ins)
        sql, parameters = queryset.query.sql_with_params()
        places = {str(stand_in): place for place, stand_in in enumerate(self.stand_ins)}
        return sql, [(places.get(str(parameter)), parameter) for parameter in parameters], queryset.model

    def parameters(self, values: Sequence[int | str | date]) -> list[Any]:
        given = [str(value) if isinstance(value, date) else value for value in values]
        return [fixed if place is None else given[place] for place, fixed in self.statement[1]]

    def rows(self, *values: int | str | date) -> list[tuple[Any, ...]]:
        """Plain columns as the database driver gives them: times are text on SQLite, good for comparing alone."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement[0], self.parameters(values))
            return cursor.fetchall()

    def models(self, *values: int | str | date) -> list[Any]:
        """Whole rows as instances of their model, every column as a queryset would give it."""
        sql, _, model = self.statement
        return list(model._default_manager.raw(sql, self.parameters(values)))
