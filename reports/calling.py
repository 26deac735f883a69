"""Wake whoever works: a Celery worker where there is Redis, else the embedded runner. A dead queue only delays it."""

import logging
import time
from functools import partial
from typing import ClassVar

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from reports import runner

logger = logging.getLogger(__name__)
# For so long after a failure nobody rings: with a queue that is frozen each save would wait for its time-out.
PAUSE_SECONDS = 10.0


# So long a task that is collected waits for others to need it, too: of many requests one calls.
COLLECTED_SECONDS = 1.0


class Quiet:
    """Until when the queue is left alone, for all threads of this process."""

    # Time of the monotonic clock: a wall clock set back would keep the queue silent for as long as it was set back.
    ends_at = 0.0


class Called:
    """Until when a collected task that was called has not begun, by its name, for all threads of this process."""

    ends_at: ClassVar[dict[str, float]] = {}


def wake_up(task: str = "recalculate_stale") -> None:
    """After the present transaction, have somebody look at what is stale, or at what else waits for a `task`.

    The task is named because tasks.py imports both directions, which do not know each other.
    """
    transaction.on_commit(partial(call, task))


def call(task: str) -> None:
    if settings.REDIS_URL:
        send_to_worker(task)
    else:
        runner.ring()


def call_collected(task: str) -> None:
    """Have a worker do it in a second, for everybody who asks until then."""
    now = time.monotonic()
    if now >= Called.ends_at.get(task, 0.0):
        Called.ends_at[task] = now + COLLECTED_SECONDS
        send_to_worker(task, countdown=COLLECTED_SECONDS)


def send_to_worker(task: str, **how: float) -> None:
    if time.monotonic() < Quiet.ends_at:
        return
    try:
        # No retries: whoever saves waits for this call, and the row in the database is the work, not the message (ADR
        # 0005).
        current_app.send_task(f"reports.tasks.{task}", retry_policy={"max_retries": 0}, **how)
    except (OperationalError, RedisError):
        Quiet.ends_at = time.monotonic() + PAUSE_SECONDS
        logger.warning("queue not reachable: the sweep of the next minute takes over")
