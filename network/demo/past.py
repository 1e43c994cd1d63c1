"""What fictional people did on an earlier day: the real actions, and then the dates put back to that day.

The journal keeps the true time: nothing changes it, not even a demo.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from collaborations.models import Support, Theme
from collaborations.themes import actions
from collaborations.themes.gathering import actions as gathering
from collaborations.themes.models import OPENS_AFTER_DAYS, QUORUM_WITHIN
from members.models import Organisation, Person
from network.protection import Level
from network.workdays import after_working_days
from notifications.models import Event, OutboxMail

NAMESPACE = uuid.UUID("6f0b6f0e-5a0c-4c1b-9a57-6b72696e6721")


@dataclass(frozen=True)
class Story:
    """A theme that somebody of the demo writes; `key` stays the same for ever, so that loading twice is loading once."""

    key: str
    author: str
    title: str
    question: str
    change: str = ""
    language: str = "en"
    protection: str = Level.OPEN

    @property
    def submission_key(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.key)

    def theme(self) -> Theme | None:
        """The theme that came of it, when it is there."""
        return Theme.objects.filter(author__email=self.author, submission_key=self.submission_key).first()


@transaction.atomic
def write(story: Story, *, at: datetime) -> Theme:
    """Keep the draft."""
    author = Person.objects.get(email=story.author)
    texts: dict[str, Any] = {"title": story.title, "question": story.question, "change": story.change}
    facts: dict[str, Any] = {"language": story.language, "protection": story.protection}
    theme = actions.keep_draft(story.submission_key, organisation=author.organisations[0], by=author, **texts, **facts)
    return _put_back(theme, touched_at=at)


@transaction.atomic
def propose(story: Story, *, at: datetime) -> Theme:
    """Write and propose."""
    theme = write(story, at=at)
    actions.propose(theme, by=theme.author)
    Support.objects.filter(theme=theme).update(given_at=at)
    _put_back_events(theme, at, "theme-waits")
    return _put_back(theme, proposed_at=at, due_at=after_working_days(at, OPENS_AFTER_DAYS))


@transaction.atomic
def open_theme(theme: Theme, *, by: Person, at: datetime) -> Theme:
    """The coordinator opens it."""
    actions.open_theme(theme, by=by)
    _put_back_events(theme, at, "your-theme-opened", "theme-opened")
    return _put_back(theme, opened_at=at, due_at=at + QUORUM_WITHIN)


@transaction.atomic
def decline(theme: Theme, *, reason: str, text: str, by: Person, at: datetime) -> Theme:
    """The coordinator says a kind no."""
    actions.decline(theme, reason=reason, text=text, by=by)
    _put_back_events(theme, at, "theme-declined")
    return _put_back(theme, declined_at=at)


@transaction.atomic
def support(theme: Theme, *, by: Person, at: datetime) -> Support | None:
    """The organisation of ``by`` backs it; None when it had done so, or the person has no seat any more."""
    organisation: Organisation | None = next(iter(by.organisations), None)
    if organisation is None or Support.objects.filter(theme=theme, organisation=organisation).exists():
        return None
    given = gathering.support(theme, organisation=organisation, by=by)
    Support.objects.filter(pk=given.pk).update(given_at=at)
    return given


def _put_back(theme: Theme, **dates: datetime) -> Theme:
    Theme.objects.filter(pk=theme.pk).update(**dates)
    for name, date in dates.items():
        setattr(theme, name, date)
    return theme


def _put_back_events(theme: Theme, at: datetime, *kinds: str) -> None:
    """Those just told about ``theme``, and their waiting mails; when they are due stays as it is."""
    events = Event.objects.filter(kind__in=kinds, subject_id=theme.pk)
    OutboxMail.objects.filter(event__in=events).update(created_at=at)
    events.update(created_at=at)
