"""A lease that is renewed as long as its holder's process lives, whatever one step takes."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context

from django.db import Error, connections

logger = logging.getLogger(__name__)
# A fifth of the builders' lease: four renewals in a row may fail before it runs out.
RENEWED_EVERY = 5.0


@contextmanager
def renewed_lease(renew: Callable[[], object]) -> Iterator[None]:
    """Call `renew` every few seconds from a thread of its own until the block ends, or until the process is killed.

    Where it fails the lease may run out: whoever takes the work over is told apart from this holder by the claim.
    """
    ended = threading.Event()
    # The thread lives in the same time as its starter (agencies/clock.py).
    # A daemon, since it must never outlive its holder: that is what the lease is there to tell.
    thread = threading.Thread(target=copy_context().run, args=(renew_until, ended, renew), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        # No renewal may follow the holder's last step, which gives the claim up.
        thread.join()


def renew_until(ended: threading.Event, renew: Callable[[], object]) -> None:
    try:
        while not ended.wait(RENEWED_EVERY):
            try:
                renew()
            except Error:
                logger.warning("lease not renewed", exc_info=True)
    finally:
        # Each thread has a connection of its own, which nobody else would close.
        connections["default"].close()
