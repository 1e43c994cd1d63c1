"""The fictional organisations and people of the demo; every name says that it is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Person, SeatTerm
from members.seats.actions import give_seat

Kind, Size, Role = Organisation.Kind, Organisation.Size, SeatTerm.Role
COORDINATOR = "coordinator@example.org"
SEATED_FOR = timedelta(days=400)


@dataclass(frozen=True)
class Place:
    """An organisation of the demo."""

    name: str
    size: str
    kind: str = Kind.MEMBER
    country: str = "NL"


@dataclass(frozen=True)
class Somebody:
    """A person of the demo; `can_try` is told to newcomers, so those who have it are offered first."""

    email: str
    name: str
    organisation: str = ""
    role: str = Role.STAFF
    language: str = "en"
    time_zone: str = "Europe/Amsterdam"
    office: str = ""  # the column of the person that gives them an office in the network
    can_try: str | Promise = ""


ORGANISATIONS = (
    Place("Voorbeeld Lidorganisatie A", Size.LARGE),
    Place("Voorbeeld Lidorganisatie B", Size.MEDIUM),
    Place("Voorbeeld Lidorganisatie C", Size.SMALL),
    Place("Voorbeeld Lidorganisatie D", Size.SMALL),
    Place("Stichting Demo", Size.MEDIUM),
    Place("Stichting Denkbeeldig Onderwijs", Size.SMALL),
    Place("Stichting Voorbeeldzorg", Size.LARGE),
    Place("Voorbeeld Vereniging Samen Leren", Size.SMALL),
    Place("Voorbeeld Vereniging Water en Land", Size.MEDIUM),
    Place("Voorbeeld Jongerennetwerk", Size.SMALL),
    Place("Voorbeeld Rechtencollectief", Size.MEDIUM),
    Place("Voorbeeld Noodhulpfonds", Size.LARGE),
    Place("Voorbeeld Kennisinstituut", Size.MEDIUM, Kind.INSTITUTE),
    Place("Voorbeeld Partner Kampala", Size.SMALL, Kind.PARTNER, "UG"),
)

# Contacts beside those above them in the list: all organisations have two but the third, which the desk then names.
COLLEAGUES = (
    ("Noor", "Voorbeeld Lidorganisatie A"),
    ("Olaf", "Voorbeeld Lidorganisatie A"),
    ("Petra", "Voorbeeld Lidorganisatie B"),
    ("Quinten", "Voorbeeld Lidorganisatie B"),
    ("Rosa", "Voorbeeld Lidorganisatie C"),
    ("Sanne", "Voorbeeld Lidorganisatie D"),
    ("Tom", "Stichting Demo"),
    ("Vera", "Stichting Denkbeeldig Onderwijs"),
    ("Wim", "Stichting Voorbeeldzorg"),
    ("Xandra", "Voorbeeld Vereniging Samen Leren"),
    ("Yusuf", "Voorbeeld Vereniging Water en Land"),
    ("Zola", "Voorbeeld Jongerennetwerk"),
    ("Abel", "Voorbeeld Rechtencollectief"),
    ("Bea", "Voorbeeld Noodhulpfonds"),
    ("Cem", "Voorbeeld Kennisinstituut"),
    ("Dembe", "Voorbeeld Partner Kampala"),
)

PEOPLE = (
    Somebody(
        COORDINATOR, "Coordinator Demo", office="is_coordinator",
        can_try=_("Open the desk; open or decline what waits there, with a reason."),
    ),
    Somebody(
        "contact@example.org", "Contact Demo", "Stichting Demo", Role.CONTACT,
        can_try=_("Contact of Stichting Demo: answer who asks for a seat, invite colleagues, finish the draft."),
    ),
    Somebody(
        "staff-a@example.org", "Anna Voorbeeld", "Voorbeeld Lidorganisatie A",
        can_try=_("Has an open theme and a draft; see who supports it and read the notices."),
    ),
    Somebody(
        "staff-b@example.org", "Bram Voorbeeld", "Voorbeeld Lidorganisatie B",
        can_try=_("Has a proposal on the desk; support a theme from the list or from the digest in the inbox."),
    ),
    Somebody(
        "staff-c@example.org", "Carla Voorbeeld", "Voorbeeld Lidorganisatie C",
        can_try=_("From a small organisation: support a theme, take it back, change the hour of the digest."),
    ),
    Somebody(
        "deputy@example.org", "Deputy Demo", "Stichting Demo", office="is_deputy",
        can_try=_("Stands in for the coordinator: what was delegated, or waits too long, lies on this desk."),
    ),
    Somebody(
        "safeguarding@example.org", "Safeguarding Demo", office="is_safeguarding_officer",
        can_try=_("Keeps people safe: sees what is sensitive, and decides about sealed themes."),
    ),
    Somebody("outsider@example.org", "Outsider Demo", can_try=_("Has an account and no seat: see what stays closed, and why.")),
    Somebody("staff-d@example.org", "Dirk Voorbeeld", "Voorbeeld Lidorganisatie D", Role.CONTACT, language="nl"),
    Somebody("onderwijs@example.org", "Elif Voorbeeld", "Stichting Denkbeeldig Onderwijs", Role.CONTACT, language="nl"),
    Somebody("zorg@example.org", "Farid Voorbeeld", "Stichting Voorbeeldzorg", Role.CONTACT),
    Somebody("leren@example.org", "Gerda Voorbeeld", "Voorbeeld Vereniging Samen Leren", Role.CONTACT, language="nl"),
    Somebody("water@example.org", "Hugo Voorbeeld", "Voorbeeld Vereniging Water en Land", Role.CONTACT),
    Somebody("jongeren@example.org", "Imani Voorbeeld", "Voorbeeld Jongerennetwerk", Role.CONTACT),
    Somebody("rechten@example.org", "Joost Voorbeeld", "Voorbeeld Rechtencollectief", Role.CONTACT, language="nl"),
    Somebody("noodhulp@example.org", "Karin Voorbeeld", "Voorbeeld Noodhulpfonds", Role.CONTACT),
    Somebody("kennis@example.org", "Leyla Voorbeeld", "Voorbeeld Kennisinstituut", Role.CONTACT),
    Somebody("partner@example.org", "Moses Voorbeeld", "Voorbeeld Partner Kampala", Role.CONTACT, time_zone="Africa/Kampala"),
    *(Somebody(f"{name.lower()}@example.org", f"{name} Voorbeeld", place, Role.CONTACT) for name, place in COLLEAGUES),
)  # fmt: skip


def offered() -> Sequence[Somebody]:
    """Those whom a newcomer is invited to be."""
    return [somebody for somebody in PEOPLE if somebody.can_try]


def loaded() -> QuerySet[Person]:
    """The demo's own people, the only ones whom its pages sign in without a code."""
    return Person.objects.filter(email__in=[somebody.email for somebody in PEOPLE], is_active=True).order_by("pk")


@transaction.atomic
def load_people() -> None:
    """Bring in whoever is not there yet; what people of the demo changed since, such as an ended seat, stays so."""
    places = {place.name: _organisation(place) for place in ORGANISATIONS}
    coordinator = None
    for somebody in PEOPLE:
        person = Person.objects.filter(email=somebody.email).first() or _arrive(somebody, places, coordinator)
        coordinator = coordinator or person


def _organisation(place: Place) -> Organisation:
    facts: dict[str, Any] = {"kind": place.kind, "size": place.size, "country": place.country}
    facts |= {"code_of_conduct_accepted_on": timezone.localdate(), "joined_on": timezone.localdate() - SEATED_FOR}
    return Organisation.objects.get_or_create(name=place.name, defaults=facts)[0]


def _arrive(somebody: Somebody, places: dict[str, Organisation], coordinator: Person | None) -> Person:
    """An account with a proven address, and a seat for those who have an organisation."""
    person = Person.objects.create_user(
        somebody.email,
        name=somebody.name,
        language=somebody.language,
        time_zone=somebody.time_zone,
        **({somebody.office: True} if somebody.office else {}),
    )
    since = timezone.now() - SEATED_FOR
    if somebody.organisation:
        seat = give_seat(places[somebody.organisation], person=person, role=somebody.role, by=coordinator)
        SeatTerm.objects.filter(pk=seat.pk).update(started_at=since)
    Person.objects.filter(pk=person.pk).update(joined_at=since)
    return person
