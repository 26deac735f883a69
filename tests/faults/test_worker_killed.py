"""A worker's child killed in the middle of a report, and one that holds on longer than its lease."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.faults.office import Office, Visitor, ask_for_report, build_of, until

pytestmark = [pytest.mark.deep, pytest.mark.own]
AGAIN_SECONDS = 60.0
FORMATS = 6


@pytest.fixture
def working(office: Office) -> Office:
    office.serve()
    office.work()
    return office


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def files_of(office: Office) -> list[str]:
    return [name for (name,) in office.sql(
        "SELECT format FROM reports_reportfile WHERE report_id = (SELECT max(id) FROM reports_issuedreport)"
    )]  # fmt: skip


def test_fault_47_a_report_whose_child_was_killed_comes_within_a_minute(working: Office):
    ask_for_report(Visitor(working.port).sign_in("staff"))
    until(lambda: build_of(working)[0] == "running", 30)
    for child in children(working.processes["worker"].pid):
        os.kill(child, signal.SIGKILL)
    killed = time.monotonic()
    until(lambda: build_of(working)[0] == "done", AGAIN_SECONDS, str(build_of(working)) + working.log("worker"))
    assert time.monotonic() - killed < AGAIN_SECONDS
    state, attempts, _ = build_of(working)
    assert (state, attempts) == ("done", 2)
    assert sorted(files_of(working)) == sorted(set(files_of(working)))
    assert len(files_of(working)) == FORMATS


def test_fault_48_a_second_copy_sees_the_lease_and_leaves_and_a_frozen_first_loses_it(working: Office):
    """Frozen, not dead: its lease runs out, another builds the report, and the first finds its claim gone."""
    ask_for_report(Visitor(working.port).sign_in("staff"))
    until(lambda: build_of(working)[0] == "running", 30)
    os.killpg(working.processes["worker"].pid, signal.SIGSTOP)
    second = working.start("second", "celery", "-A", "vocplan", "worker", "-c", "1", "-l", "info", "-n", "second@%h")
    try:
        until(lambda: " ready." in working.log("second"), AGAIN_SECONDS)
        assert build_of(working)[:2] == ("running", 1)
        until(lambda: build_of(working)[0] == "done", AGAIN_SECONDS, working.log("second"))
        made = working.sql("SELECT id, made_at FROM reports_reportfile ORDER BY id")
    finally:
        os.killpg(working.processes["worker"].pid, signal.SIGCONT)
    until(lambda: "succeeded" in working.log("worker"), AGAIN_SECONDS, working.log("worker"))
    assert second.poll() is None
    assert working.sql("SELECT id, made_at FROM reports_reportfile ORDER BY id") == made
    assert build_of(working)[:2] == ("done", 2)
