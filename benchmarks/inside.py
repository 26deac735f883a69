"""A process inside one installation: `python -m benchmarks.inside fill city`, or `... measure D3`, printing JSON."""

import importlib
import json
import sys

import django

from benchmarks.rows import ROWS, Row
from benchmarks.timing import Measured


def fill(name: str) -> None:
    """Fill the empty database of this installation."""
    modules = [importlib.import_module(f"benchmarks.{module}") for module in ("data", "nation")]
    next(getattr(module, name) for module in modules if hasattr(module, name))()


def measure(name: str) -> None:
    """Call the function of the row's name, D3-new being dashboard.d3_new(), and print what it gave.

    What ends with "pg" is the same work on PostgreSQL.
    """
    row = next(row for row in ROWS if row.name == name)
    module = importlib.import_module(f"benchmarks.{row.module}")
    print(json.dumps(told(row, getattr(module, name.removesuffix("-pg").lower().replace("-", "_"))())))


def told(row: Row, measured: Measured) -> dict[str, object]:
    reached = measured.app if measured.ratio is None else measured.ratio
    return {
        "name": row.name,
        "app": measured.app,
        "yardstick": measured.yardstick,
        "ratio": measured.ratio,
        "goal": row.must,
        "pass": None if row.must is None else reached <= row.must,
    }


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "measure": measure}[sys.argv[1]](sys.argv[2])
