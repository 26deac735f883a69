"""What version 0.1.0 loaded as ends, successors and a flag becomes coordinations and applied reorganisations."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.databases import copied, in_use

pytestmark = pytest.mark.slow
OLD, NEW = [("agencies", "0003_token_scope")], [("agencies", "0006_coordination_without_flag")]


@pytest.fixture(scope="module")
def old_database(django_db_setup, django_db_blocker):
    """The name of an empty database that was migrated back to 0.1.0; who uses it takes a copy."""
    with django_db_blocker.unblock(), copied(connection.settings_dict["NAME"]) as name:
        with in_use(name):
            MigrationExecutor(connection).migrate(OLD)
        yield name


@pytest.fixture
def old_apps(old_database, django_db_blocker):
    with django_db_blocker.unblock(), copied(old_database) as name, in_use(name):
        executor = MigrationExecutor(connection)
        yield executor.loader.project_state(OLD).apps


def migrated():
    executor = MigrationExecutor(connection)
    executor.migrate(NEW)
    return MigrationExecutor(connection).loader.project_state(NEW).apps


def make_old(apps) -> None:
    agencies, ended = apps.get_model("agencies", "Agency"), date(2025, 2, 28)
    hanoi = apps.get_model("agencies", "Locality").objects.create(
        code="01", name="Hà Nội", short_name="HN", kind="city"
    )
    rows = [
        ("so-ldtbxh", "department", None, ended, True),
        ("so-gddt", "department", None, None, False),
        ("so-nv", "department", date(2025, 3, 1), None, False),
        ("001", "district", None, date(2025, 6, 30), False),
        ("x-00004", "commune", date(2025, 7, 1), None, False),
    ]
    made = {
        code: agencies.objects.create(
            **{"code": code, "locality": hanoi, "name": code, "short_name": code, "kind": kind},
            **{"valid_from": begins, "valid_to": ends, "coordinates": coordinates},
        )
        for code, kind, begins, ends, coordinates in rows
    }
    for heir in ("so-gddt", "so-nv"):
        apps.get_model("agencies", "Succession").objects.create(
            predecessor=made["so-ldtbxh"], successor=made[heir], on=date(2025, 3, 1), note="Quyết định"
        )


def test_ends_of_an_older_installation_become_applied_reorganisations(old_apps):
    make_old(old_apps)
    apps = migrated()
    coordinations = apps.get_model("agencies", "Coordination").objects.order_by("pk")
    assert list(coordinations.values_list("agency__code", "valid_from", "valid_to")) == [
        ("so-ldtbxh", None, date(2025, 2, 28)),
        ("so-gddt", date(2025, 3, 1), None),
    ]
    rows = apps.get_model("agencies", "Reorganisation").objects.order_by("effective_on")
    assert [(row.code, row.state, row.inherited, len(row.steps)) for row in rows] == [
        ("01-2025-03-01", "applied", True, 1),
        ("01-2025-07-01", "applied", True, 2),
    ]
    carries = apps.get_model("agencies", "Succession").objects.values_list("successor__code", "carries_duties")
    assert dict(carries) == {"so-gddt": True, "so-nv": False}
    kinds = apps.get_model("agencies", "KindSuccession").objects.values_list("predecessor", "successor", "on")
    assert list(kinds) == [("district", "commune", date(2025, 7, 1))]
    effects = apps.get_model("agencies", "ReorganisationEffect").objects.filter(reorganisation=rows[1])
    assert [(effect.before, effect.after) for effect in effects.order_by("position")] == [
        (None, {"code": "x-00004", "valid_from": "2025-07-01"}),
        ({"valid_to": None}, {"valid_to": "2025-06-30"}),
    ]
    # What was made of it goes all the way to this version, too.
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_an_empty_database_has_nothing_to_turn(old_apps):
    apps = migrated()
    assert not apps.get_model("agencies", "Reorganisation").objects.exists()
