"""How often something may be asked: by one visitor's address on the internet, by one key, by one person.

A slice declares a ``Limit`` and calls ``check`` where it is asked; ``TooMany`` is a sentence that says when to try
again. A page with a form shows it there, with what was typed (``tell``); everywhere else a page of its own does.

Counts are kept in Valkey. While it is away each process counts for itself and allows a quarter: there are several.
"""

import hashlib
import ipaddress
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
STRICTER = 4
SITE_PREFIX = 64  # of an IPv6 address: what one household or office is given


@dataclass(frozen=True)
class Rate:
    """So many in so many seconds, which begin with the first."""

    amount: int
    seconds: int

    def __str__(self) -> str:
        return f"{self.amount} in {_length(self.seconds)}"


@dataclass(frozen=True)
class Limit:
    """What is limited, and how much for one visitor, one key (such as an e-mail address) and one person."""

    name: str
    visitor: tuple[Rate, ...] = ()
    key: tuple[Rate, ...] = ()
    person: tuple[Rate, ...] = ()


class TooMany(Exception):
    """Asked too often; the text can be shown to people."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(math.ceil(seconds), 1)
        super().__init__(
            _("That was asked too often in a short time. Try again in %(time)s; nothing was lost.")
            % {"time": _length(self.seconds)}
        )


@dataclass(frozen=True)
class Counted:
    """What was counted just now, so that it can be taken back: a right password is no attempt at guessing."""

    keys: tuple[tuple[str, int], ...]
    by: int

    def take_back(self) -> None:
        cache.count(self.keys, -self.by)  # type: ignore[attr-defined]


def check(request: HttpRequest, limit: Limit, *, key: object = None, count: int = 1) -> Counted:
    """Count ``count`` more, or raise TooMany and count nothing; one round trip to Valkey.

    ``key`` is wanted where the limit has rates for it; upper and lower case are one.
    """
    rates = list(_rates(request, limit, key))
    counted = Counted(tuple((name, rate.seconds) for name, rate in rates), count)
    told = cache.count(counted.keys, count)  # type: ignore[attr-defined]
    waits = [now.seconds_left for (_name, rate), now in zip(rates, told, strict=True) if _is_over(rate, now)]
    if waits:
        counted.take_back()
        raise TooMany(max(waits))
    return counted


def count_each(limit: Limit, keys: Iterable[str]) -> dict[str, float]:
    """Count one more for each of ``keys``; those asked too often, with the seconds to wait, are not counted.

    For a limit that has rates for keys only; two round trips to Valkey at most, however many keys.
    """
    named = [(key, name, rate) for key in keys for name, rate in _named(limit, "key", key)]
    told = cache.count([(name, rate.seconds) for _key, name, rate in named])  # type: ignore[attr-defined]
    waits: dict[str, float] = {}
    for (key, _name, rate), now in zip(named, told, strict=True):
        if _is_over(rate, now):
            waits[key] = max(waits.get(key, 0), now.seconds_left)
    if waits:
        Counted(tuple((name, rate.seconds) for key, name, rate in named if key in waits), 1).take_back()
    return waits


def _is_over(rate: Rate, now: Any) -> bool:
    """Whether what stands there now is more than ``rate`` allows."""
    return bool(now.amount > (rate.amount if now.is_shared else max(rate.amount // STRICTER, 1)))


def tell(form: forms.BaseForm, refused: TooMany) -> None:
    """Put the sentence above ``form``, keep what was typed, and validate nothing."""
    form._errors = forms.utils.ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    form.add_error(None, str(refused))


def too_many(response: HttpResponse, refused: TooMany) -> HttpResponse:
    """``response`` as an answer that says 429, also to machines (RFC 6585)."""
    response.status_code = 429
    response["Retry-After"] = str(refused.seconds)
    return response


def site_of(request: HttpRequest) -> str:
    """The visitor's address behind our own proxies; of IPv6 the /64, because one visitor has them all."""
    from allauth.account.adapter import get_adapter  # needs the apps loaded, and settings.py reads limits

    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied):
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, SITE_PREFIX), strict=False).network_address)
    return str(address)


def _rates(request: HttpRequest, limit: Limit, key: object) -> Any:
    """Each rate with the name under which it is counted; e-mail addresses are not readable there."""
    user = getattr(request, "user", None)
    who = {
        "visitor": site_of(request) if limit.visitor else None,
        "key": str(key).strip().lower() if key is not None else None,
        "person": str(user.pk) if limit.person and user is not None and user.is_authenticated else None,
    }
    for kind, value in who.items():
        if value is not None:
            yield from _named(limit, kind, value)


def _named(limit: Limit, kind: str, value: str) -> Iterator[tuple[str, Rate]]:
    hidden = hashlib.sha256(value.encode()).hexdigest()
    for rate in getattr(limit, kind):
        yield f"limit:{limit.name}:{kind}:{rate.amount}/{rate.seconds}:{hidden}", rate


def _length(seconds: int) -> str:
    """Rounded up, in the largest unit that fits."""
    if seconds >= 2 * HOUR:
        hours = math.ceil(seconds / HOUR)
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if seconds > MINUTE:
        minutes = math.ceil(seconds / MINUTE)
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
