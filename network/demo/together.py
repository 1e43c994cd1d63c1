"""What fictional people said, offered and asked: under open themes, at the contact form, and what moderation holds."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from collaborations.discussion import actions as discussion
from collaborations.discussion.places import PLACES
from collaborations.enquiries import actions as enquiries
from collaborations.models import Comment, Interest, Offer, Theme, Volunteer
from collaborations.themes.gathering import actions as gathering
from members.models import Person
from network.demo.past import NAMESPACE
from network.demo.script import STORIES

Kind = Comment.Kind


@dataclass(frozen=True)
class Said:
    """Something under the theme of a story; ``answers`` names what it replies to, of ``is_answer`` the asker agreed."""

    key: str
    story: str
    email: str
    text: str
    days_ago: int
    kind: str = Kind.COMMENT
    answers: str = ""
    is_answer: bool = False
    language: str = "en"


SAID = (
    Said("who-pays", "success", "staff-c@example.org",
         "Has anybody got a funder to **sign** indicators that the partner chose? We tried twice and got our own list back.",
         20, Kind.QUESTION),
    Said("who-pays-yes", "success", "kennis@example.org",
         "Once. What helped: the partner presented them herself, and we asked the funder which of *their* questions was left "
         "open. There were two. Those two were added, and the eleven others went.",
         18, answers="who-pays", is_answer=True),
    Said("who-pays-thanks", "success", "staff-c@example.org", "Thank you, that is a talk I can plan.", 17, answers="who-pays"),
    Said("whose-risk", "success", "partner@example.org",
         "You say partners decide. When the results are bad, who explains it to the minister: you or us?",
         12, Kind.CHALLENGE),
    Said("two-years", "success", "zorg@example.org",
         "We have two years of reports written this way, in Dutch. Happy to bring them.", 6),
    Said("wanneer", "leaving", "rechten@example.org",
         "Wanneer vertel je het aan de partner: bij de start of een jaar van tevoren?", 14, Kind.QUESTION, language="nl"),
    Said("first-words", "safeguarding-small", "outsider@example.org",
         "I was a confidential adviser for six years and would gladly help to think.", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """An offer to the theme of a story."""

    story: str
    email: str
    kind: str
    amount: str = ""


BROUGHT = (
    Brought("success", "kennis@example.org", Offer.Kind.EXPERTISE, "two researchers, half a day a month"),
    Brought("success", "partner@example.org", Offer.Kind.CASE, "our school programme, three years of data"),
    Brought("success", "staff-b@example.org", Offer.Kind.TIME, "four hours a month"),
    Brought("success", "leren@example.org", Offer.Kind.ROOM, "a room for 20 near the station"),
    Brought("leaving", "onderwijs@example.org", Offer.Kind.CASE, "een programma dat vorig jaar eindigde"),
    Brought("safeguarding-small", "jongeren@example.org", Offer.Kind.TRANSLATION),
)
# (story, who carries it, who stands in): the first lacks a deputy, the second has all it needs and forms.
CARRIED: Sequence[tuple[str, str, str]] = (
    ("success", "staff-a@example.org", "leren@example.org"),
    ("success", "water@example.org", ""),
    ("leaving", "rechten@example.org", "staff-a@example.org"),
    ("leaving", "onderwijs@example.org", "contact@example.org"),
)
INTERESTED: Sequence[tuple[str, str]] = (
    ("success", "noodhulp@example.org"), ("success", "staff-d@example.org"), ("young-voices", "staff-a@example.org"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question at the contact form, from somebody without an account."""

    key: str
    email: str
    subject: str
    text: str
    name: str = ""
    language: str = "en"


ASKED = (
    Asked("cash", "visitor@example.org", "Cash instead of parcels",
          "We are a small group that sends parcels to two villages. Somebody told us that cash works better. Who among you "
          "has tried it, and could we come and listen?", name="Robin Voorbeeld"),
    Asked("scriptie", "student@example.org", "Scriptie over samen leren",
          "Ik schrijf mijn scriptie over leren tussen organisaties. Mag ik iemand een uur spreken over wat het "
          "vijfjarenprogramma heeft opgeleverd?", language="nl"),
)  # fmt: skip


@transaction.atomic
def load_together() -> int:
    """Each once, however often the demo is loaded, and only while its theme still gathers; the number of new things."""
    themes = {story: theme for story, told in STORIES.items() if (theme := told.theme()) is not None and theme.gathers}
    people = {str(person.email): person for person in Person.objects.filter(email__endswith="@example.org")}
    if Comment.objects.filter(submission_key=_key(SAID[0].key)).exists():
        return 0
    new = sum(_say(said, themes, people) for said in SAID)
    new += sum(_bring(brought, themes, people) for brought in BROUGHT)
    new += sum(_show_interest(themes.get(story), people[email]) for story, email in INTERESTED)
    new += sum(_carry(themes.get(story), people[carrier], people.get(deputy)) for story, carrier, deputy in CARRIED)
    return new + sum(_ask(asked) for asked in ASKED)


def _say(said: Said, themes: dict[str, Theme], people: dict[str, Person]) -> bool:
    theme, by = themes.get(said.story), people[said.email]
    if theme is None:
        return False
    facts: dict[str, Any] = {"organisation": next(iter(by.organisations), None), "language": said.language}
    if said.answers:
        thread = Comment.objects.get(submission_key=_key(said.answers))
        comment = discussion.reply(thread, key=_key(said.key), text=said.text, by=by, **facts)
    else:
        comment = discussion.write(
            PLACES["theme"], theme, key=_key(said.key), text=said.text, kind=said.kind, by=by, **facts
        )
    if said.is_answer and comment.thread:
        discussion.mark_answer(comment, by=comment.thread.author)
    Comment.objects.filter(pk=comment.pk).update(written_at=timezone.now() - timedelta(days=said.days_ago))
    return True


def _bring(brought: Brought, themes: dict[str, Theme], people: dict[str, Person]) -> bool:
    theme, by = themes.get(brought.story), people[brought.email]
    if theme is None or not by.organisations:
        return False
    gathering.offer(
        theme, organisation=by.organisations[0], kind=brought.kind, amount=brought.amount, until=None, by=by
    )
    return True


def _show_interest(theme: Theme | None, by: Person) -> bool:
    if theme is None or Interest.objects.filter(theme=theme, person=by).exists():
        return False
    gathering.show_interest(theme, by=by)
    return True


def _carry(theme: Theme | None, by: Person, deputy: Person | None) -> bool:
    if theme is None or not by.organisations or Volunteer.objects.filter(theme=theme, seat__person=by).exists():
        return False
    theme.refresh_from_db()
    carrier = gathering.carry(theme, organisation=by.organisations[0], by=by)
    if deputy and deputy.organisations:
        gathering.stand_in(carrier, organisation=deputy.organisations[0], by=deputy)
    return True


def _ask(asked: Asked) -> bool:
    facts = {"subject": asked.subject, "name": asked.name, "email": asked.email, "language": asked.language}
    enquiries.ask(asked.text, key=_key(asked.key), by=None, **facts)
    return True


def _key(key: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"together {key}")
