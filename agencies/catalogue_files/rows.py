"""Bring rows of the database in line with the catalogue: found by natural key, written only where they differ."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet


@dataclass
class Tally:
    """What one load did, by kind of row; `unlisted` names rows that no file has any more and that were kept."""

    created: Counter = field(default_factory=Counter)
    updated: Counter = field(default_factory=Counter)
    unchanged: Counter = field(default_factory=Counter)
    removed: Counter = field(default_factory=Counter)
    unlisted: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(self.created.values()) or any(self.updated.values()) or any(self.removed.values())

    def lines(self) -> list[str]:
        """The counts in Vietnamese, one kind of row a line, then the rows that no file has."""
        names = list(dict.fromkeys([*self.created, *self.updated, *self.unchanged, *self.removed]))
        rows = []
        for name in names:
            line = f"{name}: {self.created[name]} mới, {self.updated[name]} sửa, {self.unchanged[name]} giữ nguyên"
            rows.append(f"{line}, {self.removed[name]} bỏ" if self.removed[name] else line)
        return rows + [f"Không còn trong tệp, vẫn giữ: {name}" for name in self.unlisted]


class Rows:
    """The rows of one model within a scope, by natural key. Attribute names are columns (`plan_id`, not `plan`)."""

    def __init__(self, tally: Tally, scope: QuerySet, key: Sequence[str]) -> None:
        self.tally = tally
        self.model: type[Model] = scope.model
        self.label = str(self.model._meta.verbose_name).capitalize()
        self.key = tuple(key)
        self.held = {tuple(getattr(row, name) for name in self.key): row for row in scope}
        self.listed: set[tuple] = set()

    def has(self, *key: Any) -> bool:
        """Whether a file has listed the key already."""
        return key in self.listed

    def put(self, *key: Any, **values: Any) -> Model:
        """The row of a natural key with these values: created, updated or left alone."""
        self.listed.add(key)
        row = self.held.get(key)
        if row is None:
            row = self.held[key] = self.model(**dict(zip(self.key, key, strict=True)), **values)
            row.save(force_insert=True)
            self.tally.created[self.label] += 1
            return row
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if not different:
            self.tally.unchanged[self.label] += 1
            return row
        for name in different:
            setattr(row, name, values[name])
        row.save(update_fields=different)
        self.tally.updated[self.label] += 1
        return row

    def keep(self, *key: Any) -> Model:
        """The row of a natural key as it is: a file lists it, and somebody has said otherwise since."""
        self.listed.add(key)
        self.tally.unchanged[self.label] += 1
        return self.held[key]

    def report_unlisted(self, describe: Callable[[Any], str]) -> None:
        """Name the rows that no file listed, but for those described by "". They stay: figures may hang on them."""
        for key, row in self.held.items():
            name = "" if key in self.listed else describe(row)
            if name:
                self.tally.unlisted.append(f"{self.label.lower()} {name}")

    def drop_unlisted(self) -> None:
        """Delete the rows that no file listed: only for links, which are a field of their owner's entry."""
        for key in [key for key in self.held if key not in self.listed]:
            self.held.pop(key).delete()
            self.tally.removed[self.label] += 1
