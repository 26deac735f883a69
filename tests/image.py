"""`make image`: the image of the Dockerfile is built and started as an office would have it, without an engine.

Debian's buildah builds it in a chroot, as root, on a base that debootstrap makes in place of the one from a registry.
Then the compose file is read, the image migrates a database of the PostgreSQL that the tests use, a worker answers, and
the pages are served. IMAGE_OPTIONS is handed on to `buildah build`: where pip has its packages on a shelf of this
machine, `--volume /shelf:/shelf:ro`.
"""

import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests import services

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ("buildah", "debootstrap", "docker-compose")
SUITE = "bookworm"
SITE = "http://127.0.0.1:8000"
PATIENCE_SECONDS = 60
# Everything that an office fills in.
ANSWERS = {
    "SITE": "127.0.0.1",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "DATABASE_PASSWORD": secrets.token_hex(16),
    "DATABASE_ADMIN_PASSWORD": secrets.token_hex(16),
}


@dataclass(frozen=True)
class Buildah:
    """buildah with a store of its own under a folder."""

    folder: Path

    def command(self, *words: str) -> list[str]:
        place = ["--root", str(self.folder / "store"), "--runroot", str(self.folder / "run")]
        return ["buildah", *place, "--storage-driver", "vfs", *words]

    def __call__(self, *words: str) -> str:
        """What it prints; raises CalledProcessError with what it complained about."""
        return output_of(self.command(*words))


def main() -> int:
    services.install([program for program in PROGRAMS if shutil.which(program) is None])
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing or os.geteuid() != 0:
        print(f"NOT TESTED: the image wants root and Debian's {', '.join(PROGRAMS)}.")
        return int(os.environ.get("CI") == "true")
    refuses_to_start_without_secrets()
    with tempfile.TemporaryDirectory(prefix="vocplan-image-") as folder, services.running() as found:
        buildah = Buildah(Path(folder))
        step("base", lambda: make_base(buildah))
        step("build", lambda: build(buildah))
        container = buildah("from", "vocplan")
        name = f"vocplan_image_{secrets.token_hex(4)}"
        services.query(found.postgresql, f'CREATE DATABASE "{name}"')
        try:
            step("start", lambda: start(buildah, container, f"{found.postgresql}/{name}", found.redis))
        finally:
            services.drop_databases(found.postgresql, name)
            buildah("rm", "--all")
            buildah("rmi", "--all", "--force")
    print("PASSED: the image is built, migrates, works and serves as uid 1000.")
    return 0


def step(name: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    print(f"{name} ...", flush=True)
    work()
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def refuses_to_start_without_secrets() -> None:
    """The compose file is whole with what `deploy/env.example` asks for, and refused without each secret."""
    check = ["docker-compose", "--file", str(ROOT / "docker-compose.yml"), "config", "--quiet"]
    kept = {name: value for name, value in os.environ.items() if name not in ANSWERS}
    subprocess.run(check, check=True, env=kept | ANSWERS)
    for left_out in ANSWERS:
        given = {name: value for name, value in ANSWERS.items() if name != left_out}
        if subprocess.run(check, env=kept | given, stderr=subprocess.DEVNULL).returncode == 0:
            raise SystemExit(f"FAILED: docker-compose starts without {left_out}.")


def make_base(buildah: Buildah) -> None:
    """Debian with Python where python:3.11-slim-bookworm has it, from where this machine has its packages."""
    tree = buildah.folder / "base"
    mirror = output_of(["apt-get", "indextargets", "--format", "$(SITE)", f"Codename: {SUITE}"]).splitlines()[0]
    include = "--include=python3,python3-venv,ca-certificates"
    output_of(["debootstrap", "--variant=minbase", include, SUITE, str(tree), mirror])
    container = buildah("from", "scratch")
    buildah("add", "--quiet", container, str(tree), "/")
    shutil.rmtree(tree)
    buildah("run", "--isolation", "chroot", container, "--", "python3", "-m", "venv", "/usr/local")
    buildah("config", "--env", "PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", container)
    buildah("commit", "--quiet", "--rm", container, "base")


def build(buildah: Buildah) -> None:
    options = shlex.split(os.environ.get("IMAGE_OPTIONS", ""))
    buildah(
        "build", "--isolation", "chroot", "--network", "host", "--layers=false", "--from", "localhost/base",
        "--tag", "vocplan", *options, str(ROOT),
    )  # fmt: skip


def start(buildah: Buildah, container: str, database: str, queue: str) -> None:
    """Migrate, work and serve, as the compose file has it."""
    given = {
        "SECRET_KEY": ANSWERS["SECRET_KEY"],
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database,
        "REDIS_URL": f"{queue}/0",
        "TRUSTED_PROXIES": "1",
    }
    environment = [word for name, value in given.items() for word in ("--env", f"{name}={value}")]
    inside = ["run", "--isolation", "chroot", *environment, container, "--"]
    answer = buildah(*inside, "python", "-c", "import os; print(os.getuid(), os.access('/app', os.W_OK))")
    expect(answer == "1000 False", f"runs as uid 1000 that may not write to its code: {answer}")
    buildah(*inside, "python", "manage.py", "migrate", "--noinput")
    buildah(*inside, "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    expect("LibreOffice" in buildah(*inside, "soffice", "--version"), "has LibreOffice")
    with socket.socket() as probe:
        expect(probe.connect_ex(("127.0.0.1", 8000)) != 0, "finds port 8000 of this machine free")
    worker = ["celery", "-A", "vocplan", "worker", "--concurrency", "1", "--hostname", "image@image"]
    with running(buildah.command(*inside, *worker)), running(buildah.command(*inside, *web_command())):
        wait_for(lambda: "ok" in served("/readyz"), "is ready")
        page = served("/accounts/login/")
        expect("Đăng nhập" in page, "shows its first page")
        style = next(part for part in page.split('"') if part.startswith("/static/css/"))
        expect(".page-head" in served(style), "serves the collected files")
        ping = ["celery", "-A", "vocplan", "inspect", "ping", "--destination", "image@image", "--timeout", "5"]
        wait_for(lambda: "pong" in buildah(*inside, *ping), "has a worker that answers")


def served(path: str) -> str:
    """What the web server answers to the proxy, which speaks HTTPS with the browser."""
    with urlopen(Request(f"{SITE}{path}", headers={"X-Forwarded-Proto": "https"}), timeout=5) as answer:
        return answer.read().decode()


def web_command() -> list[str]:
    """The image's own command."""
    [line] = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD ")]
    return [word.strip(' "') for word in line.removeprefix("CMD ").strip("[]").split(",")]


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        services.stop(process)


def wait_for(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if holds():
                return
        except (URLError, OSError, subprocess.CalledProcessError) as error:
            reason = error
        expect(time.monotonic() < deadline, f"{what} within {PATIENCE_SECONDS} s: {reason}")
        time.sleep(0.5)


def expect(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"FAILED: the image {what}.")


def output_of(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n")
        raise subprocess.CalledProcessError(done.returncode, command)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
