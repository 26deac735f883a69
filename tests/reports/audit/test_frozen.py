"""A report that has been issued does not change, whoever asks: raw SQL against the row, its files and its passages."""

import pytest
from django.db import DatabaseError, connection, transaction

from reports.audit import triggers
from reports.models import IssuedReport, ReportFile, ReportPassage, ReportState
from tests import factories
from tests.reports.audit.frozen_rows import make_report

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


CHANGES = [
    "UPDATE reports_issuedreport SET subject = 'y'",
    "UPDATE reports_issuedreport SET state = 'draft'",
    "UPDATE reports_reportfile SET name = 'y'",
    "UPDATE reports_reportfile SET report_id = report_id",
    "UPDATE reports_reportpassage SET text = 'y'",
    "INSERT INTO reports_reportpassage (report_id, key, position, title, template, version) "
    "SELECT id, 'new', 2, 'x', 'x', 1 FROM reports_issuedreport",
]
REMOVALS = ["DELETE FROM reports_reportfile", "DELETE FROM reports_reportpassage", "DELETE FROM reports_issuedreport"]


@pytest.mark.parametrize("statement", CHANGES + REMOVALS)
def test_an_issued_report_refuses_raw_sql(statement: str):
    make_report(ReportState.ISSUED)
    with pytest.raises(DatabaseError, match=triggers.FROZEN):
        run(statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_an_illustrative_one_does_not_change_either(statement: str):
    make_report(ReportState.ISSUED, illustrative=True)
    with pytest.raises(DatabaseError, match=triggers.FROZEN):
        run(statement)


@pytest.mark.parametrize("part", [ReportFile, ReportPassage])
def test_nothing_is_moved_into_an_issued_report_from_a_draft(part):
    plan = factories.make_plan()
    issued, draft = (make_report(state, plan=plan, number=n) for n, state in enumerate(("issued", "checked"), 1))
    other = {ReportFile: {"format": "pdf"}, ReportPassage: {"key": "other"}}[part]
    with pytest.raises(DatabaseError, match=triggers.FROZEN), transaction.atomic():
        part.objects.filter(report=draft).update(report=issued, **other)


def test_only_an_illustrative_one_can_be_removed_whole():
    make_report(ReportState.ISSUED, illustrative=True).delete()
    assert not IssuedReport.objects.exists() and not ReportFile.objects.exists()


@pytest.mark.parametrize("statement", [CHANGES[0], *CHANGES[2:], *REMOVALS[:2]])
def test_before_it_is_issued_a_report_can_be_worked_on(statement: str):
    make_report(ReportState.CHECKED)
    run(statement)


@pytest.mark.parametrize("table", ["reports_issuedreport", "reports_reportfile", "reports_reportpassage"])
def test_truncate_is_refused_as_well(table: str):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    make_report(ReportState.ISSUED)
    # What waits for the end of the test's transaction would refuse it before the trigger does.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=triggers.FROZEN):
        run(f"TRUNCATE {table} CASCADE")


def test_all_triggers_stand_after_the_migrations():
    assert triggers.missing_triggers(connection) == []
    triggers.lift(connection, triggers.ISSUED)
    assert "issued_file_refuse_update" in triggers.missing_triggers(connection)
