"""Somebody's standing changed: a seat or an account ended, an organisation was suspended.

Pages, links and mail ask anew each time anyway. What goes on by itself cannot, the sockets of open pages and digests:
whoever keeps them listens here (the app notifications says so once, when it starts) and looks again at these people.
"""

from collections.abc import Callable, Iterable

Listener = Callable[[list[int]], None]

_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on ``listener`` hears whose standing changed, as numbers of people."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def changed(person_ids: Iterable[int]) -> None:
    """Say whose standing changed, inside the caller's transaction: what is rolled back was never said."""
    if ids := sorted(set(person_ids)):
        for listener in _LISTENERS:
            listener(ids)
