"""Two organisations with their people and things: enough for every rule to look at."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from collaborations.models import Admission, Comment, Offer, Support, Theme, Volunteer
from collaborations.moderation.models import Case as Reported
from collaborations.themes.models import LOOKS_AFTER
from members.models import Duty, Organisation, Person, SeatTerm
from network.abilities.roles import CONTACT, STAFF, VISITOR, Case, Role
from network.abilities.verbs import ADMISSION, CASE, COMMENT, DUTY, OFFER, ORGANISATION, PART, SEAT, SUPPORT, THEME

Things = dict[str, Any]


class Stage:
    """Rows for one role, moved from case to case; write them in a transaction that is rolled back.

    No action is called, so nobody is told of anything, and nothing is written to the journal.
    """

    def __init__(self, role: Role) -> None:
        self.role, self.now = role, timezone.now()
        self.home, self.elsewhere = _organisation(role.kind), _organisation(Organisation.Kind.MEMBER)
        facts = {"email": None} if role.facts.get("is_managed") else {}
        self.person = _somebody(**role.facts, **facts)
        self.seat = _seat(self.home, self.person, role.seat) if role.seat else None
        if role.moved_on:
            _seat(_organisation(Organisation.Kind.MEMBER), self.person, STAFF)
        self.theirs, self.others = _things(self.home), _things(self.elsewhere)
        self.own = {SEAT: self.seat} | self._made()

    def _made(self) -> Things:
        """What they wrote and gave themselves: nothing, when they only look after it."""
        if self.role is VISITOR:
            return {}
        author = self.theirs[SEAT].person if self.role.keeps else self.person
        keeper = self.seat if self.role.keeps else None
        theme = _theme(self.home, author, keeper)
        own: Things = {
            THEME: theme,
            SUPPORT: _support(theme, self.home, self.person),
            CASE: _reported(theme, self.person),
        }
        own |= {OFFER: _offer(theme, self.home, self.person), PART: _part(theme, self.seat)}
        return own | {COMMENT: _reply(theme, self.home, self.person), ADMISSION: _admission(theme)}

    def asked(self, case: Case) -> tuple[Any, Things, Things, Things]:
        """The person as this case has them, freshly loaded, with what is theirs, their organisation's and another's."""
        if self.seat:
            ended_at = self.now if case.seat == SeatTerm.State.ENDED else None
            SeatTerm.objects.filter(pk=self.seat.pk).update(state=case.seat, started_at=self.now, ended_at=ended_at)
            Organisation.objects.filter(pk=self.home.pk).update(state=case.organisation, **_dates(case, self.now))
        person = AnonymousUser() if self.role is VISITOR else Person.objects.get(pk=self.person.pk)
        return person, dict(_anew(self.own)), dict(_anew(self.theirs)), dict(_anew(self.others))


def _anew(things: Things) -> Iterator[tuple[str, Any]]:
    for about, thing in things.items():
        if thing is not None:
            yield about, type(thing).objects.get(pk=thing.pk)


def _dates(case: Case, now: datetime) -> dict[str, Any]:
    """The dates without which the database refuses a state."""
    states = Organisation.State
    return {
        "applied_at": now if case.organisation == states.APPLIED else None,
        "lapses_on": now.date() if case.organisation == states.LAPSING else None,
        "suspended_at": now if case.organisation == states.SUSPENDED else None,
        "ended_at": now if case.organisation == states.ENDED else None,
    }


def _things(organisation: Organisation) -> Things:
    """One thing of each kind that belongs to the organisation and a colleague there."""
    seat = _seat(organisation, _somebody(), CONTACT)
    theme = _theme(organisation, seat.person, seat)
    duty = Duty.objects.create(organisation=organisation, kind=LOOKS_AFTER, thing_id=0, vacant_since=timezone.now())
    support = _support(_theme(organisation, seat.person, seat), organisation, seat.person)
    things: Things = {ORGANISATION: organisation, SEAT: seat, DUTY: duty, THEME: theme, SUPPORT: support}
    things |= {OFFER: _offer(theme, organisation, seat.person), PART: _part(theme, seat), ADMISSION: _admission(theme)}
    return things | {CASE: _reported(theme, seat.person), COMMENT: _reply(theme, organisation, seat.person)}


def _organisation(kind: str) -> Organisation:
    return Organisation.objects.create(name=f"Voorbeeld {uuid.uuid4()}", kind=kind)


def _somebody(**facts: Any) -> Person:
    return Person.objects.create(**{"email": f"{uuid.uuid4()}@example.org", **facts})


def _seat(organisation: Organisation, person: Person, role: str) -> SeatTerm:
    return SeatTerm.objects.create(organisation=organisation, person=person, role=role)


def _theme(organisation: Organisation, author: Person, keeper: SeatTerm | None) -> Theme:
    """A draft: whether a state offers a verb is another question than who may."""
    theme = Theme.objects.create(organisation=organisation, author=author)
    if keeper:
        Duty.objects.create(organisation=organisation, kind=LOOKS_AFTER, thing_id=theme.pk, seat=keeper)
    return theme


def _offer(theme: Theme, organisation: Organisation, giver: Person) -> Offer:
    return Offer.objects.create(theme=theme, organisation=organisation, kind=Offer.Kind.ROOM, made_by=giver)


def _part(theme: Theme, seat: SeatTerm | None) -> Volunteer | None:
    """They carry it by their seat."""
    return Volunteer.objects.create(theme=theme, seat=seat) if seat else None


def _support(theme: Theme, organisation: Organisation, giver: Person) -> Support:
    return Support.objects.create(theme=theme, organisation=organisation, given_by=giver)


def _admission(theme: Theme) -> Admission:
    """Somebody whom somebody else invited."""
    return Admission.objects.create(theme=theme, person=_somebody(), invited_by=_somebody())


def _reported(theme: Theme, author: Person) -> Reported:
    return Reported.objects.create(subject_kind="theme", subject_id=theme.pk, author=author, due_at=timezone.now())


def _reply(theme: Theme, organisation: Organisation, author: Person) -> Comment:
    """To a question of their own."""
    said = {"place": "theme", "place_id": theme.pk, "author": author, "organisation": organisation, "text": "-"}
    asked = Comment.objects.create(**said, kind=Comment.Kind.QUESTION, submission_key=uuid.uuid4())
    return Comment.objects.create(**said, thread=asked, submission_key=uuid.uuid4())
