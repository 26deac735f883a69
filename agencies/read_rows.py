"""Models of which hundreds of rows are read or computed: an instance per row, made as cheaply as Python can."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Self

from django.db import models
from django.db.models.base import ModelState

NO_ROWS: Mapping[str, models.Model] = {}


@cache
def defaults(model: type[models.Model]) -> tuple[dict[str, object], dict[str, Callable[[], object]]]:
    """The values of columns that are not given, and what makes those that no two rows may share."""
    columns = model._meta.concrete_fields
    made = {column.attname: column.default for column in columns if column.has_default() and callable(column.default)}
    return {column.attname: column.get_default() for column in columns if column.attname not in made}, made


@cache
def column_names(model: type[models.Model]) -> list[str]:
    return [column.attname for column in model._meta.concrete_fields]


class ReadRow(models.Model):
    """A row that is read or computed takes its columns as they are.

    Django goes through the constructor of the model, which sets column by column and tells two signals of each row:
    half the time of reading a board. Nothing here listens to signals, and a row just read has nothing to forget.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[object]) -> Self:
        names = column_names(cls)
        if len(values) != len(names):
            # Columns left out for later are Django's own affair.
            return super().from_db(db, field_names, values)
        new = cls.__new__(cls)
        new.__dict__.update(zip(names, values, strict=True))
        state = new._state = ModelState()
        state.adding, state.db = False, db
        return new

    @classmethod
    def made(cls, known: Mapping[str, models.Model] = NO_ROWS, **columns: object) -> Self:
        """A new row, as the constructor makes it of columns under their own names (`target_id`).

        `known`: the rows that such keys lead to, by the name of the link.
        """
        fixed, fresh = defaults(cls)
        new = cls.__new__(cls)
        new.__dict__.update(fixed)
        new.__dict__.update({name: make() for name, make in fresh.items()})
        new.__dict__.update(columns)
        new._state = ModelState()
        if known:
            new._state.fields_cache = dict(known)
        return new

    def twin(self, **columns: object) -> Self:
        """A new row like one that is not stored yet, but for some columns."""
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        new.__dict__.update(columns)
        new._state = ModelState()
        return new
