"""What people are told when themes are merged and parted."""

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Prefetch
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.merging.models import Merge
from collaborations.themes.models import Theme
from collaborations.themes.notices import ThemeKind, ToWhoLooksAfterIt
from members.people.models import Person
from members.seats.loading import load_seats
from members.seats.models import SeatTerm
from network import links
from network.kinds import Item, declare
from network.protection import Level

CARRY = "carry-voice-over"  # the verb of the link in the mail; links.py says what it does
WHY: Any = Prefetch("merges", Merge.objects.filter(undone_at=None), to_attr="why_merged")  # its words, for the mails


class _ThemeMerged(ToWhoLooksAfterIt):
    name = "theme-merged"
    label = gettext_lazy("Your theme goes on in another")
    states = (Theme.State.MERGED,)
    verb = "merge"
    related = ("merged_into",)
    parts = ("supports", WHY)

    def _text(self, theme: Theme) -> str:
        actor = self._actor(theme)
        if theme.is_discreet or actor is None:
            return _("It goes on in another theme. Its own text stays, and for 30 days the merge can be undone.")
        said = _("%(name)s merged it into “%(into)s”. Its own text stays, and for 30 days the merge can be undone.")
        return said % {"name": actor, "into": target_of(theme)}


class _ThemeParted(ToWhoLooksAfterIt):
    name = "theme-parted"
    label = gettext_lazy("Your theme is one of its own again")
    states = (Theme.State.PROPOSED, Theme.State.OPEN, Theme.State.PARKED)

    def _text(self, theme: Theme) -> str:
        return _("The merge was undone: your theme stands where it stood before. Voices carried over stay with both.")


class _CarryOver(ThemeKind):
    """To organisations that back a merged theme and not the one it goes on in: carry your voice over by one press.

    Whoever gave the voice is asked, and the contacts in place of somebody who left. Of a protected theme nobody is
    asked by mail: to carry a voice over there is to let somebody in, which its participants do.
    """

    name = "theme-carry-over"
    label = gettext_lazy("A theme that you back goes on in another")
    states = (Theme.State.MERGED,)
    related = ("merged_into",)
    parts = ("supports__organisation", "supports__given_by", "merged_into__supports", WHY)

    def addressed(self, theme: Theme) -> Iterable[Person]:
        asked = {given.organisation_id: given.given_by_id for given in theme.supports.all()}
        held = SeatTerm.objects.held().filter(organisation__in=asked).select_related("person").order_by("pk")
        people: dict[int, dict[int, Any]] = {}
        for seat in held:
            is_giver = asked[seat.organisation_id] == seat.person_id
            if is_giver or seat.is_contact:
                people.setdefault(seat.organisation_id, {})[seat.person_id] = (is_giver, seat.person)
        found: dict[int, Any] = {}
        for of_one in people.values():
            givers = [person for is_giver, person in of_one.values() if is_giver]
            found |= {person.pk: person for person in givers or [person for _is_giver, person in of_one.values()]}
        load_seats(found.values())
        return list(found.values())

    def is_for(self, theme: Theme, person: Any) -> bool:
        into = target_of(theme)
        is_seen = into.protection == Level.OPEN or (into.protection == Level.MEMBERS and person.belongs_to_the_network)
        return bool(is_seen and into.gathers and not into.is_hidden and missing(theme, person))

    def item(self, theme: Theme, person: Any) -> Item:
        names = get_text_list([str(organisation) for organisation in missing(theme, person)], _("and"))
        said = _("“%(title)s” goes on in “%(into)s”. Shall %(name)s back that one, too?")
        return Item(
            title=str(target_of(theme)),
            text=said % {"title": theme, "into": target_of(theme), "name": names},
            reason=_("Your organisation backs “%(title)s”") % {"title": theme},
            address=self._address(theme),
            lang=target_of(theme).language,
            act_label=_("Support for %(name)s") % {"name": names},
            act_address=links.make(person, CARRY, theme.pk),
        )


def target_of(theme: Theme) -> Theme:
    """Where a merged theme goes on."""
    return cast("Theme", theme.merged_into)


def missing(theme: Theme, person: Any) -> list[Any]:
    """For which organisations ``person`` can carry a voice over; no query, with the supports of both loaded."""
    here = {given.organisation_id for given in theme.supports.all()}
    there = {given.organisation_id for given in target_of(theme).supports.all()}
    return [organisation for organisation in person.organisations if organisation.pk in here - there]


THEME_MERGED = declare(_ThemeMerged())
THEME_PARTED = declare(_ThemeParted())
CARRY_OVER = declare(_CarryOver())
