"""What every page of a signed-in person shows of this app."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from notifications.live.groups import made_now
from notifications.notices.models import Notice

MOST_SHOWN = 99


def badge(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices, counted only when a page shows it, and where hints come from."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"live_url": "", "unread_count": 0}
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return {
        "live_url": settings.LIVE_URL.format(host=host) + made_now(),
        "unread_count": cache(lambda: _unread_of(user)),
    }


def _unread_of(user: Any) -> int:
    """At most one more than is shown. Writing that as a count takes Django longer than reading so few numbers."""
    return len(Notice.objects.unread_of(user).values_list("pk")[: MOST_SHOWN + 1])
