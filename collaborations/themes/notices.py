"""What people are told about themes."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.models import LOOKS_AFTER, Theme
from members.handovers.models import Duty
from members.people.models import Person
from members.seats.loading import load_seats
from network import links
from network.kinds import Category, Item, Kind, declare
from network.protection import Level

SUPPORT = "support-theme"  # the verb of the link in the digest; links.py says what it does


class _ThemeKind(Kind):
    """Kinds whose subject is a theme in one certain state."""

    subject_model = Theme
    states: tuple[str, ...]
    is_addressed = True
    category = Category.NEEDS_ME

    def subjects(self, ids: Iterable[int]) -> dict[int, Theme]:
        themes = Theme.objects.shown().filter(state__in=self.states, pk__in=ids)
        themes = themes.select_related("organisation", "author")
        found = {theme.pk: theme for theme in themes.prefetch_related("supports")}
        duties = Duty.objects.now().filter(kind=LOOKS_AFTER, thing_id__in=found).select_related("seat__person")
        seats = {(duty.thing_id, duty.organisation_id): duty.seat for duty in duties}
        for theme in found.values():
            theme.keeper_seat = seats.get((theme.pk, theme.organisation_id))
        return found

    def is_for(self, theme: Theme, person: Any) -> bool:
        return theme.is_looked_after_by(person)

    def addressed(self, theme: Theme) -> Iterable[Person]:
        """Whoever looks after it now: its author, until somebody took it over."""
        people = [theme.keeper_seat.person if theme.keeper_seat else theme.author]
        load_seats(people)
        return people

    def _name(self, theme: Theme, if_discreet: str) -> dict[str, str]:
        """The title in its own language; of a protected theme only ``if_discreet``, because others read mail, too."""
        if theme.is_discreet:
            return {"title": if_discreet}
        return {"title": str(theme), "lang": theme.language}

    def _address(self, theme: Theme) -> str:
        return settings.SITE_URL + theme.get_absolute_url()


class _ThemeWaits(_ThemeKind):
    """To the coordinators: a proposal lies on the desk."""

    name = "theme-waits"
    label = gettext_lazy("A theme waits on the desk")
    states = (Theme.State.PROPOSED,)

    def addressed(self, theme: Theme) -> Iterable[Person]:
        """A sealed one is for the safeguarding officer; every other for the coordinators."""
        deciding = {"is_safeguarding_officer": True} if theme.protection == Level.SEALED else {"is_coordinator": True}
        return Person.objects.filter(**deciding, is_active=True).order_by("pk")

    def is_for(self, theme: Theme, person: Any) -> bool:
        """The rule of ``Theme.objects.visible_to`` about what waits for a decision, asked of loaded rows."""
        if person.keeps_the_desk and theme.protection != Level.SEALED:
            return True
        return bool(person.is_safeguarding_officer and theme.is_sensitive)

    def item(self, theme: Theme, person: Any) -> Item:
        return Item(
            **self._name(theme, _("A protected theme waits for your decision")),
            text="" if theme.is_discreet else _("%(name)s proposes it.") % {"name": theme.organisation},
            reason=_("You coordinate the network"),
            address=self._address(theme),
        )


class _YourThemeOpened(_ThemeKind):
    """To who looks after it: your theme is open."""

    name = "your-theme-opened"
    label = gettext_lazy("Your theme is open")
    states = Theme.GATHERS

    def item(self, theme: Theme, person: Any) -> Item:
        return Item(
            **self._name(theme, _("Your protected theme")),
            text=_("Your theme is open: other organisations can support it now."),
            reason=_("You look after this theme"),
            address=self._address(theme),
        )


class _ThemeDeclined(_ThemeKind):
    """To who looks after it: a kind no, and why."""

    name = "theme-declined"
    label = gettext_lazy("Your theme is declined")
    states = (Theme.State.DECLINED,)

    def item(self, theme: Theme, person: Any) -> Item:
        return Item(
            **self._name(theme, _("Your protected theme")),
            text=_("Your theme is not taken up: %(reason)s.") % {"reason": theme.get_decline_reason_display()},
            reason=_("You look after this theme"),
            address=self._address(theme),
        )


class _ThemeOpened(_ThemeKind):
    """To everybody whom the theme's protection allows, by their digest: support it from the mail."""

    name = "theme-opened"
    label = gettext_lazy("New open themes")
    category = Category.NETWORK
    states = Theme.GATHERS
    is_addressed = False

    def is_for(self, theme: Theme, person: Any) -> bool:
        """The rule of ``Theme.objects.visible_to``, asked of loaded rows; a test holds both together."""
        if theme.protection == Level.OPEN or theme.is_looked_after_by(person):
            return True
        if theme.protection == Level.MEMBERS:
            return person.belongs_to_the_network
        voices = {support.organisation_id for support in theme.supports.all()}
        is_insider = any(seat.organisation_id in voices for seat in person.seats)
        return is_insider and theme.protection == Level.CLOSED

    def is_news_for(self, theme: Theme, person: Any) -> bool:
        return theme.author_id != person.pk

    def item(self, theme: Theme, person: Any) -> Item:
        if theme.is_discreet:
            return Item(
                title=_("1 new item in a protected theme"),
                text="",
                reason=_("Your organisation takes part"),
                address=self._address(theme),
            )
        seat = self._free_seat(theme, person)
        return Item(
            title=str(theme),
            text=theme.change,
            reason=_("New in the network, proposed by %(name)s") % {"name": theme.organisation},
            address=self._address(theme),
            lang=theme.language,
            act_label=_("Support for %(name)s") % {"name": seat.organisation} if seat else "",
            act_address=self._support_link(theme, person, seat) if seat else "",
        )

    def _free_seat(self, theme: Theme, person: Any) -> Any:
        """The first seat by which the person can give a voice that its organisation has not given yet."""
        voices = {support.organisation_id for support in theme.supports.all()}
        free = (seat for seat in person.seats if seat.organisation_id not in voices)
        return next((seat for seat in free if person.speaks_for(seat.organisation)), None)

    def _support_link(self, theme: Theme, person: Any, seat: Any) -> str:
        return links.make(person, SUPPORT, theme.pk, seat_id=seat.pk)


THEME_WAITS = declare(_ThemeWaits())
YOUR_THEME_OPENED = declare(_YourThemeOpened())
THEME_DECLINED = declare(_ThemeDeclined())
THEME_OPENED = declare(_ThemeOpened())
