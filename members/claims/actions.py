"""People who have no account: written down by a coordinator, later claimed by themselves with a code."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from members.claims.codes import digest, new_code
from members.claims.merging import merge
from members.claims.models import MOST_TRIES, VALID_FOR, Claim
from members.organisations.models import Organisation
from members.people.addresses import has_proved
from members.people.models import Person
from members.seats.actions import give_seat
from members.seats.models import SeatTerm
from network import journal
from network.moves import MoveRefused


@transaction.atomic
def enter(*, name: str, reached_by: str, language: str, organisation: Organisation | None = None, by: Person) -> Person:
    """Write down somebody without an account, with a seat where they contribute for an organisation."""
    person = Person.objects.create_managed(name, reached_by=reached_by, language=language)
    journal.record("enter", person, by=by)
    if organisation:
        give_seat(organisation, person=person, role=SeatTerm.Role.STAFF, by=by)
    return person


@transaction.atomic
def correct(person: Person, *, by: Person, **facts: Any) -> Person:
    """Change what is written down. Raises MoveRefused once the person has an account: then it is theirs."""
    if not Person.objects.filter(pk=person.pk, is_managed=True).update(**facts):
        raise MoveRefused(_("This person has an account by now and keeps it themselves."))
    for field, value in facts.items():
        setattr(person, field, value)
    journal.record("correct", person, by=by, fields=sorted(facts))
    return person


@transaction.atomic
def offer(person: Person, *, by: Person) -> str:
    """A new code, which is told now and never again; an older one stops working. Raises MoveRefused with an account."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if not held.is_managed:
        raise MoveRefused(_("This person has an account by now and keeps it themselves."))
    Claim.objects.filter(person=held, state=Claim.State.OFFERED).update(state=Claim.State.WITHDRAWN)
    code = new_code()
    claim = Claim.objects.create(
        person=held, code_digest=digest(code), offered_by=by, expires_at=timezone.now() + VALID_FOR
    )
    journal.record("offer_claim", claim, by=by, person=held.pk)
    return code


@transaction.atomic
def withdraw(claim: Claim, *, by: Person) -> Claim:
    """The code stops working. Raises MoveRefused when it was used meanwhile."""
    claim.move("withdraw")
    journal.record("withdraw_claim", claim, by=by)
    return claim


@transaction.atomic
def try_code(code: str, *, by: Person | None) -> Claim | None:
    """The open claim that ``code`` is for; each time it is typed counts, and after MOST_TRIES it works no longer.

    None for one that is wrong, unknown, used, spent or out of date: whoever types it learns no more than that.
    """
    claim = Claim.objects.open().select_for_update().filter(code_digest=digest(code)).first()
    if claim is None:
        return None
    if claim.tries >= MOST_TRIES:
        claim.move("spend")
        journal.record("spend_claim", claim, by=by)
        return None
    Claim.objects.filter(pk=claim.pk).update(tries=F("tries") + 1)
    return claim


@transaction.atomic
def claim(claim: Claim, *, address: str, by: Person) -> Person:
    """What was written down becomes the account of ``by``, who proved ``address``: seats, names on work, all of it.

    Raises MoveRefused when the address is not proved, or the code was used, withdrawn or ran out meanwhile.
    """
    if not has_proved(by, address):
        raise MoveRefused(_("Prove your address first: we mail you a code."))
    if not claim.is_open:
        raise MoveRefused(claim.too_late())
    claim.move("claim")
    kept = claim.person
    number = kept.pk  # the row itself goes
    _keep_words(kept, by)
    Claim.objects.filter(person=kept).update(person=by)
    merge(kept, into=by)
    journal.record("claim", by, by=by, person=number)
    return by


def _keep_words(kept: Person, account: Person) -> None:
    """What the account does not say yet is taken from what was written down."""
    if not account.name:
        Person.objects.filter(pk=account.pk).update(name=kept.name, language=kept.language)
        account.name, account.language = kept.name, kept.language
