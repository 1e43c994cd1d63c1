"""Asking somebody who may know: gently, with a reason, and never more than twice a month."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.themes.asking.models import MONTH, MOST_A_MONTH, MOST_A_THEME, Ask
from collaborations.themes.asking.notices import ASKED_ABOUT_THEME
from collaborations.themes.asking.suggestions import suggestions
from collaborations.themes.models import Theme
from members.people.models import Person
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused


@transaction.atomic
def ask(theme: Theme, *, person: Person, by: Person) -> Ask:
    """Ask ``person`` whether they know something about it; asked twice is once.

    They are told now, or once the theme is open. Theme and person are held until the commit, so that nobody is asked
    too often by several at once. Raises MoveRefused for whoever is not suggested (any more), and after MOST_A_THEME.
    """
    locked = Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if found := Ask.objects.filter(theme=theme, person=person).first():
        return found
    if Ask.objects.filter(theme=theme).count() >= MOST_A_THEME:
        raise MoveRefused(_("Five people were asked about this theme; let it be enough."))
    chosen = next(iter(suggestions(locked, person=person.pk)), None)
    if chosen is None:
        raise MoveRefused(_("They cannot be asked any more: somebody else asked them, or they know of it already."))
    facts = {"organisation": chosen.seat.organisation, "reason": chosen.reason, "asked_by": by}
    made = Ask.objects.create(theme=locked, person=chosen.seat.person, **facts)
    journal.record("ask", theme, by=by, ask=made.pk, reason=chosen.reason)
    if locked.gathers:
        _tell(made, by)
    return made


@transaction.atomic
def tell_asked(made: Ask, *, by: Person | None, now: datetime | None = None) -> Ask:
    """Tell who was asked while the theme was only proposed; twice, and by two at once, is once.

    Counted anew under the person's lock: who was told of as many as a month may bring is told when there is room.
    """
    Person.objects.select_for_update(no_key=True).get(pk=made.person_id)
    lately = (now or timezone.now()) - MONTH
    if Ask.objects.filter(person=made.person_id, told_at__gt=lately).count() >= MOST_A_MONTH:
        return made
    waiting = Ask.objects.to_be_told().filter(pk=made.pk).select_for_update(skip_locked=True, of=("self",))
    for found in waiting.select_related("theme__organisation", "person"):
        _tell(found, by, now)
    return made


@transaction.atomic
def decline(made: Ask, *, by: Person) -> Ask:
    """Rather not: no reason is asked, and the notice goes. Twice is once; raises MoveRefused for anybody else."""
    if made.person_id != by.pk:
        raise MoveRefused(_("Only who was asked answers."))
    if Ask.objects.filter(pk=made.pk, declined_at=None).update(declined_at=timezone.now()):
        journal.record("decline", made, by=by)
        settle(ASKED_ABOUT_THEME, made, by=by)
    return made


def _tell(made: Ask, by: Person | None, now: datetime | None = None) -> None:
    made.told_at = now or timezone.now()
    made.save(update_fields=["told_at"])
    tell(ASKED_ABOUT_THEME, made, by=by)
