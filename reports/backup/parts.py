"""What a backup consists of: which tables, in which words a row is written, and the list that proves it whole."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import (
    BooleanField,
    CharField,
    DecimalField,
    Field,
    IntegerField,
    JSONField,
    Model,
    TextField,
)
from django.utils.crypto import salted_hmac

FORMAT = 1
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
MANIFEST = "manifest.json"
SIGNATURE, SIGNED_FOR = "manifest.hmac", "vocplan.backup"
# Who is signed in is nobody's record: after a restore everyone signs in anew.
LEFT_OUT = frozenset({"sessions.session", "agencies.signintries", "agencies.resetrequest"})
# Django fills these two by itself when a database is made; a backup brings its own rows in their place.
MADE_BY_MIGRATION = frozenset({"contenttypes.contenttype", "auth.permission"})


class BackupError(Exception):
    """The backup cannot be written or taken back; the message says why in Vietnamese."""


@dataclass(frozen=True)
class BackupPart:
    """One member of the archive: its rows (None for a file), its size in bytes and the SHA-256 of its content."""

    name: str
    rows: int | None
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The list of parts. `migrations` are those applied; `audit_head` is the last hash of the audit trail."""

    format: int
    made_at: str
    migrations: tuple[str, ...]
    audit_head: str
    parts: tuple[BackupPart, ...]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Raises BackupError for what is no list of parts or is one of another format."""
        try:
            stated = json.loads(content)
            if stated["format"] != FORMAT:
                raise BackupError(f"Bản sao lưu có dạng {stated['format']}, phiên bản này đọc dạng {FORMAT}.")
            parts = tuple(BackupPart(**part) for part in stated.pop("parts"))
            return cls(parts=parts, **{**stated, "migrations": tuple(stated["migrations"])})
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError("Bản kê của bản sao lưu không đọc được.") from error


def signature_of(manifest: bytes, secret: str) -> str:
    """HMAC-SHA256 of the list of parts, in hexadecimal: whoever has not the secret cannot make up another list."""
    return salted_hmac(SIGNED_FOR, manifest, secret=secret, algorithm="sha256").hexdigest()


def tables(of: Apps = apps) -> list[type[Model]]:
    """Every table that a backup holds, those between two others included; of these models."""
    models = of.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and model._meta.label_lower not in LEFT_OUT]


def part_name(model: type[Model]) -> str:
    return f"rows/{model._meta.label_lower}.jsonl"


def columns(model: type[Model]) -> list[Field]:
    return list(model._meta.concrete_fields)


def backup_lines(model: type[Model]) -> Iterator[bytes]:
    """Each row of a table as a line of JSON, exact: decimals, moments and bytes as the model's own text for them."""
    fields = sorted(columns(model), key=lambda column: column.attname)
    names = [field.attname for field in fields]
    # Fields make their text from a row: one is filled again and again, which costs a third of making each.
    carrier = model()
    told = [(name, text_maker(field, carrier)) for name, field in zip(names, fields, strict=True)]
    for values in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):
        row = {
            name: value if value is None or make is None else make(value)
            for (name, make), value in zip(told, values, strict=True)
        }
        yield ENCODER.encode(row).encode() + b"\n"


def text_maker(column: Field, row: Model) -> Callable[[Any], Any] | None:
    """How a value of this column becomes text; None where it stands in a line as it is."""
    plain = (BooleanField, IntegerField, CharField, TextField, JSONField)
    if isinstance(column.target_field if column.is_relation else column, plain):
        return None
    if isinstance(column, DecimalField):
        # str() would write a zero of twelve places as 0E-12, which no database does.
        return "{:f}".format

    def text(value: Any) -> str:
        setattr(row, column.attname, value)
        return column.value_to_string(row)

    return text


def row_from(model: type[Model], line: bytes) -> Model:
    """The row of one line, not saved. Raises ValueError and ValidationError for a line that does not fit."""
    values = json.loads(line)
    fields = {column.attname: column for column in columns(model)}
    if values.keys() != fields.keys():
        raise ValueError(f"{model._meta.label_lower}: {sorted(values.keys() ^ fields.keys())}")
    return model(**{name: column_value(fields[name], value) for name, value in values.items()})


def column_value(column: Field, value: Any) -> Any:
    if value is None or isinstance(column, JSONField):
        return value
    # A key to another row is written as that row's own key.
    target = column.target_field if column.is_relation else column
    return target.to_python(value)


def applied_migrations() -> tuple[str, ...]:
    rows = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in rows))


def digest_and_size(chunks: Iterator[bytes]) -> tuple[str, int]:
    """SHA-256 and size of what comes in pieces."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
