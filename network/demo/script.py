"""What happens in the fictional week, day by day: decisions about yesterday, new proposals, and support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from collaborations.models import Theme
from network.demo.past import Story
from network.demo.themes import ROADS


@dataclass(frozen=True)
class No:
    """A kind no."""

    reason: str
    text: str


@dataclass(frozen=True)
class Day:
    """Themes are named by their story's key, people by their address. Every day proposes something: that marks it as played."""

    proposes: Sequence[Story]
    opens: Sequence[str] = ()
    declines: Mapping[str, No] = field(default_factory=dict)
    supports: Mapping[str, Sequence[str]] = field(default_factory=dict)


DAYS = (
    Day(
        opens=["sharing-mistakes"],
        proposes=(
            Story(
                "loss-and-damage", "water@example.org",
                "Who counts the cost when a harvest is lost?",
                "Money for climate loss asks for proof that farmers do not have: receipts, maps, insurance. How do we count what was "
                "lost together with those who lost it, in a way that a fund accepts?",
                "Village committees in two countries fill in one form of two pages, and a fund pays on it.",
            ),
            Story(
                "online-board", "staff-d@example.org",
                "Een bestuur dat elkaar zelden ziet",
                "Ons bestuur zit in vier landen en vergadert op een scherm. Beslissen gaat, vertrouwen opbouwen niet. Hoe doen "
                "anderen dat zonder drie vliegreizen per jaar?",
                "Besturen op afstand bespreken één keer per jaar hoe zij samenwerken, en niet alleen wat zij besluiten.",
                language="nl",
            ),
        ),
        supports={"young-voices": ["staff-c@example.org", "contact@example.org"]},
    ),
    Day(
        opens=["loss-and-damage"],
        proposes=(
            Story(
                "local-hiring", "zorg@example.org",
                "Hiring where the work is",
                "A vacancy in The Hague for work in Nairobi still asks for Dutch. Which posts could move, what does that ask of pay and "
                "of contracts, and who has done it without losing people on either side?",
                "For every vacancy we ask first whether it can be held in the country of the work.",
            ),
        ),
        supports={"leaving": ["staff-c@example.org"]},
    ),
    Day(
        opens=["online-board"],
        proposes=(
            Story(
                "indicator-library", "kennis@example.org",
                "One library of indicators for everybody",
                "Each programme invents its own indicators. A shared list would make results comparable over the network.",
                "Members choose their indicators from one list.",
            ),
        ),
        supports={"loss-and-damage": ["noodhulp@example.org", "partner@example.org", "jongeren@example.org"]},
    ),
    Day(
        opens=["local-hiring"],
        declines={
            "indicator-library": No(
                Theme.Reason.ELSEWHERE,
                "“Who decides what counts as success?” asks the question before this one, and seven organisations are behind it. "
                "Your list would be a strong case there: would you bring it to their first meeting?",
            ),
        },
        proposes=(
            Story(
                "first-colleague", "jongeren@example.org",
                "Onze eerste betaalde collega",
                "Tien jaar vrijwilligers, en nu geld voor één baan. Wat verandert er als één van ons betaald wordt, en hoe blijft het "
                "van ons allemaal? We zoeken organisaties die dit korter dan vijf jaar geleden deden.",
                "Een kleine organisatie die haar eerste baan maakt, spreekt vooraf met twee die het al deden.",
                language="nl",
            ),
        ),
        supports={"online-board": ["leren@example.org", "staff-b@example.org"], "success": ["jongeren@example.org"]},
    ),
    Day(
        opens=["first-colleague"],
        proposes=(
            Story(
                "cash-or-goods", "noodhulp@example.org",
                "After the flood: money, goods, or both?",
                "Cash is quicker and people prefer it, until the shops are empty. How do we decide in the first three days, with what "
                "little we know, and who may change the decision a week later?",
                "The choice between money and goods is written down on day three and looked at again on day ten.",
            ),
        ),
        supports={"local-hiring": ["contact@example.org", "staff-b@example.org", "partner@example.org", "rechten@example.org"]},
    ),
    Day(
        opens=["cash-or-goods"],
        proposes=(
            Story(
                "joint-campaign", "rechten@example.org",
                "Een gezamenlijke campagne voor de verkiezingen",
                "Bij de vorige verkiezingen voerde ieder zijn eigen campagne. Laten we nu één boodschap kiezen.",
                "Alle leden voeren dezelfde campagne.",
                language="nl",
            ),
            Story(
                "phone-data", "staff-c@example.org",
                "What may a field worker carry on a phone?",
                "Names, photos and places of people who trust us travel on private phones. With no IT department, what do we forbid, "
                "what do we provide, and what do we do on the day that a phone is taken?",
                "Nobody carries names and faces on one device, and everybody knows whom to call when it is gone.",
            ),
        ),
        supports={"first-colleague": ["staff-c@example.org", "staff-d@example.org"], "threats": ["zorg@example.org"]},
    ),
    Day(
        opens=["phone-data"],
        declines={
            "joint-campaign": No(
                Theme.Reason.NOT_OURS,
                "Campagnes besluit de ledenvergadering, en die is in maart. Wat we wél samen kunnen leren: wat werkte de vorige keer "
                "en wat niet? Stel die vraag gerust opnieuw.",
            ),
        },
        proposes=(
            Story(
                "answering-back", "partner@example.org",
                "Feedback that gets an answer",
                "We collect complaints and suggestions in boxes, by phone and in meetings, and nobody hears what became of them. What "
                "does it take to answer each one within two weeks?",
                "Everybody who gives feedback in our programmes hears within two weeks what was done with it.",
            ),
        ),
        supports={"cash-or-goods": ["zorg@example.org", "water@example.org"], "safeguarding-small": ["contact@example.org"]},
    ),
)  # fmt: skip

STORIES = {road.story.key: road.story for road in ROADS} | {story.key: story for day in DAYS for story in day.proposes}
