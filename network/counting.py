"""The shared cache, and what happens while Valkey is away.

Only counts are kept here: how often somebody asked for a sign-in code, and the like. While the shared store does not
answer, each process counts for itself, so that people can sign in and the limits still hold, less exactly.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import redis
import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

AWAY = (redis.ConnectionError, redis.TimeoutError)
# Django's 300 would let a flood of new addresses push the counts of the others out.
MOST_OWN_COUNTS = 100_000


@dataclass(frozen=True)
class Count:
    """How much was counted since ``key``'s time began, and the seconds until it begins anew."""

    amount: int
    seconds_left: float
    is_shared: bool


class SharedOrOwn(RedisCache):
    """Valkey, else this process's own memory; never an exception because a server is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # The client's own retries would let every request of an outage wait for seconds.
        params = params | {"OPTIONS": params.get("OPTIONS", {}) | {"retry": Retry(NoBackoff(), 0)}}
        super().__init__(server, params)
        self._own_lock = threading.Lock()
        self._own = LocMemCache("counts", {"OPTIONS": {"MAX_ENTRIES": MOST_OWN_COUNTS}})

    def count(self, keys: Sequence[tuple[str, int]], by: int = 1) -> list[Count]:
        """Add ``by`` to each (key, seconds) and say what stands there now; one round trip for all of them.

        A key's seconds begin with the first count and are not prolonged by later ones.
        """
        try:
            return self._count_shared(keys, by)
        except AWAY as reason:
            log.warning("shared_cache_away", reason=type(reason).__name__)
        return self._count_own(keys, by)

    def _count_shared(self, keys: Sequence[tuple[str, int]], by: int) -> list[Count]:
        pipeline = self._cache.get_client(None, write=True).pipeline(transaction=True)
        for key, seconds in keys:
            name = self.make_and_validate_key(key)
            pipeline.set(name, 0, ex=seconds, nx=True)
            pipeline.incrby(name, by)
            pipeline.pttl(name)
        told = pipeline.execute()
        return [Count(told[at + 1], max(told[at + 2], 0) / 1000, is_shared=True) for at in range(0, len(told), 3)]

    def _count_own(self, keys: Sequence[tuple[str, int]], by: int) -> list[Count]:
        counts, now = [], time.time()
        with self._own_lock:
            for key, seconds in keys:
                amount, until = self._own.get(key, (0, now + seconds))
                self._own.set(key, (amount + by, until), max(until - now, 0))
                counts.append(Count(amount + by, max(until - now, 0), is_shared=False))
        return counts

    def add(self, *args: Any, **options: Any) -> Any:
        return self._ask("add", args, options)

    def get(self, *args: Any, **options: Any) -> Any:
        return self._ask("get", args, options)

    def set(self, *args: Any, **options: Any) -> Any:
        return self._ask("set", args, options)

    def incr(self, *args: Any, **options: Any) -> Any:
        return self._ask("incr", args, options)

    def delete(self, *args: Any, **options: Any) -> Any:
        return self._ask("delete", args, options)

    def clear(self) -> Any:
        self._own.clear()
        return self._ask("clear", (), {})

    def _ask(self, verb: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        try:
            return getattr(RedisCache, verb)(self, *args, **options)
        except AWAY as reason:
            log.warning("shared_cache_away", reason=type(reason).__name__)
        return getattr(self._own, verb)(*args, **options)
