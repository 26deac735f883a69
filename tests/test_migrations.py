"""What each migration after 0.1.0 does to the version that still runs while it is applied."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from reports.backup.parts import MANIFEST, Manifest

ROOMS = ("agencies", "targets", "reports")
KEPT = Path(__file__).resolve().parent / "kept" / "0.1.0" / "backup.zip"
# What the older version cannot stand, each with the reason why it was worth stopping for: docs/operations.md, Upgrade.
BREAKING = {
    "agencies.0002_sign_in": "wrong tries at signing in are counted in a table of our own; those of django-axes go",
    "agencies.0006_coordination_without_flag": "who coordinates has days now; a flag without days would contradict it",
    "agencies.0011_localities_by_code_and_day": "two localities may bear one code; the version before takes either",
    "reports.0006_second_rules": "a standing of the version before lacks what the second rules say, so none is written",
    "reports.0009_review_row_by_row": "that a decision returns a duty once is made sure of while nobody decides",
    "reports.0011_keep_duties_as_typed": "a word on a duty that the version before saves would bear no version",
    "reports.0012_reports_within_the_year": "a save of the version before would not say on which part of a year it is",
    "reports.0014_drop_the_old_log": "the version before writes a line of a log that is gone with each act in /admin/",
    "reports.0023_events_without_hashes": "an event of the version before would be in no chain",
    "targets.0003_averages_changes_ambition": "a target of the version before would not say whether it is an ambition",
    "targets.0005_reports_within_the_year": "a plan of the version before would not say what it wants within the year",
    "targets.0006_corrections_and_sent_drafts": "a draft saved by the version before would not say who changed it last",
    "targets.0010_take_plans_over": "that a plan is taken over once is made sure of while nobody drafts",
}


def later_migrations() -> list[str]:
    """`room.name` of each migration that 0.1.0 did not have."""
    with zipfile.ZipFile(KEPT) as archive:
        first = Manifest.from_json(archive.read(MANIFEST)).migrations
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return sorted(f"{room}.{name}" for room, name in known if room in ROOMS and f"{room}.{name}" not in first)


@pytest.fixture
def linter(django_db_setup, django_db_blocker) -> Iterator[MigrationLinter]:
    with django_db_blocker.unblock():
        yield MigrationLinter(no_cache=True, analyser_string="postgresql")


@pytest.mark.django_db
def test_the_tests_run_on_a_database_that_is_migrated_to_the_end():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


# On PostgreSQL alone: nobody upgrades a SQLite file while an older version serves it.
@pytest.mark.broker
@pytest.mark.parametrize("migration", later_migrations())
def test_a_migration_leaves_the_running_version_able_to_work_or_says_why_not(
    linter: MigrationLinter, migration: str, capsys
):
    linter.lint_migration(linter.migration_loader.disk_migrations[tuple(migration.split("."))])
    assert linter.has_errors == (migration in BREAKING), capsys.readouterr().out
