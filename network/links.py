"""Signed links in mail: one person, one verb, one object, one end date.

Fetching a link shows a small page and changes nothing; pressing its button acts, once. A slice declares
what its links do as a ``Purpose``; the page that shows and presses them is network/pages/links.py.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

SALT = "network.links"
VALID_FOR = timedelta(days=30)


class LinkRefused(Exception):
    """Unknown, used, expired or revoked: whoever holds the link learns no more than that it no longer works."""


class Holder(Protocol):
    """What a link asks of the person it was made for."""

    pk: Any
    is_active: bool

    def holds_seat(self, seat_id: int) -> bool: ...


@dataclass(frozen=True)
class Page:
    """What the small page says: a sentence as its title, a line below it, and the words on the button."""

    title: str
    text: str
    button: str


@dataclass(frozen=True)
class Done:
    """What pressing did: a sentence, and where it goes on."""

    said: str
    address: str = ""
    label: str = ""


@dataclass(frozen=True)
class Purpose:
    """One verb that links can carry.

    ``load`` gives the object as it is now, or None when the person may no longer see it; ``page`` says what
    pressing will do; ``act`` does it, answers with the sentence to show and may raise MoveRefused.
    """

    verb: str
    load: Callable[[Any, int], Any]
    page: Callable[[Any, Any, int | None], Page]
    act: Callable[[Any, Any, int | None], "str | Done"]
    acts_once: bool = True


@dataclass(frozen=True)
class Claim:
    """What a link says, once its signature is known to be ours."""

    person_id: int
    verb: str
    object_id: int
    seat_id: int | None
    expires_at: datetime
    digest: str


@dataclass(frozen=True)
class OpenLink:
    """A link that works at this moment, with everything it speaks of loaded."""

    claim: Claim
    purpose: Purpose
    person: Any
    thing: Any

    def page(self) -> Page:
        return self.purpose.page(self.person, self.thing, self.claim.seat_id)


class UsedLink(models.Model):
    """A link that has done its work; kept until the link would have expired anyway."""

    digest = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:12]


PURPOSES: dict[str, Purpose] = {}


def declare(purpose: Purpose) -> Purpose:
    """Make ``purpose`` known; a slice does so once, in its links.py."""
    PURPOSES[purpose.verb] = purpose
    return purpose


def make(
    person: Holder, verb: str, object_id: int, *, seat_id: int | None = None, valid_for: timedelta = VALID_FOR
) -> str:
    """The absolute address of a new link for a declared ``verb``; costs no query and writes nothing.

    With ``seat_id`` the link dies together with that seat. The moment of its end is rounded up to a whole
    hour, so that links made again within the hour are the same link.
    """
    end = int((timezone.now() + valid_for).timestamp()) // 3600 * 3600 + 3600
    token = _signer().sign_object([person.pk, PURPOSES[verb].verb, object_id, seat_id, end])
    return settings.SITE_URL + reverse("pages:link", args=[token])


def read(token: str) -> Claim:
    """The claim that a token makes, or LinkRefused when it is not ours or past its end."""
    try:
        person_id, verb, object_id, seat_id, end = _signer().unsign_object(token)
        expires_at = datetime.fromtimestamp(end, UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError) as reason:
        raise LinkRefused from reason
    if expires_at <= timezone.now():
        raise LinkRefused
    return Claim(person_id, verb, object_id, seat_id, expires_at, hashlib.sha256(token.encode()).hexdigest())


def follow(token: str) -> OpenLink:
    """Everything a working link speaks of, as it is now; raises LinkRefused. Changes nothing, costs 2 to 4 queries."""
    claim = read(token)
    purpose = PURPOSES.get(claim.verb)
    person = get_user_model().objects.filter(pk=claim.person_id, is_active=True).first()
    if purpose is None or person is None:
        raise LinkRefused
    if claim.seat_id is not None and not person.holds_seat(claim.seat_id):
        raise LinkRefused
    if purpose.acts_once and UsedLink.objects.filter(pk=claim.digest).exists():
        raise LinkRefused
    thing = purpose.load(person, claim.object_id)
    if thing is None:
        raise LinkRefused
    return OpenLink(claim, purpose, person, thing)


@transaction.atomic
def press(token: str) -> Done:
    """Do what the link is for and answer with the sentence to show.

    Raises LinkRefused, or MoveRefused from the act itself; then nothing changed and the link is not used up.
    Of two presses at once one acts: the row of the used link is written first and is unique.
    """
    link = follow(token)
    if link.purpose.acts_once:
        _use_up(link.claim)
    get_user_model().objects.filter(pk=link.person.pk).update(last_active_on=timezone.localdate())
    done = link.purpose.act(link.person, link.thing, link.claim.seat_id)
    return done if isinstance(done, Done) else Done(done)


def forget_expired() -> int:
    """Delete the rows of used links that expired since: ``read`` refuses those anyway. The number of rows."""
    deleted, _by_model = UsedLink.objects.filter(expires_at__lt=timezone.now()).delete()
    return deleted


def _use_up(claim: Claim) -> None:
    try:
        with transaction.atomic():
            UsedLink.objects.create(pk=claim.digest, expires_at=claim.expires_at)
    except IntegrityError as already:
        raise LinkRefused from already


def _signer() -> signing.Signer:
    """Without a time stamp of its own: the end is in the claim, and the same claim must be the same link."""
    return signing.Signer(salt=SALT)
