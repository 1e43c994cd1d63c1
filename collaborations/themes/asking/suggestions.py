"""Who may know something about a theme: up to five people of different organisations, each with the reason why them.

One query, whatever the size of the network: every set that a reason comes from is made once, not for each person.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from collaborations.themes.asking.models import MOST_A_MONTH, MOST_A_THEME, Ask
from collaborations.themes.gathering.models import Interest, Offer, Volunteer
from collaborations.themes.models import Theme
from collaborations.themes.supports import Support
from members.organisations.models import Organisation
from members.seats.models import SeatTerm
from network.protection import Level

ASKS = (Theme.State.PROPOSED, *Theme.GATHERS)  # in which states of a theme somebody is asked
READ_BY_MANY = (Level.OPEN, Level.MEMBERS)  # of any other theme not even a reason is made
MOST_ALIKE = 100  # themes that share its topics, the newest
WEIGHTS = {Ask.Reason.THEMES: 8, Ask.Reason.OFFER: 4, Ask.Reason.INTERESTS: 2, Ask.Reason.PLACE: 1}


@dataclass(frozen=True)
class Suggestion:
    """Somebody by their seat, and the strongest reason for them."""

    seat: SeatTerm
    reason: Ask.Reason

    @property
    def name(self) -> str:
        """Only of those who want to be named in public; of the others it is somebody of their organisation."""
        return str(self.seat.person) if self.seat.is_listed else ""


def suggestions(theme: Theme, *, most: int = MOST_A_THEME, **only: Any) -> list[Suggestion]:
    """The best first; ``only`` narrows the seats. None for a theme that they could not read, or that takes no asks."""
    if theme.state not in ASKS or theme.protection not in READ_BY_MANY or theme.is_hidden:
        return []
    reasons = _reasons(theme)
    score = sum(
        (Case(When(rule, then=Value(WEIGHTS[reason])), default=Value(0), output_field=IntegerField()))
        for reason, rule in reasons.items()
    )
    nth = Window(RowNumber(), partition_by=[F("organisation")], order_by=_BEST)
    seats = _may_be_asked(theme).filter(**only).annotate(score=score).annotate(nth=nth).filter(nth=1)
    found: dict[int, Suggestion] = {}
    for seat in seats.select_related("person").order_by(*_BEST)[: 2 * most]:
        if seat.score:  # asked here, because the database would make every set a second time
            found.setdefault(seat.person_id, Suggestion(seat, _strongest(seat.score)))
    return list(found.values())[:most]


_BEST = (F("score").desc(), F("role").asc(), F("person__last_active_on").desc(nulls_last=True), F("pk").asc())


def _reasons(theme: Theme) -> dict[Ask.Reason, Q]:
    """A condition on seats for each reason."""
    topics = Theme.topics.through.objects.filter(theme=theme.pk).values("topic")
    tagged = Theme.topics.through.objects.filter(topic__in=topics).exclude(theme=theme.pk).values("theme")
    themes = Theme.objects.shown().filter(state__in=Theme.KNOWN, protection__in=READ_BY_MANY, pk__in=tagged)
    like = themes.order_by("-pk").values("pk")[:MOST_ALIKE]
    caring = Organisation.interests.through.objects.filter(topic__in=topics).values("organisation")
    took_part = [
        Interest.objects.filter(theme__in=like).values("person"),
        Volunteer.objects.filter(theme__in=like).values("seat__person"),
        Support.objects.filter(theme__in=like).values("given_by"),
    ]
    return {
        Ask.Reason.THEMES: Q(person__in=took_part[0]) | Q(person__in=took_part[1]) | Q(person__in=took_part[2]),
        Ask.Reason.OFFER: Q(person__in=Offer.objects.filter(theme__in=like).values("made_by")),
        Ask.Reason.INTERESTS: Q(organisation__in=caring),
        Ask.Reason.PLACE: Q(organisation__country__in=[code for code in theme.countries if code]),
    }


def _may_be_asked(theme: Theme) -> Any:
    """Seats of those who want to be asked, were not asked twice this month, and do not know of it already."""
    asks = Ask.objects.counting(timezone.now())
    busy = asks.order_by().values("person").annotate(n=Count("pk")).filter(n__gte=MOST_A_MONTH).values("person")
    seats = SeatTerm.objects.held().filter(
        person__is_active=True,
        person__is_managed=False,
        person__may_be_asked=True,
        person__is_safeguarding_officer=False,
    )
    return (
        seats.exclude(organisation__kind=Organisation.Kind.FUNDER)
        .exclude(organisation=theme.organisation_id)
        .exclude(organisation__in=Support.objects.filter(theme=theme.pk).values("organisation"))
        .exclude(person=theme.author_id)
        .exclude(person__in=busy)
        .exclude(person__in=Ask.objects.filter(theme=theme.pk).values("person"))
        .exclude(organisation__in=Ask.objects.filter(theme=theme.pk).values("organisation"))
        .exclude(person__in=Interest.objects.filter(theme=theme.pk).values("person"))
        .exclude(person__in=Volunteer.objects.filter(theme=theme.pk).values("seat__person"))
    )


def _strongest(score: int) -> Ask.Reason:
    return next(reason for reason, weight in WEIGHTS.items() if score >= weight)
