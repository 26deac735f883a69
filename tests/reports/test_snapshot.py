"""A page never mixes the numbers before a recalculation with those after it, wherever between its queries that ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from reports.progress.services import recalculate_stale
from reports.snapshot import one_moment
from tests import factories
from tests.journeys.stage import Stage, set_stage
from tests.race import failures, race

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "30,0", "31,0"


@pytest.fixture
def stage(transactional_db) -> Stage:
    """Four districts of five at 30 %; the fifth has sent 35 %, which nobody has accepted yet."""
    stage = set_stage()
    with transaction.atomic():
        factories.fill(stage.submission, stage.reporter, school_leavers="1.000", school_leavers_vocational="350")
        factories.send(stage.submission, stage.reporter)
    return stage


def accept_and_recalculate(stage: Stage) -> Callable[[], None]:
    def change() -> None:
        with transaction.atomic():
            factories.take(stage.submission, stage.staff)
        recalculate_stale()

    return change


@contextmanager
def just_before_the_query_of(table: str, change: Callable[[], None]) -> Iterator[list[str]]:
    """Let another connection commit a change right before this one first reads a table; gives what was held up."""
    held: list[str] = []

    def hold(execute, sql, params, many, context):
        if f'FROM "{table}"' in sql and not held:
            held.append(sql)
            assert failures(race(change)) == []
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hold):
        yield held


@pytest.mark.parametrize("table", ["reports_progress", "reports_indicatorvalue", "reports_reportingperiod"])
def test_an_overview_shows_one_recalculation_whole(stage: Stage, table: str):
    client = Client()
    client.force_login(stage.leader, backend="django.contrib.auth.backends.ModelBackend")
    with just_before_the_query_of(table, accept_and_recalculate(stage)) as held:
        page = client.get("/").context["page"]
    assert held
    [group] = page.heat.groups
    shown = {page.headlines[0].value.rstrip("%"), group.rows[0].cells[-1].text}
    assert shown == {BEFORE}
    again = client.get("/").context["page"]
    assert again.headlines[0].value == f"{AFTER}%"
    assert dict(zip(again.rounds.codes, again.rounds.lines[0].counts, strict=True)) == {"KH-CL2239": "5"}


def test_a_moment_neither_waits_for_writers_nor_holds_them_up(stage: Stage):
    with one_moment():
        stage.submission.refresh_from_db()
        assert failures(race(accept_and_recalculate(stage))) == []
        stage.submission.refresh_from_db()
        assert stage.submission.state == "submitted"
    stage.submission.refresh_from_db()
    assert stage.submission.state == "accepted"


def test_a_moment_ends_with_whatever_breaks_off_in_it(stage: Stage):
    with pytest.raises(ValueError, match="broken off"), one_moment():
        stage.submission.refresh_from_db()
        raise ValueError("broken off")
    with transaction.atomic():
        factories.take(stage.submission, stage.staff)
