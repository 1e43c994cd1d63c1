"""Whom an @ means: people and organisations of the network that can see the place, found by name when a text is saved.

Who cannot see the place is neither offered nor found nor told, and an @ before any other words stays what it is.
Whoever writes from outside the network finds only people who said something there: an account is no list of members.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from collaborations.discussion import kept_sql
from collaborations.discussion.models import Comment, Mention
from collaborations.discussion.places import Place
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.loading import load_seats
from members.seats.models import SeatTerm

MOST = 20  # different ones in one text
MOST_OFFERED = 8
MOST_LOOKED_AT = 60  # rows of which the offered ones are chosen
LONGEST_NAME = 120
AT_ONCE = 25  # names are asked for so many comments, or twice as many
MOST_WORDS = 8
AT = re.compile(r"(?<![\w@/.+-])@(?=[^\W_])")
END_OF_WORD = re.compile(r"\s+|$")
AFTER_A_NAME = ".,;:!?)]}\"'\u2019\u201d\u00bb*_~"


@dataclass(frozen=True)
class Candidate:
    """Somebody an @ may mean; ``beside`` tells two of the same name apart."""

    key: str
    name: str
    beside: str = ""


@dataclass(frozen=True)
class Doubt:
    """A name that several bear."""

    name: str
    candidates: tuple[Candidate, ...]


@dataclass
class Found:
    """``text`` with keys in place of names, and what was not clear."""

    text: str
    keys: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)


def find(
    text: str, place: Place, thing: Any, *, by: Any, chosen: Iterable[str] = (), left: Iterable[str] = ()
) -> Found:
    """Resolve each @ of ``text`` as ``by`` wrote it; a constant number of queries, none without an @.

    ``chosen`` are the keys to prefer where several bear a name; the names ``left`` stay plain text.
    """
    spots = [(spot.start(), _prefixes(text[spot.end() : spot.end() + LONGEST_NAME + 1])) for spot in AT.finditer(text)]
    loaded = place.loaded([thing.pk]).get(thing.pk) if spots else None
    if loaded is None:
        return Found(text)
    candidates = _by_name({name for _at, names in spots for name in names}, place, loaded, by)
    found, end = Found(""), 0
    for start, names in spots:
        name = next((name for name in names if name.lower() in candidates), None)
        if name is None or start < end or name.lower() in left:
            continue
        key = _decided(found, name, candidates[name.lower()], set(chosen))
        if key:
            found.text += text[end:start] + f"@[{key}]"
            found.keys.add(key)
            end = start + 1 + len(name)
    found.text += text[end:]
    return found


def _decided(found: Found, name: str, candidates: list[Candidate], chosen: set[str]) -> str:
    """The one that is meant; else a doubt, which is noted once."""
    meant = candidates if len(candidates) == 1 else [one for one in candidates if one.key in chosen]
    if len(meant) == 1:
        return meant[0].key
    doubt = Doubt(candidates[0].name, tuple(candidates))
    if doubt not in found.doubts:
        found.doubts.append(doubt)
    return ""


def _prefixes(words: str) -> list[str]:
    """What of the words after an @ can be a name, the longest first."""
    line = words.split("\n", 1)[0]
    ends = [end.start() for end in END_OF_WORD.finditer(line)][:MOST_WORDS]
    found = [line[:end] for end in ends if end]
    for name in list(found):
        bare = name.rstrip(AFTER_A_NAME)
        found += [bare, re.sub("['\u2019]s$", "", bare)]
    return sorted({name for name in found if name}, key=len, reverse=True)


def _by_name(names: Iterable[str], place: Place, thing: Any, by: Any) -> dict[str, list[Candidate]]:
    wanted = {name.lower() for name in names}
    people = mentionable(place, thing, by=by).annotate(plain=Lower("name")).filter(plain__in=wanted)
    organisations = Organisation.objects.active().annotate(plain=Lower("name")).filter(plain__in=wanted)
    found: dict[str, list[Candidate]] = {}
    for one in _candidates(people[: MOST * MOST_LOOKED_AT], organisations, place, thing):
        found.setdefault(one.name.lower(), []).append(one)
    return found


def mentionable(place: Place, thing: Any, *, by: Any) -> QuerySet[Person]:
    """People with an account who said something here and, for who belongs to it, everybody of the network.

    Who of them sees it is asked later.
    """
    spoke = Comment.objects.at(place.name, thing.pk).filter(author=OuterRef("pk"), hidden_at=None)
    found = Q(Exists(spoke))
    if by.belongs_to_the_network or by.is_safeguarding_officer:
        held = SeatTerm.objects.held().filter(person=OuterRef("pk")).order_by()
        found |= Q(Exists(held)) | Q(is_coordinator=True) | Q(is_deputy=True) | Q(is_safeguarding_officer=True)
    people = Person.objects.filter(found, is_active=True, is_managed=False).exclude(name="")
    return place.narrowed(people, thing).order_by("name", "pk")


def offered(words: str, place: Place, thing: Any, *, by: Any) -> list[Candidate]:
    """Whose name has each of ``words`` at the beginning of one of its own; those that begin with them first.

    At most four queries.
    """
    people, organisations = mentionable(place, thing, by=by), Organisation.objects.active().by_name()
    for word in words.split()[:MOST_WORDS]:
        begins = Q(name__istartswith=word) | Q(name__icontains=f" {word}")
        people, organisations = people.filter(begins), organisations.filter(begins)
    found = _candidates(people[:MOST_LOOKED_AT], organisations[:MOST_LOOKED_AT], place, thing)
    found.sort(key=lambda one: not one.name.lower().startswith(words.lower()))
    return found[:MOST_OFFERED]


def _candidates(people: Iterable[Any], organisations: Iterable[Any], place: Place, thing: Any) -> list[Candidate]:
    """Only who can see the place; an organisation whose contact can."""
    found_people = list(people)
    load_seats(found_people)
    seen = [person for person in found_people if place.is_visible(thing, person)]
    named = [Candidate(f"p{person.pk}", person.name, _beside(person)) for person in seen]
    told = list(organisations)
    if told and place.is_discreet(thing):
        hearing = contacts_of([organisation.pk for organisation in told])
        told = [one for one in told if any(place.is_visible(thing, person) for person in hearing[one.pk])]
    return [*named, *(Candidate(f"o{organisation.pk}", organisation.name) for organisation in told)]


def _beside(person: Person) -> str:
    return ", ".join(seat.organisation.name for seat in person.seats)


def contacts_of(organisations: list[int]) -> dict[int, list[Person]]:
    """The people who answer for these organisations now, with their seats; two queries, none for none."""
    if not organisations:
        return {}
    seats = SeatTerm.objects.held().contacts().filter(organisation__in=organisations).select_related("person")
    found: dict[int, list[Person]] = {pk: [] for pk in organisations}
    for seat in seats:
        found[seat.organisation_id].append(seat.person)
    load_seats([person for people in found.values() for person in people])
    return found


def rows(comment: Comment, keys: Iterable[str]) -> list[Mention]:
    return [
        Mention(comment=comment, person_id=int(key[1:]))
        if key.startswith("p")
        else Mention(comment=comment, organisation_id=int(key[1:]))
        for key in sorted(keys)
    ]


def names_in(texts: Iterable[tuple[int, str]]) -> dict[int, dict[str, str]]:
    """The names that those mentioned bear now, by the number of the comment and by key.

    ``texts`` are comments by number with their text; one query, none when nobody is mentioned.
    """
    found: dict[int, dict[str, str]] = {pk: {} for pk, text in texts if "@[" in text}
    padding = -len(found) % AT_ONCE  # so that few lengths occur
    asked = [*found, *list(found)[:1] * padding]
    for comment, person, organisation, name, of_organisation in kept_sql.rows(_mentions, asked):
        found[comment][f"p{person}" if person else f"o{organisation}"] = name or of_organisation or ""
    return found


def _mentions(comments: Sequence[int]) -> QuerySet[Any, Any]:
    columns = ("comment_id", "person_id", "organisation_id", "person__name", "organisation__name")
    return Mention.objects.filter(comment__in=comments).order_by("pk").values_list(*columns)


def names_of(comment: Comment) -> dict[str, str]:
    """The same of one comment, also of those whom only an older version names; one query."""
    return {mention.key: str(mention) for mention in comment.mentions.select_related("person", "organisation")}
