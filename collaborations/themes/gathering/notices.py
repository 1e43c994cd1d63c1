"""What people are told who gather round a theme."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.admissions import Admission
from collaborations.themes.gathering.models import Interest, Offer, Volunteer
from collaborations.themes.keepers import load_keepers
from collaborations.themes.models import Theme
from members.people.models import Person
from members.seats.loading import load_seats
from network.kinds import Category, Item, Kind, declare
from network.protection import Level


class _GatheringKind(Kind):
    """To those who carry a theme, stand in for them or look after it.

    Of a sealed one, too: whoever carries it asked for these mails. None of a protected one says more than that there
    is something.
    """

    subject_model: type[Model] = Theme
    states: tuple[str, ...]
    is_addressed = True
    category = Category.NEEDS_ME

    def subjects(self, ids: Iterable[int]) -> dict[int, Theme]:
        themes = (
            Theme.objects.shown().filter(state__in=self.states, pk__in=ids).select_related("organisation", "author")
        )
        serving = Prefetch("volunteers", Volunteer.objects.for_page(), to_attr="serving")
        interested = Prefetch("interests", Interest.objects.select_related("person"))
        loaded = themes.prefetch_related(serving, interested, "supports", "admissions", "charter__signatures")
        found: dict[int, Any] = {theme.pk: theme for theme in loaded}
        load_keepers(found.values())
        return found

    def addressed(self, theme: Theme) -> Iterable[Person]:
        loaded = self.subjects([theme.pk]).get(theme.pk)
        people = {person.pk: person for person in self._people(loaded)} if loaded else {}
        load_seats(people.values())
        return people.values()

    def _people(self, theme: Any) -> list[Person]:
        keeper = theme.keeper_seat.person if theme.keeper_seat else theme.author
        return [one.seat.person for one in theme.serving] + [keeper]

    def is_for(self, theme: Theme, person: Any) -> bool:
        """The rule of ``Theme.objects.visible_to``, asked of loaded rows."""
        if theme.protection == Level.OPEN or theme.is_looked_after_by(person):
            return True
        if theme.protection == Level.MEMBERS:
            return bool(person.belongs_to_the_network)
        admitted = [entry for entry in theme.admissions.all() if entry.person_id == person.pk]
        if theme.protection == Level.SEALED:
            return any(entry.vouched_by_id for entry in admitted)
        voices = {support.organisation_id for support in theme.supports.all()}
        return bool(admitted) or any(seat.organisation_id in voices for seat in person.seats)

    def _item(self, theme: Theme, text: str, *, to_charter: bool = False) -> Item:
        path = reverse("collaborations:charter", args=[theme.pk]) if to_charter else theme.get_absolute_url()
        name = {"title": _("1 new item in a protected theme")} if theme.is_discreet else {
            "title": str(theme), "lang": theme.language,
        }  # fmt: skip
        return Item(
            **name,
            text="" if theme.is_discreet else text,
            reason=_("You carry this theme, stand in for a carrier or look after it"),
            address=settings.SITE_URL + path,
        )


class _ThemeForming(_GatheringKind):
    """Enough came together: the charter is drafted and wants to be finished and signed."""

    name = "theme-forming"
    label = gettext_lazy("A theme of yours forms a journey")
    states = (Theme.State.FORMING,)

    def item(self, theme: Theme, person: Any) -> Item:
        day = date_format(localtime(theme.due_at).date(), "DATE_FORMAT") if theme.due_at else ""
        text = _(
            "Enough organisations and carriers came together. The charter is drafted from the theme: finish it and "
            "sign it by %(day)s. With the signatures of three organisations the journey starts."
        )
        return self._item(theme, text % {"day": day}, to_charter=True)


class _ThemeFellBack(_GatheringKind):
    """Somebody left, and what makes a quorum is not there any more."""

    name = "theme-fell-back"
    label = gettext_lazy("A theme of yours needs people again")
    states = (Theme.State.OPEN,)

    def item(self, theme: Theme, person: Any) -> Item:
        day = date_format(localtime(theme.due_at).date(), "DATE_FORMAT") if theme.due_at else ""
        text = _(
            "Somebody left, so that it lacks something to form a journey: its page shows what. It is open again until "
            "%(day)s; the charter is kept."
        )
        return self._item(theme, text % {"day": day})


class _CharterChanged(_GatheringKind):
    """To those who signed an older text: it changed, and they sign again. A notice only; texts change many times."""

    name = "charter-changed"
    label = gettext_lazy("A charter that you signed has changed")
    states = (Theme.State.FORMING,)
    is_mailed = False

    def _people(self, theme: Any) -> list[Person]:
        signers = {signature.signed_by_id for signature in theme.charter.signatures.all()}
        return [one.seat.person for one in theme.serving if one.seat.person_id in signers]

    def item(self, theme: Theme, person: Any) -> Item:
        return self._item(theme, _("The charter changed after you signed it. Read it and sign again."), to_charter=True)


class _ThemeStarted(_GatheringKind):
    """Three organisations signed: to those who carry it, and to everybody who would like to take part."""

    name = "theme-started"
    label = gettext_lazy("A theme of yours has started")
    states = (Theme.State.STARTED,)

    def _people(self, theme: Any) -> list[Person]:
        """Who only would like to take part never asked for mail about something sealed."""
        asked_for = [] if theme.protection == Level.SEALED else [shown.person for shown in theme.interests.all()]
        return super()._people(theme) + asked_for

    def item(self, theme: Theme, person: Any) -> Item:
        text = _("Three organisations signed its charter: it has started. Its page says who carries it.")
        return self._item(theme, text)


class _OfferTakenBack(_GatheringKind):
    """To whoever made an offer, as long as they may know of the theme: a colleague, or the desk, took it back."""

    name = "offer-taken-back"
    label = gettext_lazy("Somebody took back an offer you made")
    subject_model = Offer

    def subjects(self, ids: Iterable[int]) -> dict[int, Any]:
        """Of themes that go on and are not hidden; about a sealed one nobody gets mail that they did not ask for."""
        themes = Theme.objects.shown().filter(state__in=Theme.KNOWN).exclude(protection=Level.SEALED)
        offers = Offer.objects.filter(pk__in=ids, withdrawn_at__isnull=False, theme__in=themes)
        loaded = offers.select_related("theme", "organisation", "made_by")
        found = loaded.prefetch_related("theme__supports", Prefetch("theme__admissions", Admission.objects.counting()))
        offers_found = {offer.pk: offer for offer in found}
        load_keepers(offer.theme for offer in offers_found.values())
        return offers_found

    def _people(self, offer: Any) -> list[Person]:
        return [offer.made_by]

    def is_for(self, offer: Any, person: Any) -> bool:
        return bool(person.pk == offer.made_by_id and super().is_for(offer.theme, person))

    def item(self, offer: Any, person: Any) -> Item:
        text = _(
            "%(organisation)s offered this: %(kind)s. A colleague or the coordinator took it back. "
            "If that was a mistake, you can offer it again on the page of the theme."
        )
        said = text % {"organisation": offer.organisation, "kind": offer.get_kind_display()}
        return replace(self._item(offer.theme, said), reason=_("You made this offer"))


THEME_FORMING = declare(_ThemeForming())
THEME_FELL_BACK = declare(_ThemeFellBack())
CHARTER_CHANGED = declare(_CharterChanged())
THEME_STARTED = declare(_ThemeStarted())
OFFER_TAKEN_BACK = declare(_OfferTakenBack())
