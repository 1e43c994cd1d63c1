"""What people are told about themes."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.keepers import load_keepers
from collaborations.themes.models import Theme
from members.people.models import Person
from members.seats.loading import load_seats
from network import links
from network.journal import Entry
from network.kinds import Category, Item, Kind, declare
from network.protection import Level

SUPPORT = "support-theme"  # the verb of the link in the digest; links.py says what it does


class ThemeKind(Kind):
    """Kinds whose subject is a theme in one certain state."""

    subject_model = Theme
    states: tuple[str, ...]
    related: tuple[str, ...] = ()  # what an item names beside the theme
    parts: tuple[str, ...] = ("supports",)
    is_addressed = True
    category = Category.NEEDS_ME

    def subjects(self, ids: Iterable[int]) -> dict[int, Theme]:
        themes = Theme.objects.shown().filter(state__in=self.states, pk__in=ids)
        themes = themes.select_related("organisation", "author", *self.related)
        found = {theme.pk: theme for theme in themes.prefetch_related(*self.parts)}
        load_keepers(found.values())
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


class _OnTheDesk(ThemeKind):
    """Kinds for those who decide."""

    def addressed(self, theme: Theme) -> Iterable[Person]:
        """What is sealed is for safeguarding officers; every other for the desk, what is sensitive for both."""
        asked = Q(is_safeguarding_officer=True) if self._is_for_officers(theme) else Q(pk__in=[])
        if theme.protection != Level.SEALED:
            asked |= self._of_the_desk(theme)
        people = list(Person.objects.filter(asked, is_active=True).order_by("pk"))
        load_seats(people)
        return people

    def _of_the_desk(self, theme: Theme) -> Q:
        return Q(is_coordinator=True) | Q(is_deputy=True)

    def _is_for_officers(self, theme: Theme) -> bool:
        return theme.is_sensitive

    def is_for(self, theme: Theme, person: Any) -> bool:
        """The rule of ``Theme.objects.visible_to`` about what waits for a decision, asked of loaded rows."""
        if person.keeps_the_desk and theme.protection != Level.SEALED:
            return True
        return bool(person.is_safeguarding_officer and self._is_for_officers(theme))

    def _reason(self, person: Any) -> str:
        return _("You coordinate the network") if person.keeps_the_desk else _("You keep people safe in the network")

    def item(self, theme: Theme, person: Any) -> Item:
        return Item(
            **self._name(theme, self._discreetly()),
            text="" if theme.is_discreet else self._text(theme),
            reason=self._reason(person),
            address=self._address(theme),
        )

    def _discreetly(self) -> str:
        return _("A protected theme waits for your decision")

    def _text(self, theme: Theme) -> str:
        return _("%(name)s proposes it.") % {"name": theme.organisation}


class _ThemeWaits(_OnTheDesk):
    """To coordinators, and of what is protected to deputies and officers: a proposal lies on the desk."""

    name = "theme-waits"
    label = gettext_lazy("A theme waits on the desk")
    states = (Theme.State.PROPOSED,)

    def _of_the_desk(self, theme: Theme) -> Q:
        """Deputies come in when something is sensitive; else when it was not answered in time."""
        return super()._of_the_desk(theme) if theme.is_sensitive else Q(is_coordinator=True)


class _ThemeAppealed(_OnTheDesk):
    """To everybody who may answer: somebody asks that a no is looked at again."""

    name = "theme-appealed"
    label = gettext_lazy("An appeal waits on the desk")
    states: tuple[str, ...] = (Theme.State.APPEALED,)

    def _is_for_officers(self, theme: Theme) -> bool:
        return True

    def is_for(self, theme: Theme, person: Any) -> bool:
        return super().is_for(theme, person) and theme.declined_by_id != person.pk

    def _discreetly(self) -> str:
        return _("An appeal about a protected theme waits for you")

    def _text(self, theme: Theme) -> str:
        return _("It was declined, and %(name)s asks for a second look.") % {"name": theme.organisation}


class _ThemeEscalated(_ThemeAppealed):
    """To everybody who may decide: it was promised for today, and nobody answered."""

    name = "theme-escalated"
    label = gettext_lazy("A theme was not answered in time")
    states = (Theme.State.PROPOSED, Theme.State.APPEALED)

    def _is_for_officers(self, theme: Theme) -> bool:
        return theme.is_sensitive or theme.state == Theme.State.APPEALED

    def _discreetly(self) -> str:
        return _("A protected theme was not answered in time")

    def _text(self, theme: Theme) -> str:
        return _("Nobody has answered %(name)s in time, and it does not open by itself.") % {"name": theme.organisation}


class ToWhoLooksAfterIt(ThemeKind):
    """Kinds for its proposer, or whoever took it over; with ``verb`` their words come from the journal."""

    verb = ""

    def subjects(self, ids: Iterable[int]) -> dict[int, Theme]:
        """One query more for kinds with a ``verb``: each theme knows its latest entry of it."""
        found = super().subjects(ids)
        if self.verb:
            entries = Entry.objects.filter(thing_type=Theme._meta.label_lower, thing_id__in=found, verb=self.verb)
            latest = entries.select_related("actor").order_by("thing_id", "-pk").distinct("thing_id")
            for entry in latest:
                found[entry.thing_id].entry = entry
        return found

    def item(self, theme: Theme, person: Any) -> Item:
        return Item(
            **self._name(theme, _("Your protected theme")),
            text=self._text(theme),
            reason=_("You look after this theme"),
            address=self._address(theme),
        )

    @abstractmethod
    def _text(self, theme: Theme) -> str:
        """What happened, without the words of others: those the mail's template adds, unless it is protected."""

    def _actor(self, theme: Theme) -> Any:
        """Who did it; None for the platform itself, or where the journal has nothing."""
        return theme.entry and theme.entry.actor


class _YourThemeOpened(ToWhoLooksAfterIt):
    name = "your-theme-opened"
    label = gettext_lazy("Your theme is open")
    states = Theme.GATHERS
    verb = "open"

    def _text(self, theme: Theme) -> str:
        if theme.entry and theme.entry.actor is None:
            return _("Nobody stopped it within five working days, so it opened by itself: others can support it now.")
        if actor := self._actor(theme):
            return _("%(name)s opened it: other organisations can support it now.") % {"name": actor}
        return _("Your theme is open: other organisations can support it now.")


class _ThemeDeclined(ToWhoLooksAfterIt):
    """A kind no, and why."""

    name = "theme-declined"
    label = gettext_lazy("Your theme is declined")
    states = (Theme.State.DECLINED,)

    def _text(self, theme: Theme) -> str:
        return _("Your theme is not taken up: %(reason)s. You can ask on its page that somebody else looks at it.") % {
            "reason": theme.get_decline_reason_display()
        }


class _AppealAnswered(ToWhoLooksAfterIt):
    name = "theme-appeal-answered"
    label = gettext_lazy("Your appeal is answered")
    states = (*Theme.GATHERS, Theme.State.DECLINED)

    def _text(self, theme: Theme) -> str:
        if theme.state == Theme.State.DECLINED:
            return _("Somebody else looked at your theme, and it stays declined.")
        return _("Somebody else looked at your theme, and it is open now: other organisations can support it.")


class _ThemeStaysClosed(ToWhoLooksAfterIt):
    """It was held back, or not answered in time."""

    name = "theme-stays-closed"
    label = gettext_lazy("Your theme takes longer")
    states = (Theme.State.PROPOSED, Theme.State.APPEALED)

    def _text(self, theme: Theme) -> str:
        day = {"day": date_format(localtime(theme.due_at), "DATE_FORMAT")}
        if theme.escalated_at:
            return _("Nobody has answered in time. Others were asked, too, and you hear by %(day)s.") % day
        return _("It does not open by itself: somebody looks at it closely first. You hear by %(day)s.") % day


class _ThemeReconsidered(ToWhoLooksAfterIt):
    name = "theme-reconsidered"
    label = gettext_lazy("Your theme is looked at again")
    states = (Theme.State.PROPOSED,)
    verb = "reconsider"

    def _text(self, theme: Theme) -> str:
        day = {"day": date_format(localtime(theme.due_at), "DATE_FORMAT")}
        if actor := self._actor(theme):
            return _("%(name)s took the decision back. You hear by %(day)s.") % {"name": actor, **day}
        return _("The decision was taken back. You hear by %(day)s.") % day


class _ThemeParked(ToWhoLooksAfterIt):
    name = "theme-parked"
    label = gettext_lazy("Your theme is parked")
    states = (Theme.State.PARKED,)
    verb = "park"

    def _text(self, theme: Theme) -> str:
        if actor := self._actor(theme):
            return _("%(name)s parked your theme. You can revive it on its page.") % {"name": actor}
        return _("Your theme is parked. You can revive it on its page.")


class _ThemeRevived(ToWhoLooksAfterIt):
    name = "theme-revived"
    label = gettext_lazy("Your theme is taken up again")
    states = Theme.GATHERS

    def _text(self, theme: Theme) -> str:
        return _("Your theme is open again: it has 90 days to bring organisations together.")


class _ThemeOpened(ThemeKind):
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
THEME_APPEALED = declare(_ThemeAppealed())
THEME_ESCALATED = declare(_ThemeEscalated())
OF_THE_DESK = (THEME_WAITS, THEME_APPEALED, THEME_ESCALATED)
YOUR_THEME_OPENED = declare(_YourThemeOpened())
THEME_DECLINED = declare(_ThemeDeclined())
APPEAL_ANSWERED = declare(_AppealAnswered())
THEME_STAYS_CLOSED = declare(_ThemeStaysClosed())
THEME_RECONSIDERED = declare(_ThemeReconsidered())
THEME_PARKED = declare(_ThemeParked())
THEME_REVIVED = declare(_ThemeRevived())
THEME_OPENED = declare(_ThemeOpened())
