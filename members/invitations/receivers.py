"""Somebody who pressed "Take your seat" and then proved the address is seated as the code comes back."""

import contextlib
from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from members.invitations import tokens
from members.invitations.actions import accept
from members.people.models import Person
from network.moves import MoveRefused

PRESSED = "pressed-invitation"  # in the session: the link whose button was pressed before signing in


@receiver(user_logged_in)
def take_the_seat(request: HttpRequest, user: Person, **_facts: Any) -> None:
    """What cannot be taken any more, the page explains. Sent again since the press, it is still the same seat."""
    found = tokens.read(request.session.pop(PRESSED, ""))
    if found:
        with contextlib.suppress(MoveRefused):
            accept(found[0], by=user)
