"""`make run` as a process: `manage.py try_out` with no setting but where its data lies."""

import os
import subprocess
import sys
from pathlib import Path

from tests import services
from tests.faults.office import PASSWORD, ROOT, Office, ask, until

DATABASE = "trial.sqlite3"
FIRST_RUN = 300


def start_trial(folder: Path) -> Office:
    """Start it on the folder's database, in an environment without SECRET_KEY and DEBUG; returns when it answers."""
    trial = Office(folder=folder, postgresql="", redis="", database="", port=services.free_port())
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "MEDIA_ROOT": str(folder / "media"),
        "VOCPLAN_DEMO_PASSWORD": PASSWORD,
    }
    with (folder / "web.log").open("a") as log:
        trial.processes["web"] = subprocess.Popen(
            [sys.executable, "manage.py", "try_out", "--port", str(trial.port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: ask(trial.port, "/healthz").status == 200, FIRST_RUN)
    except AssertionError as late:
        trial.end()
        raise AssertionError(trial.log("web")) from late
    return trial


def demo_password() -> str:
    """That of the first run ever made in this folder of sources."""
    return (ROOT / "data" / "demo_password").read_text().strip()
