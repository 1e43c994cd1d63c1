"""The e-mail domains of an organisation: who may enter which, and what they do once they stand there."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from members.applications.actions import apply
from members.joining.actions import ask
from members.joining.suggesting import suggested_to
from members.models import Organisation
from tests.members.organisations.test_editing import TYPED, address_of
from tests.members.seats.test_my_organisation import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def proves(person, email):
    EmailAddress.objects.create(user=person, email=email, verified=True)


def type_domains(browser, organisation, domains):
    facts = {"name": organisation.name, "kind": organisation.kind} | TYPED | {"domains": domains}
    return browser.post(address_of(organisation), facts, follow=True)


def domains_of(organisation):
    return Organisation.objects.get(pk=organisation.pk).domains


def test_a_contact_enters_the_domain_of_an_address_they_proved_and_colleagues_are_pointed_there(cast, client_of):
    proves(cast.contact, "cleo@voorbeeld-a.example")
    browser = client_of(cast.contact)
    assert "You could add: voorbeeld-a.example" in text_of(browser.get(address_of(cast.organisation)))
    answer = type_domains(browser, cast.organisation, "@Voorbeeld-A.example")
    assert answer.status_code == 200
    assert domains_of(cast.organisation) == ["voorbeeld-a.example"]
    proves(cast.outsider, "otto@voorbeeld-a.example")
    assert suggested_to(cast.outsider) == [cast.organisation]


@pytest.mark.parametrize(
    ("domains", "said"),
    [
        ("stranger.example", "You have proved no address at stranger.example."),
        ("gmail.com", "Anybody gets an address at gmail.com."),
        ("not a domain", "No domain: not, a, domain."),
        ("voorbeeld-b.example", "Another organisation has voorbeeld-b.example already."),
    ],
)
def test_what_a_contact_may_not_enter_is_refused_in_a_sentence_and_kept(cast, client_of, domains, said):
    Organisation.objects.filter(pk=cast.other_organisation.pk).update(domains=["voorbeeld-b.example"])
    proves(cast.contact, "cleo@voorbeeld-b.example")
    answer = type_domains(client_of(cast.contact), cast.organisation, domains)
    assert (answer.status_code, domains_of(cast.organisation)) == (422, [])
    assert said in text_of(answer)
    assert f'value="{domains}"' in text_of(answer)


def test_a_contact_keeps_and_takes_off_what_somebody_else_entered(cast, client_of):
    Organisation.objects.filter(pk=cast.organisation.pk).update(domains=["one.example", "two.example"])
    assert type_domains(client_of(cast.contact), cast.organisation, "two.example").status_code == 200
    assert domains_of(cast.organisation) == ["two.example"]


def test_a_coordinator_enters_any_and_is_warned_when_two_organisations_share_it(cast, client_of):
    Organisation.objects.filter(pk=cast.other_organisation.pk).update(domains=["shared.example"])
    answer = type_domains(client_of(cast.coordinator), cast.organisation, "shared.example, own.example")
    assert domains_of(cast.organisation) == ["shared.example", "own.example"]
    assert f"{cast.other_organisation} has one of these e-mail domains, too." in text_of(answer)


def test_approving_suggests_the_domains_of_the_application_and_a_look_alike_is_noticed_from_then_on(cast, client_of):
    facts = {"applicant_email": "zoe@mail.voorbeeld-z.example", "applicant_name": "Zoe", "summary": "We learn."}
    applied = apply(
        Organisation(name="Voorbeeld Z", website="https://www.voorbeeld-z.example/", **facts), by=None
    )  # fmt: skip
    browser = client_of(cast.coordinator)
    page = text_of(browser.get(applied.get_absolute_url()))
    assert 'value="mail.voorbeeld-z.example, voorbeeld-z.example"' in page
    sent = {"email": "zoe@mail.voorbeeld-z.example", "name": "Zoe", "domains": "voorbeeld-z.example"}
    browser.post(reverse("members:approve-application", args=[applied.pk]), sent)
    assert domains_of(applied) == ["voorbeeld-z.example"]
    Organisation.objects.filter(pk=applied.pk).update(state="active")
    proves(cast.outsider, "otto@voorbeeld-2.example")
    proves(cast.outsider, "otto@voorbee1d-z.example")
    asked = ask(Organisation.objects.get(pk=applied.pk), text="Let me in.", by=cast.outsider)
    assert asked.looks_alike
    assert "E-mail domains of Voorbeeld Z: voorbeeld-z.example." in text_of(browser.get(asked.get_absolute_url()))


def test_free_mail_of_an_applicant_is_suggested_to_nobody(cast, client_of):
    applied = apply(Organisation(name="Voorbeeld Z", applicant_email="zoe@gmail.com", applicant_name="Zoe"), by=None)
    page = text_of(client_of(cast.coordinator).get(applied.get_absolute_url()))
    assert "gmail.com, " not in page
    assert 'value="gmail.com"' not in page
