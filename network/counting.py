"""The shared cache, and what happens while Valkey is away.

Only counts are kept here: how often somebody asked for a sign-in code, and the like. While the shared store does not
answer, each process counts for itself, so that people can sign in and the limits still hold, less exactly.
"""

from typing import Any

import redis
import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)


class SharedOrOwn(RedisCache):
    """Valkey, else this process's own memory; never an exception because a server is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # The client's own retries would let every request of an outage wait for seconds.
        params = params | {"OPTIONS": params.get("OPTIONS", {}) | {"retry": Retry(NoBackoff(), 0)}}
        super().__init__(server, params)
        self._own = LocMemCache("counts", {})

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

    def _ask(self, verb: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        try:
            return getattr(RedisCache, verb)(self, *args, **options)
        except (redis.ConnectionError, redis.TimeoutError) as reason:
            log.warning("shared_cache_away", reason=type(reason).__name__)
        return getattr(self._own, verb)(*args, **options)
