"""Somebody who typed the code of their claim and then proved their address takes over what was written down."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from members.claims.actions import claim
from members.claims.models import Claim
from members.people.models import Person
from network.moves import MoveRefused

TYPED = "typed-claim"  # in the session: the claim whose code was typed, and the address to prove


@receiver(user_logged_in)
def take_over(request: HttpRequest, user: Person, **_facts: Any) -> None:
    pk, address = request.session.pop(TYPED, (None, ""))
    found = Claim.objects.select_related("person").filter(pk=pk).first() if pk else None
    if found is None:
        return
    try:
        claim(found, address=address, by=user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("What was written down in your name is yours now."))
