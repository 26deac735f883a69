"""SQLite's own disk full, on a small file system: told as such, nothing lost, well again with room; fault 50."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.faults.office import Office, Visitor, ask, open_form
from tests.faults.trial import DATABASE, demo_password, start_trial

pytestmark = [pytest.mark.deep, pytest.mark.own]
ROOM = 6 * 1024 * 1024


@pytest.fixture
def small_disk(first_run: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder of its own file system that holds the demo's database and little more."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    database, folder = first_run / DATABASE, tmp_path / "small"
    folder.mkdir()
    size = database.stat().st_size + ROOM
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    shutil.copy(database, folder)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def cramped(small_disk: Path) -> Iterator[Office]:
    served = start_trial(small_disk)
    yield served
    served.end()


def fill(folder: Path) -> Path:
    """A file that takes the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass
    return filler


def test_fault_50_a_full_disk_is_told_and_nothing_is_lost(cramped: Office):
    reporter = Visitor(cramped.port).sign_in("reporter-017", demo_password())
    form, (code, *_) = open_form(reporter)

    def save(note: str):
        return reporter.post(f"{form}cells/", {f"v-{code}": "1", f"n-{code}": note})

    assert save("trước").status == 200
    token = token_with(cramped, "reporter-017")
    filler = fill(cramped.folder)
    kept = ["trước"]
    # What SQLite had room for in its journal still goes in; then the disk is full.
    for turn in range(2000):
        answer = save(f"lần {turn}")
        if answer.status != 200:
            break
        kept.append(f"lần {turn}")
    assert (answer.status, "Đĩa của máy chủ đã đầy" in answer.text) == (503, True)
    assert reporter.get(form).status == 200
    number = form.strip("/").rpartition("/")[2]
    version = ask(cramped.port, f"/api/v1/submissions/{number}/", Authorization=f"Token {token}").json["version"]
    change = {"version": version, "figures": [{"data_element": code, "value": 7, "note": "qua API"}]}
    told = ask(
        cramped.port, f"/api/v1/submissions/{number}/figures/", method="PATCH", body=json.dumps(change).encode(),
        Authorization=f"Token {token}", Content_Type="application/json",
    )  # fmt: skip
    assert (told.status, told.json["error"]["code"]) == (503, "disk_full"), told.text
    ready = ask(cramped.port, "/readyz")
    assert (ready.status, ready.json["disk_full"]) == (503, True)
    filler.unlink()
    assert save("sau").status == 200
    with closing(sqlite3.connect(cramped.folder / DATABASE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        written = {note for (note,) in database.execute("SELECT note FROM reports_figurerevision")}
    assert {*kept, "sau"} <= written


def token_with(office: Office, username: str) -> str:
    body = json.dumps({"username": username, "password": demo_password()}).encode()
    answer = ask(office.port, "/api/v1/token/", method="POST", body=body, Content_Type="application/json")
    assert answer.status == 200, answer.text
    return answer.json["token"]
