"""The log of the raw administration goes with a migration, counted on record; the chain stays whole."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from reports.audit.chain import walk
from reports.models import Verb
from tests.versions import migrate_reports, reports_as_of


@pytest.fixture
def before(transactional_db):
    """The database as the version before left it: nothing of the two migrations but what they find."""
    with reports_as_of("0012_reports_within_the_year"):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE django_admin_log (id integer PRIMARY KEY, object_repr text NOT NULL)")
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('admin', '0001_initial', '2024-01-01')"
            )
        ContentType.objects.create(app_label="admin", model="logentry")
        yield


@pytest.mark.slow
@pytest.mark.parametrize("lines", [3, 0])
def test_it_goes_and_its_lines_are_counted_on_record(before, lines: int):
    with connection.cursor() as cursor:
        for line in range(lines):
            cursor.execute("INSERT INTO django_admin_log VALUES (%s, 'Nguyễn Lan')", [line])
    then = migrate_reports("0014_drop_the_old_log")
    told = [event.after for event in then.get_model("reports", "AuditEvent").objects.filter(verb=Verb.PRUNED)]
    assert told == ([{"dòng nhật ký của trang quản trị": 3}] if lines else [])
    assert [link.fault for link in walk(then)] == [""] * len(told)
    assert "django_admin_log" not in connection.introspection.table_names()
    assert not ContentType.objects.filter(app_label="admin").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'admin'")
        assert cursor.fetchone() == (0,)
