"""What happens by itself at the end of each promise: once, with its rule in the journal, and undoable."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from collaborations.models import Theme
from collaborations.tasks import keep_promises as sweep
from collaborations.themes import actions, clock
from collaborations.themes.models import QUORUM_MISSED
from network.journal import Entry
from network.protection import Level
from notifications.mail.actions import send_waiting_mail
from notifications.models import Event, Notice, OutboxMail
from tests.at_once import at_once
from tests.conftest import Browser
from tests.factories import PersonFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TEXTS = {"title": "Who decides?", "question": "What happens then?", "change": "We ask first."}


def at(*moment):
    return time_machine.travel(datetime(*moment, tzinfo=AMSTERDAM), tick=False)


def proposed(cast, **facts):
    draft = ThemeFactory(author=cast.member, organisation=cast.organisation, **TEXTS, **facts)
    return actions.propose(draft, by=cast.member)


def counts():
    return [model.objects.count() for model in (Entry, Event, Notice, OutboxMail)]


OPENS = {  # proposed, and the last minute at which it is not open yet
    "an ordinary week": ((2027, 3, 1, 10, 0), (2027, 3, 8, 9, 59)),
    "on a Friday evening": ((2027, 3, 5, 22, 0), (2027, 3, 12, 21, 59)),
    "on a Sunday": ((2027, 3, 7, 12, 0), (2027, 3, 12, 11, 59)),
    "over King's Day": ((2027, 4, 23, 10, 0), (2027, 5, 3, 9, 59)),
    "over Easter": ((2027, 3, 25, 10, 0), (2027, 4, 5, 9, 59)),
    "over Christmas": ((2026, 12, 23, 10, 0), (2026, 12, 31, 9, 59)),
    "over New Year": ((2026, 12, 30, 10, 0), (2027, 1, 7, 9, 59)),
    "over the clock's change": ((2027, 3, 22, 10, 0), (2027, 3, 31, 9, 59)),
}


@pytest.mark.parametrize("case", OPENS)
def test_five_working_days_are_counted_with_the_holidays_of_the_country(cast, case):
    begin, last = OPENS[case]
    with at(*begin):
        theme = proposed(cast)
    with at(*last):
        assert clock.keep_promises() == 0
    with time_machine.travel(datetime(*last, tzinfo=AMSTERDAM) + timedelta(minutes=1), tick=False):
        assert clock.keep_promises() == 1
    theme.refresh_from_db()
    assert theme.state == "open"


def test_an_opening_by_itself_is_logged_with_its_rule_told_and_undone(cast, letterbox):
    with at(2027, 3, 1, 10, 0):
        theme = proposed(cast)
    with at(2027, 3, 8, 10, 0):
        clock.keep_promises()
        send_waiting_mail()
    theme.refresh_from_db()
    last = Entry.objects.about(theme).last()
    assert (last.verb, last.actor_id) == ("open", None)
    assert last.why == "Nobody decided within 5 working days, and it is neither protected nor held back."
    assert not Notice.objects.unread_of(cast.coordinator).exists()
    words = letterbox.to(cast.member)[-1].get_body(("plain",)).get_content()
    assert "Nobody stopped it within five working days, so it opened by itself" in " ".join(words.split())
    with at(2027, 3, 9, 10, 0):
        actions.reconsider(theme, text="It names somebody.", by=cast.coordinator)
    theme.refresh_from_db()
    assert (theme.state, theme.opened_at) == ("proposed", None)
    assert theme.due_at.astimezone(AMSTERDAM) == datetime(2027, 3, 16, 10, 0, tzinfo=AMSTERDAM)


SENSITIVE = {
    "closed": {"protection": Level.CLOSED},
    "sealed": {"protection": Level.SEALED},
    "held back": {"flagged_at": timezone.now(), "flag_text": "A name is in it."},
}


@pytest.mark.parametrize("what", SENSITIVE)
def test_what_is_sensitive_never_opens_by_itself_and_others_are_asked(cast, what):
    deputy, officer = PersonFactory(is_deputy=True), PersonFactory(is_safeguarding_officer=True)
    PersonFactory(is_safeguarding_officer=True, is_active=False)
    theme = theme_in(
        "proposed", author=cast.member, organisation=cast.organisation,
        due_at=datetime(2027, 3, 8, 10, 0, tzinfo=AMSTERDAM), **SENSITIVE[what],
    )  # fmt: skip
    with at(2027, 3, 8, 10, 0):
        assert clock.keep_promises() == 1
        assert clock.keep_promises() == 0
    theme.refresh_from_db()
    assert theme.state == "proposed"
    assert theme.escalated_at == datetime(2027, 3, 8, 10, 0, tzinfo=AMSTERDAM)
    assert theme.due_at == datetime(2027, 3, 22, 10, 0, tzinfo=AMSTERDAM)
    asked = set(Notice.objects.filter(event__kind="theme-escalated").values_list("person", flat=True))
    assert asked == ({officer.pk} if what == "sealed" else {officer.pk, deputy.pk, cast.coordinator.pk})
    assert Notice.objects.filter(event__kind="theme-stays-closed").get().person == cast.member
    for month in range(4, 13):  # and so on, for as long as nobody answers
        with at(2027, month, 28, 12, 0):
            clock.keep_promises()
    theme.refresh_from_db()
    assert theme.state == "proposed"
    verbs = Entry.objects.about(theme).values_list("verb", flat=True)
    assert set(verbs) == {"escalate"}
    assert len(verbs) == 10
    assert Notice.objects.filter(event__kind="theme-escalated", person=officer).count() == 1


def test_an_appeal_is_never_granted_by_itself(cast):
    other, officer = PersonFactory(is_coordinator=True), PersonFactory(is_safeguarding_officer=True)
    theme = theme_in("declined", author=cast.member, organisation=cast.organisation, declined_by=cast.coordinator)
    with at(2027, 3, 1, 10, 0):
        actions.appeal(theme, text="It is one country.", by=cast.member)
    assert set(Notice.objects.filter(event__kind="theme-appealed").values_list("person", flat=True)) == {
        other.pk, officer.pk,
    }  # fmt: skip
    with at(2027, 3, 8, 10, 0):
        assert clock.keep_promises() == 1
    theme.refresh_from_db()
    assert theme.state == "appealed"
    asked = Notice.objects.filter(event__kind="theme-escalated").values_list("person", flat=True)
    assert set(asked) == {other.pk, officer.pk}
    assert (
        Entry.objects.about(theme).last().why
        == "Nobody answered the appeal in time, and no appeal is granted by itself."
    )


@pytest.mark.parametrize("state", ["open", "forming"])
def test_after_ninety_days_a_theme_is_parked_with_an_honest_note_and_can_be_revived(cast, state, letterbox):
    with at(2027, 1, 4, 10, 0):
        theme = actions.open_theme(
            theme_in("proposed", author=cast.member, organisation=cast.organisation), by=cast.coordinator
        )
        if state == "forming":
            theme.move("form", formed_at=timezone.now())
    with at(2027, 4, 4, 10, 59):  # 90 times 24 hours; the clock was put forward meanwhile
        assert clock.keep_promises() == 0
    with at(2027, 4, 4, 11, 0):
        assert clock.keep_promises() == 1
        send_waiting_mail()
    theme.refresh_from_db()
    assert (theme.state, theme.formed_at, theme.due_at) == ("parked", None, None)
    assert theme.park_text == QUORUM_MISSED
    last = Entry.objects.about(theme).last()
    assert (last.verb, last.actor_id, last.why) == ("park", None, "90 days went by, and no journey started.")
    assert "That says little about the question" in letterbox.to(cast.member)[-1].get_body(("plain",)).get_content()
    assert "That says little about the question" in Browser().get(theme.get_absolute_url()).text
    with translation.override("nl"):
        assert theme.park_note != QUORUM_MISSED
    with at(2027, 5, 1, 12, 0):
        actions.revive(theme, by=cast.member)
    theme.refresh_from_db()
    assert (theme.state, theme.park_text) == ("open", "")
    assert theme.due_at == datetime(2027, 5, 1, 12, 0, tzinfo=AMSTERDAM) + timedelta(days=90)


def test_a_sweep_twice_is_a_sweep_once(cast):
    due = timezone.now() - timedelta(minutes=1)
    for state in ("proposed", "appealed", "open", "forming"):
        theme_in(state, due_at=due)
    assert clock.keep_promises() == 4
    before = counts()
    assert clock.keep_promises() == 0
    assert counts() == before
    assert sorted(Theme.objects.values_list("state", flat=True)) == ["appealed", "open", "parked", "parked"]


@pytest.mark.parametrize("state", ["draft", "started", "merged", "parked", "declined", "withdrawn"])
def test_what_promises_nothing_is_left_alone(state):
    theme_in(state)
    before = list(Theme.objects.order_by("pk").values("pk", "state"))
    with time_machine.travel(timezone.now() + timedelta(days=80), tick=False):  # the other side of a merge is open
        assert clock.keep_promises() == 0
    assert list(Theme.objects.order_by("pk").values("pk", "state")) == before


@pytest.mark.django_db(transaction=True)
def test_several_sweeps_at_once_do_each_thing_once(cast):
    due = timezone.now() - timedelta(minutes=1)
    for _number in range(6):
        theme_in("proposed", author=cast.member, organisation=cast.organisation, due_at=due)
    done = at_once(*[clock.keep_promises] * 4)
    assert sum(done) == 6
    assert set(Theme.objects.values_list("state", flat=True)) == {"open"}
    assert Entry.objects.filter(verb="open").count() == 6
    assert Notice.objects.filter(event__kind="your-theme-opened").count() == 6


@pytest.mark.django_db(transaction=True)
def test_whoever_decides_at_that_moment_is_not_overruled(cast):
    """The row is held by a coordinator who is just declining it: the sweep passes by, and does nothing afterwards."""
    theme = theme_in("proposed", due_at=timezone.now() - timedelta(minutes=1))
    with transaction.atomic():
        actions.decline(theme, reason="other", text="No.", by=cast.coordinator)
        assert at_once(clock.keep_promises) == [0]
    assert clock.keep_promises() == 0
    assert Theme.objects.get().state == "declined"


class Killed(BaseException):
    """What ends a process leaves no time for anything."""


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_in_the_middle_leaves_whole_themes_and_the_rest_to_the_next(cast, monkeypatch):
    due = timezone.now() - timedelta(minutes=1)
    themes = [theme_in("proposed", author=cast.member, due_at=due + timedelta(seconds=n)) for n in range(3)]
    record = actions.journal.record

    def dies_at_the_second(verb, theme, **facts):
        if theme.pk == themes[1].pk:
            raise Killed
        return record(verb, theme, **facts)

    with monkeypatch.context() as broken:
        broken.setattr(actions.journal, "record", dies_at_the_second)
        with pytest.raises(Killed):
            clock.keep_promises()
    assert list(Theme.objects.order_by("due_at", "pk").values_list("state", flat=True)) == [
        "proposed",
        "proposed",
        "open",
    ]
    assert Entry.objects.count() == 1
    assert Notice.objects.filter(event__kind="your-theme-opened").count() == 1
    assert clock.keep_promises() == 2
    assert Entry.objects.count() == 3


def test_one_theme_that_cannot_be_moved_stops_no_other(cast, monkeypatch):
    due = timezone.now() - timedelta(minutes=1)
    broken, sound = (theme_in("proposed", due_at=due + timedelta(seconds=n)) for n in range(2))
    record = actions.journal.record

    def fails_once(verb, theme, **facts):
        if theme.pk == broken.pk:
            raise RuntimeError
        return record(verb, theme, **facts)

    monkeypatch.setattr(actions.journal, "record", fails_once)
    assert clock.keep_promises() == 1
    assert [Theme.objects.get(pk=theme.pk).state for theme in (broken, sound)] == ["proposed", "open"]


def test_what_moderation_has_hidden_neither_opens_nor_is_parked(cast):
    due = timezone.now() - timedelta(minutes=1)
    for state in ("proposed", "open"):
        theme_in(state, due_at=due, hidden_at=timezone.now())
    assert clock.keep_promises() == 0
    Theme.objects.update(hidden_at=None)
    assert clock.keep_promises() == 2


def test_the_beat_runs_it(cast):
    theme = theme_in("proposed", due_at=timezone.now() - timedelta(minutes=1))
    sweep()
    theme.refresh_from_db()
    assert theme.state == "open"


def test_four_weeks_without_anybody_at_the_desk(cast):
    """Twenty proposals in every protection while everybody is away: nothing past its clock, nothing sensitive opened."""
    PersonFactory(is_safeguarding_officer=True)
    with at(2026, 12, 14, 9, 0):
        for number in range(20):
            draft = actions.keep_draft(
                uuid.uuid4(),
                organisation=cast.organisation,
                by=cast.member,
                protection=Level.values[number % 4],
                **TEXTS | {"question": f"Question {number}?"},  # the same one for the third time would be held
            )
            actions.propose(draft, by=cast.member)
    moment = datetime(2026, 12, 14, 9, 0, tzinfo=AMSTERDAM)
    while moment < datetime(2027, 1, 11, 9, 0, tzinfo=AMSTERDAM):
        moment += timedelta(hours=6)
        with time_machine.travel(moment, tick=False):
            clock.keep_promises()
            assert not Theme.objects.filter(due_at__lte=moment).exists()
    opened = set(Theme.objects.filter(state="open").values_list("protection", flat=True))
    assert opened == {"open", "members"}
    waiting = Theme.objects.filter(state="proposed")
    assert set(waiting.values_list("protection", flat=True)) == {"closed", "sealed"}
    assert all(theme.escalated_at for theme in waiting)
    assert not Entry.objects.filter(actor=None, why="").exists()
