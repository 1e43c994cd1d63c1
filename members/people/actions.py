"""Accounts that begin elsewhere than at the sign-up page."""

from django.db import IntegrityError, transaction

from members.people.models import Person
from network.languages import language_now


@transaction.atomic
def prepare_account(email: str, *, name: str = "", language: str = "", by: Person | None) -> Person | None:
    """The account of ``email``, made now if there is none; it stays unproved until a code from there comes back.

    Without a ``language`` it gets the one the page is read in.

    None when that account is closed: it gets no code, and whoever asks cannot tell the difference.
    """
    found = Person.objects.filter(email__iexact=email)
    person = found.first()
    if person is None:
        try:
            with transaction.atomic():
                person = Person.objects.create_user(email, name=name, language=language or language_now())
        except IntegrityError:  # pressed twice at once
            person = found.get()
    return person if person.is_active else None


@transaction.atomic
def introduce(person: Person, *, name: str, by: Person) -> Person:
    """The name under which somebody who came without one is known."""
    Person.objects.filter(pk=person.pk).update(name=name)
    person.name = name
    return person
