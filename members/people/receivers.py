"""What allauth tells when somebody's second factors or password change, and what follows from it."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest

from members.devices import here
from members.devices.actions import end_other_devices
from members.people.models import Person
from members.people.second_factor import SECOND_FACTOR
from network import journal


@receiver(authenticator_added)
def begin_anew_with_it(request: HttpRequest, user: Person, authenticator: Authenticator, **_facts: Any) -> None:
    """A new second factor counts from this session on, and ends every session that was begun without it."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    record_authentication(request, user, SECOND_FACTOR, id=authenticator.pk, type=authenticator.type)
    journal.record("add_second_factor", user, by=user, kind=authenticator.type)
    end_other_devices(user, but_session=request.session.session_key, by=user)


@receiver(authenticator_removed)
def write_it_down(request: HttpRequest, user: Person, authenticator: Authenticator, **_facts: Any) -> None:
    """Taking one away is a fact that whoever looks into a stolen account wants to find."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        journal.record("remove_second_factor", user, by=user, kind=authenticator.type)


@receiver(password_changed)
@receiver(password_set)
def keep_only_this_session(request: HttpRequest, user: Person, **_facts: Any) -> None:
    """Django has ended all other sessions by the new password; the list of devices follows, with this one's new key."""
    end_other_devices(user, but_session=None, by=user)
    here.remember(request)


@receiver(password_reset)
def end_all_sessions(request: HttpRequest, user: Person, **_facts: Any) -> None:
    """Somebody who chose a new password by mail signs in with it."""
    end_other_devices(user, but_session=None, by=user)
