"""What is wrong where an error is nobody's mistake: the database cannot be reached, or its disk is full."""

import errno
import logging
import sqlite3
import time
from enum import StrEnum

from django.db import Error, InterfaceError, OperationalError

logger = logging.getLogger(__name__)
# SQLSTATE disk_full.
POSTGRESQL_FULL = "53100"
# So long after a full disk was met, whoever asks after this process is told.
REMEMBERED_SECONDS = 60.0


class Fault(StrEnum):
    """The code of a 503 in the API; the page 503.html has words for each."""

    AWAY = "unavailable"
    DISK_FULL = "disk_full"


class LastDiskFull:
    """When this process last met a full disk; one for all threads."""

    at = float("-inf")


def fault_of(error: BaseException | None) -> Fault | None:
    """The fault behind an error, which goes into the log; None where the error is one of the program."""
    if is_disk_full(error):
        LastDiskFull.at = time.monotonic()
        logger.error("disk full: %s", error)
        return Fault.DISK_FULL
    # "connection already closed" is an InterfaceError: the connection broke off between two statements.
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("database not reachable: %s", error)
        return Fault.AWAY
    return None


def is_disk_full(error: BaseException | None) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return full or getattr(cause, "pgcode", None) == POSTGRESQL_FULL


def disk_was_full_lately() -> bool:
    return time.monotonic() - LastDiskFull.at < REMEMBERED_SECONDS
