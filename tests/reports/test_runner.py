"""The embedded runner: rung, it looks at once; a failure or a missing database ends nothing."""

import threading

import pytest
from django.db import DatabaseError

from reports import runner

LONGEST_WAIT = 20


@pytest.fixture
def started(monkeypatch):
    """A function that starts runners which end with the test."""
    runners: list[runner.Runner] = []
    monkeypatch.setattr(runner, "_runners", [])

    def start(work, **details) -> runner.Runner:
        runners.append(runner.start(work, name="test", every=3600, **details))
        return runners[-1]

    yield start
    for one in runners:
        one.stop()


@pytest.mark.django_db(transaction=True)
def test_a_ring_has_the_work_done_at_once(started):
    done = threading.Semaphore(0)
    started(done.release)
    assert done.acquire(timeout=LONGEST_WAIT), "the first round comes by itself"
    runner.ring()
    assert done.acquire(timeout=LONGEST_WAIT)


@pytest.mark.django_db(transaction=True)
def test_a_runner_that_is_not_rung_looks_only_at_its_own_times(started):
    done = threading.Semaphore(0)
    started(done.release, rung=False)
    assert done.acquire(timeout=LONGEST_WAIT)
    runner.ring()
    assert not done.acquire(timeout=0.2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [DatabaseError("gone"), ZeroDivisionError()])
def test_a_round_that_fails_is_followed_by_another(started, error):
    rounds: list[int] = []
    second = threading.Event()

    def work() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise error
        second.set()

    started(work)
    for _ in range(200):
        runner.ring()
        if second.wait(0.1):
            break
    assert second.is_set()
