from collections.abc import Callable, Iterator
from datetime import date, datetime, time

import pytest
from django.db import transaction
from django.utils import timezone

from agencies import clock
from reports.progress.services import recalculate_stale
from tests import databases


@pytest.fixture
def on() -> Iterator[Callable[[date], None]]:
    """A function that sets the clock to noon of a day in Viet Nam until the test ends."""
    yield set_clock
    clock.set_shift(None)


@pytest.fixture(scope="module")
def published(request, catalogue_database: str, django_db_blocker) -> Iterator[None]:
    """The real catalogue with its published figures and nothing else, recomputed as on the module's DAY."""
    with django_db_blocker.unblock(), databases.in_use(catalogue_database), transaction.atomic():
        set_clock(request.module.DAY)
        recalculate_stale()
        yield
        clock.set_shift(None)
        transaction.set_rollback(True)


def set_clock(day: date) -> None:
    clock.set_shift(timezone.now() - timezone.make_aware(datetime.combine(day, time(12))))
