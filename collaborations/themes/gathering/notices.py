"""What people are told who gather round a theme."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.gathering.models import Interest, Offer, Volunteer
from collaborations.themes.models import LOOKS_AFTER, Theme
from members.handovers.models import Duty
from members.people.models import Person
from members.seats.loading import load_seats
from network.kinds import Category, Item, Kind, declare
from network.protection import Level


class _GatheringKind(Kind):
    """To those who carry a theme, stand in for them or look after it.

    Of a sealed one, too: whoever carries it asked for these mails. None of a protected one says more than that there
    is something.
    """

    subject_model = Theme
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
        duties = Duty.objects.now().filter(kind=LOOKS_AFTER, thing_id__in=found).select_related("seat__person")
        seats = {(duty.thing_id, duty.organisation_id): duty.seat for duty in duties}
        for theme in found.values():
            theme.keeper_seat = seats.get((theme.pk, theme.organisation_id))
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


class _OfferTakenBack(Kind):
    """To whoever made an offer: a colleague, or whoever keeps the desk, took it back."""

    name = "offer-taken-back"
    label = gettext_lazy("Somebody took back an offer you made")
    subject_model = Offer
    is_addressed = True
    category = Category.NEEDS_ME

    def addressed(self, offer: Offer) -> Iterable[Person]:
        loaded = self.subjects([offer.pk]).get(offer.pk)
        people = [loaded.made_by] if loaded else []
        load_seats(people)
        return people

    def subjects(self, ids: Iterable[int]) -> dict[int, Offer]:
        """Of themes that go on and are not hidden; about a sealed one nobody gets mail that they did not ask for."""
        themes = Theme.objects.shown().filter(state__in=Theme.KNOWN).exclude(protection=Level.SEALED)
        offers = Offer.objects.filter(pk__in=ids, withdrawn_at__isnull=False, theme__in=themes)
        return offers.select_related("theme", "organisation", "made_by").in_bulk()

    def is_for(self, offer: Offer, person: Any) -> bool:
        """Of what only those who take part know of, while they hold a seat where it was offered."""
        own = {seat.organisation_id for seat in person.seats}
        return person.pk == offer.made_by_id and (offer.theme.protection == Level.OPEN or offer.organisation_id in own)

    def seen_with(self, offer: Offer) -> tuple[str, int]:
        return Theme._meta.label_lower, offer.theme_id

    def item(self, offer: Offer, person: Any) -> Item:
        said = {"organisation": offer.organisation, "kind": offer.get_kind_display()}
        text = _(
            "%(organisation)s offered this: %(kind)s. A colleague or the coordinator took it back. "
            "If that was a mistake, you can offer it again on the page of the theme."
        )
        theme = offer.theme
        named = {"title": _("1 new item in a protected theme")} if theme.is_discreet else {
            "title": str(theme), "lang": theme.language,
        }  # fmt: skip
        return Item(
            **named,
            text="" if theme.is_discreet else text % said,
            reason=_("You made this offer"),
            address=settings.SITE_URL + theme.get_absolute_url(),
        )


THEME_FORMING = declare(_ThemeForming())
THEME_FELL_BACK = declare(_ThemeFellBack())
CHARTER_CHANGED = declare(_CharterChanged())
THEME_STARTED = declare(_ThemeStarted())
OFFER_TAKEN_BACK = declare(_OfferTakenBack())
