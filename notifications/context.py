"""What every page of a signed-in person shows of this app."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from network.planned import rows_of
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
        "unread_count": cache(lambda: len(rows_of(_unread, user.pk))),
    }


def _unread(person_id: int) -> QuerySet[Any]:
    """At most one more than is shown."""
    return Notice.objects.unread_of(person_id).values_list("pk")[: MOST_SHOWN + 1]
