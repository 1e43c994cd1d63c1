"""What makes somebody somebody: predicates that every rules.py combines."""

from typing import Any

import rules


@rules.predicate
def is_signed_in(user: Any) -> bool:
    return user.is_authenticated and user.is_active


@rules.predicate
def is_coordinator(user: Any) -> bool:
    return is_signed_in(user) and user.is_coordinator


@rules.predicate
def has_seat(user: Any) -> bool:
    """Holds a seat in an active organisation, and so can speak for one."""
    return is_signed_in(user) and bool(user.seats)
