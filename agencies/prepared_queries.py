"""Queries of every request, whose SQL is built once: building it costs Django ten times what running it does."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Given = int | str | date | datetime
# Values that stand in for those of a call while the SQL is built; no query has one of them as its own. The numbers fit
# the smallest column of whole numbers: for one that does not, Django would know that nothing can be found.
KEYS = range(32_751, 32_760)
DAYS = [date(1, 1, number) for number in range(1, 10)]
MOMENTS = [datetime(1, 1, number, 1, 1, 1, tzinfo=UTC) for number in range(1, 10)]
STAND_IN_WORDS = [f"stands in for word {number}" for number in range(1, 10)]
LARGEST_KEY = 2**63 - 1
# Of one kind in a query.
MOST_VALUES = 9
STAND_INS: dict[type, Sequence[Any]] = {int: KEYS, date: DAYS, datetime: MOMENTS, str: STAND_IN_WORDS}


@dataclass(frozen=True)
class Statement:
    """A built query: its SQL, for each parameter the place of the value in a call or the parameter itself, and what
    makes instances of its rows: the compiler, which knows the columns.
    """

    sql: str
    parameters: list[tuple[int | None, Any]]
    compiler: SQLCompiler

    @cached_property
    def converters(self) -> dict[int, Any]:
        return self.compiler.get_converters([column[0] for column in self.compiler.select])

    @cached_property
    def columns(self) -> slice:
        """The columns of the model itself among those of the query."""
        selected = self.compiler.klass_info["select_fields"]
        return slice(selected[0], selected[-1] + 1)

    @cached_property
    def names(self) -> list[str]:
        return [column[0].target.attname for column in self.compiler.select[self.columns]]

    @cached_property
    def related(self) -> list[Any]:
        return get_related_populators(self.compiler.klass_info, self.compiler.select, DEFAULT_DB_ALIAS)

    def instances(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """Rows as Django's own iteration over a queryset would make them."""
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        model, annotations = self.compiler.klass_info["model"], self.compiler.annotation_col_map.items()
        made = []
        for row in rows:
            one = model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, one)
            for name, place in annotations:
                setattr(one, name, row[place])
            made.append(one)
        return made


class Prepared:
    """A query whose values come with each call: of plain columns (`values_list`), or of whole rows.

    `build` is given one stand-in per kind of value, `int`, `str`, `date` or `datetime`, and returns the queryset; rows
    of other tables come along by `select_related`, but nothing is prefetched.
    """

    def __init__(self, *kinds: type, build: Callable[..., QuerySet]) -> None:
        self.stand_ins = [STAND_INS[kind][place] for place, kind in enumerate(kinds)]
        self.build = build

    @cached_property
    def statement(self) -> Statement:
        compiler = self.build(*self.stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        # Not that of the thread which happened to come first: kept here, it would stay open.
        compiler.connection = connection
        places = {str(as_parameter(stand_in)): place for place, stand_in in enumerate(self.stand_ins)}
        return Statement(sql, [(places.get(str(parameter)), parameter) for parameter in parameters], compiler)

    def fetch(self, values: Sequence[Given]) -> list[tuple[Any, ...]]:
        if any(isinstance(value, int) and value > LARGEST_KEY for value in values):
            # From an address that somebody made up: Django would know that no row has it, a driver may refuse it.
            return []
        given = [as_parameter(value) for value in values]
        parameters = [fixed if place is None else given[place] for place, fixed in self.statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.statement.sql, parameters)
            return cursor.fetchall()

    def rows(self, *values: Given) -> list[tuple[Any, ...]]:
        """Plain columns as the database driver gives them: times are text on SQLite, good for comparing alone."""
        return self.fetch(values)

    def models(self, *values: Given) -> list[Any]:
        """Whole rows as instances of their model, every column as a queryset would give it."""
        return self.statement.instances(self.fetch(values))


def as_parameter(value: Given) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return str(value) if isinstance(value, date) else value


def bring_along(rows: Iterable[Model], name: str, others: Iterable[Model], *, by: str) -> None:
    """Give each row those of the others that lead to it, under a name, as `prefetch_related` would leave them."""
    found = defaultdict(list)
    for other in others:
        found[getattr(other, by)].append(other)
    for row in rows:
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found[row.pk]
