"""Wait for a condition with a deadline; a test that sleeps and hopes is not a test."""

import time
from collections.abc import Callable


def until(condition: Callable[[], object], *, within_seconds: float = 10) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
