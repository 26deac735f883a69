"""`make run` as it is: real command, real server, SQLite."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import services
from tests.faults.office import LONGEST_START, PASSWORD, ROOT, Office, Visitor, ask, open_form, until

pytestmark = pytest.mark.deep
FIRST_RUN = 300


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of a first run."""
    folder = tmp_path_factory.mktemp("trial")
    trial = start(folder)
    try:
        until(lambda: ask(trial.port, "/healthz").status == 200, FIRST_RUN, trial.log("web"))
    finally:
        trial.end()
    return folder


@pytest.fixture
def trial(first_run: Path) -> Iterator[Office]:
    served = start(first_run)
    until(lambda: ask(served.port, "/healthz").status == 200, LONGEST_START, served.log("web"))
    yield served
    served.end()


def start(folder: Path) -> Office:
    """`manage.py try_out` with no setting but where its data lies, in an environment without SECRET_KEY and DEBUG."""
    served = Office(folder=folder, postgresql="", redis="", database="", port=services.free_port())
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "DATABASE_URL": f"sqlite:///{folder / 'trial.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "VOCPLAN_DEMO_PASSWORD": PASSWORD,
    }
    with (folder / "web.log").open("a") as log:
        served.processes["web"] = subprocess.Popen(
            [sys.executable, "manage.py", "try_out", "--port", str(served.port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    return served


def demo_password() -> str:
    """That of the first run ever made in this folder of sources."""
    return (ROOT / "data" / "demo_password").read_text().strip()


def test_a_trial_shows_no_page_of_a_developer(trial: Office):
    wrong = ask(trial.port, "/khong-co/")
    assert wrong.status in (302, 404)
    signed_in = Visitor(trial.port).sign_in("staff", demo_password())
    wrong = signed_in.get("/khong-co/")
    assert (wrong.status, "Không có trang này" in wrong.text) == (404, True)
    assert "URLconf" not in wrong.text
    refused = ask(trial.port, "/", Host="evil.example")
    assert (refused.status, "Yêu cầu này không đọc được" in refused.text) == (400, True)
    assert "settings" not in refused.text
    assert ask(trial.port, "/?q=%00").status == 400
    assert ask(trial.port, "/static/css/vocplan.css").status == 200


def test_what_a_trial_keeps_is_for_its_owner_alone(trial: Office):
    files = list(trial.folder.glob("trial.sqlite3*"))
    assert files
    assert {file.stat().st_mode & 0o077 for file in files} == {0}


def test_a_trial_that_is_killed_while_it_saves_loses_nothing(trial: Office):
    reporter = Visitor(trial.port).sign_in("reporter-017", demo_password())
    form, (code, *_) = open_form(reporter)
    kept = []
    ends = time.monotonic() + 3
    while time.monotonic() < ends:
        note = f"lần {len(kept)}"
        if reporter.post(f"{form}cells/", {f"v-{code}": "1", f"n-{code}": note}).status == 200:
            kept.append(note)
    os.killpg(trial.processes["web"].pid, signal.SIGKILL)
    with closing(sqlite3.connect(trial.folder / "trial.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        written = {note for (note,) in database.execute("SELECT note FROM reports_figurerevision")}
    assert kept
    assert set(kept) <= written
