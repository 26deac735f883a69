"""From an accepted form to the computed standing, through Redis and a Celery worker in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
import redis
from django.conf import settings

from agencies.access import Role
from reports.models import IndicatorValue, Progress, Stale, View
from reports.tasks import recalculate_stale
from tests import factories, services

LONGEST_WAIT = 30


@pytest.fixture
def accept_a_figure(transactional_db) -> Callable[[], None]:
    """A function that has a district report 1.234 people trained, and the department accept it."""
    element = factories.make_element()
    plan = factories.make_plan()
    factories.make_target(plan, factories.make_indicator(numerator=[element]), low="1000")
    district, department = factories.make_agency(), factories.make_department()
    reporter, staff = factories.make_user(agency=district), factories.make_user(Role.STAFF, department)
    submission = factories.make_submission(factories.make_period(plan), district)

    def accept() -> None:
        factories.fill(submission, reporter, **{element.code: "1.234"})
        factories.send(submission, reporter)
        factories.take(submission, staff)

    return accept


def wait_until_worked_off() -> None:
    """Return as soon as nothing is stale any more."""
    deadline = time.monotonic() + LONGEST_WAIT
    while Stale.objects.exists():
        assert time.monotonic() < deadline, "nobody worked off what is stale"
        time.sleep(0.05)


def official_value() -> Decimal:
    return IndicatorValue.objects.get(view=View.ACCEPTED, year=factories.YEAR).value


@pytest.mark.broker
def test_an_accepted_figure_reaches_the_standing_through_a_real_worker(celery_worker, accept_a_figure):
    accept_a_figure()
    wait_until_worked_off()
    assert official_value() == Decimal("1234")
    assert Progress.objects.filter(view=View.ACCEPTED, year=factories.YEAR).count() == 1


@pytest.mark.broker
def test_work_asked_for_while_no_worker_lives_is_done_by_the_next_one(start_worker, accept_a_figure):
    first = start_worker()
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    accept_a_figure()
    assert Stale.objects.exists()
    start_worker()
    wait_until_worked_off()
    assert official_value() == Decimal("1234")


@pytest.mark.broker
def test_a_wiped_queue_loses_nothing(start_worker, accept_a_figure):
    accept_a_figure()
    with redis.Redis.from_url(settings.REDIS_URL) as queue:
        queue.flushdb()
    start_worker()
    assert Stale.objects.exists()
    recalculate_stale.delay()
    wait_until_worked_off()
    assert official_value() == Decimal("1234")


@pytest.mark.broker
def test_the_same_call_delivered_often_has_one_effect(celery_worker, accept_a_figure):
    accept_a_figure()
    for _ in range(10):
        recalculate_stale.delay()
    wait_until_worked_off()
    assert IndicatorValue.objects.filter(view=View.ACCEPTED, year=factories.YEAR).count() == 1
    assert official_value() == Decimal("1234")


@pytest.mark.slow
@pytest.mark.django_db
def test_a_queue_that_does_not_answer_neither_breaks_nor_delays_the_change():
    code = "import django; django.setup(); from reports.calling import call; call('recalculate_stale')"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vocplan.settings",
        "REDIS_URL": f"redis://127.0.0.1:{services.free_port()}/0",
    }
    called = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=20)
    assert called.returncode == 0, called.stderr
    assert "queue not reachable" in called.stderr
