"""Fictional people and themes come in once, through the real actions, and never among real people."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from collaborations.models import Comment, Enquiry, Offer, Support, Theme, Volunteer
from members.models import Invitation, JoinRequest, Organisation, Person, SeatTerm
from members.organisations import actions
from members.seats.actions import end_seat
from network.demo.organisations import APPLICATIONS, LAPSED, SAID, SUSPENDED
from network.demo.people import ORGANISATIONS, PEOPLE
from network.demo.script import DAYS, STORIES
from network.demo.themes import ROADS
from network.journal import Entry
from network.protection import Level

pytestmark = pytest.mark.allows_loops


def counts():
    models = (Organisation, Person, SeatTerm, Theme, Support, Entry, Invitation, JoinRequest)
    models += (Comment, Enquiry, Offer, Volunteer)
    return [model.objects.count() for model in models]


def loaded():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_loading_twice_is_loading_once(demo, db):
    assert f"{len(PEOPLE)} people" in loaded()
    once = counts()
    assert "0 new themes" in loaded()
    assert counts() == once
    assert once[:2] == [len(ORGANISATIONS) + 4, len(PEOPLE) + 1]  # four with a state, and one who has no account


def test_there_is_a_theme_in_every_state_to_look_at(demo, db):
    loaded()
    states = set(Theme.objects.values_list("state", flat=True))
    assert states == {"draft", "proposed", "open", "forming", "declined"}
    assert Theme.objects.filter(state="open").exclude(protection=Level.OPEN).exists()
    assert Theme.objects.filter(language="nl").count() >= 3
    assert not Theme.objects.filter(opened_at__lt=F("proposed_at")).exists()


def test_people_say_offer_and_ask_something(demo, db):
    loaded()
    assert Comment.objects.filter(hidden_at=None).count() == 6
    assert Comment.objects.exclude(hidden_at=None).get().author.email == "outsider@example.org"  # held: their first
    assert Comment.objects.exclude(answers_at=None).count() == 1
    assert Enquiry.objects.count() == 2
    assert Theme.objects.get(state="forming").charter
    assert Offer.objects.count() == 6


def test_there_is_an_organisation_in_every_state_that_waits_for_the_coordinator(demo, db):
    loaded()
    states = sorted(Organisation.objects.exclude(state="active").values_list("state", flat=True))
    assert states == ["applied", "applied", "lapsing", "suspended"]
    assert Organisation.objects.lapsed().get().name == LAPSED
    assert all(one.summary and one.interests.all() for one in Organisation.objects.filter(state="active"))
    assert Organisation.objects.exclude(logo="").count() == 4
    actions.edit(Organisation.objects.get(name="Stichting Demo"), topics=[], summary="Ours.", by=None)
    loaded()
    assert Organisation.objects.get(name="Stichting Demo").summary == "Ours."


def test_what_people_of_the_demo_changed_stays_changed(demo, db):
    loaded()
    anna = Person.objects.get(email="staff-a@example.org")
    end_seat(anna.seats[0], by=None)
    Person.objects.filter(pk=anna.pk).update(name="Anna Anders")
    loaded()
    anna = Person.objects.get(email="staff-a@example.org")
    assert (anna.name, anna.seats) == ("Anna Anders", [])


def test_every_name_says_that_it_is_invented_and_every_address_leads_nowhere():
    words = ("Voorbeeld", "Demo", "Denkbeeldig")
    names = [thing.name for thing in (*ORGANISATIONS, *PEOPLE, *(one for _days, one in APPLICATIONS))]
    for name in [*names, LAPSED, SUSPENDED]:
        assert any(word.lower() in name.lower() for word in words), name
    assert {said.name for said in SAID} == {place.name for place in ORGANISATIONS}
    assert all(one.applicant_email.endswith("@example.org") for _days, one in APPLICATIONS)
    assert all(somebody.email.endswith("@example.org") for somebody in PEOPLE)


def test_every_story_fits_its_form_and_knows_its_people():
    addresses = {somebody.email for somebody in PEOPLE if somebody.organisation}
    assert len(STORIES) == len(ROADS) + sum(len(day.proposes) for day in DAYS)
    for story in STORIES.values():
        assert story.author in addresses
        assert len(story.title) <= 120
        assert len(story.change) <= 300
    for day in DAYS:
        assert {*day.opens, *day.declines, *day.supports} <= set(STORIES)
        assert {email for emails in day.supports.values() for email in emails} <= addresses


@pytest.mark.parametrize("command", ["load_demo", "demo_sign_ins", "demo_week"])
def test_nothing_fictional_comes_in_outside_the_demo(command, db):
    with pytest.raises(CommandError, match="for the demo only"):
        call_command(command, stdout=StringIO())
    assert not Person.objects.exists()


def test_the_sign_ins_are_told_with_what_they_can_try(demo):
    out = StringIO()
    call_command("demo_sign_ins", stdout=out)
    for name in ("coordinator", "contact", "staff-a", "staff-b", "staff-c", "outsider"):
        assert f"{name}@example.org" in out.getvalue()
    assert "/demo/people/" in out.getvalue()
