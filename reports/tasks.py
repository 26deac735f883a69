"""Celery: one or two lines each, the service of the same name called. The work itself is in the database."""

import logging
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from agencies import clock, endings
from agencies.models import Instance
from reports.collection.notices import delivery
from reports.collection.notices import services as notices
from reports.collection.periods import services as periods
from reports.progress import runner, services

logger = logging.getLogger(__name__)


@shared_task
def recalculate_stale() -> None:
    clock.set_shift(Instance.current().demo_shift)
    services.recalculate_stale()


@shared_task
def open_due_periods() -> None:
    clock.set_shift(Instance.current().demo_shift)
    periods.open_due_periods()


@shared_task
def write_due_notices() -> None:
    clock.set_shift(Instance.current().demo_shift)
    notices.write_due_notices(now=clock.now())


@shared_task
def send_notices() -> None:
    clock.set_shift(Instance.current().demo_shift)
    delivery.send_waiting(now=clock.now())


@shared_task
def sweep_endings() -> None:
    endings.sweep()


def wake_up() -> None:
    """After the present transaction, have somebody look at what is stale. A dead queue only delays it."""
    transaction.on_commit(partial(call_worker))


def call_worker() -> None:
    if not settings.REDIS_URL:
        runner.ring()
        return
    try:
        recalculate_stale.delay()
    except OperationalError:
        logger.warning("queue not reachable: the sweep of the next minute takes over")
