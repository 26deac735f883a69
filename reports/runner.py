"""The embedded runner: without Redis, threads of the web process work off what waits, one for each kind of work.

The work is rows in the database, so a killed process loses nothing: the next one finds them.
"""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from redis import Redis
from redis.exceptions import RedisError

from agencies import clock
from agencies.models import Instance

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 20


class Runner(threading.Thread):
    """Does its work whenever it is rung, and every `every` seconds in any case.

    With `collects` it lets so many seconds pass after a ring, so that one round does the work of many.
    """

    def __init__(self, work: Callable[[], object], *, name: str, every: int, collects: float) -> None:
        super().__init__(name=name, daemon=True)
        self.work = work
        self.every, self.collects = every, collects
        self.bell, self.ended = threading.Event(), threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            self.bell.clear()
            work_off(self.work)
            self.bell.wait(self.every)
            if self.collects:
                self.ended.wait(self.collects)

    def stop(self) -> None:
        """End after the present round and wait for it."""
        self.ended.set()
        self.bell.set()
        self.join()


_runners: list[Runner] = []


def start(
    work: Callable[[], object],
    *,
    name: str,
    every: int = SWEEP_SECONDS,
    collects: float = 0,
    rung: bool = True,
) -> Runner:
    """Start a runner in this process; with `rung` it also looks whenever a change rings."""
    runner = Runner(work, name=name, every=every, collects=collects)
    if rung:
        _runners.append(runner)
    runner.start()
    return runner


def ring(name: str = "") -> bool:
    """Tell the runners, or that of one name, that there is work; they look at the table at once instead of at their
    next round. Whether there was one to tell."""
    told = [runner for runner in _runners if name in ("", runner.name)]
    for runner in told:
        runner.bell.set()
    return bool(told)


def work_off(work: Callable[[], object]) -> None:
    """Do one round of work; what it fails over is tried again at the next round."""
    try:
        close_old_connections()
        clock.set_shift(Instance.current().demo_shift)
        work()
    except DatabaseError:
        logger.warning("work postponed: database not reachable", exc_info=True)
    except Exception:
        # A thread that ended here would stop this kind of work until somebody restarts the server.
        logger.exception("work failed, tried again at the next round")
    finally:
        connections["default"].close()


def broker_answers() -> bool:
    """Whether Redis can be reached within a second."""
    try:
        return bool(Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1).ping())
    except RedisError:
        return False
