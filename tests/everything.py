"""`make test`: every test on SQLite, then all but those `once` on PostgreSQL with Redis, a Celery worker and a browser.

Arguments are handed on to pytest in both rounds. Exit code 0 only when both rounds passed; under CI=true a service that
could not be had is a failure too.
"""

import os
import secrets
import signal
import subprocess
import sys
import time

from tests import services

# What this shell has set for a real installation must not reach the tests.
SETTINGS = {
    "DATABASE_URL", "REDIS_URL", "CACHE_URL", "STATEMENT_SECONDS", "COLLECTED_STATIC",
    "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "HTTPS", "EMAIL_URL", "TRUSTED_PROXIES",
    "CSRF_TRUSTED_ORIGINS", "LIBREOFFICE", "SCANNER", "ABOUT_TOLERANCE", "LOG_LEVEL", "MEDIA_ROOT",
    "VOCPLAN_DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run both rounds; the exit code."""
    with services.running() as found:
        unmarked = ["not deep"] if found.chromium else ["not deep", "not browser"]
        rounds = [pytest_round("SQLite", {}, [*unmarked, "not broker"], arguments)]
        if found.postgresql:
            rounds.append(postgresql_round(found, unmarked, arguments))
    ok = all(code == 0 for code, _ in rounds)
    print(f"{'PASSED' if ok else 'FAILED'}: " + "; ".join(line for _, line in rounds))
    if found.missing:
        print(f"NOT TESTED for want of: {', '.join(found.missing)}.")
    return int(not ok or (bool(found.missing) and os.environ.get("CI") == "true"))


def postgresql_round(found: services.Services, unmarked: list[str], arguments: list[str]) -> tuple[int, str]:
    """The second round, in databases of its own name, none of which is left behind."""
    name = f"vocplan_{secrets.token_hex(4)}"
    environment = {"DATABASE_URL": f"{found.postgresql}/{name}"}
    if found.redis:
        environment["REDIS_URL"] = found.redis
    left_out = [*unmarked, "not once", *([] if found.redis else ["not broker"])]
    try:
        return pytest_round(
            "PostgreSQL" + (" + Redis + Celery" if found.redis else ""), environment, left_out, arguments
        )
    finally:
        services.drop_databases(found.postgresql, f"test_{name}")


def pytest_round(title: str, environment: dict[str, str], left_out: list[str], arguments: list[str]) -> tuple[int, str]:
    """One run of pytest on two processes, its output passed through; its exit code and a line that sums it up."""
    print(f"\n== {title} ==", flush=True)
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    secret = {"SECRET_KEY": secrets.token_urlsafe(64), "DEBUG": "true", "PYTHONUNBUFFERED": "1"}
    # The browser tests are long and stand together: whoever is done first takes some of them over.
    spread = ["-n", "2", "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", *spread, "-m", " and ".join(left_out), *arguments]
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
