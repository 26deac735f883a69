"""Every test: on SQLite, then on PostgreSQL with Redis, a Celery worker and a browser.

`make test` runs it plainly: what is quick on both databases, what touches none on one. A long test runs in one round:
on PostgreSQL, or, marked `once` or in the browser, on SQLite; on both where it is marked `both`. Where there is no
PostgreSQL, SQLite has them all. `make check` adds --quick: SQLite without a browser and without what is slow.
`make check-deep` adds --deep: everything on both, with many examples for each property; what brings its own servers
runs once. `make coverage` adds --covered: SQLite without a browser, and how many branches of the code the tests go;
counting them doubles the time, so it is no part of the others. Other arguments are handed on to pytest.

Exit code 0 only when every round passed; under CI=true a service that could not be had is a failure too.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from tests import services

# What this shell has set for a real installation must not reach the tests.
SETTINGS = {
    "DATABASE_URL", "REDIS_URL", "CACHE_URL", "STATEMENT_SECONDS", "COLLECTED_STATIC",
    "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "HTTPS", "EMAIL_URL", "TRUSTED_PROXIES", "SECOND_FACTOR", "OIDC_URL",
    "CSRF_TRUSTED_ORIGINS", "LIBREOFFICE", "SCANNER", "ABOUT_TOLERANCE", "LOG_LEVEL", "MEDIA_ROOT",
    "VOCPLAN_DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS",
    # Without bytecode every worker of every round, and each of the hundred processes that tests start, compiles anew.
    "PYTHONDONTWRITEBYTECODE",
}  # fmt: skip


@dataclass(frozen=True)
class Depth:
    """What each round selects: an expression of marks and options of pytest. `postgresql` None: no such round.

    `beside`: what SQLite can leave out while PostgreSQL has its round is what this does not select.
    """

    sqlite: str
    postgresql: str | None
    beside: str = ""
    options: tuple[str, ...] = ()
    postgresql_options: tuple[str, ...] = ()


QUICK = Depth("not broker and not browser and not slow and not deep", None)
USUAL = Depth(
    sqlite="not broker and not deep",
    postgresql="database and not once and not deep and (not browser or both or broker)",
    beside="not slow or not database or once or both or browser",
)
DEEP = Depth("not broker", "not own", options=("--hypothesis-profile=deep",), postgresql_options=())
COVERED = Depth("not broker and not browser and not deep", None, options=("--cov", "--cov-report="))
DEPTHS = {"--quick": QUICK, "--deep": DEEP, "--covered": COVERED}


def main(arguments: list[str]) -> int:
    """Run the rounds of the depth that is asked for; the exit code."""
    depth = DEPTHS.get(arguments[0] if arguments else "", USUAL)
    rest = arguments if depth is USUAL else arguments[1:]
    if depth.postgresql is None:
        rounds = [pytest_round("SQLite", {}, [depth.sqlite], [*depth.options, *rest])]
        return verdict_of([*rounds, coverage()] if depth is COVERED else rounds)
    with services.running() as found:
        unmarked = [] if found.chromium else ["not browser"]
        beside = [depth.beside] if found.postgresql else []
        rounds = [pytest_round("SQLite", {}, [*unmarked, depth.sqlite, *beside], [*depth.options, *rest])]
        if found.postgresql:
            options = [*depth.options, *depth.postgresql_options, *rest]
            rounds.append(postgresql_round(found, [*unmarked, depth.postgresql], options))
    failed = verdict_of(rounds)
    if found.missing:
        print(f"NOT TESTED for want of: {', '.join(found.missing)}.")
    return int(failed or (bool(found.missing) and os.environ.get("CI") == "true"))


def verdict_of(rounds: list[tuple[int, str]]) -> int:
    """Print how the rounds ended, in one line; 1 when any of them failed, else 0."""
    failed = any(code for code, _ in rounds)
    print(f"{'FAILED' if failed else 'PASSED'}: " + "; ".join(line for _, line in rounds))
    return int(failed)


def coverage() -> tuple[int, str]:
    """The branches that the tests went: 0 when no fewer than pyproject.toml holds, and the figure."""
    report = [sys.executable, "-m", "coverage", "report"]
    subprocess.run([*report, "--skip-covered", "--sort=cover"])
    total = subprocess.run([*report, "--format=total"], capture_output=True, text=True)
    return total.returncode, f"branches covered: {total.stdout.strip()} %"


def postgresql_round(found: services.Services, marks: list[str], options: list[str]) -> tuple[int, str]:
    """The second round, in databases of its own name, none of which is left behind."""
    name = f"vocplan_{secrets.token_hex(4)}"
    environment = {"DATABASE_URL": f"{found.postgresql}/{name}"}
    if found.redis:
        environment["REDIS_URL"] = found.redis
    title = "PostgreSQL" + (" + Redis + Celery" if found.redis else "")
    try:
        return pytest_round(title, environment, [*marks, *([] if found.redis else ["not broker"])], options)
    finally:
        services.drop_databases(found.postgresql, f"test_{name}")


def pytest_round(title: str, environment: dict[str, str], marks: list[str], options: list[str]) -> tuple[int, str]:
    """One run of pytest on two processes, its output passed through; its exit code and a line that sums it up."""
    print(f"\n== {title} ==", flush=True)
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    secret = {"SECRET_KEY": secrets.token_urlsafe(64), "DEBUG": "true", "PYTHONUNBUFFERED": "1"}
    # The browser tests are long and stand together: whoever is done first takes some of them over.
    spread = ["-n", "2", "--dist", "worksteal"]
    chosen = " and ".join(f"({mark})" for mark in marks if mark)
    command = [sys.executable, "-m", "pytest", "-q", *spread, "-m", chosen, *options]
    started, last = time.monotonic(), ""
    with subprocess.Popen(
        command, env=kept | secret | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
                last = line.strip() or last
        except BaseException:
            process.terminate()
            raise
    closing = last.strip("= ") if process.returncode in (0, 1) else f"pytest ended with code {process.returncode}"
    return process.returncode, f"{title}: {closing} ({time.monotonic() - started:.0f} s in all)"


if __name__ == "__main__":
    # Being told to end, by a person or a time limit, ends the private services too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(main(sys.argv[1:]))
