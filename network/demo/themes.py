"""The themes the demo begins with: something in every state, from a half-written draft to a kind no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from collaborations.models import Theme
from members.models import Person, SeatTerm
from network.demo import past
from network.demo.past import Story
from network.demo.people import COORDINATOR
from network.protection import Level


@dataclass(frozen=True)
class Road:
    """How far a story has come: written `days_ago`, and two days later opened or declined if at all."""

    story: Story
    days_ago: int
    is_proposed: bool = True
    is_open: bool = False
    supporters: Sequence[str] = ()
    decline_reason: str = ""
    decline_text: str = ""


DECIDED_AFTER = timedelta(days=2, hours=3)

ROADS = (
    Road(
        Story(
            "success", "staff-a@example.org",
            "Who decides what counts as success?",
            "Our reports are written by those who spend the money least. What happens when partners choose the indicators and "
            "write the first draft, and what do funders need in order to accept that?",
            "Partners decide which three results a programme is judged by, and we report on those.",
        ),
        41, is_open=True,
        supporters=("staff-b@example.org", "contact@example.org", "zorg@example.org", "water@example.org",
                    "leren@example.org", "kennis@example.org", "partner@example.org"),
    ),
    Road(
        Story(
            "leaving", "contact@example.org",
            "Stoppen zonder gat: hoe sluit je een programma goed af?",
            "We beginnen met zorg en eindigen met een brief. Wanneer begin je over het einde, wie neemt wat over, en wat blijft "
            "er drie jaar later van over? We zoeken organisaties die onlangs iets hebben afgesloten of dat binnenkort doen.",
            "Elk nieuw programma heeft vanaf de eerste dag een plan voor het einde, samen met de partner gemaakt.",
            language="nl",
        ),
        33, is_open=True,
        supporters=("staff-a@example.org", "rechten@example.org", "onderwijs@example.org"),
    ),
    Road(
        Story(
            "safeguarding-small", "staff-c@example.org",
            "Safeguarding with three people and no lawyer",
            "Rules for safety are written for organisations with a department for it. What is the least that a small organisation "
            "must do well, and what can several small ones share, such as a confidential adviser?",
            "Small organisations share one confidential adviser and know whom to call the same day.",
        ),
        26, is_open=True,
        supporters=("staff-d@example.org", "jongeren@example.org", "leren@example.org", "noodhulp@example.org"),
    ),
    Road(
        Story(
            "threats", "rechten@example.org",
            "When a colleague is threatened: the first 24 hours",
            "Threats against people who speak up for others come at night and by phone. What do we do in the first day, who decides "
            "whether somebody travels, and how do we look after the people who take the call?",
            "Every member has one page for the first 24 hours, and has practised it once.",
            protection=Level.MEMBERS,
        ),
        19, is_open=True, supporters=("staff-a@example.org", "noodhulp@example.org"),
    ),
    Road(
        Story(
            "young-voices", "jongeren@example.org",
            "Jongeren aan tafel, niet op de foto",
            "Jongerenraden zijn er genoeg, maar wie jonger is dan 25 beslist zelden mee over geld. Wat verandert er als jongeren een "
            "vast deel van het budget verdelen, en wat moeten wij daarvoor loslaten?",
            "In elk bestuur van een programma voor jongeren beslissen minstens twee jongeren mee over het geld.",
            language="nl",
        ),
        12, is_open=True, supporters=("onderwijs@example.org",),
    ),
    Road(
        Story(
            "sharing-mistakes", "zorg@example.org",
            "Mistakes that others need not make again",
            "We publish what worked. What did not work is told in the car on the way home. What would make it safe to write one of "
            "those stories down each year, and who would read it?",
            "Each member shares one story of something that failed, and hears what others did with it.",
        ),
        4,
    ),
    Road(
        Story(
            "paying-ahead", "staff-b@example.org",
            "Paying partners in advance: whose risk is it?",
            "Most contracts pay after the work is done, so small partners borrow at 30 percent in order to work for us. Who has paid "
            "in advance, what went wrong, and what did the auditor say?",
            "We pay the first half of each contract before the work begins.",
        ),
        3,
    ),
    Road(
        Story(
            "less-paper", "leren@example.org",
            "Van rapport naar gesprek: verantwoorden zonder stapels papier",
            "Een jaarverslag van 80 bladzijden wordt door niemand gelezen. Kunnen we verantwoorden in een gesprek van twee uur, "
            "met een verslag van één bladzijde dat iedereen begrijpt?",
            "Minstens drie lidorganisaties vervangen een verslag door een gesprek, met instemming van de financier.",
            language="nl",
        ),
        2,
    ),
    Road(
        Story(
            "questions-of-partners", "partner@example.org",
            "What partners wish they had been asked before the contract",
            "We are asked about our accounts and never about our plans. Which five questions should a funder ask first, and which "
            "should a partner ask back? We bring twelve organisations in three countries who are ready to answer.",
            "Every first talk between a funder and a partner has questions from both sides.",
        ),
        1,
    ),
    Road(
        Story(
            "end-poverty", "onderwijs@example.org",
            "How do we end poverty?",
            "It is what all of us are here for, and yet we never talk about it as one network. What would it take?",
            "Poverty ends.",
        ),
        22,
        decline_reason=Theme.Reason.TOO_WIDE,
        decline_text="All of us want this, and it is too wide to learn about in half a year. Which one choice do you face in your own "
        "schools this year? Ask that, and I think you will find others at once. Call me and we write it together.",
    ),
    Road(
        Story(
            "office-supplies", "noodhulp@example.org",
            "Samen kantoorspullen inkopen",
            "Elke organisatie koopt zelf papier, laptops en koffie in. Samen zijn we een grote klant.",
            "We betalen samen minder.",
            language="nl",
        ),
        15,
        decline_reason=Theme.Reason.NOT_OURS,
        decline_text="Handig, maar het is geen leervraag: hiervoor is de inkoopgroep van de vereniging. Ik heb je vraag daar neergelegd, "
        "en je hoort deze week van hen.",
    ),
    Road(
        Story(
            "machine-translation", "staff-a@example.org",
            "Can we trust a machine with an interview?",
            "We record interviews in four languages and translate them by machine. What gets lost, and who",
        ),
        2, is_proposed=False,
    ),
    Road(
        Story("volunteers", "contact@example.org", "Vrijwilligers van boven de 70", "", language="nl"),
        5, is_proposed=False,
    ),
)  # fmt: skip


def load_themes() -> int:
    """Bring in the stories that are not there yet; the number of new themes. Decisions taken in the demo stay."""
    seated = set(SeatTerm.objects.held().values_list("person__email", flat=True))
    new = [road for road in ROADS if road.story.author in seated and not road.story.theme()]
    now = timezone.now()
    for road in new:
        _travel(road, now - timedelta(days=road.days_ago, hours=1))
    return len(new)


@transaction.atomic
def _travel(road: Road, at: datetime) -> None:
    """All of one theme's road or nothing of it."""
    if not road.is_proposed:
        past.write(road.story, at=at)
        return
    theme = past.propose(road.story, at=at)
    coordinator, decided_at = Person.objects.get(email=COORDINATOR), at + DECIDED_AFTER
    if road.decline_reason:
        past.decline(theme, reason=road.decline_reason, text=road.decline_text, by=coordinator, at=decided_at)
    if road.is_open:
        past.open_theme(theme, by=coordinator, at=decided_at)
        for number, email in enumerate(road.supporters, start=1):
            supporter = Person.objects.get(email=email)
            past.support(theme, by=supporter, at=decided_at + timedelta(hours=21 * number))
