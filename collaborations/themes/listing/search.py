"""What the public list of themes is asked for, and what it answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Func
from django.utils.translation import gettext_lazy as _

from collaborations.themes.goals import GOALS
from collaborations.themes.models import Theme, ThemeQuerySet
from members.organisations.models import Topic
from members.organisations.places import countries
from network.search import holding

LONGEST = 100
LONGEST_NUMBER = 9
A_PAGE = 50
STATES = {
    "": _("Open to join"),
    Theme.State.OPEN: _("Open, looking for support"),
    Theme.State.FORMING: _("Forming"),
    Theme.State.STARTED: _("Started"),
    Theme.State.PARKED: _("Parked"),
}
SORTS = {"newest": _("Newest first"), "breadth": _("Backed by most organisations"), "closing": _("Closing soon")}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. What makes no sense is left out: a mistyped address still shows a list."""

    words: str = ""
    state: str = ""
    topic: int | None = None
    goal: int | None = None
    country: str = ""
    language: str = ""
    sort: str = "newest"

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted(sort=self.sort)

    @property
    def is_chosen(self) -> bool:
        """Whether anything but the words was chosen; then those choices stand open."""
        return self != Wanted(words=self.words)


def read(asked: Mapping[str, Any]) -> Wanted:
    """From the address; NUL is no character that PostgreSQL can look for."""

    def among(name: str, values: Any) -> str:
        return asked[name] if asked.get(name) in values else ""

    def number(name: str) -> int | None:
        text = str(asked.get(name, ""))
        return int(text) if text.isdecimal() and text.isascii() and len(text) <= LONGEST_NUMBER else None

    return Wanted(
        words=str(asked.get("q", "")).replace("\0", "")[:LONGEST].strip(),
        state=among("state", STATES),
        topic=number("topic"),
        goal=number("goal") if number("goal") in dict(GOALS) else None,
        country=among("country", dict(countries())),
        language=among("language", dict(settings.LANGUAGES)),
        sort=among("sort", SORTS) or "newest",
    )


def find(wanted: Wanted, visible: ThemeQuerySet) -> ThemeQuerySet:
    """Those of what somebody can see that fit; in no order yet."""
    found = visible.filter(state__in=[wanted.state] if wanted.state else Theme.GATHERS)
    if wanted.topic is not None:
        found = found.filter(topics=wanted.topic)
    if wanted.goal is not None:
        found = found.filter(goals__contains=[wanted.goal])
    facts = {"countries__contains": [wanted.country] if wanted.country else None, "language": wanted.language}
    found = found.filter(**{name: value for name, value in facts.items() if value})
    return holding(found, wanted.words) if wanted.words else found


def page_of(wanted: Wanted, visible: ThemeQuerySet, number: Any) -> Page[Any]:
    """One page of what fits, in the order asked for. Two queries, and one more for words."""
    return Paginator(_sorted(find(wanted, visible), wanted.sort), A_PAGE).get_page(number)


def _sorted(themes: ThemeQuerySet, sort: str) -> ThemeQuerySet:
    """By breadth one organisation is one voice, whatever its size; where two are equal the one with less time left."""
    cards = themes.for_cards()
    if sort == "breadth":
        return cards.order_by("-voices", F("due_at").asc(nulls_last=True), "-pk")
    if sort == "closing":
        return cards.order_by(F("due_at").asc(nulls_last=True), "-pk")
    return cards


def choices(visible: ThemeQuerySet) -> dict[str, Any]:
    """What differs from network to network and reader to reader: only countries of themes they see. Two queries."""
    seen = visible.filter(state__in=STATES).exclude(countries=[])
    each = Func(F("countries"), function="unnest", output_field=CharField())
    there = set(seen.order_by().values_list(each, flat=True).distinct())
    topics = sorted(Topic.objects.all(), key=lambda topic: str(topic).casefold())
    return {
        "topics": tuple((topic.pk, str(topic)) for topic in topics),
        "countries": tuple((code, name) for code, name in countries() if code in there),
    }
