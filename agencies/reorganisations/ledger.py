"""Keeps what a reorganisation writes, row by row, so that undoing it leaves every row as it was."""

from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Field, Model

from agencies.models import Reorganisation, ReorganisationEffect

Row = TypeVar("Row", bound=Model)


class UndoError(ValueError):
    """A row is no longer as the reorganisation left it; the message says which in Vietnamese."""


class Ledger:
    """Writes rows of any room and remembers them. One reorganisation, one ledger, in its transaction."""

    def __init__(self, reorganisation: Reorganisation) -> None:
        self.reorganisation = reorganisation
        self.position = reorganisation.effects.count()

    def create(self, row: Row) -> Row:
        """Save a new row."""
        row.save(force_insert=True)
        columns = {column.attname: column for column in row._meta.concrete_fields if not column.primary_key}
        self.note(row, None, {name: plain_value(row, column) for name, column in columns.items()})
        return row

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
        ReorganisationEffect.objects.create(
            reorganisation=self.reorganisation,
            position=self.position,
            table=row._meta.label_lower,
            row=row.pk,
            before=before,
            after=after,
        )


def take_back(reorganisation: Reorganisation) -> None:
    """Undo every effect, the last first. Raises UndoError where a row is not as it was left."""
    for effect in reorganisation.effects.order_by("-position"):
        model = apps.get_model(effect.table)
        row = model._base_manager.filter(pk=effect.row).first()
        fields = {column.attname: column for column in model._meta.concrete_fields}
        if row is None or any(plain_value(row, fields[name]) != value for name, value in effect.after.items()):
            raise UndoError(f"{row or effect}: đã bị sửa sau khi áp dụng nên không hoàn lại được.")
        if effect.before is None:
            row.delete()
            continue
        for name, value in effect.before.items():
            setattr(row, name, None if value is None else fields[name].to_python(value))
        row.save(update_fields=list(effect.before))
    reorganisation.effects.all().delete()


def plain_value(row: Model, column: Field) -> Any:
    """The value of a column as JSON keeps it."""
    value = column.value_from_object(row)
    return value if value is None or isinstance(value, bool | int) else column.value_to_string(row)
