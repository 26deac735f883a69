"""The services that the tests run against: what already runs, else a private one that ends with the tests.

`running()` gives their addresses. PostgreSQL: the server named by DATABASE_URL_TEST, else the one on its usual
port, else a private one. Redis: the one named by REDIS_URL_TEST, else a private one, because the tests empty it.
Chromium, LibreOffice, poppler: the installed ones. As root on Debian, what is not installed is installed.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import redis

POSTGRESQL_MAJOR = 15
PACKAGES = {
    "postgresql": f"postgresql-{POSTGRESQL_MAJOR}",
    "redis": "redis-server",
    "chromium": "chromium",
    "fonts": "fonts-noto-core",
    "libreoffice": "libreoffice-writer-nogui",
    "spreadsheets": "libreoffice-calc-nogui",
    "times": "fonts-liberation2",
    "poppler": "poppler-utils",
}
START_SECONDS = 30


@dataclass
class Services:
    """Addresses of what was found; None for what could not be had, which `missing` then says in words."""

    postgresql: str | None = None
    redis: str | None = None
    chromium: str | None = None
    libreoffice: str | None = None
    spreadsheets: str | None = None
    poppler: str | None = None
    missing: list[str] = field(default_factory=list)


@contextmanager
def running(*, may_install: bool = True) -> Iterator[Services]:
    """Find, install or start the services; the private ones and their data are gone afterwards."""
    found = Services()
    with ExitStack() as ends:
        found.postgresql = known_postgresql()
        if may_install:
            install(wanted_packages(has_postgresql=found.postgresql is not None))
        found.postgresql = found.postgresql or private_postgresql(ends)
        found.redis = os.environ.get("REDIS_URL_TEST") or private_redis(ends)
        found.chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        found.libreoffice = shutil.which("soffice")
        found.spreadsheets = spreadsheet_program()
        found.poppler = shutil.which("pdftotext")
        for name in ("postgresql", "redis", "chromium", "libreoffice", "spreadsheets", "poppler"):
            if getattr(found, name) is None:
                found.missing.append(f"{name} (Debian package {PACKAGES[name]})")
        yield found


def wanted_packages(*, has_postgresql: bool) -> list[str]:
    """The Debian packages of what is not there yet."""
    absent = {
        "postgresql": not has_postgresql and postgresql_programs() is None,
        "redis": "REDIS_URL_TEST" not in os.environ and shutil.which("redis-server") is None,
        "chromium": shutil.which("chromium") is None,
        "fonts": not has_font(b"Noto Sans"),
        "libreoffice": shutil.which("soffice") is None,
        "spreadsheets": spreadsheet_program() is None,
        "times": not has_font(b"Liberation Serif"),
        "poppler": shutil.which("pdftotext") is None,
    }
    return [PACKAGES[name] for name, is_absent in absent.items() if is_absent]


def spreadsheet_program() -> str | None:
    """LibreOffice where its spreadsheets are installed, too: Debian packs them apart from its documents."""
    program = shutil.which("soffice")
    return program if program and (Path(program).resolve().parent / "libsclo.so").exists() else None


def has_font(family: bytes) -> bool:
    """True when fontconfig knows it: Noto Sans for screenshots, Liberation Serif as Times New Roman on paper."""
    lister = shutil.which("fc-list")
    return lister is not None and family in subprocess.run([lister], capture_output=True).stdout


def install(packages: list[str]) -> None:
    """Install Debian packages where that is possible: as root, with apt-get. Elsewhere do nothing."""
    if not packages or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"Installing {', '.join(packages)} ...", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-q"], **quiet)
    subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], **quiet)


def known_postgresql() -> str | None:
    """The address, without a database, of a server that runs and lets us create databases."""
    addresses = ["postgres://postgres@127.0.0.1:5432"]
    if "DATABASE_URL_TEST" in os.environ:
        addresses = [os.environ["DATABASE_URL_TEST"].rstrip("/")]
    return next((address for address in addresses if may_create_databases(address)), None)


def may_create_databases(address: str) -> bool:
    """True when the server answers and the user of this address may create databases."""
    question = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        return bool(query(address, question)[0][0])
    except psycopg2.OperationalError:
        return False


def query(address: str, statement: str, *parameters: object, database: str = "postgres") -> list[tuple]:
    """Run one statement outside a transaction, in the server's own database unless told else; its rows, if any."""
    connection = psycopg2.connect(f"{address}/{database}", connect_timeout=3)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def drop_databases(address: str, prefix: str) -> None:
    """Drop what a broken-off run left behind: the databases whose names begin with this run's own prefix."""
    for (name,) in query(address, "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", prefix):
        query(address, f'DROP DATABASE "{name}" WITH (FORCE)')


def postgresql_programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them out of the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    return installed[-1].parent if installed else None


def private_postgresql(ends: ExitStack) -> str | None:
    """A server on a free port with an empty cluster that is thrown away; None when it is not installed."""
    programs = postgresql_programs()
    if programs is None:
        return None
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="vocplan-postgresql-")))
    # initdb refuses to run as root: the package brings a user of its own for it.
    owner = {"user": "postgres", "cwd": folder} if os.geteuid() == 0 else {"cwd": folder}
    if "user" in owner:
        shutil.chown(folder, "postgres")
    cluster, port = folder / "cluster", free_port()
    create = [programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(create, check=True, stdout=subprocess.DEVNULL, **owner)
    address = f"postgres://postgres@127.0.0.1:{port}"
    start_again(address, str(cluster))
    end = [programs / "pg_ctl", "-D", cluster, "-w", "-m", "immediate", "stop"]
    ends.callback(subprocess.run, end, stdout=subprocess.DEVNULL, **owner)
    return address


def private_redis(ends: ExitStack) -> str | None:
    """A server on a free port that keeps nothing on disk; None when it is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        return None
    port = free_port()
    server = subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    ends.callback(stop, server)
    client = redis.Redis(port=port)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            client.ping()
            return f"redis://127.0.0.1:{port}"
        except redis.ConnectionError:
            time.sleep(0.05)
        finally:
            client.close()
    return None


def cluster_of(address: str) -> str:
    """The folder of the data of a server; its main process has its number in it."""
    return query(address, "SHOW data_directory")[0][0]


def start_again(address: str, cluster: str) -> None:
    """Start a private server whose main process was killed; returns when it takes connections."""
    programs, folder = postgresql_programs(), Path(cluster).parent
    owner = {"user": "postgres", "cwd": folder} if os.geteuid() == 0 else {"cwd": folder}
    Path(cluster, "postmaster.pid").unlink(missing_ok=True)
    port = address.rpartition(":")[2]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [programs / "pg_ctl", "-D", cluster, "-w", "-l", folder / "log", "-o", options, "start"]
    deadline = time.monotonic() + START_SECONDS
    # The children of a main process that was killed need a moment to see it.
    while subprocess.run(control, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **owner).returncode:
        assert time.monotonic() < deadline, (folder / "log").read_text()[-2000:]
        time.sleep(0.2)


def wait_for(address: str, server: subprocess.Popen, seconds: float) -> None:
    """Return once a web server answers. Raises OSError when its process ended, or after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def stop(process: subprocess.Popen) -> None:
    """End a process politely, then without asking."""
    process.terminate()
    try:
        process.wait(timeout=START_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port of this machine that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
