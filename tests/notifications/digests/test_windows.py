"""Nothing is lost and nothing is told twice, whoever commits when."""

import psycopg
import pytest
from django.db import connection

from collaborations.themes.notices import THEME_OPENED
from notifications.digests import calendar, claims
from notifications.digests.actions import send_due_digests
from notifications.models import Cursor, DigestRun, Event
from tests.at_once import at_once
from tests.factories import SeatFactory, ThemeFactory
from tests.notifications.mornings import another_morning, open_theme, subscribe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_loops]

WRITE = "INSERT INTO notifications_event (kind, subject_id, actor_id, is_addressed) VALUES (%s, %s, NULL, false)"


@pytest.fixture
def elsewhere():
    """Another process's connection, in a transaction of its own."""
    facts = connection.get_connection_params()
    facts = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if facts.get(name)}
    with psycopg.connect(**facts) as other:
        yield other


def subjects(letterbox, person):
    return [mail["Subject"] for mail in letterbox.to(person)]


def test_what_commits_after_the_window_closed_is_in_the_next_digest(cast, letterbox, elsewhere):
    subscribe(cast.other)
    slow = ThemeFactory(opened=True, title="Written first, committed last", author=cast.member)
    elsewhere.execute(WRITE, [THEME_OPENED.name, slow.pk])
    open_theme(cast, "Written last, committed first")
    assert another_morning() == 0, "the window ends before the oldest transaction that is still running"
    elsewhere.commit()
    another_morning()
    assert len(letterbox.to(cast.other)) == 1
    (mail,) = letterbox.to(cast.other)
    told = mail.get_body(("plain",)).get_content()
    assert "Written first, committed last" in told
    assert "Written last, committed first" in told
    another_morning()
    assert len(letterbox.to(cast.other)) == 1


def test_what_committed_before_the_slow_one_began_is_told_at_once(cast, letterbox, elsewhere):
    subscribe(cast.other)
    open_theme(cast, "Early")
    slow = ThemeFactory(opened=True, title="Slow", author=cast.member)
    elsewhere.execute(WRITE, [THEME_OPENED.name, slow.pk])
    assert another_morning() == 1
    elsewhere.commit()
    another_morning()
    assert subjects(letterbox, cast.other) == ["“Early”", "“Slow”"]


def test_what_is_rolled_back_is_never_told(cast, letterbox, elsewhere):
    subscribe(cast.other)
    slow = ThemeFactory(opened=True, title="Never", author=cast.member)
    elsewhere.execute(WRITE, [THEME_OPENED.name, slow.pk])
    elsewhere.rollback()
    assert another_morning() == 0
    assert not letterbox.mails


def test_fifty_themes_opened_during_ten_mornings_are_each_told_once(cast, letterbox):
    """Threads open themes while digests go out: every one reaches Ben exactly once."""
    subscribe(cast.other)
    for first in range(0, 50, 5):
        at_once(*[lambda n=n: open_theme(cast, f"Theme {n:02}") for n in range(first, first + 5)], another_morning)
    another_morning()
    told = [line for mail in letterbox.to(cast.other) for line in mail.get_body(("plain",)).get_content().splitlines()]
    assert sorted(line for line in told if line.startswith("* Theme")) == [f"* Theme {n:02}" for n in range(50)]


def test_eight_workers_at_once_send_each_digest_once(cast, letterbox):
    people = [seat.person for seat in SeatFactory.create_batch(40)]
    subscribe(*people)
    open_theme(cast, "Who decides?")
    sent = at_once(*[send_due_digests] * 8)
    assert sum(sent) == 40
    assert sorted(mail["To"] for mail in letterbox.mails) == sorted(person.email for person in people)
    assert set(DigestRun.objects.values_list("state", flat=True)) == {"sent"}


def test_two_workers_never_hold_the_same_run(cast):
    subscribe(*[seat.person for seat in SeatFactory.create_batch(10)])
    calendar.materialise()
    one, other = at_once(claims.claim, claims.claim)
    assert not {run.pk for run in one} & {run.pk for run in other}
    assert len(one) + len(other) == 10


def test_a_new_follower_hears_nothing_older(cast, letterbox):
    open_theme(cast, "Before Ben came")
    subscribe(cast.other)
    assert another_morning() == 0
    assert not letterbox.mails


def test_events_carry_the_number_of_their_transaction(cast):
    open_theme(cast, "One")
    open_theme(cast, "Two")
    first, second = Event.objects.filter(kind=THEME_OPENED.name).order_by("pk").values_list("transaction", flat=True)
    assert first < second < calendar.oldest_running()


def test_a_claim_closes_its_window_where_the_last_one_ended(cast, letterbox):
    subscribe(cast.other)
    open_theme(cast, "One")
    another_morning()
    open_theme(cast, "Two")
    another_morning()
    first, second = DigestRun.objects.filter(person=cast.other).order_by("pk")
    assert first.to_transaction == second.from_transaction
    assert Cursor.objects.get(person=cast.other).from_transaction == second.to_transaction
