"""An office of real processes that a test may kill, freeze or fill: PostgreSQL, Redis and the image's web server.

Each is the test's own: nothing else on the machine is touched, and all of it is gone when the test ends.
"""

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests import services

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = secrets.token_urlsafe(64)
PASSWORD = "vocplan-dem-truc-2026"
LONGEST_START = 60
SEEDED = "seeded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Office:
    """Where its processes are. `environment` is what they were started with."""

    folder: Path
    postgresql: str
    redis: str
    database: str
    port: int = 0
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "SECRET_KEY": SECRET,
            "DEBUG": "false",
            "HTTPS": "false",
            "COLLECTED_STATIC": "false",
            "DATABASE_URL": f"{self.postgresql}/{self.database}",
            "REDIS_URL": self.redis,
            "MEDIA_ROOT": str(self.folder / "media"),
            **self.extra,
        }

    def manage(self, *arguments: str, check: bool = True, **more: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        environment = self.environment | more
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, name: str, *command: str) -> subprocess.Popen:
        """Start a process of the office in a group of its own; its log is `name.log`."""
        with (self.folder / f"{name}.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def serve(self, settings: str = "") -> None:
        """Start the web server with the image's own settings; returns when it answers."""
        self.port = self.port or services.free_port()
        config = self.folder / "gunicorn.py"
        image = f"exec(open({str(ROOT / 'deploy' / 'gunicorn.py')!r}).read())"
        config.write_text(f"{image}\nbind = '127.0.0.1:{self.port}'\n{settings}\n")
        self.start("web", "gunicorn", "-c", str(config), "vocplan.wsgi")
        until(lambda: ask(self.port, "/healthz").status == 200, LONGEST_START, self.log("web"))

    def work(self, *, beat: bool = True) -> None:
        """Start worker and beat; returns when the worker is ready."""
        self.start("worker", "celery", "-A", "vocplan", "worker", "-c", "2", "-l", "info")
        if beat:
            schedule = str(self.folder / "schedule")
            self.start("beat", "celery", "-A", "vocplan", "beat", "--schedule", schedule, "-l", "warning")
        until(lambda: " ready." in self.log("worker"), LONGEST_START, self.log("worker"))

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def end(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def sql(self, statement: str, *parameters: object) -> list[tuple]:
        return services.query(self.postgresql, statement, *parameters, database=self.database)


def ask(
    port: int,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    timeout: float = 30,
    source: str = "127.0.0.1",
    **headers: str,
) -> Answer:
    """One request on a connection of its own, from one of this machine's addresses; status 0 where no answer comes."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(source, 0))
    named = {"Host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in headers.items()}}
    try:
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        content = answer.read()
        return Answer(answer.status, _flat(answer.getheaders()), content, time.monotonic() - begun)
    except (OSError, http.client.HTTPException):
        return Answer(0, {}, b"", time.monotonic() - begun)
    finally:
        connection.close()


def _flat(headers: list[tuple[str, str]]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in headers:
        flat[name] = f"{flat[name]}\n{value}" if name in flat else value
    return flat


@dataclass
class Visitor:
    """A person at a browser: keeps cookies, sends the secret of forms."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    source: str = "127.0.0.1"

    def get(self, path: str, **headers: str) -> Answer:
        return self.keep(ask(self.port, path, source=self.source, Cookie=self.cookie_line, **headers))

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        body = urlencode(fields or {}).encode()
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return self.send(path, body, **(kind | headers))

    def send(self, path: str, body: bytes, *, method: str = "POST", **headers: str) -> Answer:
        secret = {"Cookie": self.cookie_line, "X_CSRFToken": self.cookies.get("csrftoken", "")}
        return self.keep(ask(self.port, path, method=method, body=body, source=self.source, **(secret | headers)))

    @property
    def cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def keep(self, answer: Answer) -> Answer:
        for line in answer.headers.get("Set-Cookie", "").splitlines():
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer

    def sign_in(self, username: str, password: str = PASSWORD) -> "Visitor":
        done = self.try_to_sign_in(username, password)
        assert done.status == 302, (done.status, done.text[:2000])
        return self

    def try_to_sign_in(self, username: str, password: str = PASSWORD, **headers: str) -> Answer:
        self.get("/accounts/login/", **headers)
        return self.post("/accounts/login/", {"username": username, "password": password}, **headers)


def open_form(reporter: Visitor) -> tuple[str, list[str]]:
    """The address of a form that the reporter may fill, and the codes of its cells. Raises LookupError."""
    for number in dict.fromkeys(re.findall(r'href="/submissions/(\d+)/"', reporter.get("/submissions/").text)):
        page = reporter.get(f"/submissions/{number}/").text
        # A duty is typed in the same form, and has a text of its own instead of a note.
        if codes := re.findall(r'name="v-((?!duty-)[^"]+)"', page):
            return f"/submissions/{number}/", codes
    raise LookupError("no form is open")


def ask_for_report(staff: Visitor) -> Answer:
    """Start the draft of a yearly report."""
    page = staff.get("/reports/new/").text
    plan = page.partition('name="plan"')[2].partition('<option value="')[2].partition('"')[0]
    wanted = {"plan": plan, "kind": "yearly", "year": "2023", "as_of": "20/11/2024", "view": "accepted"}
    return staff.post("/reports/new/", wanted)


def build_of(office: Office) -> tuple[str, int, str]:
    """State, attempts and step of the newest report."""
    return office.sql(
        "SELECT build_state, build_attempts, build_step FROM reports_issuedreport ORDER BY id DESC LIMIT 1"
    )[0]


def token_of(port: int, username: str, **more: str) -> str:
    answer = ask_for_token(port, username, **more)
    assert answer.status == 200, (answer.status, answer.text[:2000])
    return answer.json["token"]


def ask_for_token(port: int, username: str, source: str = "127.0.0.1", **more: str) -> Answer:
    body = json.dumps({"username": username, "password": PASSWORD} | more).encode()
    where = {"source": source, "Content_Type": "application/json"}
    return ask(port, "/api/v1/token/", method="POST", body=body, **where)


def until(holds, seconds: float, otherwise: str = "it did not come about in time") -> None:
    """Return as soon as it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def signal_server(office: Office, number: int) -> list[int]:
    """Send a signal to every process of the office's own PostgreSQL; those that got it.

    The main process first: once it is stopped, no other is born.
    """
    folder = Path(services.cluster_of(office.postgresql))
    main = int((folder / "postmaster.pid").read_text().split()[0])
    born = Path(f"/proc/{main}/task/{main}/children")
    children = born.read_text().split()
    os.kill(main, number)
    reached = [main]
    with suppress(FileNotFoundError):
        children += born.read_text().split()
    for child in dict.fromkeys(children):
        # Some come and go by themselves.
        with suppress(ProcessLookupError):
            os.kill(int(child), number)
            reached.append(int(child))
    return reached


def prepare(ends: ExitStack, folder: Path) -> Office:
    """PostgreSQL of one's own, the catalogue and the demo loaded once into a database to copy from."""
    postgresql = services.private_postgresql(ends)
    assert postgresql and shutil.which("redis-server"), "needs PostgreSQL and Redis"
    office = Office(folder=folder, postgresql=postgresql, redis="", database=SEEDED)
    services.query(postgresql, f"CREATE DATABASE {SEEDED}")
    office.manage("migrate", "--noinput", "-v", "0")
    office.manage("load_catalogue")
    office.manage("seed_demo", VOCPLAN_DEMO_PASSWORD=PASSWORD)
    return office
