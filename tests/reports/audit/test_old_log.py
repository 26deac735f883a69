"""The log of the raw administration goes with a migration, counted on record; the chain stays whole."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reports.audit.chain import walk
from reports.models import AuditEvent, Verb

LOG_GOES = "0014_drop_the_old_log"


@pytest.fixture
def before(transactional_db):
    """The database as the version before left it: nothing of the two migrations but what they find."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name IN (%s, %s)", ["0013_count_the_old_log", LOG_GOES])
        cursor.execute("CREATE TABLE django_admin_log (id integer PRIMARY KEY, object_repr text NOT NULL)")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('admin', '0001_initial', '2024-01-01')"
        )
    ContentType.objects.create(app_label="admin", model="logentry")
    yield
    migrate()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if ("reports", LOG_GOES) not in executor.loader.applied_migrations:
        executor.migrate([("reports", LOG_GOES)])


@pytest.mark.parametrize("lines", [3, 0])
def test_it_goes_and_its_lines_are_counted_on_record(before, lines: int):
    with connection.cursor() as cursor:
        for line in range(lines):
            cursor.execute("INSERT INTO django_admin_log VALUES (%s, 'Nguyễn Lan')", [line])
    migrate()
    told = [event.after for event in AuditEvent.objects.filter(verb=Verb.PRUNED)]
    assert told == ([{"dòng nhật ký của trang quản trị": 3}] if lines else [])
    assert [link.fault for link in walk() if link.fault] == []
    assert "django_admin_log" not in connection.introspection.table_names()
    assert not ContentType.objects.filter(app_label="admin").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'admin'")
        assert cursor.fetchone() == (0,)
