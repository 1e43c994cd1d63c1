"""What is prepared is about the thing as it was, and nobody's outbox keeps a thing from being decided."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from collaborations.desk.actions import delegate
from collaborations.desk.clock import keep_promises
from collaborations.desk.models import Delegated, Prepared
from collaborations.desk.outbox.actions import announce_all, announce_due
from collaborations.desk.queue import Wish, look
from collaborations.discussion.actions import edit
from collaborations.hours.actions import go_away
from collaborations.hours.models import WorkingWeek
from collaborations.models import Theme
from collaborations.moderation.actions import report
from collaborations.tasks import keep_promises as sweep
from collaborations.themes.actions import hold_back
from members.people.models import Person
from network import journal
from network.desk import PILES
from network.protection import Level
from tests.at_once import at_once
from tests.collaborations.moderation.conftest import comment_on
from tests.factories import PersonFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

DESK, DECIDE, OUTBOX = (reverse(f"collaborations:{name}") for name in ("desk", "decide", "outbox"))


def lies_with(person):
    """Asked anew, as each request does."""
    person = Person.objects.get(pk=person.pk)
    return {lying.key for lying in look(person, Wish(), most=50).lying}


@pytest.fixture
def comment(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    return comment_on(theme, cast.member)


@pytest.fixture
def prepare_about(cast):
    from collaborations.desk.actions import prepare

    def make(case, decision, *, by=None, **words):
        by, pile = by or cast.coordinator, PILES["report"]
        row = pile.rows(by).get(pk=case.pk)
        return prepare(pile, row, decision=pile.decision(decision), due=row.due_at, by=by, **words)

    return make


def test_a_graver_report_lays_what_was_kept_on_the_desk_again(cast, comment, prepare_about, client_of):
    case = report("comment", comment, category="spam", by=cast.other)
    prepared = prepare_about(case, "keep")
    assert ("report", case.pk) not in lies_with(cast.coordinator)
    report("comment", comment, category="danger", text="It names a refugee.", by=PersonFactory())
    assert ("report", case.pk) in lies_with(cast.coordinator)
    why = "Something happened here since it was decided, so it waits on the desk again."
    browser = client_of(cast.coordinator)
    assert f"Dora Voorbeeld prepared “Leave it”. {why}" in browser.get(DESK).text
    assert why in browser.get(OUTBOX).text
    assert announce_due(now=prepared.announce_at) == 1
    case.refresh_from_db()
    prepared.refresh_from_db()
    assert (case.state, prepared.state, prepared.refusal) == ("reported", "refused", why)


def test_a_reported_text_that_its_author_changed_is_looked_at_again(cast, comment, prepare_about, client_of):
    case = report("comment", comment, category="spam", by=cast.other)
    prepared = prepare_about(case, "keep")
    edit(comment, text="Buy this instead.", language="en", by=comment.author)
    assert ("report", case.pk) in lies_with(cast.coordinator)
    assert "Its author changed the text" in client_of(cast.coordinator).get(case.get_absolute_url()).text
    announce_due(now=prepared.announce_at)
    case.refresh_from_db()
    assert case.state == "reported"


def test_a_theme_that_was_held_back_meanwhile_is_not_opened(cast, proposal, prepare_for, deputy):
    theme = proposal()
    prepared = prepare_for(theme)
    hold_back(Theme.objects.get(pk=theme.pk), text="It puts a partner in danger.", by=deputy)
    assert ("theme", theme.pk) in lies_with(cast.coordinator)
    announce_due(now=prepared.announce_at)
    assert Theme.objects.get(pk=theme.pk).state == "proposed"


def test_being_lent_or_asking_who_knows_overtakes_nothing(cast, proposal, prepare_for):
    theme = proposal()
    prepare_for(theme)
    for verb in ("ask", "delegate"):
        journal.record(verb, theme, by=cast.other)
    assert ("theme", theme.pk) not in lies_with(cast.coordinator)
    assert announce_all(by=cast.coordinator)[0].state == "announced"


def test_what_was_overtaken_gives_way_to_a_new_decision(cast, comment, prepare_about, deputy):
    case = report("comment", comment, category="spam", by=cast.other)
    old = prepare_about(case, "keep")
    report("comment", comment, category="danger", by=PersonFactory())
    prepare_about(case, "hide", by=deputy, reason="safety", text="It names somebody.")
    old.refresh_from_db()
    assert (old.state, old.refusal != "") == ("refused", True)
    assert [done.state for done in announce_all(by=deputy)] == ["announced"]


@pytest.mark.parametrize("change", [{"is_coordinator": False}, {"is_active": False}])
def test_what_somebody_who_left_prepared_lies_on_the_desk_again(cast, proposal, prepare_for, change):
    theme, gone = proposal(), PersonFactory(is_coordinator=True)
    WorkingWeek.objects.create(person=gone, announces_by_hand=True)
    old = prepare_for(theme, "decline", by=gone)
    assert ("theme", theme.pk) not in lies_with(cast.coordinator)
    Person.objects.filter(pk=gone.pk).update(**change)
    assert ("theme", theme.pk) in lies_with(cast.coordinator)
    prepare_for(theme, "open")
    old.refresh_from_db()
    assert old.state == "refused"


def test_what_waits_for_a_hand_lies_on_the_desk_while_that_hand_is_away(cast, proposal, prepare_for, client_of):
    by_hand, by_itself, away = proposal(), proposal(), PersonFactory(is_coordinator=True)
    prepare_for(by_itself, by=away)
    WorkingWeek.objects.create(person=away, announces_by_hand=True)
    prepare_for(by_hand, by=away)
    go_away(timezone.localdate(), timezone.localdate(), by=away)
    assert lies_with(cast.coordinator) == {("theme", by_hand.pk)}
    assert "Whoever decided it is away." in client_of(cast.coordinator).get(DESK).text


def test_what_waits_for_a_hand_goes_out_before_the_default_says_the_opposite(cast, proposal, prepare_for, client_of):
    WorkingWeek.objects.create(person=cast.coordinator, announces_by_hand=True)
    theme = proposal(due_at=timezone.now() + timedelta(days=2))
    prepared = prepare_for(theme, "decline")
    assert "goes out when you say so, and by itself on" in client_of(cast.coordinator).get(OUTBOX).text
    with time_machine.travel(prepared.announce_at - timedelta(minutes=1), tick=False):
        sweep()
    assert Theme.objects.get(pk=theme.pk).state == "proposed"
    with time_machine.travel(theme.due_at, tick=False):
        sweep()
    assert Theme.objects.get(pk=theme.pk).state == "declined"


def test_what_was_lent_lies_where_it_lay_when_its_helper_may_not_see_it_any_more(cast, proposal, deputy):
    theme = proposal(protection=Level.SEALED)
    Theme.objects.filter(pk=theme.pk).update(protection=Level.OPEN)
    Person.objects.filter(pk=deputy.pk).update(is_safeguarding_officer=True)
    deputy.refresh_from_db()
    pile = PILES["theme"]
    delegate(pile, pile.rows(cast.coordinator).get(pk=theme.pk), to=deputy, note="", by=cast.coordinator)
    assert (("theme", theme.pk) in lies_with(deputy), ("theme", theme.pk) in lies_with(cast.coordinator)) == (
        True,
        False,
    )
    Person.objects.filter(pk=deputy.pk).update(is_deputy=False)
    keep_promises()
    assert ("theme", theme.pk) in lies_with(cast.coordinator)
    assert not Delegated.objects.exists()


def test_what_was_lent_lies_where_it_lay_while_its_helper_is_away(cast, proposal, deputy):
    theme, pile = proposal(), PILES["theme"]
    delegate(pile, pile.rows(cast.coordinator).get(pk=theme.pk), to=deputy, note="", by=cast.coordinator)
    assert ("theme", theme.pk) not in lies_with(cast.coordinator)
    go_away(timezone.localdate(), timezone.localdate(), by=deputy)
    assert ("theme", theme.pk) in lies_with(cast.coordinator)


# Who was faster is told of what one may see


def said_about(browser, chosen):
    return [str(said) for said in browser.get(f"{DECIDE}?chosen={chosen}", follow=True).context["messages"]]


@pytest.mark.parametrize("state", ["open", "proposed", "declined"])
def test_of_a_sealed_theme_the_desk_says_what_it_says_of_none(cast, client_of, officer, state):
    theme = theme_in(state, protection=Level.SEALED, author=cast.member, organisation=cast.organisation)
    journal.record("support", theme, by=cast.member)
    Prepared.objects.create(pile="theme", thing_id=theme.pk, decision="open", by=officer)
    browser = client_of(cast.coordinator)
    assert said_about(browser, f"theme:{theme.pk}") == said_about(browser, "theme:999999") != []


def test_of_a_report_about_ones_own_the_desk_says_nothing(cast, client_of, comment):
    type(comment).objects.filter(pk=comment.pk).update(author=cast.coordinator)
    comment.refresh_from_db()
    case = report("comment", comment, category="hurtful", by=cast.member)
    browser = client_of(cast.coordinator)
    assert said_about(browser, f"report:{case.pk}") == said_about(browser, "report:999999")


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000])
@pytest.mark.parametrize("address", ["?chosen=theme:{number}", "?chosen={known}&words={number}"])
def test_a_number_longer_than_any_is_none(cast, client_of, proposal, number, address):
    known = f"theme:{proposal().pk}"
    asked = DECIDE + address.format(number=number, known=known)
    assert client_of(cast.coordinator).get(asked, follow=True).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_announced_twice_at_once_everything_goes_out_once_and_says_so(cast, proposal, prepare_for):
    for _number in range(4):
        prepare_for(proposal())
    first, second = at_once(*[lambda: announce_all(by=cast.coordinator)] * 2)
    assert {one.state for one in [*first, *second]} == {"announced"}
    assert sum(one.refusal == "" for one in [*first, *second]) == 4
