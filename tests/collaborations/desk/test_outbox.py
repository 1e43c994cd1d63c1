"""A decision is prepared, rehearsed, read, and only then announced; what became impossible says why."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from collaborations.desk.actions import prepare, reword, take_back, take_back_last
from collaborations.desk.clock import keep_promises
from collaborations.desk.models import Postponed, Prepared
from collaborations.desk.outbox.actions import announce, announce_all
from collaborations.desk.rehearsal import reach_of, without_keys
from collaborations.desk.timing import goes_out_at
from collaborations.models import Theme
from collaborations.tasks import keep_promises as sweep
from collaborations.themes.actions import open_theme, withdraw
from collaborations.themes.notices import SUPPORT
from network import links
from network.desk import PILES
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import Event, Notice, OutboxMail
from tests.at_once import at_once
from tests.collaborations.desk.conftest import WORDS
from tests.conftest import Browser
from tests.factories import PersonFactory, SeatFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

OUTBOX = reverse("collaborations:outbox")


def everything():
    return {model: model.objects.count() for model in (Event, Notice, OutboxMail, Entry)}


@pytest.fixture
def colleague(cast):
    """Another coordinator."""
    person = PersonFactory(name="Finn Voorbeeld")
    person.is_coordinator = True
    person.save()
    return person


def test_preparing_says_whom_it_reaches_and_leaves_nothing_behind(cast, proposal, prepare_for):
    theme = proposal()
    SeatFactory(person=cast.member, organisation=cast.third_organisation)
    before = everything()
    prepared = prepare_for(theme, "decline")
    assert (prepared.people, prepared.organisations) == (1, 2), "Ada, who holds seats at two"
    assert everything() == before
    theme.refresh_from_db()
    assert (theme.state, theme.decline_text) == ("proposed", "")


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_nudges_nobody(cast, proposal, prepare_for, monkeypatch):
    from network import nudges

    sent = []
    monkeypatch.setattr(nudges, "_send", lambda task, args: sent.append(task.name))
    prepare_for(proposal())
    assert sent == []
    announce(Prepared.objects.get(), by=cast.coordinator)
    assert sent, "the announcement does"


def test_the_row_that_was_rehearsed_with_is_as_it_was(cast, proposal):
    theme = proposal()
    pile = PILES["theme"]
    row = pile.rows(cast.coordinator).get(pk=theme.pk)
    reach_of(pile.decision("open"), row, by=cast.coordinator)
    assert (row.state, row.opened_at) == ("proposed", None)


def test_announcing_does_it_in_the_name_of_who_decided_and_tells_everybody_once(cast, proposal, prepare_for, letterbox):
    theme = proposal()
    prepared = prepare_for(theme, "decline")
    announced = announce(prepared, by=None)
    theme.refresh_from_db()
    assert (theme.state, theme.declined_by, announced.state) == ("declined", cast.coordinator, "announced")
    assert Entry.objects.about(theme).last().actor == cast.coordinator
    send_waiting_mail()
    assert len(letterbox.to(cast.member)) == 1
    with pytest.raises(MoveRefused, match="announced"):
        announce(prepared, by=cast.coordinator)


def test_what_became_impossible_is_refused_with_its_sentence_and_stands_in_the_outbox(
    cast, proposal, prepare_for, client_of
):
    theme = proposal(title="Gone meanwhile")
    prepare_for(theme)
    withdraw(Theme.objects.get(pk=theme.pk), by=cast.member)
    (done,) = announce_all(by=cast.coordinator)
    assert (done.state, done.refusal) == ("refused", "Ada Voorbeeld was faster: it is now withdrawn.")
    browser = client_of(cast.coordinator)
    html = browser.get(OUTBOX).text
    assert "Ada Voorbeeld was faster: it is now withdrawn." in html
    assert "Gone meanwhile" not in html, "what is not there any more has no title"
    browser.post(reverse("collaborations:take-back-decision", args=[done.pk]))
    assert Prepared.objects.get().state == "taken-back"


def test_of_two_people_on_one_thing_the_second_reads_who_was_faster_and_what(cast, proposal, prepare_for, colleague):
    theme = proposal()
    prepare_for(theme)
    with pytest.raises(MoveRefused, match="Dora Voorbeeld was faster: “Open this theme” was prepared"):
        prepare_for(theme, "decline", by=colleague)
    with pytest.raises(MoveRefused, match="You prepared “Open this theme” about this already"):
        prepare_for(theme, "decline")
    announce_all(by=cast.coordinator)
    assert Prepared.objects.get().by == cast.coordinator


@pytest.mark.django_db(transaction=True)
def test_of_two_people_deciding_at_the_same_moment_one_wins(cast, proposal, prepare_for, colleague):
    theme = proposal()
    results = at_once(lambda: prepare_for(theme), lambda: prepare_for(theme, "decline", by=colleague))
    assert sum(isinstance(result, MoveRefused) for result in results) == 1
    assert Prepared.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_announced_twice_at_the_same_moment_happens_once(cast, proposal, prepare_for):
    prepared = prepare_for(proposal())
    results = at_once(*[lambda: announce(Prepared.objects.get(pk=prepared.pk), by=None)] * 3)
    assert sum(isinstance(result, MoveRefused) for result in results) == 2
    assert Event.objects.filter(kind="your-theme-opened").count() == 1


def test_who_may_not_any_more_announces_nothing(cast, proposal, prepare_for):
    theme, other = proposal(), proposal()
    prepare_for(theme)
    Theme.objects.filter(pk=theme.pk).update(author=cast.coordinator)
    assert announce_all(by=cast.coordinator)[0].refusal == "You do not decide about this one."
    prepared = prepare_for(other)
    type(cast.coordinator).objects.filter(pk=cast.coordinator.pk).update(is_coordinator=False)
    assert announce(prepared, by=None).refusal == "Dora Voorbeeld has no desk any more."
    assert set(Theme.objects.values_list("state", flat=True)) == {"proposed"}


def test_one_that_is_refused_does_not_stop_the_others(cast, proposal, prepare_for):
    first, second = proposal(), proposal()
    for theme in (first, second):
        prepare_for(theme)
    withdraw(Theme.objects.get(pk=first.pk), by=cast.member)
    assert [done.state for done in announce_all(by=cast.coordinator)] == ["refused", "announced"]


# When it goes out by itself

FRIDAY = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)


def test_it_goes_out_on_the_next_working_morning_and_an_hour_before_the_promise_at_the_latest(settings):
    monday = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)  # nine o'clock in Amsterdam
    assert goes_out_at(FRIDAY, None) == monday
    assert goes_out_at(FRIDAY, monday + timedelta(days=3)) == monday
    assert goes_out_at(FRIDAY, FRIDAY + timedelta(hours=5)) == FRIDAY + timedelta(hours=4)
    assert goes_out_at(FRIDAY, FRIDAY - timedelta(hours=5)) == FRIDAY, "what is late goes out at once"
    christmas = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)
    assert goes_out_at(christmas, None) == datetime(2026, 12, 28, 8, 0, tzinfo=UTC)


def test_the_clock_announces_before_the_default_can_run(cast, proposal, prepare_for):
    theme = proposal(due_at=timezone.now() + timedelta(hours=3))
    prepare_for(theme, "decline")
    assert keep_promises() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=4), tick=False):
        sweep()
        sweep()
    theme.refresh_from_db()
    assert (theme.state, theme.declined_by) == ("declined", cast.coordinator), "it did not open by itself"
    assert Event.objects.filter(kind="theme-declined").count() == 1


def test_a_broken_decision_stops_no_other(cast, proposal, prepare_for, monkeypatch):
    broken, whole = proposal(), proposal()
    for theme in (broken, whole):
        prepare_for(theme)
    real = type(PILES["theme"].decision("open")).carry_out

    def carry_out(self, row, **said):
        if row.pk == broken.pk:
            raise ZeroDivisionError
        return real(self, row, **said)

    monkeypatch.setattr(type(PILES["theme"].decision("open")), "carry_out", carry_out)
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        assert keep_promises() == 1
    assert {theme.pk: theme.state for theme in Theme.objects.all()} == {broken.pk: "proposed", whole.pk: "open"}
    assert Prepared.objects.get(thing_id=broken.pk).state == "waiting"


# Reading and changing it


def test_the_mails_are_read_before_they_leave_and_their_words_can_be_changed(cast, proposal, prepare_for, client_of):
    type(cast.member).objects.filter(pk=cast.member.pk).update(language="nl")
    prepared = prepare_for(proposal(title="Te lezen"), "decline")
    browser = client_of(cast.coordinator)
    page = browser.get(prepared.get_absolute_url())
    (letter,) = page.context["reach"].letters
    assert (letter.to, letter.lang) == ("Ada Voorbeeld", "nl")
    assert "Try one country first." in letter.text
    assert "This reaches 1 person in 1 organisation." in " ".join(page.text.split())
    assert not OutboxMail.objects.exists()
    changed = browser.post(prepared.get_absolute_url(), {**WORDS, "text": "Begin in Uganda."}, follow=True)
    assert "Begin in Uganda." in changed.context["reach"].letters[0].text
    assert browser.post(prepared.get_absolute_url(), {**WORDS, "text": ""}).status_code == 422
    prepared.refresh_from_db()
    assert prepared.text == "Begin in Uganda."
    browser.post(reverse("collaborations:announce", args=[prepared.pk]))
    assert Theme.objects.get().decline_text == "Begin in Uganda."


def test_everything_goes_out_together(cast, proposal, prepare_for, client_of):
    for number in range(3):
        prepare_for(proposal(title=f"Together {number}"))
    browser = client_of(cast.coordinator)
    assert "3 decisions are prepared." in " ".join(browser.get(OUTBOX).text.split())
    answer = browser.post(reverse("collaborations:announce-all"), follow=True)
    assert "3 decisions are announced." in answer.text
    assert "Nothing is prepared" in answer.text
    assert set(Theme.objects.values_list("state", flat=True)) == {"open"}


def test_nobody_reads_or_announces_what_somebody_else_prepared(cast, proposal, prepare_for, colleague):
    prepared = prepare_for(proposal())
    browser = Browser()
    browser.force_login(colleague)
    assert str(Theme.objects.get()) not in browser.get(OUTBOX).text
    assert browser.get(prepared.get_absolute_url()).status_code == 404
    for verb in ("announce", "take-back-decision"):
        assert browser.post(reverse(f"collaborations:{verb}", args=[prepared.pk])).status_code == 404
    with pytest.raises(MoveRefused):
        take_back(prepared, by=colleague)
    assert take_back_last(by=colleague) == []


def test_what_is_taken_back_was_never_decided_and_can_be_decided_anew(cast, proposal, prepare_for):
    theme = proposal()
    prepared = prepare_for(theme)
    take_back(prepared, by=cast.coordinator)
    with pytest.raises(MoveRefused):
        reword(prepared, reason="", text="", by=cast.coordinator)
    prepare_for(theme, "decline")
    announce_all(by=cast.coordinator)
    assert Theme.objects.get().state == "declined"


def test_preparing_asks_the_rules_and_the_action(cast, proposal, prepare_for):
    own, decided = proposal(author=cast.coordinator), proposal()
    with pytest.raises(MoveRefused, match="You do not decide"):
        prepare_for(own)
    pile = PILES["theme"]
    row = pile.rows(cast.coordinator).get(pk=decided.pk)
    open_theme(Theme.objects.get(pk=decided.pk), by=cast.coordinator)
    with pytest.raises(MoveRefused, match="now open"), transaction.atomic():
        prepare(pile, row, decision=pile.decision("open"), due=None, by=cast.coordinator)
    assert not Prepared.objects.exists()


def test_what_is_announced_is_neither_put_off_nor_lent_any_more(cast, proposal, prepare_for):
    theme = proposal()
    Postponed.objects.create(pile="theme", thing_id=theme.pk, until=timezone.now(), by=cast.coordinator)
    prepare_for(theme)
    announce_all(by=cast.coordinator)
    assert not Postponed.objects.exists()


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_outbox_costs_the_same_for_few_and_for_many(
    cast, proposal, prepare_for, client_of, count, *, django_assert_num_queries
):
    for _number in range(count):
        prepare_for(proposal())
    browser = client_of(cast.coordinator)
    with django_assert_num_queries(8):
        html = browser.get(OUTBOX).text
    assert html.count("Read the mails") == count


def test_whoever_reads_a_mail_beforehand_cannot_press_its_links_for_its_reader(cast):
    signed = links.make(cast.member, SUPPORT, 1, seat_id=cast.member.seats[0].pk)
    text = f"Back it: {signed}\nRead it: https://kring.example.org/themes/12/\n"
    said = without_keys(text)
    token = signed.rstrip("/").rsplit("/", 1)[1]
    assert len(token) > 20
    assert token not in said
    assert "https://kring.example.org/themes/12/" in said
