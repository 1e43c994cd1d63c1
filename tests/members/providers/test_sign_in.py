"""Signing in with an organisation's own account, against a real provider, and everything it may do wrong."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.urls import reverse
from django.utils import timezone

from members.devices.models import Device
from members.models import Person, SeatTerm
from members.providers import actions
from members.providers.claims import merge
from network.journal import Entry
from tests.conftest import Browser
from tests.members.providers.conftest import DISCOVERY, address_in
from tests.signing_in import sign_in_by_code

pytestmark = pytest.mark.django_db

BEGIN, NOTICES = reverse("openid_connect_login", args=["voorbeeld-a"]), reverse("notifications:notices")
CALLBACK = reverse("openid_connect_callback", args=["voorbeeld-a"])
FIND, PAGE = reverse("account_find_provider"), reverse("account_provider", args=["voorbeeld-a"])


def is_in(browser):
    return browser.get(NOTICES).status_code == 200


def come_back(browser, oidc, subject):
    """The whole way; the answer of the page to which the provider sends back."""
    page = browser.post(BEGIN, {"next": NOTICES})
    assert page.status_code == 200, page.content.decode()
    back = urlsplit(oidc.sign_in(address_in(page), subject))
    return browser.get(f"{back.path}?{back.query}")


def everything():
    """What must stay as it was when nobody is let in."""
    models = (Person, SocialAccount, EmailAddress, SeatTerm)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def said(answer):
    return answer.content.decode()


def test_somebody_new_gets_an_account_by_their_name_and_no_seat(provider, oidc, client, letterbox):
    oidc.knows("subject-zoe", email="Zoe@Example.org", email_verified=True, name="Zoë Voorbeeld", phone_number="1")
    answer = come_back(client, oidc, "subject-zoe")
    assert (answer.status_code, answer.url) == (302, NOTICES)
    assert is_in(client)
    person = Person.objects.get(email="zoe@example.org")
    assert (person.name, person.has_usable_password()) == ("Zoë Voorbeeld", False)
    assert EmailAddress.objects.get(user=person).verified
    assert not person.seat_terms.exists()
    account = SocialAccount.objects.get(user=person)
    assert (account.provider, account.uid, account.extra_data) == ("voorbeeld-a", "subject-zoe", {})
    assert not SocialToken.objects.exists()
    assert [entry.verb for entry in Entry.objects.about(person)] == [
        "sign_up_with_provider",
        "connect_sign_in_provider",
    ]


def test_somebody_known_is_connected_at_the_first_sign_in_and_told_by_mail(provider, oidc, cast, client, letterbox):
    oidc.knows("subject-ada", email="ADA@example.org", email_verified=True, name="Somebody Else")
    assert come_back(client, oidc, "subject-ada").url == NOTICES
    assert is_in(client)
    assert SocialAccount.objects.get().user == cast.member
    assert Person.objects.get(pk=cast.member.pk).name == "Ada Voorbeeld"
    (mail,) = letterbox.to(cast.member)
    assert "connected with the sign-in of Voorbeeld Lidorganisatie A" in " ".join(mail.get_content().split())
    assert [entry.verb for entry in Entry.objects.about(cast.member)] == ["connect_sign_in_provider"]
    seats = SeatTerm.objects.count()
    letterbox.clear()
    again = Browser()
    assert come_back(again, oidc, "subject-ada").url == NOTICES
    assert is_in(again)
    assert SocialAccount.objects.count() == 1
    assert SeatTerm.objects.count() == seats
    assert "connected" not in " ".join(mail.get_content() for mail in letterbox.mails)


def test_a_subject_is_the_same_person_after_the_address_changed(provider, oidc, cast, client, letterbox):
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    come_back(client, oidc, "subject-ada")
    oidc.knows("subject-ada", email="ada.married@example.org", email_verified=True)
    browser = Browser()
    come_back(browser, oidc, "subject-ada")
    assert browser.get(NOTICES).wsgi_request.user == cast.member
    assert not Person.objects.filter(email="ada.married@example.org").exists()


def move_to(person, email):
    """Another address of one's own, proved; the former one is gone, as after changing it."""
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    Person.objects.filter(pk=person.pk).update(email=email)


@pytest.mark.parametrize("claimed", ["ada@example.org", "it-department@example.org"])
def test_a_former_organisation_cannot_sign_in_as_somebody_who_left_it(provider, oidc, cast, client, claimed):
    actions.connect(cast.member, provider=provider, subject="subject-ada", by=None)
    move_to(cast.member, "ada@new-employer.example")
    oidc.knows("subject-ada", email=claimed, email_verified=True)
    people = Person.objects.count()
    answer = come_back(client, oidc, "subject-ada")
    assert answer.status_code == 403
    assert "has no address at Voorbeeld Lidorganisatie A any more" in said(answer)
    assert "new-employer" not in said(answer)
    assert not is_in(client)
    assert Person.objects.count() == people
    assert SocialAccount.objects.get().user == cast.member
    entry = list(Entry.objects.about(cast.member))[-1]
    assert (entry.verb, entry.actor_id) == ("refuse_sign_in", None)
    assert "No proved address" in entry.why


def test_an_address_there_that_is_claimed_and_not_proved_opens_nothing(provider, oidc, cast, client, letterbox):
    actions.connect(cast.member, provider=provider, subject="subject-ada", by=None)
    move_to(cast.member, "ada@new-employer.example")
    EmailAddress.objects.create(user=cast.member, email="ada@example.org", verified=False)
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    assert come_back(client, oidc, "subject-ada").status_code == 403
    assert not is_in(client)


def test_what_a_provider_says_of_free_mail_and_of_another_organisations_people_counts_for_nothing(
    provider, oidc, cast, client
):
    """However the domains came into its settings, and whatever its discovery says."""
    provider.domains = ["gmail.com", "voorbeeld-b.example"]
    provider.save()
    cast.other_organisation.domains = ["voorbeeld-b.example"]
    cast.other_organisation.save()
    before = everything()
    for email in ("zoe@gmail.com", "zoe@voorbeeld-b.example"):
        oidc.knows("subject-zoe", email=email, email_verified=True)
        answer = come_back(client, oidc, "subject-zoe")
        assert (answer.status_code, "yours is elsewhere" in said(answer)) == (403, True)
    assert everything() == before


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"email": "zoe@example.org", "email_verified": False}, "did not confirm"),
        ({"email": "zoe@example.org"}, "did not confirm"),
        ({"email": "zoe@example.org", "email_verified": "true"}, "did not confirm"),
        ({"email": "zoe@example.org", "email_verified": 1}, "did not confirm"),
        ({"email": "ada@example.org", "email_verified": False}, "did not confirm"),
        ({"email": "zoe@elsewhere.example", "email_verified": True}, "yours is elsewhere"),
        ({"email": "zoe@sub.example.org", "email_verified": True}, "yours is elsewhere"),
        ({"email": "zoe@example.org.evil.example", "email_verified": True}, "yours is elsewhere"),
        ({"email": "zoe@evil.example@example.org", "email_verified": True}, "no e-mail address"),
        ({"email": "", "email_verified": True}, "no e-mail address"),
        ({"email": None, "email_verified": True}, "no e-mail address"),
        ({"email": ["zoe@example.org"], "email_verified": True}, "no e-mail address"),
        ({"email_verified": True, "name": "Zoë"}, "no e-mail address"),
    ],
)
def test_a_provider_that_lies_or_says_too_little_lets_nobody_in(provider, oidc, client, claims, why):
    oidc.knows("subject-liar", **claims)
    before = everything()
    answer = come_back(client, oidc, "subject-liar")
    assert answer.status_code == 403
    assert why in said(answer)
    assert "Use a code by mail" in said(answer)
    assert not is_in(client)
    assert everything() == before


def test_a_known_subject_whose_address_is_not_confirmed_any_more_is_not_let_in(provider, oidc, cast, client, letterbox):
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    come_back(client, oidc, "subject-ada")
    oidc.knows("subject-ada", email="ada@example.org", email_verified=False)
    before, browser = everything(), Browser()
    assert come_back(browser, oidc, "subject-ada").status_code == 403
    assert not is_in(browser)
    assert everything() == before


def test_another_subject_with_a_known_address_is_refused_and_told_whom_to_ask(provider, oidc, cast, client, letterbox):
    actions.connect(cast.member, provider=provider, subject="subject-old", by=None)
    oidc.knows("subject-new", email="ada@example.org", email_verified=True)
    before = everything()
    answer = come_back(client, oidc, "subject-new")
    assert answer.status_code == 403
    assert "Ask Cleo Voorbeeld, or write to the coordinator" in said(answer)
    assert not is_in(client)
    assert everything() == before
    entry = list(Entry.objects.about(cast.member))[-1]
    assert (entry.verb, entry.actor_id) == ("refuse_sign_in", None)
    assert "another subject" in entry.why


def test_an_address_somebody_only_asked_to_change_to_is_nobodys(provider, oidc, cast, client, letterbox):
    """Else whoever claims an address first would get the account of its owner, or the owner theirs."""
    EmailAddress.objects.create(user=cast.outsider, email="zoe@example.org", verified=False)
    oidc.knows("subject-zoe", email="zoe@example.org", email_verified=True, name="Zoë")
    come_back(client, oidc, "subject-zoe")
    assert client.get(NOTICES).wsgi_request.user.email == "zoe@example.org"
    assert not SocialAccount.objects.filter(user=cast.outsider).exists()


def test_a_password_set_before_the_address_was_proved_goes(provider, oidc, cast, client, letterbox):
    cast.member.set_password("somebody else chose this one")
    cast.member.save()
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    come_back(client, oidc, "subject-ada")
    cast.member.refresh_from_db()
    assert not cast.member.has_usable_password()


def test_a_password_of_a_proved_address_stays(provider, oidc, cast, client, letterbox):
    EmailAddress.objects.filter(user=cast.member).update(verified=True)
    cast.member.set_password("I chose this one myself")
    cast.member.save()
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    come_back(client, oidc, "subject-ada")
    cast.member.refresh_from_db()
    assert cast.member.has_usable_password()


def test_a_closed_account_stays_closed(provider, oidc, cast, client):
    Person.objects.filter(pk=cast.member.pk).update(is_active=False)
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    assert come_back(client, oidc, "subject-ada").url == reverse("account_inactive")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_whoever_must_bring_a_second_factor_must_here_too(provider, oidc, cast, client, letterbox):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.member, generate_totp_secret())
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    assert come_back(client, oidc, "subject-ada").url.startswith(reverse("mfa_authenticate"))
    assert not is_in(client)


@pytest.mark.parametrize("state", ["forged", "", None])
def test_a_forged_state_lets_nobody_in(provider, oidc, client, state):
    oidc.knows("subject-zoe", email="zoe@example.org", email_verified=True)
    back = urlsplit(oidc.sign_in(address_in(client.post(BEGIN)), "subject-zoe"))
    facts = {"code": parse_qs(back.query)["code"][0]} | ({} if state is None else {"state": state})
    answer = client.get(CALLBACK, facts)
    assert answer.status_code == 403
    assert "was not begun in this browser" in said(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_what_one_browser_began_another_cannot_finish_nor_the_same_one_twice(provider, oidc, client, letterbox):
    oidc.knows("subject-zoe", email="zoe@example.org", email_verified=True)
    back = urlsplit(oidc.sign_in(address_in(client.post(BEGIN)), "subject-zoe"))
    address, thief = f"{back.path}?{back.query}", Browser()
    assert thief.get(address).status_code == 403
    assert not is_in(thief)
    assert client.get(address).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(address).status_code == 403
    assert not is_in(client)


def test_somebody_who_turns_back_reads_so(provider, oidc, client):
    back = urlsplit(oidc.deny(address_in(client.post(BEGIN))))
    state = parse_qs(urlsplit(address_in(client.post(BEGIN))).query)["state"][0]
    query = back.query if "state=" in back.query else f"{back.query}&state={state}"
    answer = client.get(f"{back.path}?{query}")
    assert answer.status_code == 403
    assert "You turned back" in said(answer)


def test_a_provider_that_answers_with_an_error_is_in_trouble(provider, oidc, client):
    state = parse_qs(urlsplit(address_in(client.post(BEGIN))).query)["state"][0]
    answer = client.get(CALLBACK, {"error": "server_error", "state": state})
    assert answer.status_code == 503
    assert "does not work at the moment" in said(answer)
    assert "Use a code by mail" in said(answer)


def test_a_provider_that_is_away_leaves_the_code_by_mail(provider, oidc, cast, client, letterbox):
    provider.issuer = "http://127.0.0.1:1"
    provider.save()
    answer = client.post(BEGIN)
    assert answer.status_code == 503
    assert "Nothing is lost" in said(answer)
    sign_in_by_code(client, cast.member, letterbox)
    assert is_in(client)


def test_a_provider_that_goes_away_on_the_way_is_in_trouble(provider, liar, client):
    liar.discovers()
    provider.issuer = liar.issuer
    provider.save()
    state = parse_qs(urlsplit(address_in(client.post(BEGIN))).query)["state"][0]
    liar.says.clear()
    assert client.get(CALLBACK, {"code": "code", "state": state}).status_code == 503
    assert not is_in(client)


@pytest.mark.parametrize(
    "document", ["no json at all", "[]", "null", '"text"', "{}", '{"issuer": 5}', '{"issuer": "https://evil.example"}']
)
def test_a_discovery_document_that_is_rubbish_is_trouble(provider, liar, client, document):
    provider.issuer = liar.issuer
    provider.save()
    liar.says[DISCOVERY] = (200, {"Content-Type": "application/json"}, document.encode(), 0)
    assert client.post(BEGIN).status_code == 503


@pytest.mark.parametrize(
    "token",
    ["rubbish", "[]", "{}", '{"access_token": "x"}', '{"access_token": "x", "id_token": "x.y.z"}', '{"access_token": "x", "id_token": 5}'],
)  # fmt: skip
def test_a_token_that_is_rubbish_is_trouble(provider, liar, client, token):
    provider.issuer = liar.issuer
    provider.save()
    liar.discovers()
    state = parse_qs(urlsplit(address_in(client.post(BEGIN))).query)["state"][0]
    liar.says["/token"] = (200, {"Content-Type": "application/json"}, token.encode(), 0)
    answer = client.get(CALLBACK, {"code": "code", "state": state})
    assert answer.status_code == 503
    assert not SocialAccount.objects.exists()


def test_a_slow_provider_is_not_waited_for(provider, liar, client, monkeypatch):
    monkeypatch.setattr("network.outside.PATIENCE_SECONDS", 0.3)
    provider.issuer = liar.issuer
    provider.save()
    liar.says[DISCOVERY] = (200, {}, b"{}", 2)
    assert client.post(BEGIN).status_code == 503


def test_two_answers_about_two_people_are_not_believed():
    with pytest.raises(ValueError, match="two subjects"):
        merge({"sub": "ada"}, {"sub": "zoe", "email": "zoe@example.org", "email_verified": True})
    told = merge(
        {"sub": "ada", "email": "a@example.org", "email_verified": True}, {"sub": "ada", "email": "b@example.org"}
    )
    assert told == {"sub": "ada", "email": "b@example.org"}


@pytest.mark.parametrize("what", ["off", "ended"])
def test_a_provider_that_is_off_or_whose_organisation_left_lets_nobody_in(provider, oidc, cast, client, what):
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    back = urlsplit(oidc.sign_in(address_in(client.post(BEGIN)), "subject-ada"))
    if what == "off":
        provider.is_on = False
        provider.save()
    else:
        cast.organisation.move("end", ended_at=timezone.now())
    for answer in (client.get(f"{back.path}?{back.query}"), client.get(PAGE), client.post(BEGIN)):
        assert answer.status_code == 404
        assert "Use a code by mail" in said(answer)
    assert client.post(FIND, {"email": "ada@example.org"}).status_code == 422
    assert not is_in(client)


def test_turning_it_off_ends_the_sessions_it_began_and_no_other(provider, oidc, cast, client, letterbox):
    oidc.knows("subject-ada", email="ada@example.org", email_verified=True)
    come_back(client, oidc, "subject-ada")
    by_mail, other = Browser(), Browser()
    sign_in_by_code(by_mail, cast.member, letterbox)
    sign_in_by_code(other, cast.other, letterbox)
    facts = {"issuer": provider.issuer, "client_id": "kring", "slug": provider.slug}
    actions.set_provider(
        cast.organisation, **facts, domains=["example.org"], client_secret="", is_on=False, by=cast.coordinator
    )
    assert not is_in(client)
    assert is_in(by_mail)
    assert is_in(other)
    assert Device.objects.filter(person=cast.member).count() == 1


def test_an_address_leads_to_the_sign_in_of_its_domain_whether_anybody_has_it_or_not(provider, cast):
    answers = [
        Browser().post(FIND, {"email": email, "next": NOTICES}) for email in ("ada@example.org", "who@EXAMPLE.org")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url == f"{PAGE}?next=%2Fnotices%2F"
    page = Browser().get(answers[0].url)
    assert "Sign in with Voorbeeld Lidorganisatie A" in said(page)
    assert 'name="next" value="/notices/"' in said(page)


@pytest.mark.parametrize("email", ["ada@elsewhere.example", "ada", "", "ada@sub.example.org"])
def test_any_other_address_is_kept_and_led_to_a_code(provider, cast, client, email):
    answer = client.post(FIND, {"email": email})
    assert answer.status_code == 422
    assert "Use a code by mail instead" in said(answer)
    assert f'value="{email}"' in said(answer) or not email


def test_looking_begins_nothing(provider, oidc, client):
    assert client.get(BEGIN).status_code == 405
    assert client.get(PAGE).status_code == 200
    assert not client.session.keys()


def test_neither_next_nor_scope_nor_process_can_be_slipped_in(provider, oidc, cast, client_of, letterbox):
    oidc.knows("subject-zoe", email="zoe@example.org", email_verified=True, name="Zoë")
    browser = client_of(cast.other)
    page = browser.post(
        f"{BEGIN}?process=connect&scope=admin&auth_params=prompt%3Dnone", {"next": "https://evil.example/"}
    )
    asked = parse_qs(urlsplit(address_in(page)).query)
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked
    assert asked["code_challenge_method"] == ["S256"]
    back = urlsplit(oidc.sign_in(address_in(page), "subject-zoe"))
    assert browser.get(f"{back.path}?{back.query}").url == "/"
    assert browser.get(NOTICES).wsgi_request.user.email == "zoe@example.org"
    assert not SocialAccount.objects.filter(user=cast.other).exists()


def test_asked_too_often_it_says_when_to_try_again_and_keeps_the_address(provider, client):
    for _try in range(30):
        client.post(FIND, {"email": "ada@elsewhere.example"})
    answer = client.post(FIND, {"email": "ada@elsewhere.example"})
    assert answer.status_code == 429
    assert 'value="ada@elsewhere.example"' in said(answer)
    answer = client.post(BEGIN)
    assert (answer.status_code, int(answer["Retry-After"]) <= 60) == (429, True)
    assert "Try again in" in said(answer)
