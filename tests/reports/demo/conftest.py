from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction

from agencies import clock
from agencies.models import User
from reports.collection.catalogue import load_catalogue
from reports.demo.services import seed_demo
from reports.progress.services import recalculate_stale
from tests import factories
from tests.reports.progress.snapshot import everything_computed


@pytest.fixture(scope="module")
def computed_before(django_db_setup, django_db_blocker) -> Iterator[dict]:
    """What was computed of the real catalogue before there was a demo."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(settings.BASE_DIR / "fixtures")
        recalculate_stale()
        yield everything_computed()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(computed_before) -> Iterator[dict[str, User]]:
    """The demo on the real catalogue, by account."""
    yield seed_demo(password=factories.PASSWORD)
    clock.set_shift(None)
