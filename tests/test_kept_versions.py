"""A database of 0.1.0, as an office may still run it, migrated to this version: nothing is lost, all of it works."""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.models import Instance, Locality, User
from reports.audit.chain import unsealed_fault, walk
from reports.audit.triggers import missing_triggers
from reports.backup.parts import MANIFEST, BackupError
from reports.backup.services import restore_backup, write_backup
from reports.dashboards.method.rule_decisions import decide_rules
from reports.models import AuditEvent, IssuedReport, Progress, ReportFile, RuleDecision, Verb
from reports.progress.services import recalculate_all, recalculate_stale
from targets.calculations.rules import RuleVersion
from tests.databases import in_use, of_dump

KEPT = Path(__file__).resolve().parent / "kept" / "0.1.0"
LAST_HASH = "e0ffd266232bd0d30eea8e6cd97a982dacfa4dcffdfb07d798692fed2356f7f6"
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("migrated"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database as it was dumped, after `manage.py migrate`."""
    dump = gzip.decompress((KEPT / f"{connection.vendor}.sql.gz").read_bytes()).decode()
    with django_db_blocker.unblock(), of_dump(dump) as name, in_use(name):
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            clock.set_shift(Instance.current().demo_shift)
            yield
            clock.set_shift(None)
            transaction.set_rollback(True)


def stated() -> dict[str, int]:
    """The number of rows of each table, as the backup of the same database states it."""
    with zipfile.ZipFile(KEPT / "backup.zip") as archive:
        parts = json.loads(archive.read(MANIFEST))["parts"]
    return {part["name"][len("rows/") : -len(".jsonl")]: part["rows"] for part in parts if part["rows"] is not None}


def test_every_row_of_plans_and_reports_is_there():
    ours = {name: rows for name, rows in stated().items() if name.startswith(("targets.", "reports."))}
    assert sum(ours.values()) > 10_000
    assert {name: apps.get_model(name)._base_manager.count() for name in ours} == ours
    connection.check_constraints()


def test_the_audit_trail_is_whole_and_ends_as_it_ended():
    links = list(walk())
    assert [link.fault for link in links if link.fault] == []
    assert links[-1].hash == LAST_HASH
    assert unsealed_fault() == ""
    assert missing_triggers(connection) == []


def test_nothing_is_left_of_the_log_that_the_raw_administration_kept():
    assert "django_admin_log" not in connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'admin'")
        assert cursor.fetchone() == (0,)


def test_the_issued_report_and_its_files_are_what_was_issued():
    report = IssuedReport.objects.get(number=7)
    files = ReportFile.objects.filter(report=report)
    assert files.count() == 6
    for file in files:
        content = bytes(file.content)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)


@pytest.mark.parametrize("who", ["staff", "leader", "reporter-017", "administrator"])
def test_its_people_find_their_pages(who: str):
    recalculate_all(locality_ids=[1, 2, 3])
    client = Client()
    client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/", follow=True).status_code == 200
    if who in ("staff", "leader"):
        report = IssuedReport.objects.get(number=7)
        for page in ("/plans/KH-10/", "/history/", reverse("submission-list"), report.get_absolute_url()):
            assert client.get(page).status_code == 200, page


def test_it_goes_on_judging_by_the_first_rules_until_somebody_decides():
    hanoi = Locality.objects.get(code="01")
    kept = RuleDecision.objects.get(locality=hanoi)
    assert (kept.version, kept.by) == (1, None)
    assert "trước khi nâng cấp" in kept.reason
    recalculate_all(locality_ids=[hanoi.pk])
    assert versions_of(hanoi) == {"1"}
    issued = IssuedReport.objects.get(number=7).dataset

    staff, now = User.objects.get(username="staff"), clock.now()
    decide_rules(
        locality=hanoi, version=RuleVersion.SECOND, effective_on=clock.today(), reason="Họp giao ban", by=staff, now=now
    )
    recalculate_stale()
    assert versions_of(hanoi) == {"2"}
    assert AuditEvent.objects.filter(verb=Verb.RULES_DECIDED, actor=staff).exists()
    # What was issued keeps the rules that it was judged by.
    assert IssuedReport.objects.get(number=7).dataset == issued
    assert str(issued["rule_version"]) == "1"


def versions_of(locality: Locality) -> set[str]:
    rows = Progress.objects.filter(target__plan__locality=locality)
    return set(rows.values_list("rule_version", flat=True))


def test_it_can_be_backed_up_by_this_version(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    parts = {part.name: part.rows for part in write_backup(io.BytesIO()).parts}
    assert parts["rows/reports.figure.jsonl"] == stated()["reports.figure"]


def test_its_backup_is_taken_only_by_who_stands_for_it():
    """Version 0.1.0 signed nothing; that it restores is shown in tests/reports/backup/test_earlier_version.py."""
    with pytest.raises(BackupError, match="nếu chắc tệp là của mình, thêm --unsigned"):
        restore_backup(io.BytesIO((KEPT / "backup.zip").read_bytes()))
