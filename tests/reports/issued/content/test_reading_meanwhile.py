"""A report that is read while somebody else works holds all of a change or nothing of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from reports.issued.content.read import read_dataset
from reports.progress.services import recalculate_stale
from tests import factories
from tests.race import failures, race
from tests.reports.collection.scene import Scene, make_scene
from tests.reports.issued.story import report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def scene(transactional_db) -> Scene:
    """A form that was sent and that nobody has accepted yet."""
    with transaction.atomic():
        scene = make_scene()
        scene.sent()
    return scene


def once_before_the_query_of(table: str, change: Callable[[], None]) -> Callable:
    """A wrapper that lets another connection commit a change right before this one first reads a table."""
    done: list[str] = []

    def hold(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if f'FROM "{table}"' in sql and not done:
            done.append(sql)
            assert failures(race(change)) == []
        return execute(sql, params, many, context)

    return hold


@pytest.mark.slow
@pytest.mark.parametrize(
    "table", ["targets_indicator", "reports_submission", "reports_figure", "reports_officialfigure"]
)
def test_a_figure_accepted_meanwhile_is_in_no_part_of_the_report(scene: Scene, table: str):
    def change() -> None:
        with transaction.atomic():
            factories.take(scene.form, scene.staff)
        recalculate_stale()

    asked = report(scene.plan)
    with connection.execute_wrapper(once_before_the_query_of(table, change)):
        before = read_dataset(asked)
    assert [line.state for line in before.submissions] == ["submitted"]
    assert before.figures == () and not any(one.values for one in before.indicators)
    after = read_dataset(asked)
    assert [line.state for line in after.submissions] == ["accepted"] and after.generation == before.generation + 1
    assert len(after.figures) == 5 and all(one.values for one in after.indicators)
