"""PostgreSQL writes every line of the demo's backup as we do, so that a backup is the same on every database."""

import pytest
from django.db import connection  # noqa: F401 (what skipif asks)

from reports.backup.copying import is_copied
from reports.backup.parts import tables
from tests.reports.backup.test_copying import copied, written


@pytest.mark.slow
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has COPY")
def test_the_database_writes_every_line_of_the_demo_as_we_do(demo):
    wrong = [model._meta.label for model in tables() if is_copied(model) and copied(model) != written(model)]
    assert wrong == []
    assert [model._meta.label for model in tables() if not is_copied(model)] == ["agencies.Instance"]
