"""Public pages kept whole, and never stale.

Anonymous visitors get a finished page from the process's own small store. A page is good only for the version
of the public content it was made from, and the database counts that version itself: ``watch`` puts a trigger on
a table, so that whatever changes it, an action, a command or a repair by hand, makes every older page unfit in
the same commit. The price is one small query a request.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection, models
from django.db.migrations.operations import RunSQL
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

MARK = "_made_from_version"


class PublicVersion(models.Model):
    """One row: the number of the last transaction that changed anything the public can see."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


def version() -> int:
    """The present version of all public content; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM network_publicversion WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def watch(*tables: str, columns: Sequence[str] = ()) -> list[RunSQL]:
    """Migration operations that make each change of ``tables`` a new version; with ``columns`` an update of these only.

    The triggers are deferred to the commit, so the one row they share is held for a moment only and two
    writers cannot lock each other out.
    """
    update = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    return [
        RunSQL(
            f"CREATE CONSTRAINT TRIGGER public_content AFTER INSERT OR {update} OR DELETE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public_content_changed()",
            f"DROP TRIGGER public_content ON {table}",
        )
        for table in tables
    ]


def whole_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a public view whose answer to anonymous visitors holds nothing personal and may be kept."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _is_stranger(request):
            number = version()  # before the view reads anything: a change meanwhile makes the page unfit
            response = view(request, *args, **kwargs)
            setattr(response, MARK, number)
            return response
        return view(request, *args, **kwargs)

    return kept


class WholePages:
    """Answers strangers with finished pages; everything else passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.store = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_stranger(request):
            response = self.get_response(request)
            response.setdefault("Cache-Control", "private, no-cache")
            return response
        key = _key(request)
        kept = self.store.get(key)
        if kept and kept[0] == version():
            response = HttpResponse(kept[1], headers=kept[2])
            return get_conditional_response(request, etag=kept[2]["ETag"], response=response)  # type: ignore[return-value]
        response = self.get_response(request)
        if hasattr(response, MARK) and response.status_code == 200 and not response.cookies:  # noqa: PLR2004
            self._keep(key, response)
            return get_conditional_response(request, etag=response["ETag"], response=response)  # type: ignore[return-value]
        return response

    def _keep(self, key: str, response: HttpResponse) -> None:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
        self.store.set(key, (getattr(response, MARK), response.content, headers))


def _is_stranger(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"} and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _key(request: HttpRequest) -> str:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    text = f"{request.get_host()}|{request.get_full_path()}|{get_language_from_request(request)}|{packed}"
    return hashlib.sha256(text.encode()).hexdigest()
