"""After a dump is restored into a new cluster, digests go on where they were: nothing twice, nothing left out."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from collaborations.themes import actions
from notifications.digests.actions import send_due_digests
from notifications.digests.calendar import materialise
from notifications.models import Cursor, Event

pytestmark = [pytest.mark.allows_loops, pytest.mark.django_db(transaction=True)]
AHEAD = 5_000_000_000


@pytest.fixture
def told(cast, letterbox):
    """Ben's digest has told of one theme; a second was opened after it."""
    materialise()
    open_one(cast, "Told")
    next_morning(1)
    assert [mail["Subject"] for mail in letterbox.to(cast.other)] == ["“Told”"]
    open_one(cast, "Not told yet")
    letterbox.clear()
    return letterbox


def open_one(cast, title):
    texts = {"title": title, "question": "What?", "change": "That."}
    theme = actions.keep_draft(uuid.uuid4(), organisation=cast.organisation, by=cast.member, **texts)
    actions.open_theme(actions.propose(theme, by=cast.member), by=cast.coordinator)


def next_morning(days):
    """The digests of a morning to come, whose runs are due by the real clock."""
    Cursor.objects.update(next_due_at=timezone.now() - timedelta(days=10 - days))
    send_due_digests(now=timezone.now() - timedelta(days=10 - days))


def restore_into_a_new_cluster():
    """As a dump looks there: every number far ahead of the transactions of the new cluster."""
    Event.objects.update(transaction=F("transaction") + AHEAD)
    Cursor.objects.update(from_transaction=F("from_transaction") + AHEAD)


def restarted():
    out = StringIO()
    call_command("restart_digest_windows", stdout=out)
    return out.getvalue()


def test_without_the_command_a_restored_dump_would_leave_new_things_out(cast, told):
    restore_into_a_new_cluster()
    open_one(cast, "New")
    next_morning(2)
    assert told.to(cast.other) == []


def test_digests_go_on_after_a_restore(cast, told):
    restore_into_a_new_cluster()
    assert "go on" in restarted()
    open_one(cast, "New")
    next_morning(2)
    (mail,) = told.to(cast.other)
    text = mail.get_body(("plain",)).get_content()
    assert "Not told yet" in text
    assert "New" in text
    assert "Told\n" not in text
    told.clear()
    next_morning(3)
    assert told.to(cast.other) == []


def test_twice_is_once_and_nothing_changes_where_nothing_was_restored(cast, told):
    before = numbers()
    assert "Nothing to do" in restarted()
    assert numbers() == before
    restore_into_a_new_cluster()
    restarted()
    before = numbers()
    assert "Nothing to do" in restarted()
    assert numbers() == before
    assert before[-1] <= 0


def numbers():
    events = Event.objects.order_by("pk").values_list("transaction", flat=True)
    return [*events, *Cursor.objects.order_by("pk").values_list("from_transaction", flat=True)]
