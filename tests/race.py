"""Let several calls start at the same moment, each in a thread and on a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

LONGEST_WAIT = 60


def race(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave, in order: its result, or the exception that it ended with."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(LONGEST_WAIT)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.result(LONGEST_WAIT) for future in [pool.submit(run, call) for call in calls]]


def failures(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
