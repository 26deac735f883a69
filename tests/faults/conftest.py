"""`office`: a fresh office of real processes on a copy of the seeded database; `make check-deep` runs these tests."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests import services
from tests.faults.office import SEEDED, Office, prepare
from tests.faults.trial import start_trial


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with ExitStack() as ends:
        yield prepare(ends, tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Iterator[Office]:
    """Nothing runs yet but PostgreSQL and a Redis of this test alone."""
    with ExitStack() as ends:
        queue = services.private_redis(ends)
        services.drop_databases(prepared.postgresql, "copy")
        services.query(prepared.postgresql, f"CREATE DATABASE copy TEMPLATE {SEEDED}")
        ends.callback(services.drop_databases, prepared.postgresql, "copy")
        own = replace(prepared, folder=tmp_path, database="copy", redis=queue, processes={}, extra={})
        ends.callback(own.end)
        yield own


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of a first `make run`."""
    folder = tmp_path_factory.mktemp("trial")
    start_trial(folder).end()
    return folder


@pytest.fixture
def trial(first_run: Path) -> Iterator[Office]:
    """`make run` as it is, on the demo."""
    served = start_trial(first_run)
    yield served
    served.end()
