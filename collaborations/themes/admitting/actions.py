"""Letting people into closed and sealed themes: one participant invites, and into a sealed one a second one vouches."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.themes.admissions import Admission
from collaborations.themes.admitting.notices import ADMITTED
from collaborations.themes.models import ADMISSION_WAITS, Theme
from members.people.addresses import normal
from members.people.models import Person
from network import journal
from network.kinds import tell
from network.moves import MoveRefused
from network.protection import Level


@transaction.atomic
def invite(theme: Theme, *, email: str, by: Person) -> None:
    """Let whoever has this address in; into a sealed theme once a second participant vouches for them.

    Returns nothing on purpose: whether the address has an account is told to nobody. Raises MoveRefused when ``by``
    takes no part (any more), or everybody can come in anyway. One that went with a seat makes room for this one.
    """
    _must_take_part(theme, by)
    if not theme.is_discreet:
        raise MoveRefused(_("Nobody needs to be let in: everybody whom its protection allows can read this theme."))
    person = Person.objects.filter(email__iexact=normal(email), is_active=True).first()
    if person is None or theme.is_joined_by(person):
        return
    own = Admission.objects.filter(theme=theme, person=person)
    own.exclude(pk__in=Admission.objects.counting().values("pk")).delete()
    admission, is_new = Admission.objects.get_or_create(theme=theme, person=person, defaults={"invited_by": by})
    if is_new:
        journal.record("invite_into", theme, by=by, person=person.pk)
        if theme.protection == Level.CLOSED:
            _tell_let_in(admission, by)


@transaction.atomic
def vouch(admission: Admission, *, by: Person) -> Admission:
    """Say as a second participant that one knows them: now they can read the sealed theme.

    A safeguarding officer may vouch, too, because the first participant of a sealed theme is alone. Raises MoveRefused
    for whoever invited them, for themselves, for outsiders, and when somebody vouched already.
    """
    if by.pk in {admission.invited_by_id, admission.person_id}:
        raise MoveRefused(_("Two different people vouch for somebody: whoever invited them, and a second one."))
    if not by.is_safeguarding_officer:
        _must_take_part(admission.theme, by)
    waiting = Admission.objects.filter(pk=admission.pk, vouched_by=None)
    if not waiting.update(vouched_by=by, vouched_at=timezone.now()):
        raise MoveRefused(_("Somebody vouched for them a moment ago."))
    admission.refresh_from_db()
    journal.record("vouch", admission.theme, by=by, person=admission.person_id)
    _tell_let_in(admission, by)
    return admission


@transaction.atomic
def let_go(admission: Admission, *, by: Person | None, why: str = "") -> None:
    """They take no part any more: they leave, or whoever takes part asks them to; without a reason, and at any time."""
    if by is not None and by.pk != admission.person_id and not by.is_safeguarding_officer:
        _must_take_part(admission.theme, by)
    if Admission.objects.filter(pk=admission.pk).delete()[0]:
        journal.record("let_go", admission.theme, by=by, why=why, person=admission.person_id)


@transaction.atomic
def let_go_unvouched(*, now: datetime | None = None, by: Person | None = None) -> int:
    """Invitations into sealed themes for which nobody vouched in 30 days lapse; how many. Twice is once."""
    over = Admission.objects.filter(
        theme__protection=Level.SEALED, vouched_by=None, invited_at__lte=(now or timezone.now()) - ADMISSION_WAITS
    )
    found = list(over.select_related("theme").select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    for admission in found:
        let_go(admission, by=by, why="Nobody vouched for them within 30 days.")
    return len(found)


def _tell_let_in(admission: Admission, by: Person) -> None:
    """Not whose seat has ended: for them the invitation opens nothing."""
    if Admission.objects.counting().filter(pk=admission.pk).exists():
        tell(ADMITTED, admission, by=by)


def _must_take_part(theme: Theme, by: Person) -> None:
    if not theme.is_joined_by(by):
        raise MoveRefused(_("Only those who take part let others in."))
