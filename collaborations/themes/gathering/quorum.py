"""Whether enough came together round a theme to form a journey, and what is missing yet.

Three member organisations back it, and two carriers of different member organisations are there, each with somebody who
stands in for them (design/product.md). The voices that count are those that breadth is counted among: partners,
institutes and others back a theme beside them, and people of theirs may stand in for a carrier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collaborations.themes.gathering.models import Volunteer
from collaborations.themes.models import Theme
from collaborations.themes.supports import Support
from members.organisations.models import Organisation

VOICES, CARRIERS = 3, 2
COUNTED = (Organisation.Kind.MEMBER,)


@dataclass(frozen=True)
class Post:
    """Somebody who would carry it, and who stands in for them."""

    carrier: Volunteer
    deputy: Volunteer | None = None


@dataclass(frozen=True)
class Quorum:
    """What is there of it; asked of loaded rows, so it costs no query."""

    voices: int
    posts: tuple[Post, ...]

    @classmethod
    def among(cls, supports: Iterable[Support], volunteers: Sequence[Volunteer]) -> Self:
        """Of the supports of one theme with their organisations, and of those who serve with their seats."""
        voices = sum(counts(given.organisation) for given in supports)
        deputies = {one.stands_in_for_id: one for one in volunteers if not one.is_carrier}
        return cls(voices, tuple(Post(one, deputies.get(one.pk)) for one in volunteers if one.is_carrier))

    @property
    def carrying(self) -> int:
        """Of how many different organisations its carriers are."""
        return len({post.carrier.seat.organisation_id for post in self.posts if counts(post.carrier.seat.organisation)})

    @property
    def doubled(self) -> int:
        """The same, of carriers for whom somebody stands in."""
        pairs = [post for post in self.posts if post.deputy and counts(post.carrier.seat.organisation)]
        return len({post.carrier.seat.organisation_id for post in pairs})

    @property
    def is_reached(self) -> bool:
        return self.voices >= VOICES and self.doubled >= CARRIERS

    @property
    def missing(self) -> list[str]:
        """What is not there yet, a sentence each; empty once it is reached."""
        voices, carriers, deputies = VOICES - self.voices, CARRIERS - self.carrying, CARRIERS - self.doubled
        sentences = []
        if voices > 0:
            said = ngettext(
                "%(n)d more member organisation behind it", "%(n)d more member organisations behind it", voices
            )
            sentences.append(said % {"n": voices})
        if carriers > 0 and self.posts:
            sentences.append(_("one more carrier, from another member organisation"))
        elif carriers > 0:
            sentences.append(_("two carriers, from two member organisations"))
        if deputies > 0:
            said = ngettext("somebody who stands in for a carrier", "somebody who stands in for each carrier", deputies)
            sentences.append(said)
        return sentences

    @property
    def voices_wanted(self) -> int:
        """How many of the voices that are wanted are there; more than enough are enough."""
        return min(self.voices, VOICES)

    @property
    def carrying_wanted(self) -> int:
        return min(self.carrying, CARRIERS)

    @property
    def doubled_wanted(self) -> int:
        return min(self.doubled, CARRIERS)

    @property
    def voice_marks(self) -> list[bool]:
        """Of each voice that is wanted, whether it is there: for the picture."""
        return [number < self.voices for number in range(VOICES)]

    @property
    def post_marks(self) -> list[tuple[bool, bool]]:
        """Of each carrier that is wanted, whether they are there, and whether somebody stands in for them."""
        return [(number < self.carrying, number < self.doubled) for number in range(CARRIERS)]


def counts(organisation: Organisation) -> bool:
    """Whether its voice, or its carrier, is one of those that are wanted."""
    return organisation.kind in COUNTED and organisation.takes_part


def quorum_of(theme: Theme) -> Quorum:
    """The quorum as it stands at this moment; two queries."""
    supports = Support.objects.filter(theme=theme).select_related("organisation")
    return Quorum.among(supports, list(Volunteer.objects.filter(theme=theme).for_page()))


def has_quorum() -> Q:
    """The same rule for many themes at once: a condition on themes, for ``filter``; a test holds both together.

    Each half is made once for all themes, not for each of them.
    """
    ours = {"organisation__kind__in": COUNTED, "organisation__state__in": Organisation.TAKES_PART}
    backed = Support.objects.filter(**ours).order_by().values("theme").annotate(n=Count("pk")).filter(n__gte=VOICES)
    deputies = Volunteer.objects.serving().exclude(stands_in_for=None).values("stands_in_for")
    pairs = Volunteer.objects.serving().filter(stands_in_for=None, pk__in=deputies)
    led = pairs.filter(seat__organisation__kind__in=COUNTED).order_by().values("theme")
    led = led.annotate(n=Count("seat__organisation", distinct=True)).filter(n__gte=CARRIERS)
    return Q(pk__in=backed.values("theme")) & Q(pk__in=led.values("theme"))
