"""The embedded runner: without Redis, one thread of the web process works off what is stale.

The work is rows in the database, so a killed process loses nothing: the next one finds them.
"""

import logging
import threading

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from redis import Redis
from redis.exceptions import RedisError

from agencies import clock
from agencies.models import Instance
from reports.progress.services import recalculate_stale

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 20


class Runner(threading.Thread):
    """Looks at what is stale whenever it is rung, and every SWEEP_SECONDS in any case."""

    def __init__(self) -> None:
        super().__init__(name="recalculation", daemon=True)
        self.bell = threading.Event()
        self.ended = False

    def run(self) -> None:
        while not self.ended:
            self.bell.clear()
            work_off()
            self.bell.wait(SWEEP_SECONDS)

    def stop(self) -> None:
        """End after the present round and wait for it."""
        self.ended = True
        self.bell.set()
        self.join()


_runners: list[Runner] = []


def start() -> Runner:
    """Start a runner in this process."""
    runner = Runner()
    _runners.append(runner)
    runner.start()
    return runner


def ring() -> None:
    """Tell the runners that there is work; they look at the table at once instead of at their next round."""
    for runner in _runners:
        runner.bell.set()


def work_off() -> None:
    """Work off what is stale now; a database that is away is tried again at the next round."""
    try:
        close_old_connections()
        clock.set_shift(Instance.current().demo_shift)
        recalculate_stale()
    except DatabaseError:
        logger.warning("recalculation postponed: database not reachable", exc_info=True)
    finally:
        connections["default"].close()


def broker_answers() -> bool:
    """Whether Redis can be reached within a second."""
    try:
        return bool(Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping())
    except RedisError:
        return False
