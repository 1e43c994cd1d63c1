"""Gathering round a theme: voices of organisations, people who take part, offers, and those who would carry it."""

from django.db import transaction
from django.utils.translation import gettext as _

from collaborations.themes.models import Support, Theme
from members.organisations.models import Organisation
from members.people.models import Person
from network import journal
from network.moves import MoveRefused


@transaction.atomic
def support(theme: Theme, *, organisation: Organisation, by: Person) -> Support:
    """Back the theme in the name of ``organisation``; of several colleagues clicking, the first gives the voice.

    Raises MoveRefused when the theme is not open, or when ``by`` holds no seat there.
    """
    if not by.speaks_for(organisation):
        raise MoveRefused(_("You hold no seat at %(name)s, so you cannot speak for it.") % {"name": organisation})
    locked = Theme.objects.select_for_update().get(pk=theme.pk)
    if not locked.gathers:
        raise MoveRefused(
            _("This theme is not open for support: it is %(state)s.") % {"state": locked.get_state_display()}
        )
    given, is_new = Support.objects.get_or_create(theme=theme, organisation=organisation, defaults={"given_by": by})
    if is_new:
        journal.record("support", theme, by=by, organisation=organisation.pk)
    return given


@transaction.atomic
def take_back_support(theme: Theme, *, organisation: Organisation, by: Person) -> Theme:
    """Undo a support. Taking back what is not there changes nothing; raises MoveRefused without a seat."""
    if not by.speaks_for(organisation):
        raise MoveRefused(_("You hold no seat at %(name)s, so you cannot speak for it.") % {"name": organisation})
    deleted, _by_model = Support.objects.filter(theme=theme, organisation=organisation).delete()
    if deleted:
        journal.record("take_back_support", theme, by=by, organisation=organisation.pk)
    return theme
