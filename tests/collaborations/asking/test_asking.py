"""Who may know: suggested for a reason that is shown, asked gently, twice a month at most, and never against their will."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Ask, Interest, Offer, Support, Volunteer
from collaborations.tasks import keep_promises
from collaborations.themes import actions as themes
from collaborations.themes.asking import actions, clock
from collaborations.themes.asking.notices import ASKED_ABOUT_THEME, RATHER_NOT
from collaborations.themes.asking.suggestions import suggestions
from members.models import Organisation, Person, SeatTerm, Topic
from members.seats.actions import end_seat
from network import links
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice, OutboxMail
from tests.at_once import at_once
from tests.conftest import Browser
from tests.factories import OrganisationFactory, SeatFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def water(db):
    return Topic.objects.create(name="Water")


@pytest.fixture
def theme(cast, water):
    theme = theme_in(
        "open", author=cast.member, organisation=cast.organisation, title="Who keeps the pump?", countries=["KE"]
    )
    theme.topics.add(water)
    return theme


def caring(water, **facts):
    """Somebody of an organisation that cares about it."""
    seat = SeatFactory(**facts)
    seat.organisation.interests.add(water)
    return seat


def older(water, **facts):
    """A theme that shares its topic."""
    theme = theme_in("open", **facts)
    theme.topics.add(water)
    return theme


def suggested(theme, **only):
    return {(one.seat.person, one.reason.value) for one in suggestions(theme, **only)}


def test_each_reason_finds_somebody_and_the_strongest_is_told(theme, water):
    like, kenyan = older(water), SeatFactory(organisation=OrganisationFactory(country="KE"))
    took, offered, cares = SeatFactory(), SeatFactory(), caring(water)
    Interest.objects.create(theme=like, person=took.person)
    Offer.objects.create(theme=like, organisation=offered.organisation, kind="case", made_by=offered.person)
    offered.organisation.interests.add(water)
    SeatFactory()
    assert suggested(theme) == {
        (took.person, "themes"), (offered.person, "offer"), (cares.person, "interests"), (kenyan.person, "place"),
    }  # fmt: skip
    assert [one.reason.value for one in suggestions(theme)] == ["themes", "offer", "interests", "place"]


def test_having_carried_or_backed_one_like_it_is_having_taken_part(theme, water):
    like, carrier, backer = older(water), SeatFactory(), SeatFactory()
    Volunteer.objects.create(theme=like, seat=carrier)
    Support.objects.create(theme=like, organisation=backer.organisation, given_by=backer.person)
    assert suggested(theme) == {(carrier.person, "themes"), (backer.person, "themes")}


def test_five_at_most_one_of_each_organisation_its_contact_first(theme, water):
    home = caring(water).organisation
    contact = SeatFactory(organisation=home, role="contact")
    for _number in range(7):
        caring(water)
    found = suggestions(theme)
    assert len(found) == len({one.seat.organisation_id for one in found}) == 5
    assert found[0].seat == contact


NOBODY = {
    "does not want to": lambda seat, theme, cast: Person.objects.filter(pk=seat.person_id).update(may_be_asked=False),
    "has a closed account": lambda seat, theme, cast: Person.objects.filter(pk=seat.person_id).update(is_active=False),
    "left": lambda seat, theme, cast: end_seat(seat, by=cast.coordinator),
    "works where no part is taken": lambda seat, theme, cast: Organisation.objects.filter(
        pk=seat.organisation_id
    ).update(state="suspended", suspended_at=timezone.now()),
    "works for a funder": lambda seat, theme, cast: Organisation.objects.filter(pk=seat.organisation_id).update(
        kind="funder"
    ),
    "knows of it by their organisation": lambda seat, theme, cast: Support.objects.create(
        theme=theme, organisation=seat.organisation, given_by=seat.person
    ),
    "would like to take part": lambda seat, theme, cast: Interest.objects.create(theme=theme, person=seat.person),
    "was asked about it": lambda seat, theme, cast: Ask.objects.create(
        theme=theme, person=seat.person, organisation=seat.organisation, reason="place", asked_by=cast.member
    ),
}


@pytest.mark.parametrize("why", NOBODY)
def test_who_is_not_asked(cast, theme, water, why):
    seat = caring(water)
    assert suggested(theme) == {(seat.person, "interests")}
    NOBODY[why](seat, theme, cast)
    assert suggested(theme) == set()
    with pytest.raises(MoveRefused) if why != "was asked about it" else nullcontext():
        actions.ask(theme, person=seat.person, by=cast.member)
    assert not Notice.objects.filter(person=seat.person).exists()


def test_colleagues_and_the_author_are_not_asked(cast, theme, water):
    cast.organisation.interests.add(water)
    assert suggested(theme) == set()


@pytest.mark.parametrize("level", ["closed", "sealed"])
def test_about_a_protected_theme_nobody_is_asked(cast, theme, water, level):
    seat = caring(water)
    type(theme).objects.update(protection=level)
    theme.refresh_from_db()
    assert suggestions(theme) == []
    with pytest.raises(MoveRefused):
        actions.ask(theme, person=seat.person, by=cast.member)


@pytest.mark.parametrize("level", ["closed", "sealed"])
def test_what_somebody_did_in_a_protected_theme_is_no_reason(theme, water, level):
    secret, seat = older(water, protection=level), SeatFactory()
    Interest.objects.create(theme=secret, person=seat.person)
    Offer.objects.create(theme=secret, organisation=seat.organisation, kind="case", made_by=seat.person)
    Volunteer.objects.create(theme=secret, seat=seat)
    assert suggestions(theme) == []


@pytest.mark.parametrize("state", ["draft", "started", "parked", "declined", "withdrawn"])
def test_a_theme_that_takes_no_asks_suggests_nobody(cast, water, state):
    caring(water)
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    theme.topics.add(water)
    assert suggestions(theme) == []


def test_an_ask_is_one_mail_with_the_reason_a_way_out_and_the_switch(cast, theme, water, letterbox):
    seat = caring(water)
    for _twice in range(2):
        actions.ask(theme, person=seat.person, by=cast.member)
    send_waiting_mail()
    (mail,) = letterbox.to(seat.person)
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"].strip() == "Do you know something about “Who keeps the pump?”?"
    assert "because your organisation cares about the same topics" in text
    assert reverse("notifications:preferences") in text
    assert Notice.objects.filter(person=seat.person).count() == 1

    path = "/l/" + text.split("/l/")[1].split()[0]
    page = Browser().get(path)
    assert "Rather not?" in page.content.decode()
    assert Ask.objects.get().declined_at is None
    done = Browser().post(path, follow=True)
    assert "You are not asked about this theme again." in done.content.decode()
    assert reverse("notifications:preferences") in done.content.decode()
    assert Ask.objects.get().declined_at
    assert not Notice.objects.filter(person=seat.person).exists()
    assert Browser().post(path).status_code == Browser().get("/l/never-was/").status_code


def test_nobody_else_answers_for_them(cast, theme, water):
    made = actions.ask(theme, person=caring(water).person, by=cast.member)
    with pytest.raises(MoveRefused):
        actions.decline(made, by=cast.other)
    stolen = links.make(cast.other, RATHER_NOT, made.pk)
    Browser().post("/l/" + stolen.partition("/l/")[2])
    assert Ask.objects.get().declined_at is None


def test_who_switches_it_off_after_being_asked_gets_no_mail(cast, theme, water, letterbox):
    seat = caring(water)
    actions.ask(theme, person=seat.person, by=cast.member)
    assert OutboxMail.objects.count() == 1
    Person.objects.filter(pk=seat.person_id).update(may_be_asked=False)
    send_waiting_mail()
    assert letterbox.mails == []


def test_twice_a_month_is_enough_and_after_a_month_there_is_room_again(cast, theme, water):
    seat = caring(water)
    for _number in range(2):
        actions.ask(older(water, author=cast.other), person=seat.person, by=cast.other)
    assert suggestions(theme) == []
    with pytest.raises(MoveRefused, match="cannot be asked any more"):
        actions.ask(theme, person=seat.person, by=cast.member)
    Ask.objects.filter(pk=Ask.objects.earliest("pk").pk).update(told_at=timezone.now() - timedelta(days=30, seconds=1))
    assert len(suggestions(theme)) == 1
    actions.ask(theme, person=seat.person, by=cast.member)


@pytest.mark.django_db(transaction=True)
def test_three_who_ask_the_same_person_at_once_are_two(cast, water):
    seat = caring(water)
    asked = [older(water, author=cast.other) for _number in range(3)]
    found = at_once(*[lambda one=one: actions.ask(one, person=seat.person, by=cast.other) for one in asked])
    assert sorted(type(answer).__name__ for answer in found) == ["Ask", "Ask", "MoveRefused"]
    assert Ask.objects.count() == Notice.objects.filter(person=seat.person).count() == 2


@pytest.mark.django_db(transaction=True)
def test_six_asked_about_one_theme_at_once_are_five(cast, theme, water):
    people = [caring(water).person for _number in range(6)]
    found = at_once(*[lambda one=one: actions.ask(theme, person=one, by=cast.member) for one in people])
    assert [type(answer).__name__ for answer in found].count("MoveRefused") == 1
    assert Ask.objects.count() == 5


def test_who_is_asked_about_a_proposal_is_told_once_it_is_open(cast, water, letterbox):
    seat = caring(water)
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    theme.topics.add(water)
    actions.ask(theme, person=seat.person, by=cast.member)
    keep_promises()
    assert not Notice.objects.filter(person=seat.person).exists()
    themes.open_theme(theme, by=cast.coordinator)
    for _sweep in range(2):
        keep_promises()
    send_waiting_mail()
    assert len(letterbox.to(seat.person)) == 1
    assert Ask.objects.get().told_at


def test_an_ask_about_a_theme_that_was_declined_takes_no_room(cast, theme, water):
    seat, proposed = caring(water), [theme_in("proposed", author=cast.other) for _number in range(2)]
    for one in proposed:
        one.topics.add(water)
        actions.ask(one, person=seat.person, by=cast.other)
    assert suggestions(theme) == []
    for one in proposed:
        themes.decline(one, reason="other", text="No.", by=cast.coordinator)
    assert len(suggestions(theme)) == 1


def test_a_third_ask_of_the_month_waits_until_there_is_room(cast, water):
    """Of a theme that was declined when the two others were asked, and opened after all."""
    seat = caring(water)
    facts = {"author": cast.member, "organisation": cast.organisation}
    first, *others = (theme_in(state, **facts) for state in ("declined", "open", "open"))
    for theme, told_at in ((first, None), *((other, timezone.now()) for other in others)):
        Ask.objects.create(
            theme=theme, person=seat.person, organisation=seat.organisation, reason="themes", asked_by=cast.member,
            told_at=told_at,
        )  # fmt: skip
    themes.reconsider(first, by=cast.coordinator)
    themes.open_theme(first, by=cast.coordinator)
    for days, told in ((0, 2), (29, 2), (31, 3)):
        clock.keep_promises(now=timezone.now() + timedelta(days=days))
        assert Ask.objects.filter(told_at__isnull=False).count() == told


def test_an_organisation_of_which_somebody_was_asked_is_not_suggested_again(cast, theme, water):
    first, other = caring(water), caring(water)
    SeatFactory(organisation=first.organisation)
    actions.ask(theme, person=first.person, by=cast.member)
    assert suggested(theme) == {(other.person, "interests")}


def test_a_theme_closed_after_the_ask_is_told_to_nobody(cast, theme, water):
    made = actions.ask(theme, person=caring(water).person, by=cast.member)
    type(theme).objects.update(protection="closed")
    found = ASKED_ABOUT_THEME.subjects([made.pk])[made.pk]
    assert not ASKED_ABOUT_THEME.is_for(found, found.person)


def html(answer):
    return answer.content.decode()


def test_who_looks_after_it_sees_them_and_asks_by_a_press(cast, theme, water, client_of):
    unnamed, named = caring(water), caring(water)
    SeatTerm.objects.filter(pk=named.pk).update(is_listed=True)
    ada = client_of(cast.member)
    page = html(ada.get(theme.get_absolute_url()))
    assert f"Somebody at {unnamed.organisation}" in page
    assert f"{named.person}, {named.organisation}" in page
    assert unnamed.person.name not in page
    assert page.count("their organisation cares about the same topics") == 2
    answer = ada.post(
        reverse("collaborations:ask-who-knows", args=[theme.pk]), {"person": named.person_id}, follow=True
    )
    assert "They are asked." in html(answer)
    assert "asked on" in html(answer)
    assert Ask.objects.get().person == named.person


@pytest.mark.parametrize("who", ["contact", "other", "coordinator", "outsider"])
def test_nobody_else_sees_or_asks_them(cast, theme, water, client_of, who):
    seat = caring(water)
    browser = client_of(cast.everybody()[who])
    assert "Who may know" not in html(browser.get(theme.get_absolute_url()))
    answer = browser.post(reverse("collaborations:ask-who-knows", args=[theme.pk]), {"person": seat.person_id})
    assert answer.status_code == 403
    assert "Who looks after a theme asks those who may know." in html(answer)


@pytest.mark.parametrize("wanted", ["", "x", "0", "9" * 18, "9" * 40, "-1", "²"])
def test_a_person_that_is_none_is_not_there(cast, theme, client_of, wanted):
    answer = client_of(cast.member).post(reverse("collaborations:ask-who-knows", args=[theme.pk]), {"person": wanted})
    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_suggesting_is_one_query_for_any_number_of_people(theme, water, count, django_assert_num_queries):
    for _number in range(count):
        seat = caring(water)
        Interest.objects.create(theme=older(water, author=theme.author), person=seat.person)
    with django_assert_num_queries(1):
        assert len(suggestions(theme)) == min(count, 5)


def test_it_is_switched_off_among_the_preferences(cast, client_of):
    browser, path = client_of(cast.member), reverse("notifications:preferences")
    page = html(browser.get(path))
    assert "may be asked about themes" in page.lower()
    wish = {"name": "Ada", "language": "en", "time_zone": "Europe/Amsterdam", "cadence": "daily", "send_hour": "8"}
    browser.post(path, wish)
    cast.member.refresh_from_db()
    assert not cast.member.may_be_asked
    browser.post(path, wish | {"may_be_asked": "on"})
    cast.member.refresh_from_db()
    assert cast.member.may_be_asked
