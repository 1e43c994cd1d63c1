"""People who talk under a theme."""

import uuid

from django.core.cache import caches

from collaborations.discussion import actions
from collaborations.discussion.mentions import find
from collaborations.discussion.places import PLACES
from tests.conftest import Browser


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def stranger():
    """Somebody who is not signed in and reads no page that was kept: inside a test's transaction nothing is committed."""
    caches["pages"].clear()
    return Browser()


def html(answer):
    return answer.content.decode()


def typed(text, **changes):
    return {"text": text, "kind": "comment", "language": "en", "organisation": "", "key": str(uuid.uuid4())} | changes


def _resolved(theme, text, by):
    found = find(text, PLACES["theme"], theme, by=by)
    assert not found.doubts
    return {"text": found.text, "mentioned": found.keys, "language": "en"}


def say(theme, *, by, text, kind="comment"):
    organisation = by.seats[0].organisation if by.seats else None
    facts = _resolved(theme, text, by) | {"organisation": organisation, "kind": kind}
    return actions.write(PLACES["theme"], theme, key=uuid.uuid4(), **facts, by=by)


def answer(thread, *, by, text, private_note=""):
    organisation = by.seats[0].organisation if by.seats else None
    facts = _resolved(thread.thing, text, by) | {"organisation": organisation, "private_note": private_note}
    return actions.reply(thread, key=uuid.uuid4(), **facts, by=by)


def edit(comment, *, by, text):
    return actions.edit(comment, **_resolved(comment.thing, text, by), by=by)
