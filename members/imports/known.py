"""What the network knows already about one chunk of rows: as many queries for a thousand rows as for one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import idna
from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models.functions import Lower

from members.imports.cells import written
from members.invitations.models import Invitation
from members.organisations.models import Organisation, Topic
from members.people.addresses import domain_of
from members.people.models import Person
from members.seats.models import SeatTerm

SAME_NAME = """
    SELECT wanted.name, lower(wanted.name), there.id FROM unnest(%s::text[]) AS wanted (name)
    LEFT JOIN members_organisation AS there ON lower(there.name) = lower(wanted.name)
"""


@dataclass
class Known:
    """Organisations by name, holders of identifiers, people by address, seats and open invitations."""

    keys: dict[str, str] = field(default_factory=dict)  # a name as written → the name by which the database knows it
    ids: dict[str, int] = field(default_factory=dict)  # that name → its organisation
    organisations: dict[int, Organisation] = field(default_factory=dict)
    cells: dict[int, dict[str, str]] = field(default_factory=dict)  # what an export writes about it
    topics: dict[int, list[str]] = field(default_factory=dict)
    iati: dict[str, Organisation] = field(default_factory=dict)
    ror: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    seats: dict[tuple[int, int], str] = field(default_factory=dict)
    invited: set[tuple[int, str]] = field(default_factory=set)


def look_up(names: set[str], iati: set[str], ror: set[str], emails: set[str]) -> Known:
    """Everything about these; nine queries at most."""
    known = Known()
    _find_organisations(known, names, iati, ror)
    _find_people(known, emails)
    return known


def topics() -> dict[str, Topic]:
    """The network's own words, by their lower case in any language; one query a file."""
    found = list(Topic.objects.order_by("pk"))
    translated = {word.casefold(): topic for topic in found for word in (topic.name_nl, topic.name_fr) if word}
    return translated | {topic.name.casefold(): topic for topic in found}


def _find_organisations(known: Known, names: set[str], iati: set[str], ror: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SAME_NAME, [sorted(names)])
        for name, key, pk in cursor.fetchall():
            known.keys[name] = key
            if pk:
                known.ids[key] = pk
    known.organisations = Organisation.objects.in_bulk(set(known.ids.values()))
    known.topics = _topics_of(known.organisations)
    known.cells = {pk: written(there, known.topics.get(pk, [])) for pk, there in known.organisations.items()}
    known.iati = {there.iati_id: there for there in Organisation.objects.filter(iati_id__in=iati).order_by("pk")}
    known.ror = {there.ror_id: there for there in Organisation.objects.filter(ror_id__in=ror).order_by("pk")}


def _topics_of(ids: Iterable[int]) -> dict[int, list[str]]:
    through = Organisation.interests.through.objects.filter(organisation_id__in=ids)
    words = defaultdict(list)
    for pk, name in through.values_list("organisation_id", "topic__name").order_by("pk"):
        words[pk].append(name)
    return dict(words)


def _find_people(known: Known, emails: set[str]) -> None:
    """An account is found by its own address and by every other one its owner has proved."""
    wanted = {form for email in emails for form in _forms(email)}
    here = Person.objects.annotate(address=Lower("email")).filter(address__in=wanted).order_by("pk")
    proved = EmailAddress.objects.filter(verified=True, email__in=wanted).select_related("user").order_by("pk")
    known.people = {_ascii_form(address.email): address.user for address in proved}
    known.people |= {_ascii_form(person.email or ""): person for person in here}
    ids = {person.pk for person in known.people.values()}
    seats = SeatTerm.objects.filter(person_id__in=ids, ended_at=None)
    known.seats = {
        (organisation, person): role
        for organisation, person, role in seats.values_list("organisation_id", "person_id", "role").order_by("pk")
    }
    invitations = Invitation.objects.open().annotate(address=Lower("email")).filter(address__in=wanted)
    found = invitations.values_list("organisation_id", "email").order_by("pk")
    known.invited = {(organisation, _ascii_form(email)) for organisation, email in found}


def _forms(email: str) -> set[str]:
    """Both ways of writing a domain with letters of its own: addresses from before were kept as they were typed."""
    name, _at, domain = email.partition("@")
    if "xn--" not in domain:
        return {email}
    try:
        return {email, f"{name}@{idna.decode(domain)}"}
    except idna.IDNAError:
        return {email}


def _ascii_form(email: str) -> str:
    name, _at, domain = email.lower().partition("@")
    return f"{name}@{domain_of(email)}" if domain else email
