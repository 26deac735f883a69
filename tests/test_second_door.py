"""The second door of `make run`: it starts nothing before its first visitor, says to wait, serves, and ends in time."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import services

ROOT = Path(__file__).resolve().parent.parent
# Stands for `manage.py try_out --second-day DOOR PIPE`: fills until it is told to go on, then serves at the door.
SERVER = """
import http.server, os, socket, sys
started, go_on = sys.argv[1], sys.argv[2]
door, pipe = int(sys.argv[3]), int(sys.argv[4])
open(started, "w").close()
with open(go_on) as told:
    told.read()
os.close(pipe)
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"second day")
server = http.server.HTTPServer(("", 0), Page, bind_and_activate=False)
server.socket = socket.socket(fileno=door)
server.serve_forever()
"""
DOOR = """
import socket, sys
from second_day import serve
door = socket.socket(fileno=int(sys.argv[1]))
sys.exit(serve(door, int(sys.argv[2]), [sys.executable, *sys.argv[3:]]))
"""


@dataclass
class Waiting:
    """The door's process, the end of the pipe that keeps it alive, and the two files of its server."""

    port: int
    process: subprocess.Popen
    alive: int
    started: Path
    go_on: Path

    def ask(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    server = tmp_path / "server.py"
    server.write_text(SERVER)
    started, go_on = tmp_path / "started", tmp_path / "go_on"
    os.mkfifo(go_on)
    alive, held = os.pipe()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        arguments = [str(door.fileno()), str(alive), str(server), str(started), str(go_on)]
        process = subprocess.Popen(
            [sys.executable, "-c", DOOR, *arguments],
            pass_fds=(door.fileno(), alive),
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "deploy")},
        )
        port = door.getsockname()[1]
    os.close(alive)
    yield Waiting(port, process, held, started, go_on)
    services.stop(process)


def test_it_starts_nothing_before_somebody_comes_and_ends_with_the_first_server(waiting: Waiting):
    os.close(waiting.alive)
    assert waiting.process.wait(30) == 0
    assert not waiting.started.exists()


def test_who_comes_is_told_to_wait_and_then_served_at_the_same_address(waiting: Waiting):
    status, page = waiting.ask()
    assert status == 503 and "Đang dựng Hà Nội sau 01/7/2025" in page and 'http-equiv="refresh"' in page
    # Opening the other end waits for the server to read it.
    with waiting.go_on.open("w"):
        assert waiting.ask()[0] == 503
    answers = [waiting.ask()]
    while answers[-1][0] == 503:
        answers.append(waiting.ask())
    assert answers[-1] == (200, "second day")
    os.close(waiting.alive)
    waiting.process.wait(30)
    with pytest.raises(OSError):
        waiting.ask()
