"""Keeps what a reorganisation writes, row by row, so that undoing it leaves every row as it was."""

from itertools import groupby
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Field, Model

from agencies.models import Reorganisation, ReorganisationEffect

Row = TypeVar("Row", bound=Model)


class UndoError(ValueError):
    """A row is no longer as the reorganisation left it; the message says which in Vietnamese."""


class Ledger:
    """Writes rows of any room and remembers them. One reorganisation, one ledger, in its transaction.

    What is remembered is stored at once by `close()`, the last thing that is done with a ledger.
    """

    def __init__(self, reorganisation: Reorganisation) -> None:
        self.reorganisation = reorganisation
        # Goes on after what was written when it was applied: numbers of people may be added later.
        self.position = reorganisation.effects.count()
        self.noted: list[ReorganisationEffect] = []

    def create(self, row: Row) -> Row:
        """Save a new row."""
        return self.create_all([row])[0]

    def create_all(self, rows: list[Row]) -> list[Row]:
        """Save new rows of one table, by one statement."""
        if rows:
            type(rows[0])._base_manager.bulk_create(rows)
        for row in rows:
            columns = {column.attname: column for column in row._meta.concrete_fields if not column.primary_key}
            self.note(row, None, {name: plain_value(row, column) for name, column in columns.items()})
        return rows

    def change(self, row: Model, **columns: Any) -> None:
        """Give columns (`attname`s) of a row new values; what has them already is left alone and not remembered."""
        fields = {name: row._meta.get_field(name) for name in columns}
        different = [name for name, value in columns.items() if getattr(row, name) != value]
        if not different:
            return
        before = {name: plain_value(row, fields[name]) for name in different}
        for name in different:
            setattr(row, name, columns[name])
        row.save(update_fields=different)
        self.note(row, before, {name: plain_value(row, fields[name]) for name in different})

    def note(self, row: Model, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        self.position += 1
        self.noted.append(
            ReorganisationEffect(
                reorganisation=self.reorganisation,
                position=self.position,
                table=row._meta.label_lower,
                row=row.pk,
                before=before,
                after=after,
            )
        )

    def close(self) -> None:
        """Store what has been noted."""
        ReorganisationEffect.objects.bulk_create(self.noted)
        self.noted = []


def take_back(reorganisation: Reorganisation) -> None:
    """Undo every effect, the last first, those of one table in a row together. Raises UndoError where a row is not as
    it was left, and ProtectedError where something hangs on one that would go."""
    effects = reorganisation.effects.order_by("-position")
    for (table, made), run in groupby(effects, key=lambda effect: (effect.table, effect.before is None)):
        model, together = apps.get_model(table), list(run)
        rows = model._base_manager.in_bulk({effect.row for effect in together})
        for effect in together:
            take_row_back(rows.get(effect.row), effect)
        if made:
            # One sweep over what hangs on them: row by row costs the search through every table for each.
            model._base_manager.filter(pk__in=rows).delete()
    reorganisation.effects.all().delete()


def take_row_back(row: Model | None, effect: ReorganisationEffect) -> None:
    """Give a row that was changed its values of before; one that was made is only looked at."""
    fields = {column.attname: column for column in row._meta.concrete_fields} if row else {}
    if row is None or any(plain_value(row, fields[name]) != value for name, value in effect.after.items()):
        raise UndoError(f"{row or effect}: đã bị sửa sau khi áp dụng nên không hoàn lại được.")
    if effect.before is None:
        return
    for name, value in effect.before.items():
        setattr(row, name, None if value is None else fields[name].to_python(value))
    row.save(update_fields=list(effect.before))


def plain_value(row: Model, column: Field) -> Any:
    """The value of a column as JSON keeps it."""
    value = column.value_from_object(row)
    return value if value is None or isinstance(value, bool | int) else column.value_to_string(row)
