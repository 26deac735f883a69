"""The statements that only tests marked `once` put to a database: by the promise of that mark there are none.

    DATABASE_URL=postgres://… .venv/bin/python -m pytest -q -p tests.statements -m "database and not deep"

lists them at the end, each with a test; a quarter of an hour on PostgreSQL. In one process: workers do not add up. What
a process of its own asks is not heard, so a test that lives by one is not marked.
"""

import re
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
        self.others: set[str] = set()
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
        else:
            self.others.add(found)
        return execute(sql, params, many, context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.item = item
        try:
            return (yield)
        finally:
            self.item = None

    def pytest_terminal_summary(self, terminalreporter) -> None:
        alone = {sql: test for sql, test in self.once.items() if sql not in self.others}
        terminalreporter.section(f"{len(self.others)} statements, {len(alone)} more of tests marked once alone")
        for sql, test in alone.items():
            terminalreporter.line(f"{test}\n    {sql[:300]}")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Listener(), "statements")
