"""`make bench`: how fast vocplan is, held against small honest yardsticks in the same run. Never part of the tests.

    python -m benchmarks.run            all rows
    python -m benchmarks.run D1 D3      some of them
    python -m benchmarks.run Storm      five minutes of a deadline storm, with everything at once

Machines are noisy: a time is worth something only beside another one taken in the same minutes. A row therefore runs
the app and its yardstick in turns, five pairs or more, and compares the medians; only D1 and D2 have goals of their
own. Every row gets a process and a database of its own, filled from a fixed seed (benchmarks/data.py). What a row means
and must reach stands in benchmarks/rows.py; how it is measured in the file that it names. Each prints one line of JSON,
and a table closes the run. Exit code 1 when a row misses what it must reach.

What a person's hands need is measured apart, by `python -m benchmarks.keyboard`.

D1 and D2 need Chromium, rows marked postgresql a PostgreSQL: the one of DATABASE_URL_TEST, else one on the usual port,
else one that is started for the run (tests/services.py). Nothing is installed. A row that cannot be had says so and
counts as missed.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.rows import ROWS, Row
from tests import services
from tests.everything import SETTINGS

LONGEST_ROW_SECONDS = 1800
# What this run's databases are called, so that it ends none of another run.
RUN = f"vocplan_bench_{secrets.token_hex(4)}"


def main(names: list[str]) -> int:
    """Measure the rows of these names, all without any; the exit code."""
    rows = [row for row in ROWS if row.name in names or not (names or row.alone)]
    unknown = set(names) - {row.name for row in ROWS}
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(row.name for row in ROWS)}.", file=sys.stderr)
        return 2
    results = []
    with tempfile.TemporaryDirectory(prefix="vocplan-bench-") as folder, services.running(may_install=False) as found:
        collect_static(Path(folder))
        try:
            for row in rows:
                results.append(measure(row, Path(folder), found))
                print(json.dumps(results[-1], ensure_ascii=False), flush=True)
        finally:
            if found.postgresql:
                services.drop_databases(found.postgresql, RUN)
    print(table(rows, results))
    return int(any(result["pass"] is False for result in results))


def measure(row: Row, folder: Path, found: services.Services) -> dict[str, object]:
    """One row in a process of its own; what it printed last, or why it printed nothing."""
    name = f"{RUN}_{secrets.token_hex(4)}"
    try:
        address = database(row, folder, found, name)
        print(f"{row.name}: {row.app} ...", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks.inside", "measure", row.name]
        there = environment(address, folder) | {"VOCPLAN_BENCH_REDIS": found.redis or ""}
        done = subprocess.run(command, env=there, stdout=subprocess.PIPE, text=True, timeout=LONGEST_ROW_SECONDS)
        if done.returncode == 0:
            return json.loads(done.stdout.splitlines()[-1])
        return missed(row, f"ended with code {done.returncode}")
    except (LookupError, subprocess.SubprocessError) as error:
        return missed(row, str(error))
    finally:
        if row.server == "postgresql" and found.postgresql:
            services.drop_databases(found.postgresql, name)


def database(row: Row, folder: Path, found: services.Services, name: str) -> str:
    """The address of a fresh database with the row's data; raises LookupError where there is no server for it.

    Data are made once for each kind of server, and copied for each row.
    """
    if not row.data:
        return "sqlite://:memory:"
    if row.server == "postgresql":
        if found.postgresql is None:
            raise LookupError("needs PostgreSQL")
        original = f"{RUN}_{row.data}"
        if not services.query(found.postgresql, "SELECT 1 FROM pg_database WHERE datname = %s", original):
            services.query(found.postgresql, f'CREATE DATABASE "{original}"')
            fill(row, f"{found.postgresql}/{original}", folder)
        services.query(found.postgresql, f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        return f"{found.postgresql}/{name}"
    original = folder / f"{row.data}.sqlite3"
    if not original.exists():
        fill(row, f"sqlite:///{original}", folder)
    copy = folder / f"{name}.sqlite3"
    shutil.copy(original, copy)
    return f"sqlite:///{copy}"


def fill(row: Row, address: str, folder: Path) -> None:
    print(f"making the data of a {row.data} ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks.inside", "fill", row.data]
    subprocess.run(command, env=environment(address, folder), check=True)


def collect_static(folder: Path) -> None:
    """Compress the static files as an image does when it is built."""
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, env=environment("sqlite://:memory:", folder), check=True)


def environment(address: str, folder: Path) -> dict[str, str]:
    """An installation outside DEBUG on this database, without TLS and without Redis."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return kept | {
        "DATABASE_URL": address,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DEBUG": "false",
        "HTTPS": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "VOCPLAN_BENCH_STATIC": str(folder / "static"),
    }


def missed(row: Row, why: str) -> dict[str, object]:
    nothing = {"app": None, "yardstick": None, "ratio": None}
    return {"name": row.name, **nothing, "goal": row.must, "pass": False, "why": why}


def table(rows: list[Row], results: list[dict[str, object]]) -> str:
    """The results for people, one line per row."""
    lines = [f"\n{'row':<8} {'app':>11} {'yardstick':>11} {'reached':>10} {'must':>9} {'aim':>9}  what"]
    for row, result in zip(rows, results, strict=True):
        reached = result["app"] if row.yardstick == "" else result["ratio"]
        word = {True: "", False: "MISSED: ", None: "(to look at) "}[result["pass"]]
        against = f" / {row.yardstick}" if row.yardstick else ""
        lines.append(
            f"{row.name:<8} {amount(result['app'], row):>11} {amount(result['yardstick'], row):>11} "
            f"{limit(reached, row.unit):>10} {limit(row.must, row.unit):>9} {limit(row.aim, row.unit):>9}  "
            f"{word}{result.get('why') or row.app + against}"
        )
    return "\n".join(lines)


def amount(value: object, row: Row) -> str:
    """A time in milliseconds, or an amount in the row's own unit."""
    if value is None:
        return ""
    return f"{value * 1000:.2f} ms" if row.yardstick else f"{value:.2f} {row.unit}"


def limit(value: object, unit: str) -> str:
    return "" if value is None else f"{value:.3g} {unit}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="ROW", help="names of rows; all without any")
    sys.exit(main(parser.parse_args().names))
