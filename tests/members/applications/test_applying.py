"""An organisation applies, the coordinator answers, a contact accepts the rules: by real mail, in one walk."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from members.applications import actions
from members.models import Invitation, Organisation, SeatTerm
from members.organisations import actions as life
from network.journal import Entry
from network.moves import MoveRefused
from network.queue import waiting_for
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice, OutboxMail
from tests.at_once import at_once
from tests.conftest import Browser
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

APPLY, APPLIED = reverse("members:apply"), reverse("members:applied")
TYPED = {
    "name": "Voorbeeld Nieuwkomer", "kind": "member", "summary": "We teach.", "website": "voorbeeld.example.org",
    "country": "UG", "size": "small", "applicant_name": "Nia Voorbeeld", "applicant_email": "nia@example.org",
    "title": "",
}  # fmt: skip


def application(**facts):
    asked = {name: value for name, value in TYPED.items() if name != "title"} | facts
    return actions.apply(Organisation(**asked), by=None)


def mails_to(letterbox, address):
    return [mail for mail in letterbox.mails if address in mail.envelope_to]


def test_from_the_form_to_taking_part(client, cast, letterbox):
    assert client.get(APPLY).status_code == 200
    assert client.post(APPLY, TYPED).url == APPLIED
    assert "confirms" in client.get(APPLIED).text
    organisation = Organisation.objects.get(name="Voorbeeld Nieuwkomer")
    assert (organisation.state, organisation.country, organisation.website) == (
        "applied", "UG", "https://voorbeeld.example.org",
    )  # fmt: skip
    assert client.get(organisation.get_absolute_url()).status_code == 404

    send_waiting_mail()
    (received,) = mails_to(letterbox, "nia@example.org")
    assert received["Subject"] == "The application of Voorbeeld Nieuwkomer arrived"
    (waits,) = letterbox.to(cast.coordinator)
    assert waits["Subject"] == "Voorbeeld Nieuwkomer applies"

    desk = Browser()
    desk.force_login(cast.coordinator)
    assert "Voorbeeld Nieuwkomer applies" in desk.get(reverse("collaborations:desk")).text
    page = desk.get(organisation.get_absolute_url()).text
    assert 'value="nia@example.org"' in page
    answer = desk.post(
        reverse("members:approve-application", args=[organisation.pk]),
        {"email": "nia@example.org", "name": "Nia Voorbeeld"},
    )
    assert answer.url == organisation.get_absolute_url()
    back = f'href="{reverse("collaborations:desk")}">Back to the desk</a>'
    assert back in desk.get(answer.url).text
    assert "Voorbeeld Nieuwkomer applies" not in desk.get(reverse("collaborations:desk")).text

    letterbox.clear()
    send_waiting_mail()
    (welcome,) = mails_to(letterbox, "nia@example.org")
    assert welcome["Subject"] == "Take your seat for Voorbeeld Nieuwkomer"
    text = welcome.get_body(("plain",)).get_content()
    assert "Welcome: the application of Voorbeeld Nieuwkomer is approved." in text
    assert "You applied for Voorbeeld Nieuwkomer at this address." in text
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.state) == ("nia@example.org", "contact", "sent")

    nia = PersonFactory(email="nia@example.org", name="Nia Voorbeeld")
    SeatTerm.objects.create(organisation=organisation, person=nia, role="contact")
    assert not nia.seats
    browser = Browser()
    browser.force_login(nia)
    conduct = reverse("members:code-of-conduct", args=[organisation.pk])
    assert conduct in browser.get(organisation.get_absolute_url()).text
    assert "Accept it for Voorbeeld Nieuwkomer" in browser.get(conduct).text
    assert browser.post(conduct).url == organisation.get_absolute_url()
    organisation.refresh_from_db()
    assert organisation.state == "active"
    assert organisation.code_of_conduct_accepted_on
    assert type(nia).objects.get(pk=nia.pk).seats
    assert [entry.verb for entry in Entry.objects.about(organisation)] == [
        "apply", "approve", "accept_code_of_conduct", "activate",
    ]  # fmt: skip


def test_a_kind_no_reaches_the_applicant_with_its_words_and_they_may_try_again(client, cast, client_of, letterbox):
    organisation = application()
    desk = client_of(cast.coordinator)
    address = reverse("members:decline-application", args=[organisation.pk])
    empty = desk.post(address, {"text": ""})
    assert (empty.status_code, "Please fill this in." in empty.text) == (422, True)
    desk.post(address, {"text": "We take in organisations of two years and older."})
    send_waiting_mail()
    (told,) = [mail for mail in mails_to(letterbox, "nia@example.org") if "About" in mail["Subject"]]
    assert "two years and older" in told.get_body(("plain",)).get_content()
    assert "two years and older" in told.get_body(("html",)).get_content()

    Browser().post(APPLY, TYPED | {"summary": "We have taught for three years now."})
    again = Organisation.objects.get(name="Voorbeeld Nieuwkomer")
    assert (again.pk, again.state, again.decline_text) == (organisation.pk, "applied", "")
    assert again.summary == "We have taught for three years now."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "VOORBEELD lidorganisatie a"}, "An organisation with this name is there already."),
        ({"name": ""}, "What is your organisation called? Please fill this in."),
        ({"kind": ""}, "What kind of organisation is it? Please choose."),
        ({"name": "Win https://spam.example.org"}, "A name has no address in it."),
        ({"applicant_name": "www.spam.example.org"}, "A name has no address in it."),
        ({"applicant_email": "nobody"}, "Enter a valid email address."),
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"country": "XX"}, "Select a valid choice."),
        ({"kind": "cartel"}, "Select a valid choice."),
        ({"summary": "x" * 401}, "at most 400 characters"),
    ],
)
def test_a_bad_application_is_told_and_nothing_typed_is_lost(client, cast, typed, said):
    answer = client.post(APPLY, TYPED | {"summary": "We teach <b>well</b>."} | typed)
    assert answer.status_code == 422
    assert said in answer.text
    if "summary" not in typed:
        assert "We teach &lt;b&gt;well&lt;/b&gt;." in answer.text
    assert not Organisation.objects.filter(state="applied").exists()
    assert not OutboxMail.objects.exists()


def test_the_applicant_is_named_in_the_way_so_far_while_the_name_is_kept(cast, client_of):
    organisation, browser = application(), client_of(cast.coordinator)
    way = browser.get(organisation.get_absolute_url()).text.partition("Its way so far")[2]
    assert '<p class="meta">Nia Voorbeeld</p>' in way
    Organisation.objects.filter(pk=organisation.pk).update(applicant_name="", applicant_email="")
    way = browser.get(organisation.get_absolute_url()).text.partition("Its way so far")[2]
    assert "without an account, or the platform itself" in way


def test_the_summary_names_what_is_missing_in_the_order_of_the_page(client):
    page = client.post(APPLY, {}).text.partition("form-errors")[2].partition("</ul>")[0]
    asked = ["called", "What kind", "What do you do", "country", "How many people", "own name", "e-mail address"]
    places = [page.index(words) for words in asked]
    assert places == sorted(places)


def test_the_kind_is_chosen_in_words_as_the_directory_writes_them(client):
    page = client.get(APPLY).text
    assert re.search(r'<option value="" selected>\s*Choose a kind', page)
    assert re.search(r'<option value="institute">\s*Knowledge institute', page)


def test_when_somebody_else_is_the_first_contact_both_hear_of_it(cast, letterbox):
    organisation = application()
    actions.approve(organisation, email="yara@example.org", by=cast.coordinator)
    send_waiting_mail()
    assert [mail["Subject"] for mail in mails_to(letterbox, "nia@example.org")][-1] == "Welcome, Voorbeeld Nieuwkomer"
    (invited,) = mails_to(letterbox, "yara@example.org")
    assert "The coordinator of the network invites you" in invited.get_body(("plain",)).get_content()


def test_what_programs_send_looks_taken_and_is_thrown_away(client, cast):
    assert client.post(APPLY, TYPED | {"title": "Buy now"}).url == APPLIED
    assert not Organisation.objects.filter(name=TYPED["name"]).exists()


def test_too_many_applications_are_told_to_wait_and_keep_what_was_typed(client, cast):
    for number in range(5):
        address = f"nia{number}@example.org"
        assert (
            client.post(APPLY, TYPED | {"name": f"Voorbeeld {number}", "applicant_email": address}).status_code == 302
        )
    answer = client.post(APPLY, TYPED)
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert "Try again in" in answer.text
    assert 'value="Voorbeeld Nieuwkomer"' in answer.text
    assert not Organisation.objects.filter(name=TYPED["name"]).exists()


def test_applying_twice_at_the_same_moment_is_one_application(client, cast):
    client.post(APPLY, TYPED)
    answer = client.post(APPLY, TYPED)
    assert (answer.status_code, "is there already" in answer.text) == (422, True)
    assert Organisation.objects.filter(name=TYPED["name"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_equal_applications_in_the_same_instant_one_is_told(cast):
    found = at_once(application, application)
    assert [type(answer) for answer in found].count(MoveRefused) == 1
    assert OutboxMail.objects.filter(address="nia@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_decides_and_the_other_hears_what(cast):
    second, organisation = PersonFactory(is_coordinator=True), application()
    one, other = (Organisation.objects.get(pk=organisation.pk) for _copy in range(2))
    found = at_once(
        lambda: actions.approve(one, email="nia@example.org", by=cast.coordinator),
        lambda: actions.decline(other, text="Not now.", by=second),
    )
    (refused,) = [answer for answer in found if isinstance(answer, MoveRefused)]
    organisation.refresh_from_db()
    assert str(refused) == f"Someone decided about this a moment ago: it is now {organisation.state}."
    assert Invitation.objects.count() == (organisation.state == "approved")
    assert Entry.objects.about(organisation).exclude(verb="apply").count() == 1


def test_an_address_that_is_none_approves_nothing(cast):
    organisation = application()
    with pytest.raises(ValidationError):
        actions.approve(organisation, email="no address", by=cast.coordinator)
    assert Organisation.objects.get(pk=organisation.pk).state == "applied"
    assert not Invitation.objects.exists()


def test_an_organisation_of_the_published_history_is_approved_without_an_applicant(cast, client_of):
    known = Organisation.objects.create(name="Voorbeeld Bekende", state="known")
    answer = client_of(cast.coordinator).post(
        reverse("members:approve-application", args=[known.pk]), {"email": "first@example.org"}
    )
    assert answer.status_code == 302
    known.refresh_from_db()
    assert known.state == "approved"
    assert Invitation.objects.get().email == "first@example.org"
    assert set(OutboxMail.objects.values_list("address", flat=True)) == {"first@example.org"}


def test_only_coordinators_decide(cast):
    organisation = application()
    for who, person in cast.everybody().items():
        browser = Browser()
        browser.force_login(person)
        answer = browser.post(reverse("members:decline-application", args=[organisation.pk]), {"text": ""})
        assert answer.status_code == (422 if who == "coordinator" else 404), who


def test_the_answer_is_written_in_the_language_of_the_form(client, cast, letterbox):
    client.post(APPLY, TYPED, headers={"accept-language": "nl"})
    organisation = Organisation.objects.get(name=TYPED["name"])
    assert organisation.applicant_language == "nl"


def test_a_name_with_markup_is_text_everywhere(cast, client_of, letterbox):
    organisation = application(name="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)>")
    send_waiting_mail()
    actions.approve(organisation, by=cast.coordinator)
    SeatTerm.objects.create(organisation=organisation, person=cast.member, role="contact")
    life.accept_code_of_conduct(organisation, by=cast.member)
    send_waiting_mail()
    pages = [organisation.get_absolute_url(), reverse("members:organisations"), reverse("members:all-organisations")]
    found = [client_of(cast.coordinator).get(page).text for page in pages]
    found += [mail.get_body(("html",)).get_content() for mail in letterbox.mails]
    assert len(found) > 5
    for text in found:
        assert not re.search(r"<script>alert|<img src=x", text)
    assert Notice.objects.filter(person=cast.coordinator).count() == 0


def test_an_applicant_whom_nobody_answers_in_time_is_asked_for_patience_once_a_promise(cast, letterbox):
    applied = OrganisationFactory(
        name="Voorbeeld Wacht", state="applied", applied_at=timezone.now() - timedelta(days=13),
        applicant_email="wacht@example.org", applicant_language="nl",
    )  # fmt: skip
    assert actions.ask_for_patience() == 0
    Organisation.objects.filter(pk=applied.pk).update(applied_at=timezone.now() - timedelta(days=15))
    (waiting,) = (one for one in waiting_for(cast.coordinator) if one.key == f"application-{applied.pk}")
    assert waiting.due < timezone.now()
    assert (actions.ask_for_patience(), actions.ask_for_patience()) == (1, 0)
    send_waiting_mail()
    (mail,) = letterbox.mails
    assert mail.envelope_to == ["wacht@example.org"]
    (waiting,) = (one for one in waiting_for(cast.coordinator) if one.key == f"application-{applied.pk}")
    assert waiting.due > timezone.now() + timedelta(days=13)
    assert Organisation.objects.get(pk=applied.pk).state == "applied", "no clock decides about an organisation"
