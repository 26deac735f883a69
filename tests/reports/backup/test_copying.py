"""COPY: PostgreSQL writes the same letters as we do, and keys that stood aside come back as strict as they were."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Model
from psycopg2 import extensions

from agencies.models import Agency, Locality
from reports.backup.copying import copy_lines, copy_rows, is_copied
from reports.backup.guards import MANY_ROWS, come_back, stand_aside
from reports.backup.parts import BackupError, backup_lines, tables
from reports.backup.services import restore_backup
from reports.models import AuditEvent, Evidence, Figure, IndicatorValue, IssuedReport, Verb, View
from tests import factories
from tests.reports.backup.test_backup import make_round_done
from tests.reports.backup.test_refusals import FIGURES, Members, members, sealed, with_row  # noqa: F401

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has COPY"),
]
AGENCIES = "rows/agencies.agency.jsonl"
# Letters that SQL, JSON or COPY read in a way of their own.
AWKWARD = "“Ô” \\N \\. \"'` \t tab\nline\r\x01\x02\x1f\x7f \u2028 😀 {} [] null"


def copied(model: type[Model]) -> bytes:
    into = io.BytesIO()
    copy_lines(model, into)
    return into.getvalue()


def written(model: type[Model]) -> bytes:
    return b"".join(backup_lines(model))


@pytest.fixture
def awkward(settings, tmp_path) -> None:
    """Rows whose values are written in a way of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    make_round_done(settings.MEDIA_ROOT / "evidence" / "1" / "abc")
    Figure.objects.update(note=AWKWARD, updated_at=datetime(2024, 12, 1, 0, 0, 0, 120000, tzinfo=UTC))
    nested = {"ô": [1, 2.50, None, True, {"b": AWKWARD.replace("\x00", ""), "a": {}}], "long key": 0, "z": ""}
    for at, value in ((datetime(2024, 1, 1, tzinfo=UTC), nested), (datetime.now(UTC), None)):
        AuditEvent.objects.bulk_create(
            [
                AuditEvent(
                    at=at,
                    verb=Verb.PRUNED,
                    summary=AWKWARD,
                    before=value,
                    after=[value],
                )
            ]
        )
    locality, indicator = Locality.objects.get(), factories.make_indicator("growth_of_nothing")
    IndicatorValue.objects.bulk_create(
        [
            IndicatorValue(
                locality=locality, indicator=indicator, year=2020 + place, view=View.ACCEPTED, rollup=Decimal(rollup)
            )
            for place, rollup in enumerate(("0E-12", "0.000000000001", "123456789012345678.5"))
        ]
    )
    Agency.objects.update(valid_from=date(999, 1, 2))


def test_the_database_writes_awkward_values_as_we_do_and_reads_them_back(awkward):
    lines = {model: written(model) for model in tables() if is_copied(model)}
    assert {model: copied(model) for model in lines} == lines
    for model in (Figure, IndicatorValue, Evidence):
        with transaction.atomic():
            model._base_manager.all().delete()
            copy_rows(model, lines[model].splitlines(keepends=True))
            assert written(model) == lines[model]


@pytest.mark.parametrize(
    "line",
    [b"[]", b"5", b'{"id":1}', b'{"id":1},{"id":2}', b'{"id":', b'{"id":1,"code":["a"],"name":"x","short_name":"x"}'],
)
def test_a_line_that_is_no_row_is_refused(line):
    with pytest.raises((ValueError, TypeError)):
        copy_rows(Locality, [line])
    assert not Locality.objects.exists()


def test_waiting_for_answers_is_as_before_whatever_a_copy_comes_to():
    before = extensions.get_wait_callback()
    row = {field.attname: None for field in Locality._meta.concrete_fields}
    with pytest.raises(Exception, match="null value"), transaction.atomic():
        copy_rows(Locality, [json.dumps(row).encode()])
    assert extensions.get_wait_callback() is before is not None


def test_keys_and_indexes_that_stood_aside_come_back_as_they_were():
    models = [model for model in tables() if model is not IssuedReport]
    before = schema()
    guards = stand_aside(models)
    assert len(before - schema()) >= len(guards) > 100
    come_back(guards)
    assert schema() == before


def schema() -> set[tuple]:
    """Every key and index of the database in its own words."""
    question = """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0
        UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    """
    with connection.cursor() as cursor:
        cursor.execute(question)
        return set(cursor.fetchall())


@pytest.fixture
def many(members: Members) -> Iterator[Members]:  # noqa: F811
    """The parts with so many agencies that their keys stand aside."""
    first, *more = members[AGENCIES].splitlines(keepends=True)
    row = json.loads(first)
    # A sequence goes on from test to test: only numbers above every one that is there are nobody's.
    free = max(json.loads(line)["id"] for line in (first, *more)) + 1
    made = [json.dumps({**row, "id": free + place, "code": f"x{place}"}).encode() + b"\n" for place in range(MANY_ROWS)]
    yield {**members, AGENCIES: b"".join([first, *more, *made])}


def test_many_rows_come_back_with_every_key_and_index(many):
    before = schema()
    restore_backup(sealed(many))
    assert Agency.objects.count() > MANY_ROWS
    assert schema() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"locality_id": 987654}, "agencies_agency.*violates foreign key"),
        ({"code": "x2"}, "agencies_agency.*could not create unique index"),
    ],
    ids=["a row that is not there", "a row that is there twice"],
)
def test_many_rows_are_checked_as_strictly_as_few(many, change, words):
    before = schema()
    spoilt = with_row(many, AGENCIES, 50, **change)
    with pytest.raises(BackupError, match=words):
        restore_backup(sealed(spoilt))
    assert not Agency.objects.exists()
    assert schema() == before
