"""A sign-in is a sign of life."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from members.people.models import Person
from members.reach.actions import note_sign_of_life


@receiver(user_logged_in)
def reached(sender: Any, user: Person, **facts: Any) -> None:
    """Whoever signs in is there, whatever their mail server says."""
    if user.hard_bounces or user.seat_terms.filter(state="unreachable").exists():
        note_sign_of_life(user, by=user)
