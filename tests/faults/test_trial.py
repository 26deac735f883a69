"""`make run` as it is: real command, real server, SQLite."""

import os
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from tests.faults.office import Office, Visitor, ask, open_form
from tests.faults.trial import demo_password

pytestmark = [pytest.mark.deep, pytest.mark.own]


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
    assert ask(trial.port, "/indicators/%00/").status == 400
    found = signed_in.get("/indicators/?q=%00")
    assert (found.status, "Chỉ tiêu" in found.text) == (200, True)
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
