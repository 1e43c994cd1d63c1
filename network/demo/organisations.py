"""What the organisations of the demo say about themselves, and four more whose state waits for the coordinator."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from members.applications.actions import apply
from members.models import Organisation, Person, Topic
from members.organisations import actions
from members.organisations.pictures import read_logo
from network.demo.people import COORDINATOR

TOPICS = (  # in English, Dutch and French
    ("Water", "Water", "Eau"), ("Education", "Onderwijs", "Éducation"), ("Health", "Gezondheid", "Santé"),
    ("Youth", "Jongeren", "Jeunesse"), ("Human rights", "Mensenrechten", "Droits humains"),
    ("Humanitarian aid", "Noodhulp", "Aide humanitaire"), ("Land and food", "Land en voedsel", "Terre et alimentation"),
    ("Climate", "Klimaat", "Climat"), ("Working with partners", "Werken met partners", "Travail avec des partenaires"),
    ("Small organisations", "Kleine organisaties", "Petites organisations"),
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What stands on one organisation's page; `colours` are those of its logo, if it has one."""

    name: str
    summary: str
    topics: tuple[str, ...]
    languages: tuple[str, ...] = ("nl", "en")
    colours: tuple[str, str] | None = None


SAID = (
    Said("Voorbeeld Lidorganisatie A", "We work with partners in nine countries and let them choose what we are judged by.",
         ("Working with partners", "Human rights"), colours=("#1d4ed8", "#fbbf24")),
    Said("Voorbeeld Lidorganisatie B", "We pay local organisations in advance, and find out together what that changes.",
         ("Working with partners",), colours=("#166534", "#bbf7d0")),
    Said("Voorbeeld Lidorganisatie C", "Three people, forty volunteers and one school at a time.",
         ("Education", "Small organisations")),
    Said("Voorbeeld Lidorganisatie D", "Kleine projecten met families die boeren op droog land.", ("Land and food", "Water"), ("nl",)),
    Said("Stichting Demo", "We end programmes well: what stays behind is somebody's own. This is the demo's main organisation.",
         ("Working with partners", "Health"), ("nl", "en", "fr"), ("#9d174d", "#fbcfe8")),
    Said("Stichting Denkbeeldig Onderwijs", "Schools that teach in the language children dream in.", ("Education", "Youth")),
    Said("Stichting Voorbeeldzorg", "Health workers learn from the mistakes that others were brave enough to share.", ("Health",)),
    Said("Voorbeeld Vereniging Samen Leren", "Een vereniging van vrijwilligers die van elkaar leren.",
         ("Small organisations", "Education"), ("nl",)),
    Said("Voorbeeld Vereniging Water en Land", "Wells, rivers and the people who decide about them.", ("Water", "Climate"),
         colours=("#0e7490", "#cffafe")),
    Said("Voorbeeld Jongerennetwerk", "Young people decide about part of the money.", ("Youth",), ("nl", "en", "sw")),
    Said("Voorbeeld Rechtencollectief", "We stand beside people who speak up and are threatened for it.", ("Human rights",)),
    Said("Voorbeeld Noodhulpfonds", "Money within 72 hours, decided by those who are there.", ("Humanitarian aid",)),
    Said("Voorbeeld Kennisinstituut", "Research with, not about, the people concerned.", ("Climate", "Education"), ("en",)),
    Said("Voorbeeld Partner Kampala", "Twelve organisations in three countries, and the questions they were never asked.",
         ("Working with partners", "Youth"), ("en", "sw", "lg")),
)  # fmt: skip

APPLICATIONS = (
    (8, Organisation(name="Voorbeeld Buurtkeuken", kind="member", size="small", country="NL",
                     summary="We cook with newcomers, and want to learn how others share decisions with those they serve.",
                     website="https://buurtkeuken.example.org", applicant_name="Fleur Voorbeeld",
                     applicant_email="keuken@example.org", applicant_language="nl")),
    (2, Organisation(name="Voorbeeld Réseau Savane", kind="partner", size="medium", country="BF",
                     summary="A network of herders who look for partners that listen first.",
                     applicant_name="Awa Voorbeeld", applicant_email="savane@example.org", applicant_language="fr")),
)  # fmt: skip
LAPSED, SUSPENDED = "Stichting Denkbeeldige Stilte", "Voorbeeld Stilgezet Fonds"


def load_organisations() -> None:
    """Each once, however often the demo is loaded; what was changed or decided since stays so."""
    coordinator = Person.objects.get(email=COORDINATOR)
    for name, in_dutch, in_french in TOPICS:
        actions.add_topic(name, name_nl=in_dutch, name_fr=in_french, by=coordinator)
    for said in SAID:
        _say(said, coordinator)
    for days, organisation in APPLICATIONS:
        _apply(organisation, days)
    _lapse_and_suspend(coordinator)


@transaction.atomic
def _say(said: Said, coordinator: Person) -> None:
    place = Organisation.objects.get(name=said.name)
    if place.summary:
        return
    topics = Topic.objects.filter(name__in=said.topics)
    facts = {"summary": said.summary, "languages": list(said.languages)}
    if said.colours:
        facts["logo_alt"] = f"Two rings, the sign of {said.name}"
        actions.change_logo(place, picture=_draw(*said.colours), by=coordinator)
    actions.edit(place, topics=topics, by=coordinator, **facts)


def _draw(ring: str, inside: str) -> bytes:
    """Two rings in an organisation's colours, read as every picture is that people send."""
    image = Image.new("RGB", (480, 320), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((40, 40, 280, 280), outline=ring, width=36)
    pen.ellipse((200, 40, 440, 280), outline=ring, width=36)
    pen.ellipse((215, 135, 265, 185), fill=inside)
    sent = BytesIO()
    image.save(sent, "PNG")
    sent.seek(0)
    return read_logo(sent, size=sent.getbuffer().nbytes)


@transaction.atomic
def _apply(organisation: Organisation, days: int) -> None:
    if Organisation.objects.filter(name=organisation.name).exists():
        return
    organisation.pk = None
    there = apply(organisation, by=None)
    Organisation.objects.filter(pk=there.pk).update(applied_at=timezone.now() - timedelta(days=days))


@transaction.atomic
def _lapse_and_suspend(coordinator: Person) -> None:
    facts = {"kind": "associate", "size": "small", "country": "NL"}
    lapsed, is_new = Organisation.objects.get_or_create(name=LAPSED, defaults=facts)
    if is_new:
        day = timezone.localdate() - timedelta(days=6)
        actions.lapse(
            lapsed, lapses_on=day, why="Two letters about the yearly renewal stayed unanswered.", by=coordinator
        )
    suspended, is_new = Organisation.objects.get_or_create(name=SUSPENDED, defaults=facts)
    if is_new:
        why = "A report about it is being looked into by the safeguarding officer; this takes no side."
        actions.suspend(suspended, why=why, by=coordinator)
