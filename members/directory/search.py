"""What the public directory is asked for, and what it answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation, OrganisationQuerySet, Topic
from members.organisations.places import countries

LONGEST = 100
A_PAGE = 48
SORTS = {"name": _("By name"), "newest": _("Newest first")}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. What makes no sense is left out: a mistyped address still shows a list."""

    words: str = ""
    kind: str = ""
    country: str = ""
    size: str = ""
    topic: int | None = None
    sort: str = "name"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.kind or self.country or self.size or self.topic)

    @property
    def is_chosen(self) -> bool:
        """Whether anything but the words was chosen; then those choices stand open."""
        return self != Wanted(words=self.words)


def read(asked: Mapping[str, Any]) -> Wanted:
    """From the address; NUL is no character that PostgreSQL can look for."""

    def among(name: str, values: Any) -> str:
        return asked[name] if asked.get(name) in values else ""

    topic = str(asked.get("topic", ""))
    return Wanted(
        words=str(asked.get("q", "")).replace("\0", "")[:LONGEST].strip(),
        kind=among("kind", Organisation.Kind.values),
        country=among("country", dict(countries())),
        size=among("size", Organisation.Size.values),
        topic=int(topic) if topic.isdecimal() and topic.isascii() and len(topic) < LONGEST // 10 else None,
        sort=among("sort", SORTS) or "name",
    )


def find(wanted: Wanted) -> OrganisationQuerySet:
    """Organisations that take part and fit, in the order asked for."""
    found = Organisation.objects.active()
    facts = {"kind": wanted.kind, "country": wanted.country, "size": wanted.size, "interests": wanted.topic}
    found = found.filter(**{name: value for name, value in facts.items() if value})
    if wanted.words:
        found = found.with_words(wanted.words)
    return found.order_by("-joined_on", "-pk") if wanted.sort == "newest" else found.by_name()


def page_of(wanted: Wanted, number: Any) -> Page[Any]:
    """One page of what fits: first only its numbers, so that what is passed over costs nothing. Three queries."""
    page: Page[Any] = Paginator(find(wanted).values_list("pk", flat=True), A_PAGE).get_page(number)
    numbers = list(page.object_list)
    cards = {card.pk: card for card in Organisation.objects.filter(pk__in=numbers).for_cards()}
    page.object_list = [cards[pk] for pk in numbers if pk in cards]
    return page


def choices() -> dict[str, Any]:
    """What can be chosen: only countries in which there is an organisation. Two queries."""
    there = set(Organisation.objects.active().order_by().values_list("country", flat=True).distinct())
    return {
        "kinds": Organisation.Kind.choices,
        "countries": [(code, name) for code, name in countries() if code in there],
        "sizes": Organisation.Size.choices,
        "topics": sorted(Topic.objects.all(), key=lambda topic: str(topic).casefold()),
        "sorts": SORTS.items(),
    }
