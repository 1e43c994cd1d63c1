"""The coordinator sets how an organisation signs in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from members.people.providers import SignInProvider
from members.people.sealing import unseal
from members.providers import actions
from members.providers.checking import problems
from network.journal import Entry
from network.moves import MoveRefused
from tests.at_once import at_once, until_somebody_waits_for_a_lock
from tests.members.providers.conftest import DISCOVERY

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast):
    return reverse("members:sign-in-provider", args=[cast.organisation.pk])


@pytest.fixture
def typed(oidc):
    return {
        "issuer": oidc.issuer, "client_id": "kring", "client_secret": "the secret", "slug": "voorbeeld-a",
        "domains": "Example.org\n@voorbeeld.example, bücher.example", "is_on": "on",
    }  # fmt: skip


def test_a_coordinator_sets_it_and_the_journal_knows(cast, client_of, address, typed):
    answer = client_of(cast.coordinator).post(address, typed)
    assert (answer.status_code, answer.url) == (302, address)
    provider = SignInProvider.objects.get()
    assert provider.organisation == cast.organisation
    assert provider.domains == ["example.org", "voorbeeld.example", "xn--bcher-kva.example"]
    assert provider.is_on
    assert unseal(provider.client_secret_sealed) == "the secret"
    (entry,) = [entry for entry in Entry.objects.about(cast.organisation) if entry.verb == "set_sign_in_provider"]
    assert entry.actor_id == cast.coordinator.pk
    assert "the secret" not in str(entry.facts)


def test_the_secret_is_never_shown_and_an_empty_one_keeps_it(cast, client_of, address, typed):
    browser = client_of(cast.coordinator)
    browser.post(address, typed)
    shown = browser.get(address).content.decode()
    assert "the secret" not in shown
    assert "https://testserver/account/oidc/voorbeeld-a/login/callback/" in shown
    browser.post(address, typed | {"client_secret": "", "client_id": "other"})
    provider = SignInProvider.objects.get()
    assert (provider.client_id, unseal(provider.client_secret_sealed)) == ("other", "the secret")


def test_the_way_there_is_on_the_organisations_page_for_coordinators_only(cast, client_of, address):
    page = cast.organisation.get_absolute_url()
    assert f'href="{address}"' in client_of(cast.coordinator).get(page).content.decode()
    assert address not in client_of(cast.contact).get(page).content.decode()


@pytest.mark.parametrize("name", ["member", "contact", "outsider"])
def test_nobody_else_does_not_even_a_contact(cast, client_of, address, typed, name):
    browser = client_of(getattr(cast, name))
    assert browser.get(address).status_code == 403
    answer = browser.post(address, typed)
    assert answer.status_code == 403
    assert "a wrong issuer could let anybody in" in answer.content.decode()
    assert not SignInProvider.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"issuer": "no address"}, "URL"),
        ({"domains": ""}, "required"),
        ({"domains": "example"}, "No domain: example."),
        ({"domains": "example.org\n*.evil.example"}, "No domain: *.evil.example."),
        ({"domains": "example.org\ngmail.com"}, "Anybody gets an address at gmail.com."),
        ({"domains": "mail.outlook.com"}, "Anybody gets an address at mail.outlook.com."),
        ({"client_secret": ""}, "required"),
        ({"slug": "with space"}, "slug"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_kept(cast, client_of, typed, changes, why):
    address = reverse("members:sign-in-provider", args=[cast.organisation.pk])
    answer = client_of(cast.coordinator).post(address, typed | changes)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert 'value="kring"' in answer.content.decode()
    assert not SignInProvider.objects.exists()


def test_an_issuer_without_https_is_refused_where_others_can_listen(cast, client_of, address, typed, settings):
    settings.LOCAL_PROVIDERS = False
    answer = client_of(cast.coordinator).post(address, typed)
    assert answer.status_code == 422
    assert "must begin with https://" in answer.content.decode()


def test_a_domain_has_one_provider(cast, provider, client_of, typed):
    other = reverse("members:sign-in-provider", args=[cast.other_organisation.pk])
    answer = client_of(cast.coordinator).post(other, typed | {"slug": "voorbeeld-b"})
    assert answer.status_code == 422
    assert "Voorbeeld Lidorganisatie A signs in with one of these domains already" in answer.content.decode()
    with pytest.raises(MoveRefused):
        actions.set_provider(
            cast.other_organisation, slug="b", issuer="https://b.example", client_id="b", client_secret="b",
            domains=["b.example", "example.org"], is_on=True, by=cast.coordinator,
        )  # fmt: skip


def test_the_domain_of_another_organisation_is_not_ones_own(cast, client_of, address, typed):
    cast.other_organisation.domains = ["voorbeeld.example"]
    cast.other_organisation.save()
    browser = client_of(cast.coordinator)
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    assert "voorbeeld.example is a domain of Voorbeeld Lidorganisatie B" in answer.content.decode()
    assert not SignInProvider.objects.exists()
    cast.organisation.domains = ["voorbeeld.example"]  # one house, two organisations
    cast.organisation.save()
    assert browser.post(address, typed).status_code == 302


def test_a_domain_of_an_organisation_that_ended_is_free(cast, client_of, address, typed):
    cast.other_organisation.domains = ["voorbeeld.example"]
    cast.other_organisation.save()
    cast.other_organisation.move("end", ended_at=timezone.now())
    assert client_of(cast.coordinator).post(address, typed).status_code == 302


def own_sign_in(organisation, *, slug, domain, by):
    return actions.set_provider(
        organisation, slug=slug, issuer=f"https://{slug}.example", client_id=slug, client_secret="s",
        domains=[domain], is_on=True, by=by,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"slug": "b", "domain": "example.org"}, "one of these domains"),
        ({"slug": "a", "domain": "b.example"}, "short name"),
    ],
)
def test_of_two_new_ones_at_once_with_the_same_domain_or_name_one_is_refused(cast, second, why):
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            own_sign_in(cast.organisation, slug="a", domain="example.org", by=cast.coordinator)
            waiting = other.submit(
                lambda: at_once(lambda: own_sign_in(cast.other_organisation, **second, by=cast.coordinator))
            )
            until_somebody_waits_for_a_lock()
        (refused,) = waiting.result()
    assert isinstance(refused, MoveRefused)
    assert why in str(refused)
    assert SignInProvider.objects.count() == 1


@pytest.mark.allows_loops
def test_another_issuer_forgets_whom_the_old_one_connected(cast, provider):
    """Its subjects are other people's: whoever is "42" there need not be "42" here."""
    actions.connect(cast.member, provider=provider, subject="42", by=None)
    facts = {
        "slug": provider.slug,
        "client_id": "kring",
        "client_secret": "",
        "domains": ["example.org"],
        "is_on": True,
    }
    actions.set_provider(cast.organisation, issuer=provider.issuer, **facts, by=cast.coordinator)
    assert SocialAccount.objects.count() == 1
    actions.set_provider(cast.organisation, issuer="https://new.example", **facts, by=cast.coordinator)
    assert not SocialAccount.objects.exists()


def test_trying_asks_the_issuer_and_keeps_nothing(cast, client_of, address, typed):
    answer = client_of(cast.coordinator).post(address, typed | {"verb": "try"})
    assert answer.status_code == 200
    assert "its answer looks well" in answer.content.decode()
    assert not SignInProvider.objects.exists()
    answer = client_of(cast.coordinator).post(address, typed | {"verb": "try", "issuer": "http://127.0.0.1:1"})
    assert "Nobody answers there" in answer.content.decode()
    assert 'value="http://127.0.0.1:1"' in answer.content.decode()


def test_trying_too_often_is_refused_with_what_was_typed(cast, client_of, address, typed):
    browser = client_of(cast.coordinator)
    answers = [browser.post(address, typed | {"verb": "try"}).status_code for _try in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_good_issuer_has_no_problems(oidc):
    assert problems(oidc.issuer) == []
    assert problems(f"{oidc.issuer}/") == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"issuer": "https://evil.example"}, "It calls itself “https://evil.example”"),
        ({"issuer": None}, "It calls itself “”"),
        ({"token_endpoint": None}, "names no “token_endpoint”"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "names no “authorization_endpoint”"),
        ({"response_types_supported": ["token"]}, "does not offer sign-in with a code"),
    ],
)
def test_each_thing_wrong_in_a_document_is_told(liar, changes, why):
    liar.discovers(**changes)
    assert why in " ".join(problems(liar.issuer))


def test_what_is_no_document_is_told(liar):
    assert "shows no discovery document: 404" in problems(liar.issuer)[0]
    liar.says[DISCOVERY] = (200, {}, b"<html>", 0)
    assert "something else than a discovery document" in problems(liar.issuer)[0]
    liar.says[DISCOVERY] = (200, {}, b"[1]", 0)
    assert "something else than a discovery document" in problems(liar.issuer)[0]
    liar.says[DISCOVERY] = (302, {"Location": "https://example.org/"}, b"", 0)
    assert "sends us on" in problems(liar.issuer)[0]


def test_inside_our_own_house_nothing_is_asked(settings):
    settings.LOCAL_PROVIDERS = False
    for issuer in ("https://127.0.0.1:1", "https://localhost", "http://example.org"):
        assert len(problems(issuer)) == 1
