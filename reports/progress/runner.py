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
_bell = threading.Event()
_started = threading.Lock()


def ring() -> None:
    """Tell the runner that there is work; it looks at the table at once instead of at its next round."""
    _bell.set()


def start() -> None:
    """Start the thread, once per process."""
    if _started.acquire(blocking=False):
        threading.Thread(target=run_forever, name="recalculation", daemon=True).start()


def run_forever() -> None:
    while True:
        _bell.clear()
        run_once()
        _bell.wait(SWEEP_SECONDS)


def run_once() -> None:
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
