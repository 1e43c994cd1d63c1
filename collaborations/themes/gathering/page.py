"""What the page of a theme shows of those who gather round it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Subquery, Value
from django.db.models.functions import Coalesce

from collaborations.themes.gathering.forms import OfferForm
from collaborations.themes.gathering.models import Charter, Interest, Offer, Signature, Volunteer
from collaborations.themes.gathering.quorum import COUNTED, Post, Quorum
from collaborations.themes.models import Theme
from collaborations.themes.supports import Support
from members.organisations.models import Organisation

MOST_NAMED = 50  # people who would like to take part, by name for those who carry it


@dataclass
class Gathering:
    """Loaded rows of one theme, and what of them is the reader's own."""

    theme: Theme
    user: Any
    supports: list[Support]
    volunteers: list[Volunteer]
    offers: list[Offer]
    interested: int
    is_interested: bool
    has_charter: bool
    signed: list[int]  # organisations, the charter as it stands
    members: int
    offer_form: OfferForm
    quorum: Quorum
    named: list[Interest] = field(default_factory=list)

    @property
    def member_voices(self) -> int:
        return len(self._backing())

    @property
    def small_voices(self) -> int:
        return sum(organisation.size == Organisation.Size.SMALL for organisation in self._backing())

    @property
    def all_members(self) -> int:
        return max(self.members, 1)

    @property
    def can_support(self) -> list[Organisation]:
        voices = {given.organisation_id for given in self.supports}
        return [organisation for organisation in self._mine() if organisation.pk not in voices]

    @property
    def own_supports(self) -> list[Support]:
        mine = self._mine()
        return [given for given in self.supports if given.organisation in mine]

    @property
    def other_supports(self) -> list[Support]:
        mine = self._mine()
        return [given for given in self.supports if given.organisation not in mine]

    @property
    def own_part(self) -> Volunteer | None:
        return next((one for one in self.volunteers if one.seat.person_id == self.user.pk), None)

    @property
    def may_sign(self) -> bool:
        """Whether the charter waits for the reader: the rule of ``sign_charter``, asked of what is loaded."""
        part = self.own_part
        if part is None or part.seat.organisation_id in self.signed:
            return False
        return self.theme.can("start") and part.seat.organisation in self._mine()

    @property
    def can_carry(self) -> list[Organisation]:
        """For which of theirs the reader could carry it: whoever stands in for somebody who is there, for none."""
        part = self.own_part
        if part and (part.is_carrier or part.stands_in_for_id in self._carriers()):
            return []
        return [organisation for organisation in self._mine() if organisation.kind in COUNTED]

    @property
    def can_stand_in(self) -> list[Organisation]:
        part = self.own_part
        return [] if part and (part.is_carrier or part.stands_in_for_id in self._carriers()) else self._mine()

    @property
    def posts(self) -> tuple[Post, ...]:
        return self.quorum.posts

    @property
    def left_alone(self) -> list[Volunteer]:
        """Those who stood in for a carrier that left."""
        carriers = self._carriers()
        return [one for one in self.volunteers if not one.is_carrier and one.stands_in_for_id not in carriers]

    @property
    def shows_names(self) -> bool:
        """Strangers read organisations only."""
        return bool(self.user.is_authenticated)

    @property
    def may_give(self) -> bool:
        """Whether the reader has an organisation that may, and the theme takes it."""
        return self.theme.gathers and bool(self._mine())

    @property
    def is_shown(self) -> bool:
        """From the opening on; what only waits for a decision has one voice, its own."""
        return self.theme.state in Theme.KNOWN

    def _backing(self) -> list[Organisation]:
        return [given.organisation for given in self.supports if given.organisation.kind == Organisation.Kind.MEMBER]

    def _carriers(self) -> set[int]:
        return {one.pk for one in self.volunteers if one.is_carrier}

    def _mine(self) -> list[Organisation]:
        return self.user.organisations if self.user.is_authenticated else []


def about(theme: Theme, user: Any) -> dict[str, Any]:
    """Four queries for any number of voices, offers and people; one more for who reads who would like to take part."""
    supports = list(Support.objects.filter(theme=theme).for_page())
    volunteers = list(Volunteer.objects.filter(theme=theme).for_page())
    gathering = Gathering(
        theme, user, supports, volunteers, list(Offer.objects.filter(theme=theme).now().for_page()),
        **_facts(theme, user), offer_form=OfferForm(person=user), quorum=Quorum.among(supports, volunteers),
    )  # fmt: skip
    if user.is_authenticated and gathering.interested and (gathering.own_part or theme.is_looked_after_by(user)):
        gathering.named = list(_interested(theme).select_related("person").order_by("pk")[:MOST_NAMED])
    return {"gathering": gathering}


def _interested(theme: Theme) -> Any:
    return Interest.objects.filter(theme=theme, person__is_active=True)


def _facts(theme: Theme, user: Any) -> dict[str, Any]:
    """How many would like to take part, whether the reader does, whether there is a charter and who signed it, and how
    many members the network has; one query.
    """
    signed = Signature.objects.filter(charter__theme=theme, version=F("charter__version")).order_by("pk")
    shown = Theme.objects.filter(pk=theme.pk).annotate(
        interested=_number_of(_interested(theme)),
        is_interested=Exists(Interest.objects.filter(theme=theme, person=user.pk)),
        has_charter=Exists(Charter.objects.filter(theme=theme)),
        signed=ArraySubquery(signed.values("organisation")),
        members=_number_of(Organisation.objects.members()),
    )
    return dict(shown.values("interested", "is_interested", "has_charter", "signed", "members").get())


def _number_of(rows: Any) -> Any:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
