"""The life of an organisation: each move, who may make it, and what it does to access at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from members.models import Organisation, Person, SeatTerm
from members.organisations import actions
from members.tasks import CLOCKS
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice
from tests.at_once import at_once
from tests.conftest import Browser
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

WHY = "The yearly letter stayed unanswered."


def today():
    return timezone.localdate()


def lapse(organisation, cast, *, days=30):
    return actions.lapse(organisation, lapses_on=today() + timedelta(days=days), why=WHY, by=cast.coordinator)


ACTS = {
    "lapse": lapse,
    "renew": lambda one, cast: actions.renew(one, why=WHY, by=cast.coordinator),
    "suspend": lambda one, cast: actions.suspend(one, why=WHY, by=cast.coordinator),
    "restore": lambda one, cast: actions.restore(one, why=WHY, by=cast.coordinator),
    "end": lambda one, cast: actions.end(one, why=WHY, by=cast.coordinator),
    "return": lambda one, cast: actions.return_organisation(one, why=WHY, by=cast.coordinator),
}
FACTS = {
    "applied": {"applied_at": timezone.now()},
    "lapsing": {"lapses_on": today()},
    "suspended": {"suspended_at": timezone.now()},
    "ended": {"ended_at": timezone.now()},
}
OFFERS = {
    "known": set(),
    "applied": set(),
    "declined": set(),
    "approved": {"end"},
    "active": {"lapse", "suspend", "end"},
    "lapsing": {"renew", "suspend", "end"},
    "suspended": {"restore", "end"},
    "ended": {"return"},
}


def in_state(state):
    return OrganisationFactory(state=state, **FACTS.get(state, {}))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", OFFERS)
def test_each_state_offers_its_moves_and_refuses_the_others(cast, state, act):
    organisation = in_state(state)
    if act in OFFERS[state]:
        ACTS[act](organisation, cast)
        assert Organisation.objects.get(pk=organisation.pk).state == str(Organisation.MOVES[act][1])
        entry = Entry.objects.about(organisation).get()
        assert (entry.verb, entry.why, entry.actor) == (act, WHY, cast.coordinator)
        return
    with pytest.raises(MoveRefused):
        ACTS[act](organisation, cast)
    assert Organisation.objects.get(pk=organisation.pk).state == state
    assert not Entry.objects.about(organisation).exists()


@pytest.mark.parametrize("way", [["suspend", "restore"], ["end", "return"]])
def test_suspending_and_ending_take_access_at_once_and_it_can_be_undone(cast, client_of, way):
    page = reverse("collaborations:propose")
    browser = client_of(cast.member)
    assert browser.get(page).status_code == 200
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    ACTS[way[0]](organisation, cast)
    assert browser.get(page).status_code == 403
    assert not Person.objects.get(pk=cast.member.pk).belongs_to_the_network
    ACTS[way[1]](organisation, cast)
    if organisation.state == "approved":
        actions.accept_code_of_conduct(organisation, by=cast.contact)
    assert browser.get(page).status_code == 200


def test_lapsing_takes_nothing_away_yet(cast, client_of):
    lapse(cast.organisation, cast)
    assert client_of(cast.member).get(reverse("collaborations:propose")).status_code == 200


def test_contacts_read_why_also_when_their_access_just_went(cast, letterbox):
    actions.suspend(cast.organisation, why=WHY, by=cast.coordinator)
    send_waiting_mail()
    (told,) = letterbox.to(cast.contact)
    assert told["Subject"] == "Voorbeeld Lidorganisatie A is suspended: its people have no access for now"
    assert WHY in told.get_body(("plain",)).get_content()
    assert not letterbox.to(cast.member)
    assert Notice.objects.get().person == cast.contact


def test_the_clock_ends_what_lapsed_thirty_days_ago_by_its_rule_and_it_may_return(cast):
    days = {"long": -30, "recent": -29, "coming": 5}
    found = {name: in_state("lapsing") for name in days}
    for name, ago in days.items():
        Organisation.objects.filter(pk=found[name].pk).update(lapses_on=today() + timedelta(days=ago))
    assert actions.end_lapsed in CLOCKS
    assert [actions.end_lapsed(), actions.end_lapsed()] == [1, 0]
    states = {name: Organisation.objects.get(pk=one.pk).state for name, one in found.items()}
    assert states == {"long": "ended", "recent": "lapsing", "coming": "lapsing"}
    entry = Entry.objects.about(found["long"]).get()
    assert (entry.verb, entry.actor) == ("end", None)
    assert "was not renewed within 30 days" in entry.why
    ended = Organisation.objects.get(pk=found["long"].pk)
    actions.return_organisation(ended, why="A mistake.", by=cast.coordinator)
    assert (ended.state, ended.ended_at, ended.lapses_on) == ("approved", None, None)


def test_the_link_to_its_place_opens_the_form_that_is_folded_otherwise(cast, client_of):
    browser, page = client_of(cast.coordinator), cast.organisation.get_absolute_url()
    assert "<details>" in browser.get(page).text
    opened = browser.get(page, {"move": "1"}).text
    assert ("<details open>" in opened, "<details>" in opened) == (True, False)


def test_a_lapsed_organisation_lies_on_the_desk_with_its_clock(cast, client_of):
    organisation = OrganisationFactory(name="Voorbeeld Verlopen", state="lapsing", lapses_on=today())
    OrganisationFactory(name="Voorbeeld Later", state="lapsing", lapses_on=today() + timedelta(days=1))
    html = client_of(cast.coordinator).get(reverse("collaborations:desk")).text
    assert "The place of Voorbeeld Verlopen has run out" in html
    ends_on = date_format(today() + timedelta(days=30), "DATE_FORMAT")
    assert f"It ends on {ends_on} unless you renew it." in html
    assert f'href="{organisation.get_absolute_url()}?move=1#move"' in html
    assert "The place of Voorbeeld Later" not in html
    actions.renew(organisation, why="Paid.", by=cast.coordinator)
    assert "The place of" not in client_of(cast.coordinator).get(reverse("collaborations:desk")).text


def test_only_a_contact_accepts_the_code_of_conduct_once(cast, client_of):
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="approved")
    page = reverse("members:code-of-conduct", args=[cast.organisation.pk])
    found = {}
    for who, person in sorted(cast.everybody().items(), key=lambda pair: pair[0] == "contact"):
        browser = Browser()
        browser.force_login(person)
        found[who] = (browser.get(page).status_code, browser.post(page).status_code)
    assert found == {
        "member": (403, 403), "contact": (200, 302), "other": (404, 404), "coordinator": (403, 403),
        "ended": (404, 404), "outsider": (404, 404),
    }  # fmt: skip
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    assert (organisation.state, organisation.code_of_conduct_accepted_on) == ("active", today())
    actions.accept_code_of_conduct(organisation, by=cast.contact)
    assert Entry.objects.about(organisation).count() == 2
    with pytest.raises(MoveRefused, match="Only a contact of"):
        actions.accept_code_of_conduct(organisation, by=cast.member)


def test_an_active_organisation_that_accepts_later_stays_active(cast):
    actions.accept_code_of_conduct(cast.organisation, by=cast.contact)
    assert Organisation.objects.get(pk=cast.organisation.pk).state == "active"
    assert [entry.verb for entry in Entry.objects.about(cast.organisation)] == ["accept_code_of_conduct"]


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_pressing_at_once_one_wins(cast):
    second = PersonFactory(is_coordinator=True)
    one, other = (Organisation.objects.get(pk=cast.organisation.pk) for _copy in range(2))
    found = at_once(
        lambda: actions.suspend(one, why="One.", by=cast.coordinator),
        lambda: actions.lapse(other, lapses_on=today(), why="Two.", by=second),
    )
    refused = [answer for answer in found if isinstance(answer, MoveRefused)]
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    if refused:
        assert organisation.state == "suspended"
    else:  # lapsed first, and a lapsing one can be suspended
        assert organisation.state == "suspended"
    assert Entry.objects.about(organisation).count() == 2 - len(refused)


MOVE = "members:move-organisation"


def test_a_move_is_made_on_the_page_with_a_reason(cast, client_of):
    browser, address = client_of(cast.coordinator), reverse(MOVE, args=[cast.organisation.pk])
    refused = {
        "no reason": {"verb": "suspend", "why": ""},
        "no day": {"verb": "lapse", "why": WHY},
        "a day gone by": {"verb": "lapse", "why": WHY, "lapses_on": "2020-01-01"},
        "a day that is none": {"verb": "lapse", "why": WHY, "lapses_on": "soon"},
        "what its state does not offer": {"verb": "restore", "why": WHY},
        "what nobody offers": {"verb": "delete", "why": WHY},
    }
    for name, typed in refused.items():
        answer = browser.post(address, typed)
        assert answer.status_code == 422, name
        assert typed["why"] in answer.text
    assert Organisation.objects.get(pk=cast.organisation.pk).state == "active"
    for typed in (
        {"verb": "lapse", "why": WHY, "lapses_on": str(today())},
        {"verb": "renew", "why": WHY},
        {"verb": "suspend", "why": WHY, "lapses_on": "2031-01-01"},
        {"verb": "restore", "why": WHY},
        {"verb": "end", "why": WHY},
        {"verb": "return", "why": WHY},
    ):
        assert browser.post(address, typed).status_code == 302, typed
    assert Organisation.objects.get(pk=cast.organisation.pk).state == "approved"
    page = browser.get(cast.organisation.get_absolute_url()).text
    assert page.count(WHY) >= 6
    assert "Suspended" in page


def test_who_may_move_an_organisation(cast):
    found = {}
    for who, person in cast.everybody().items():
        browser = Browser()
        browser.force_login(person)
        answer = browser.post(reverse(MOVE, args=[cast.organisation.pk]), {"verb": "suspend", "why": ""})
        found[who] = answer.status_code
    assert found == dict.fromkeys(found, 403) | {"coordinator": 422}


SEEN = {
    "known": {"stranger", "outsider", "staff", "contact", "coordinator"},
    "applied": {"coordinator"},
    "declined": {"coordinator"},
    "approved": {"staff", "contact", "coordinator"},
    "active": {"stranger", "outsider", "staff", "contact", "coordinator"},
    "lapsing": {"stranger", "outsider", "staff", "contact", "coordinator"},
    "suspended": {"staff", "contact", "coordinator"},
    "ended": {"staff", "contact", "coordinator"},
}


@pytest.mark.parametrize("state", SEEN)
def test_who_sees_an_organisation_in_which_state(cast, state):
    organisation = in_state(state)
    staff, contact, former = PersonFactory(), PersonFactory(), PersonFactory()
    if state not in {"applied", "declined"}:
        SeatTerm.objects.create(organisation=organisation, person=staff)
        SeatTerm.objects.create(organisation=organisation, person=contact, role="contact")
    past = SeatTerm.objects.create(organisation=organisation, person=former)
    SeatTerm.objects.filter(pk=past.pk).update(state="ended", ended_at=timezone.now())
    readers = {
        "stranger": None, "outsider": cast.outsider, "staff": staff, "contact": contact, "former": former,
        "coordinator": cast.coordinator,
    }  # fmt: skip
    found = set()
    for who, person in readers.items():
        browser = Browser()
        if person:
            browser.force_login(person)
        answer = browser.get(organisation.get_absolute_url())
        assert answer.status_code in {200, 404}, who
        found |= {who} if answer.status_code == 200 else set()
    assert found - {"former"} == SEEN[state]
    assert ("former" in found) is ("outsider" in found)


def test_the_reason_of_a_suspension_is_for_its_own_people(cast, client_of):
    lapse(cast.organisation, cast)
    reads = {who: WHY in client_of(getattr(cast, who)).get(cast.organisation.get_absolute_url()).text for who in (
        "contact", "coordinator", "other", "outsider",
    )}  # fmt: skip
    assert reads == {"contact": True, "coordinator": True, "other": False, "outsider": False}
