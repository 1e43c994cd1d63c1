"""Signing in with a code from a real mail, and everything that goes wrong on the way."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from members.models import Person
from tests.conftest import Browser
from tests.signing_in import CONFIRM, LOGIN, code_in, sign_in_by_code

pytestmark = pytest.mark.django_db

SIGN_UP, VERIFY = reverse("account_signup"), reverse("account_email_verification_sent")
NOTICES = reverse("notifications:notices")


def is_in(browser):
    return browser.get(NOTICES).status_code == 200


def ask_for_code(browser, email):
    answer = browser.post(LOGIN, {"email": email})
    assert (answer.status_code, answer.url) == (302, CONFIRM)


def another(code):
    return "Z" * len(code) if code[0] != "Z" else "Y" * len(code)


def test_the_code_from_the_mail_signs_in(cast, client, letterbox):
    assert not is_in(client)
    answer = sign_in_by_code(client, cast.member, letterbox, NOTICES)
    assert (answer.status_code, answer.url) == (302, NOTICES)
    assert is_in(client)
    (mail,) = letterbox.mails
    assert mail["To"] == cast.member.email
    assert code_in(mail) in mail["Subject"]
    assert "Voorbeeld" not in mail["To"]


@pytest.mark.parametrize("typed", ["ADA@EXAMPLE.ORG", " Ada@Example.org "])
def test_an_address_is_known_in_any_case_of_letters(cast, client, letterbox, typed):
    ask_for_code(client, typed)
    client.post(CONFIRM, {"code": code_in(letterbox.to(cast.member)[0])})
    assert is_in(client)


SPELLINGS = ["zoe@exämple.org", "Zoe@EXÄMPLE.ORG", "zoe@xn--exmple-cua.org", "ZOE@XN--EXMPLE-CUA.ORG"]


@pytest.fixture
def zoe(db):
    """Her account as an invitation or a list of members made it."""
    return Person.objects.create_user("zoe@exämple.org", name="Zoë Voorbeeld")


@pytest.mark.parametrize("typed", SPELLINGS)
def test_an_address_is_known_in_each_way_of_writing_its_domain(zoe, client, letterbox, typed):
    assert zoe.email == "zoe@xn--exmple-cua.org"
    ask_for_code(client, typed)
    client.post(CONFIRM, {"code": code_in(letterbox.to(zoe)[0])})
    assert client.get(NOTICES).wsgi_request.user == zoe


@pytest.mark.parametrize("typed", SPELLINGS)
def test_signing_up_with_a_known_address_in_other_letters_makes_no_second_account(zoe, client, letterbox, typed):
    client.post(SIGN_UP, {"email": typed, "name": "Zoë"})
    assert Person.objects.get() == zoe
    assert [mail["Subject"] for mail in letterbox.to(zoe)] == ["You have an account already"]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_password_is_taken_and_chosen_anew_under_each_way_of_writing_the_address(zoe, client, letterbox, typed):
    EmailAddress.objects.filter(user=zoe).update(verified=True)
    zoe.set_password("walnut ferry cobalt sigh")
    zoe.save()
    client.post(reverse("account_login_password"), {"login": typed, "password": "walnut ferry cobalt sigh"})
    assert is_in(client)
    Browser().post(reverse("account_reset_password"), {"email": typed})
    assert code_in(letterbox.to(zoe)[-1])


def test_a_new_address_in_its_own_letters_becomes_the_one_that_mail_servers_know(client, letterbox):
    client.post(SIGN_UP, {"email": "Nieuw@Exämple.org", "name": "Nieuw"})
    assert Person.objects.get().email == "nieuw@xn--exmple-cua.org"


def test_codes_for_one_address_are_counted_together_however_it_is_written(zoe, letterbox):
    answers = [Browser().post(LOGIN, {"email": typed}) for typed in SPELLINGS]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]


def test_a_wrong_code_is_told_and_the_right_one_still_works(cast, client, letterbox):
    ask_for_code(client, cast.member.email)
    code = code_in(letterbox.mails[0])
    answer = client.post(CONFIRM, {"code": another(code)})
    assert answer.status_code == 200
    assert "This code is not right. Look again, or get a new one." in answer.content.decode()
    assert not is_in(client)
    client.post(CONFIRM, {"code": code})
    assert is_in(client)


@pytest.mark.parametrize("email", ["ada@example.org", "zoe@example.org"])
def test_another_code_is_mailed_on_a_press_and_only_the_new_one_works(cast, client, letterbox, email):
    sign_up = email == "zoe@example.org"
    page = client.post(SIGN_UP if sign_up else LOGIN, {"email": email, "name": "Zoë", "next": NOTICES}).url
    assert "Mail me another code" in client.get(page).content.decode()
    answer = client.post(page, {"mail": "1", "next": NOTICES})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, page.partition("?")[0])
    old, new = (code_in(mail) for mail in letterbox.mails)
    client.post(page, {"code": old, "next": NOTICES})
    assert not is_in(client)
    assert client.post(page, {"code": new, "next": NOTICES}).url == NOTICES
    assert is_in(client)


def test_after_five_wrong_codes_the_right_one_does_not_help(cast, client, letterbox):
    ask_for_code(client, cast.member.email)
    code = code_in(letterbox.mails[0])
    for _attempt in range(5):
        client.post(CONFIRM, {"code": another(code)})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_works_for_ten_minutes(cast, client, letterbox, minutes, works):
    ask_for_code(client, cast.member.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
        assert is_in(client) is works


def test_a_code_is_for_the_browser_that_asked(cast, client, letterbox):
    ask_for_code(client, cast.member.email)
    thief = Browser()
    thief.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    ask_for_code(thief, "nobody@example.org")
    thief.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    assert not is_in(thief)


def test_a_code_works_once(cast, client, letterbox):
    sign_in_by_code(client, cast.member, letterbox)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    assert not is_in(client)


def test_an_unknown_address_gets_the_same_answer_and_a_mail_without_a_code(cast, letterbox):
    pages = []
    for email in (cast.member.email, "zoe@example.org"):
        browser = Browser()
        ask_for_code(browser, email)
        page = browser.get(CONFIRM)
        token = page.context["csrf_token"]
        pages.append((page.status_code, page.content.decode().replace(email, "…").replace(str(token), "…")))
        assert set(browser.cookies) == {"sessionid", "csrftoken"}
    assert pages[0] == pages[1]
    unknown = next(mail for mail in letterbox.mails if mail["To"] == "zoe@example.org")
    assert "There is no account with it" in unknown.get_content()
    assert not [line for line in unknown.get_content().splitlines() if line.strip().isalnum()]


def test_a_closed_account_gets_no_code(cast, client, letterbox):
    Person.objects.filter(pk=cast.member.pk).update(is_active=False)
    ask_for_code(client, cast.member.email)
    (mail,) = letterbox.to(cast.member)
    assert not [line for line in mail.get_content().splitlines() if line.strip().isalnum()]


def test_a_code_does_not_open_an_account_closed_meanwhile(cast, client, letterbox):
    ask_for_code(client, cast.member.email)
    Person.objects.filter(pk=cast.member.pk).update(is_active=False)
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    assert not is_in(client)


def test_an_account_closed_meanwhile_is_out_at_once(cast, client_of):
    browser = client_of(cast.member)
    assert is_in(browser)
    Person.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert not is_in(browser)


def test_a_new_account_needs_an_address_a_name_and_the_code(client, letterbox):
    answer = client.post(SIGN_UP, {"email": "Zoe@Example.org", "name": "Zoë Voorbeeld"})
    assert (answer.status_code, answer.url) == (302, VERIFY)
    assert not is_in(client)
    client.post(VERIFY, {"code": code_in(letterbox.mails[0])})
    assert is_in(client)
    person = Person.objects.get()
    assert (person.email, person.name, person.has_usable_password()) == ("zoe@example.org", "Zoë Voorbeeld", False)
    assert EmailAddress.objects.get().verified


def test_a_new_account_speaks_the_language_it_was_made_in(client, letterbox):
    client.post(SIGN_UP, {"email": "zoe@example.org", "name": "Zoë"}, headers={"accept-language": "nl-BE,en;q=0.5"})
    assert Person.objects.get().language == "nl"
    client.post(VERIFY, {"code": code_in(letterbox.mails[0])})
    assert client.get("/").headers["Content-Language"] == "nl"


def test_on_the_way_to_a_new_account_nobody_forgets_where_one_was_going(cast, client, letterbox):
    on = reverse("members:ask-for-seat", args=[cast.organisation.pk])
    signup = f"{SIGN_UP}?next={on.replace('/', '%2F')}"
    assert f'href="{signup}"' in client.get(LOGIN, {"next": on}).content.decode()
    client.post(LOGIN, {"email": "zoe@example.org", "next": on})
    assert signup in letterbox.mails[0].get_content()
    client.post(SIGN_UP, {"email": "zoe@example.org", "name": "Zoë", "next": on})
    assert client.post(VERIFY, {"code": code_in(letterbox.mails[-1])}).url == on


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example"])
def test_the_mail_about_no_account_leads_to_no_other_site(client, letterbox, elsewhere):
    client.post(LOGIN, {"email": "zoe@example.org", "next": elsewhere})
    assert SIGN_UP in letterbox.mails[0].get_content()
    assert "elsewhere" not in letterbox.mails[0].get_content()


def test_what_was_left_empty_is_asked_for_in_plain_words_and_in_the_order_of_the_page(client):
    page = client.post(SIGN_UP, {}).content.decode()
    assert page.index("Your e-mail address: Please fill this in.") < page.index("Your name: Please fill this in.")
    dutch = client.post(SIGN_UP, {}, headers={"accept-language": "nl"}).content.decode()
    assert "Je e-mailadres: Vul dit nog in." in dutch


def test_signing_up_with_a_known_address_betrays_nothing_but_to_its_owner(cast, letterbox):
    pages = []
    for email in ("zoe@example.org", cast.member.email):
        browser = Browser()
        assert browser.post(SIGN_UP, {"email": email, "name": "Zoë"}).url == VERIFY
        page = browser.get(VERIFY)
        pages.append(page.content.decode().replace(email, "…").replace(str(page.context["csrf_token"]), "…"))
    assert pages[0] == pages[1]
    assert "There is one already" in letterbox.to(cast.member)[0].get_content()
    assert Person.objects.filter(email=cast.member.email).get().name == "Ada Voorbeeld"


@pytest.mark.parametrize(
    "typed", [{}, {"email": "no address", "name": "Zoë"}, {"email": "zoe@example.org", "name": "x" * 121}]
)
def test_a_sign_up_that_needs_mending_keeps_what_was_typed(client, typed):
    answer = client.post(SIGN_UP, typed)
    assert answer.status_code in {200, 422}
    assert "mend" in answer.content.decode()
    for value in typed.values():
        assert f'value="{value}"' in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("path", [LOGIN, SIGN_UP])
@pytest.mark.parametrize("email", ["ada@example.org", "zoe@example.org"])
def test_with_the_mail_server_away_a_sentence_says_so(cast, client, settings, path, email):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post(path, {"email": email, "name": "Zoë"})
    assert answer.status_code == 503
    assert "Our mail server does not answer" in answer.content.decode()
    assert email not in answer.content.decode()


def test_signing_out_needs_a_press(cast, client_of):
    browser = client_of(cast.member)
    assert browser.get(reverse("account_logout")).status_code == 200
    assert is_in(browser)
    browser.post(reverse("account_logout"))
    assert not is_in(browser)


def test_signing_in_never_leads_to_another_site(cast, client, letterbox):
    answer = sign_in_by_code(client, cast.member, letterbox, "https://evil.example.com/")
    assert answer.url == "/"


def test_somebody_who_mistyped_the_address_can_give_another(cast, client, letterbox):
    ask_for_code(client, "adda@example.org")
    page = client.get(CONFIRM).content.decode()
    assert re.search(r'<button[^>]*form="another-address"', page)
    assert re.search(r'action="/account/logout/" id="another-address"', page)
    again = client.post(reverse("account_logout"), {"next": LOGIN})
    assert again.url == LOGIN
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert "signed out" not in page.content.decode()
    sign_in_by_code(client, cast.member, letterbox)
    assert is_in(client)


def test_the_fourth_code_within_a_minute_is_refused_with_a_sentence(cast, letterbox):
    answers = [Browser().post(LOGIN, {"email": cast.member.email}) for _ask in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert re.search(r"Try again in (60|5\d) seconds; nothing was lost", answers[3].content.decode())
    assert 50 <= int(answers[3]["Retry-After"]) <= 60
    assert 'value="ada@example.org"' in answers[3].content.decode()
    assert len(letterbox.mails) == 3
    assert Browser().post(LOGIN, {"email": cast.other.email}).status_code == 302
