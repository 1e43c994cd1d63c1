"""Who takes part in a protected theme lets others in; into a sealed one only two together."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Admission, Theme
from collaborations.themes import clock
from collaborations.themes.admitting import actions
from collaborations.themes.admitting.desk import UNVOUCHED
from network.journal import Entry
from network.moves import MoveRefused
from network.protection import Level
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice
from tests.conftest import Browser
from tests.factories import PersonFactory, SupportFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def shared(cast, protection, **facts):
    return theme_in(
        "open", author=cast.member, organisation=cast.organisation, protection=protection, title="Secret title", **facts
    )


def sees(person, theme):
    return Theme.objects.visible_to(type(person).objects.get(pk=person.pk)).filter(pk=theme.pk).exists()


def test_one_participant_lets_somebody_into_a_closed_theme(cast, letterbox):
    theme = shared(cast, Level.CLOSED)
    assert not sees(cast.outsider, theme)
    page = browser_of(cast.member).post(
        reverse("collaborations:invite-into-theme", args=[theme.pk]), {"email": " OTTO@example.org "}, follow=True
    )
    assert "If that address has an account, they are invited." in page.text
    assert "Otto Voorbeeld" in page.text
    assert sees(cast.outsider, theme)
    send_waiting_mail()
    (mail,) = letterbox.to(cast.outsider)
    assert "secret" not in mail.as_string().lower()
    assert theme.get_absolute_url() in mail.get_body(("plain",)).get_content()
    assert "Secret title" in browser_of(cast.outsider).get(theme.get_absolute_url()).text


def test_an_address_without_an_account_gets_the_same_answer(cast):
    theme = shared(cast, Level.SEALED)
    answers = []
    for email in ("nobody@example.org", cast.outsider.email, cast.member.email):
        browser = browser_of(cast.member)
        answer = browser.post(reverse("collaborations:invite-into-theme", args=[theme.pk]), {"email": email})
        answers.append((answer.status_code, answer.url, [str(said) for said in browser.get("/").context["messages"]]))
    assert answers[0] == answers[1] == answers[2]
    assert list(Admission.objects.values_list("person", flat=True)) == [cast.outsider.pk]


def test_what_is_no_address_is_said_beside_the_field_and_kept(cast):
    theme = shared(cast, Level.CLOSED)
    answer = browser_of(cast.member).post(
        reverse("collaborations:invite-into-theme", args=[theme.pk]), {"email": "otto at example"}
    )
    assert answer.status_code == 422
    assert "This is not an e-mail address." in answer.text
    assert 'value="otto at example"' in answer.text


def test_into_a_sealed_theme_two_people_let_somebody_in(cast, letterbox):
    theme, second = shared(cast, Level.SEALED), cast.other
    Admission.objects.create(
        theme=theme, person=second, invited_by=cast.member, vouched_by=PersonFactory(), vouched_at=timezone.now()
    )
    actions.invite(theme, email=cast.outsider.email, by=cast.member)
    admission = Admission.objects.get(person=cast.outsider)
    assert not sees(cast.outsider, theme)
    assert not Notice.objects.exists()
    assert browser_of(cast.outsider).get(theme.get_absolute_url()).status_code == 404
    for wrong in (cast.member, cast.outsider, cast.contact):
        with pytest.raises(MoveRefused):
            actions.vouch(admission, by=wrong)
    page = browser_of(second).post(
        reverse("collaborations:vouch-into-theme", args=[theme.pk, admission.pk]), follow=True
    )
    assert "You vouched for Otto Voorbeeld." in page.text
    assert sees(cast.outsider, theme)
    with pytest.raises(MoveRefused, match="Somebody vouched for them a moment ago"):
        actions.vouch(admission, by=PersonFactory(is_safeguarding_officer=True))
    send_waiting_mail()
    assert len(letterbox.to(cast.outsider)) == 1
    assert [entry.verb for entry in Entry.objects.about(theme)] == ["invite_into", "vouch"]


def test_the_first_of_a_sealed_theme_is_vouched_for_by_the_safeguarding_officer_at_the_desk(cast):
    theme, officer = shared(cast, Level.SEALED), PersonFactory(is_safeguarding_officer=True)
    actions.invite(theme, email=cast.other.email, by=cast.member)
    admission = Admission.objects.get()
    assert list(UNVOUCHED.rows(officer)) == [admission]
    assert not UNVOUCHED.rows(cast.coordinator).exists()
    words = UNVOUCHED.waiting(UNVOUCHED.rows(officer)[0], officer)
    assert "Secret" not in f"{words.title} {words.text} {words.address}"
    UNVOUCHED.decision("vouch").carry_out(admission, by=officer)
    assert sees(cast.other, theme)
    assert not sees(officer, theme)
    assert not UNVOUCHED.rows(officer).exists()


def test_whoever_was_let_in_can_leave_and_be_asked_to(cast):
    theme = shared(cast, Level.CLOSED)
    for person, by in ((cast.outsider, cast.outsider), (cast.outsider, cast.member)):
        actions.invite(theme, email=person.email, by=cast.member)
        admission = Admission.objects.get()
        browser_of(by).post(reverse("collaborations:let-go-from-theme", args=[theme.pk, admission.pk]))
        assert not Admission.objects.exists()
        assert not sees(person, theme)


@pytest.mark.parametrize("protection", [Level.CLOSED, Level.SEALED])
def test_for_outsiders_none_of_it_exists(cast, protection):
    theme = shared(cast, protection)
    admission = Admission.objects.create(theme=theme, person=PersonFactory(), invited_by=cast.member)
    SupportFactory(theme=theme, organisation=cast.organisation)
    for person in (cast.other, cast.coordinator, cast.ended, cast.outsider):
        for name, more in (("invite-into", []), ("vouch-into", [admission.pk]), ("let-go-from", [admission.pk])):
            answer = browser_of(person).post(
                reverse(f"collaborations:{name}-theme", args=[theme.pk, *more]), {"email": person.email}
            )
            assert answer.status_code == 404, (person, name)
    assert list(Admission.objects.all()) == [admission]


def test_nobody_needs_to_be_let_into_what_is_open(cast):
    theme = shared(cast, Level.OPEN)
    with pytest.raises(MoveRefused, match="Nobody needs to be let in"):
        actions.invite(theme, email=cast.outsider.email, by=cast.member)
    assert 'id="let-in"' not in browser_of(cast.member).get(theme.get_absolute_url()).text


def test_an_invitation_for_which_nobody_vouches_lapses_after_thirty_days(cast):
    theme = shared(cast, Level.SEALED)
    for days, email in ((29, cast.other.email), (31, cast.outsider.email)):
        actions.invite(theme, email=email, by=cast.member)
        moment = timezone.now() - timedelta(days=days)
        Admission.objects.filter(person__email=email).update(invited_at=moment)
    assert clock.keep_promises() == 1
    assert Admission.objects.get().person == cast.other
    last = Entry.objects.about(theme).last()
    assert (last.verb, last.actor_id, last.why) == ("let_go", None, "Nobody vouched for them within 30 days.")
    assert clock.keep_promises() == 0
