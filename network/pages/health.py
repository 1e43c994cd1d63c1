"""For whoever watches over the servers: is this process alive, and can it do its work?"""

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.digests.models import DigestRun
from notifications.mail.models import OutboxMail

TOO_LATE = timedelta(minutes=15)


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"live": True})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the stores answer, else 503; overdue work is told in seconds and warned of, but needs no restart."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        overdue = _overdue()
        database = "ok"
    except DatabaseError:
        database, overdue = "away", None
    broker = _broker()
    late = None if overdue is None else overdue > TOO_LATE
    answer = {
        "database": database,
        "broker": broker,
        "oldest_overdue_seconds": None if overdue is None else int(overdue.total_seconds()),
        "is_late": late,
    }
    return JsonResponse(answer, status=200 if database == broker == "ok" else 503)


def _overdue() -> timedelta:
    """How long the oldest mail or digest that is due has been waiting."""
    firsts = [
        queryset.values_list("due_at", flat=True).first()
        for queryset in (OutboxMail.objects.due(), DigestRun.objects.due())
    ]
    waits = [timezone.now() - due_at for due_at in firsts if due_at]
    return max(waits, default=timedelta(0))


def _broker() -> str:
    try:
        with redis.Redis.from_url(settings.BROKER_URL, socket_connect_timeout=1, socket_timeout=1) as server:
            server.ping()
    except redis.RedisError:
        return "away"
    return "ok"
