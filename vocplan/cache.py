"""The cache that all web processes share, in Redis; while Redis is dead, full or frozen, each process has its own.

It holds the counters of the throttles and nothing else. A process that counts alone lets a caller ask more often than
the rate says, which is better than answering nobody.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
# For so long after a failure nobody asks Redis again: a frozen one would cost every request its time-out.
PAUSE_SECONDS = 5.0


class Pause:
    """Until when Redis is left alone; one for all threads, each of which has a cache object of its own."""

    ends_at = 0.0


def or_own(name: str) -> Callable[..., Any]:
    """A method of the cache that asks Redis first and falls back on the process."""

    def method(self: "RedisOrOwnCache", *args: Any, **options: Any) -> Any:
        if time.monotonic() >= Pause.ends_at:
            try:
                return getattr(self.redis, name)(*args, **options)
            except RedisError as error:
                Pause.ends_at = time.monotonic() + PAUSE_SECONDS
                logger.warning("cache not reachable, each process counts alone: %s", error)
        return getattr(self.own, name)(*args, **options)

    return method


class RedisOrOwnCache(BaseCache):
    """Redis as long as it answers, else the memory of this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.redis = RedisCache(server, params)
        # Redis' own options mean nothing to the other one.
        self.own = LocMemCache("while redis is away", {**params, "OPTIONS": {}})

    add, get, set, touch, delete = or_own("add"), or_own("get"), or_own("set"), or_own("touch"), or_own("delete")
    get_many, set_many, delete_many = or_own("get_many"), or_own("set_many"), or_own("delete_many")
    has_key, incr, clear = or_own("has_key"), or_own("incr"), or_own("clear")
