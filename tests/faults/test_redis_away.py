"""Redis dead, full or frozen: the pages and the API go on, the queue waits in the database."""

import os
import signal

import pytest
import redis

from tests.faults.office import Office, Visitor, ask, ask_for_report, token_of

pytestmark = [pytest.mark.deep, pytest.mark.own]
LISTS = ("/api/v1/plans/", "/api/v1/submissions/", "/api/v1/indicators/", "/api/v1/periods/")
# How much longer a page takes that rings for work, at most.
MORE_SECONDS = 2.0


@pytest.fixture
def serving(office: Office) -> tuple[Office, float]:
    """A served office, and how long it takes there to ask for a report while Redis is well."""
    office.serve()
    everything_answers(office)
    return office, everything_answers(office)


def redis_process(office: Office) -> int:
    with redis.Redis.from_url(office.redis) as server:
        return server.info("server")["process_id"]


def everything_answers(office: Office) -> float:
    """The seconds that it took to ask for a report."""
    header = {"Authorization": f"Token {token_of(office.port, 'staff')}"}
    answers = {path: ask(office.port, path, **header) for path in LISTS}
    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(LISTS, 200)
    staff = Visitor(office.port).sign_in("staff")
    assert staff.get("/reviews/").status == 200
    asked = ask_for_report(staff)
    assert asked.status == 302, asked.text[:5000]
    return asked.seconds


def test_fault_45_dead(serving: tuple[Office, float]):
    office, usual = serving
    os.kill(redis_process(office), signal.SIGKILL)
    assert everything_answers(office) < usual + MORE_SECONDS


def test_fault_45_full(serving: tuple[Office, float]):
    office, usual = serving
    with redis.Redis.from_url(office.redis) as server:
        server.config_set("maxmemory", "1mb")
        try:
            assert everything_answers(office) < usual + MORE_SECONDS
        finally:
            server.config_set("maxmemory", "0")


def test_frozen(serving: tuple[Office, float]):
    office, usual = serving
    process = redis_process(office)
    os.kill(process, signal.SIGSTOP)
    try:
        # Its time-outs, once for the counters and once for the queue.
        assert everything_answers(office) < usual + 2 * MORE_SECONDS
    finally:
        os.kill(process, signal.SIGCONT)
