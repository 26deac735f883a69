"""Wake whoever works: a Celery worker where there is Redis, else the embedded runner. A dead queue only delays it."""

import logging
import time
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from reports.progress import runner

logger = logging.getLogger(__name__)
# For so long after a failure nobody rings: with a queue that is frozen each save would wait for its time-out.
PAUSE_SECONDS = 10.0


class Quiet:
    """Until when the queue is left alone, for all threads of this process."""

    ends_at = 0.0


def wake_up(task: str = "recalculate_stale") -> None:
    """After the present transaction, have somebody look at what is stale, or at what else waits for a `task`.

    The task is named because tasks.py imports both directions, which do not know each other.
    """
    transaction.on_commit(partial(call, task))


def call(task: str) -> None:
    if not settings.REDIS_URL:
        runner.ring()
        return
    if time.monotonic() < Quiet.ends_at:
        return
    try:
        current_app.send_task(f"reports.tasks.{task}", retry_policy={"max_retries": 0})
    except (OperationalError, RedisError):
        Quiet.ends_at = time.monotonic() + PAUSE_SECONDS
        logger.warning("queue not reachable: the sweep of the next minute takes over")
