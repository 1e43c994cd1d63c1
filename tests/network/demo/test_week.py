"""A fictional week goes through real transactions, real SMTP and the real digests, and is played once."""

import socket
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from collaborations.models import Theme
from collaborations.themes import actions
from members.models import Person
from network.bootstrap.trouble import free_port
from network.demo import inbox, week
from network.demo.script import DAYS, STORIES
from notifications.models import Cursor, DigestRun, OutboxMail

pytestmark = [pytest.mark.allows_loops, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def loaded(demo):
    demo.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    demo.EMAIL_HOST, demo.EMAIL_PORT = "127.0.0.1", free_port()
    call_command("load_demo", stdout=StringIO())


def played():
    out = StringIO()
    call_command("demo_week", stdout=out)
    return out.getvalue().splitlines()


def facts():
    return [model.objects.count() for model in (Theme, OutboxMail, DigestRun)]


def test_a_week_is_played_once(loaded, place):
    lines = played()
    assert len(lines) == len(DAYS) + 1
    assert lines[-1].endswith("/demo/inbox/")
    assert all(story.theme() for story in STORIES.values())
    once, mails = facts(), len(inbox.keys(place))
    again = played()
    assert "played already" in again[0]
    assert (facts(), len(inbox.keys(place))) == (once, mails)


def test_each_mail_of_the_week_arrived_once_and_bears_the_day_it_tells_of(loaded, place):
    played()
    letters = inbox.letters(place, inbox.keys(place))
    assert {*Counter(letter.message_id for letter in letters).values()} == {1}
    sent = DigestRun.objects.filter(state="sent").count() + OutboxMail.objects.filter(state="sent").count()
    assert len(letters) == sent > 80
    digests = [letter for letter in letters if "kring-digest" in letter.message_id]
    assert len({letter.sent_at.date() for letter in digests}) >= len(DAYS) - 1
    assert max(letter.sent_at for letter in letters) <= timezone.now()
    assert [letter.sent_at for letter in letters] == sorted((letter.sent_at for letter in letters), reverse=True)


def test_after_the_week_the_real_clock_goes_on(loaded):
    played()
    assert not Cursor.objects.filter(next_due_at__lte=timezone.now()).exists()
    assert not DigestRun.objects.filter(state__in=["due", "leased", "sending", "failed", "unknown"]).exists()
    assert not OutboxMail.objects.exclude(state__in=["sent", "skipped"]).exists()


def test_an_interrupted_week_goes_on_where_it_stopped(loaded, place):
    week_so_far = week.play()
    first = [next(week_so_far), next(week_so_far)]
    week_so_far.close()
    rest = played()
    assert len(rest) == len(DAYS) - 2 + 1
    assert not {*first} & {*rest}
    letters = inbox.letters(place, inbox.keys(place))
    assert {*Counter(letter.message_id for letter in letters).values()} == {1}


def test_what_people_decided_otherwise_is_left_alone(loaded):
    theme = STORIES["sharing-mistakes"].theme()
    actions.decline(theme, reason="other", text="Not now.", by=Person.objects.get(is_coordinator=True))
    lines = played()
    assert theme.title not in lines[0]
    theme.refresh_from_db()
    assert (theme.state, theme.decline_text) == ("declined", "Not now.")


def test_without_the_people_of_the_demo_no_week_begins(demo):
    with pytest.raises(CommandError, match="load_demo"):
        played()


def test_the_mail_server_of_the_week_ends_with_it(loaded):
    played()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", week.settings.EMAIL_PORT), timeout=1)
