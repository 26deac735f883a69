"""The statements that only tests marked `once` put to a database: by the promise of that mark there are none.

    DATABASE_URL=postgres://… .venv/bin/python -m pytest -q -p tests.statements -m "database and not deep"

lists them at the end, each with a test; a quarter of an hour on PostgreSQL. Then it lists, folder by folder, what might
be marked so, too: dearest first, a test each of whose statements is put by another that is not. One that is there for
what a database does in its own way (a race, a lock, a constraint, a migration) stays all the same: no statement tells.
In one process: workers do not add up. What a process of its own asks is not heard, so a test that lives by one is not
marked.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest
from django.db.backends.signals import connection_created

# Two statements are one when they differ in their values, or in how many there are.
SHAPES = (
    (re.compile(r"'[^']*'"), "'?'"),
    (re.compile(r"%s(, %s)+"), "%s…"),
    (re.compile(r"\(%s…?\)(, \(%s…?\))+"), "(%s…)"),
    (re.compile(r"\(%s\)"), "(%s…)"),
    (re.compile(r"\bs\d+_x\d+\b"), "savepoint"),
    (re.compile(r"\d+"), "0"),
)


class Listener:
    """What was put to any database, by tests marked `once` (statement to test) and by the others."""

    def __init__(self) -> None:
        self.once: dict[str, str] = {}
        self.others: Counter[str] = Counter()
        # Of each other test: what it put, and how many seconds of this process it took.
        self.tests: dict[str, tuple[set[str], float]] = {}
        self.put: set[str] = set()
        self.item: pytest.Item | None = None
        connection_created.connect(self.listen_to)

    def listen_to(self, connection, **_: object) -> None:
        if self.note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.note)

    def note(self, execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        found = str(sql)
        for pattern, shape in SHAPES:
            found = pattern.sub(shape, found)
        if self.item is not None and self.item.get_closest_marker("once"):
            self.once.setdefault(found, self.item.nodeid)
        elif found not in self.put:
            self.put.add(found)
            self.others[found] += 1
        return execute(sql, params, many, context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.item, self.put, begun = item, set(), time.process_time()
        try:
            return (yield)
        finally:
            if not item.get_closest_marker("once"):
                self.tests[item.nodeid] = self.put, time.process_time() - begun
            self.item, self.put = None, set()

    def pytest_terminal_summary(self, terminalreporter) -> None:
        alone = {sql: test for sql, test in self.once.items() if sql not in self.others}
        terminalreporter.section(f"{len(self.others)} statements, {len(alone)} more of tests marked once alone")
        for sql, test in alone.items():
            terminalreporter.line(f"{test}\n    {sql[:300]}")
        spare: dict[str, list[float]] = defaultdict(list)
        for test in self.spared():
            spare[test.partition("[")[0]].append(self.tests[test][1])
        terminalreporter.section(
            f"{sum(map(len, spare.values()))} of {len(self.tests)} others put nothing of their own"
        )
        for test, seconds in sorted(spare.items()):
            terminalreporter.line(f"{sum(seconds):6.2f} s {len(seconds):3} {test}")

    def spared(self) -> Iterator[str]:
        """The tests without which every statement is still put, the dearest first."""
        left = Counter(self.others)
        for test, (put, _) in sorted(self.tests.items(), key=lambda each: -each[1][1]):
            if all(left[sql] > 1 for sql in put):
                left.subtract(put)
                yield test


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Listener(), "statements")
