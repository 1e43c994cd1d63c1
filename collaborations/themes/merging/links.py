"""What links in mail do when a theme that somebody backs goes on in another."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from collaborations.themes.gathering.actions import support
from collaborations.themes.merging.notices import CARRY, CARRY_OVER, missing, target_of
from collaborations.themes.models import Theme
from members.people.models import Person
from network import links


def _load(person: Person, pk: int) -> Theme | None:
    """The merged theme, as long as there is a voice to carry over; an ended seat has none."""
    theme = CARRY_OVER.subjects([pk]).get(pk)
    return theme if theme and CARRY_OVER.is_for(theme, person) else None


def _names(person: Person, theme: Theme) -> str:
    return get_text_list([str(organisation) for organisation in missing(theme, person)], _("and"))


def _page(person: Person, theme: Theme, seat_id: int | None) -> links.Page:
    said = _("“%(title)s” goes on in this theme. %(name)s can back it, too; you can take that back on its page.")
    return links.Page(
        title=str(target_of(theme)),
        text=said % {"title": theme, "name": _names(person, theme)},
        button=_("Support for %(name)s") % {"name": _names(person, theme)},
    )


def _act(person: Person, theme: Theme, seat_id: int | None) -> links.Done:
    names = _names(person, theme)
    for organisation in missing(theme, person):
        support(target_of(theme), organisation=organisation, by=person)
    said = _("%(name)s supports “%(theme)s”. Thank you.") % {"name": names, "theme": target_of(theme)}
    return links.Done(said, target_of(theme).get_absolute_url(), _("See the theme"))


CARRY_VOICE_OVER = links.declare(links.Purpose(CARRY, _load, _page, _act))
