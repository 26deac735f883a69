"""The test's database as an earlier version of the reports' tables had it, and back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_reports(name: str) -> Apps:
    """Take the tables there, forwards or backwards; the models of then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("reports", name)])
    return MigrationExecutor(connection).loader.project_state([("reports", name)]).apps


@contextmanager
def reports_as_of(name: str) -> Iterator[Apps]:
    """Inside, the tables are those after the migration of that name, or what is migrated there; outside, today's."""
    try:
        yield migrate_reports(name)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
