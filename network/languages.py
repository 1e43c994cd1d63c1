"""Each reader's own language and time zone: the person's choice, else what the browser asks for."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ReaderLocale:
    """Turns language and zone on for one request, and off again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, zone = _wishes(request)
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


def language_now() -> str:
    """The language this is being read in, for whoever has not said which one is theirs."""
    return translation.get_language() or settings.LANGUAGE_CODE


def _wishes(request: HttpRequest) -> tuple[str, str]:
    if request.user.is_authenticated:
        return request.user.language, request.user.time_zone
    return translation.get_language_from_request(request), settings.NETWORK_TIME_ZONE
