"""Wake whoever works: a Celery worker where there is Redis, else the embedded runner. A dead queue only delays it."""

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from reports.progress import runner

logger = logging.getLogger(__name__)


def wake_up(task: str = "recalculate_stale") -> None:
    """After the present transaction, have somebody look at what is stale, or at what else waits for a `task`.

    The task is named because tasks.py imports both directions, which do not know each other.
    """
    transaction.on_commit(partial(call, task))


def call(task: str) -> None:
    if not settings.REDIS_URL:
        runner.ring()
        return
    try:
        current_app.send_task(f"reports.tasks.{task}")
    except OperationalError:
        logger.warning("queue not reachable: the sweep of the next minute takes over")
