"""A theme is a place where people discuss."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collaborations.discussion.places import Place, declare
from collaborations.themes.admissions import Admission
from collaborations.themes.gathering.models import Volunteer
from collaborations.themes.keepers import load_keepers
from collaborations.themes.models import Theme
from collaborations.themes.supports import Support
from members.people.models import Person
from members.seats.loading import load_seats
from network.protection import Level


class _Themes(Place):
    name = "theme"
    model = Theme

    def visible_to(self, user: Any) -> QuerySet[Theme]:
        return Theme.objects.visible_to(user)

    def loaded(self, ids: Iterable[int]) -> dict[int, Theme]:
        """Nine queries at most, for any number: themes, who gathers round them and looks after them, and seats."""
        carrying = Volunteer.objects.now().select_related("seat__person", "seat__organisation").order_by("pk")
        themes = Theme.objects.shown().filter(pk__in=ids).select_related("organisation", "author")
        let_in = Prefetch("admissions", Admission.objects.counting())
        parts = ("supports__organisation", let_in, "interests", Prefetch("volunteers", carrying))
        found = {theme.pk: theme for theme in themes.prefetch_related(*parts)}
        load_keepers(found.values())
        load_seats([person for theme in found.values() for person in self.asks(theme)])
        return found

    def is_visible(self, theme: Theme, person: Any) -> bool:
        if theme.is_looked_after_by(person):
            return True
        if theme.state in Theme.KNOWN:
            return self._is_in_reach(theme, person)
        return theme.state in Theme.DECIDED_ABOUT and self._decides(theme, person)

    def _is_in_reach(self, theme: Theme, person: Any) -> bool:
        if theme.protection == Level.OPEN:
            return True
        if theme.protection == Level.MEMBERS:
            return bool(person.belongs_to_the_network)
        let_in = [admission for admission in theme.admissions.all() if admission.person_id == person.pk]
        if theme.protection == Level.SEALED:
            return any(admission.vouched_by_id for admission in let_in)
        return bool(let_in) or self._backs(theme, person) is not None

    def _decides(self, theme: Theme, person: Any) -> bool:
        if person.keeps_the_desk and theme.protection != Level.SEALED:
            return True
        is_theirs = theme.is_sensitive or theme.state == Theme.State.APPEALED
        return bool(person.is_safeguarding_officer and is_theirs)

    def _backs(self, theme: Theme, person: Any) -> Support | None:
        """The voice of an organisation in which they hold a seat."""
        own = {seat.organisation_id for seat in person.seats}
        return next((given for given in theme.supports.all() if given.organisation_id in own), None)

    def narrowed(self, people: QuerySet[Person], theme: Theme) -> QuerySet[Person]:
        """Of a protected theme those of organisations that back it, those let in, and who looks after it."""
        if theme.protection in {Level.OPEN, Level.MEMBERS}:
            return people
        backing = Support.objects.filter(theme=theme).values("organisation")
        let_in = Admission.objects.counting().filter(theme=theme).values("person")
        keeper = theme.keeper_seat.person_id if theme.keeper_seat else theme.author_id
        seated = Q(seat_terms__ended_at=None, seat_terms__organisation__in=backing)
        return people.filter(seated | Q(pk__in=let_in) | Q(pk__in=[keeper, theme.author_id])).distinct()

    def is_open(self, theme: Theme) -> bool:
        """From its opening on; a merged one goes on where it was merged into."""
        return theme.state in Theme.KNOWN and theme.state != Theme.State.MERGED

    def title(self, theme: Theme) -> str:
        return str(theme)

    def discreet_words(self, count: int) -> str:
        return ngettext(
            "%(n)d new comment in a protected theme", "%(n)d new comments in a protected theme", count
        ) % {"n": count}  # fmt: skip

    def asks(self, theme: Theme) -> list[Person]:
        """Who looks after it, who would carry it, and who stands in for them."""
        keeper = theme.keeper_seat.person if theme.keeper_seat else theme.author
        people = [keeper, *(volunteer.seat.person for volunteer in theme.volunteers.all() if volunteer.seat.is_held())]
        return list({person.pk: person for person in people}.values())

    def reason_of_asked(self) -> str:
        return _("You look after this theme, or help to carry it")

    def looks_after(self, theme: Theme, person: Any) -> bool:
        return theme.is_looked_after_by(person)

    def leaders(self, theme: Theme) -> list[int]:
        carriers = [one for one in theme.volunteers.all() if one.is_carrier and one.left_at is None]
        return [carrier.seat.person_id for carrier in carriers if carrier.seat.is_held()]

    def follows(self, theme: Theme, person: Any) -> str:
        if theme.is_looked_after_by(person):
            return _("You look after this theme")
        seats = {seat.pk for seat in person.seats}
        if any(volunteer.seat_id in seats for volunteer in theme.volunteers.all()):
            return _("You help to carry this theme")
        if given := self._backs(theme, person):
            return _("%(name)s backs this theme") % {"name": given.organisation}
        if any(interest.person_id == person.pk for interest in theme.interests.all()):
            return _("You would like to take part")
        return ""


THEMES = declare(_Themes())
