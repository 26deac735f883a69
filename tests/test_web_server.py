"""The image's web server: bodies that are too large, have too many fields or never arrive are refused and it goes on;
without Redis it works, too."""

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ConnectionHandler
from django.test import Client
from django.urls import reverse

from agencies.web.uploads import MAX_BODY
from tests import factories
from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "db.sqlite3"
ENDED_SESSIONS = (
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 200000) "
    "SELECT 'ended-' || n, '', '2000-01-01' FROM counted"
)
# Were the sweep started before the fork, the fork would come in the middle of its writing, and not only by chance: the
# file is held until then, and let go only to be taken by the sweep.
FORK_WHILE_IT_WRITES = """
import sqlite3, threading, time

held = sqlite3.connect({file!r}, isolation_level=None, timeout=0)
held.execute("BEGIN IMMEDIATE")

def pre_fork(server, worker):
    busy, ends = 0, time.monotonic() + 10
    if held.in_transaction:
        held.execute("ROLLBACK")
    while busy < 20 and time.monotonic() < ends and "endings" in [thread.name for thread in threading.enumerate()]:
        try:
            held.execute("BEGIN IMMEDIATE")
            held.execute("ROLLBACK")
            busy = 0
        except sqlite3.OperationalError:
            busy += 1
        time.sleep(0.005)
"""
THREADS, QUIET_SECONDS, LONGEST_WAIT = 2, 1, 20
# With its cookie a form is read as far as it arrives, and the health check needs no database.
STALLED = (
    b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n--x\r\n"
)


@pytest.fixture
def port(tmp_path) -> Iterator[int]:
    """The web server with fewer threads and less patience, ready."""
    few = f"workers, threads, quiet_seconds = 1, {THREADS}, {QUIET_SECONDS}"
    with served(tmp_path, few, REDIS_URL="redis://x:1/0") as number:
        yield number


@contextmanager
def served(folder: Path, settings: str = "", **environment: str) -> Iterator[int]:
    """The port of the image's own web server on the folder's database, with these settings after its own, ready."""
    number = free_port()
    config, log = folder / "gunicorn.py", folder / "log"
    config.write_text(
        f"exec(open({str(ROOT / 'deploy' / 'gunicorn.py')!r}).read())\nbind = '127.0.0.1:{number}'\n{settings}\n"
    )
    command = [sys.executable, "-m", "gunicorn", "-c", str(config), "vocplan.wsgi"]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder / DATABASE}"} | environment
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + LONGEST_WAIT
        while not is_alive(number):
            assert server.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield number
    finally:
        server.terminate()
        server.wait(LONGEST_WAIT)


def is_alive(port: int, patience: float = 2) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.mark.slow
def test_fault_34_uploads_that_stall_are_let_go_and_the_web_process_lives(port: int):
    stalled = [socket.create_connection(("127.0.0.1", port), timeout=LONGEST_WAIT) for _ in range(THREADS)]
    for upload in stalled:
        upload.sendall(STALLED)
    assert is_alive(port, patience=LONGEST_WAIT)
    answers = [upload.recv(4096) for upload in stalled]
    assert [answer.split(b" ", 2)[1] for answer in answers] == [b"403"] * THREADS
    for upload in stalled:
        upload.close()
    assert is_alive(port)


def sign_in_wrongly(port: int, username: str) -> int:
    """The status of a sign-in with a wrong password, which writes; 0 where none comes."""
    token = "a" * 32
    fields = urlencode({"username": username, "password": "wrong", "csrfmiddlewaretoken": token})
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_WAIT)) as connection:
        try:
            connection.request("POST", "/accounts/login/", fields, headers)
            return connection.getresponse().status
        except TimeoutError:
            return 0


def make_tables(path: Path) -> None:
    """A file with every table and no row; the migrations would take longer than the test."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    with (
        closing(ConnectionHandler({"default": database})["default"]) as connection,
        connection.schema_editor() as editor,
    ):
        for model in apps.get_models():
            editor.create_model(model)


@pytest.mark.slow
def test_without_redis_its_processes_answer_and_do_the_work_of_the_worker_as_well(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        make_tables(tmp_path / DATABASE)
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as database:
        # So many that the first sweep of the ended ones lasts longer than the forks take.
        database.execute(f"INSERT INTO django_session {ENDED_SESSIONS}")
        hook = FORK_WHILE_IT_WRITES.format(file=str(tmp_path / DATABASE))
        with served(tmp_path, f"threads = 8\n{hook}", REDIS_URL="") as port, ThreadPoolExecutor() as visitors:
            statuses = visitors.map(lambda place: sign_in_wrongly(port, f"user-{place}"), range(6))
            assert set(statuses) == {200}
            deadline = time.monotonic() + LONGEST_WAIT
            while database.execute("SELECT 1 FROM django_session").fetchall():
                assert time.monotonic() < deadline, "the session that ended was not swept"
                time.sleep(0.05)


def test_the_proxy_takes_slow_bodies_upon_itself_and_ends_the_slowest():
    proxy = (ROOT / "deploy" / "Caddyfile").read_text()
    size = int(re.search(r"request_buffers (\d+)MB", proxy)[1])
    assert size * 1_000_000 > MAX_BODY
    assert f"max_size {size}MB" in proxy
    assert re.search(r"timeouts \{\s+read_header 10s\s[^}]*read_body 5m\s", proxy)


@pytest.fixture
def reporter(db) -> tuple[Client, str]:
    agency = factories.make_agency()
    form = factories.make_submission(factories.make_period(factories.make_plan()), agency)
    client = Client()
    client.force_login(factories.make_user(agency=agency))
    return client, reverse("submission-evidence", args=[form.pk])


def test_fault_34_a_body_of_26_mb_is_refused_on_every_page_that_takes_files(reporter):
    client, address = reporter
    large = SimpleUploadedFile("x.pdf", bytes(26 * 1024 * 1024))
    assert client.post(address, {"files": [large]}).status_code == 400
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json"])
def test_fault_34_26_mb_without_a_file_are_refused_too(reporter, kind: str):
    client, address = reporter
    assert client.post(address, b"a" * 26 * 1024 * 1024, content_type=kind).status_code in (400, 413, 422)
    token = client.post("/api/v1/token/", b'{"username": "' + b"a" * 26 * 1024 * 1024, content_type=kind)
    assert token.status_code in (400, 413, 415)


@pytest.mark.slow
def test_fault_34_ten_thousand_fields_are_refused(reporter):
    client, address = reporter
    fields = {f"v-{place}": "1" for place in range(10_000)}
    assert client.post(address, fields).status_code == 400
    urlencoded = "&".join(f"{name}=1" for name in fields)
    assert client.post(address, urlencoded, content_type="application/x-www-form-urlencoded").status_code == 400
