"""PostgreSQL killed or frozen: a page says so within seconds, what needs no database answers, nothing saved is lost."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests import services
from tests.faults.office import (
    Answer,
    Office,
    Visitor,
    ask,
    open_form,
    signal_server,
    token_of,
    until,
)

pytestmark = [pytest.mark.deep, pytest.mark.own]
PATIENCE = 5.0
READERS = 12
REPORTER = "reporter-017"
PAGES = ("/reviews/", "/standing/", "/accounts/login/", "/api/v1/plans/", "/")


@pytest.fixture
def serving(office: Office) -> Office:
    office.serve()
    return office


def is_told(answer: Answer, *, api: bool) -> bool:
    if answer.status != 503 or int(answer.headers["Retry-After"]) < 1:
        return False
    if api:
        return answer.json["error"]["code"] == "unavailable"
    return "Tạm thời chưa vào được cơ sở dữ liệu" in answer.text


def test_frozen_every_page_says_so_and_the_rest_answers(serving: Office):
    staff, header = (
        Visitor(serving.port).sign_in("staff"),
        {"Authorization": f"Token {token_of(serving.port, 'staff')}"},
    )
    assert staff.get("/reviews/").status == 200
    processes = signal_server(serving, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(READERS) as readers:
            asked = [(path, readers.submit(read, serving, staff, header, path)) for path in PAGES * 5]
            time.sleep(PATIENCE)
            for path in ("/healthz", "/static/css/vocplan.css"):
                answer = ask(serving.port, path)
                assert (path, answer.status) == (path, 200)
                assert answer.seconds < PATIENCE
            answers = [(path, one.result()) for path, one in asked]
        ready = ask(serving.port, "/readyz")
        assert (ready.status, ready.json["database"]) == (503, False)
    finally:
        for process in processes:
            # One that was ending when it was stopped is gone as soon as the main process goes on.
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)
    assert [path for path, answer in answers if not is_told(answer, api="/api/" in path)] == []
    assert max(answer.seconds for _, answer in answers) < PATIENCE
    until(lambda: staff.get("/reviews/").status == 200, 10)


def read(office: Office, staff: Visitor, header: dict[str, str], path: str) -> Answer:
    return ask(office.port, path, **header) if "/api/" in path else staff.get(path)


def test_fault_49_killed_answers_503_and_keeps_what_it_acknowledged(serving: Office):
    """Writers go on while the server dies and comes back: never a 500, and every acknowledged cell is there."""
    cluster = services.cluster_of(serving.postgresql)
    visitors = [Visitor(serving.port).sign_in(REPORTER) for _ in range(4)]
    form, (code, *_) = open_form(visitors[0])
    ended, statuses, kept = threading.Event(), set(), []

    def write(visitor: Visitor, first: int) -> None:
        for value in range(first, first + 10_000):
            if ended.is_set():
                return
            note = f"lần {value}"
            answer = visitor.post(f"{form}cells/", {f"v-{code}": "1", f"n-{code}": note})
            statuses.add(answer.status)
            if answer.status == 200:
                kept.append(note)

    with ThreadPoolExecutor(len(visitors)) as writers:
        running = [writers.submit(write, visitor, 10_000 * place) for place, visitor in enumerate(visitors, 1)]
        try:
            until(lambda: len(kept) > 10, 30)
            signal_server(serving, signal.SIGKILL)
            until(lambda: 503 in statuses, 10)
            services.start_again(serving.postgresql, cluster)
            before = len(kept)
            until(lambda: len(kept) > before + 10, 30)
        finally:
            ended.set()
        for one in running:
            one.result()
    assert statuses <= {200, 409, 503}
    written = {note for (note,) in serving.sql("SELECT note FROM reports_figurerevision")}
    assert set(kept) <= written
