"""What links in mail do for those who gather round a theme."""

from django.utils.translation import gettext as _

from collaborations.themes.gathering.actions import support
from collaborations.themes.models import Theme
from collaborations.themes.notices import SUPPORT
from members.people.models import Person
from members.seats.models import SeatTerm
from network import links


def _load(person: Person, pk: int) -> Theme | None:
    return Theme.objects.visible_to(person).gathering().filter(pk=pk).first()


def _seat(person: Person, seat_id: int | None) -> SeatTerm:
    """The seat the link was made for; one that ended, or lost its voice, makes the link one that no longer works."""
    found = next((seat for seat in person.seats if seat.pk == seat_id), None)
    if found is None or not person.speaks_for(found.organisation):
        raise links.LinkRefused
    return found


def _page(person: Person, theme: Theme, seat_id: int | None) -> links.Page:
    name = _seat(person, seat_id).organisation
    return links.Page(
        title=str(theme),
        text=_("%(name)s backs this theme with its one voice. You can take it back on the theme's page.")
        % {"name": name},
        button=_("Support for %(name)s") % {"name": name},
    )


def _act(person: Person, theme: Theme, seat_id: int | None) -> str:
    organisation = _seat(person, seat_id).organisation
    support(theme, organisation=organisation, by=person)
    return _("%(name)s supports “%(theme)s”. Thank you.") % {"name": organisation, "theme": theme}


SUPPORT_THEME = links.declare(links.Purpose(SUPPORT, _load, _page, _act))
