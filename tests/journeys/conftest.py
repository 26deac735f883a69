"""Whoever recomputes during a journey."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from reports import runner
from reports.progress.services import recalculate_stale


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whoever recomputes here: a Celery worker where there is Redis, else the embedded runner."""
    if settings.REDIS_URL:
        request.getfixturevalue("celery_worker")
        yield
        return
    embedded = runner.start(recalculate_stale, name="recalculation")
    yield
    embedded.stop()
