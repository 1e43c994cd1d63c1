"""What was typed survives the end of a session."""

import uuid

from django.urls import reverse

from network.kept import MOST_CHARACTERS
from tests.conftest import Browser
from tests.signing_in import sign_in_by_code

PROPOSE = reverse("collaborations:propose")
TYPED = {
    "title": "Who decides & how?",
    "question": "Line one\r\nمرحبا 🌍 <script>",
    "change": "We ask first.",
    "verb": "propose",
}


def test_a_form_sent_after_the_session_ended_is_there_again_after_signing_in(cast, letterbox):
    browser = Browser()
    answer = browser.post(PROPOSE, TYPED | {"csrfmiddlewaretoken": "secret"})
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={PROPOSE}")
    assert "What you typed is kept" in browser.get(answer.url).content.decode()
    signed_in = sign_in_by_code(browser, cast.member, letterbox, PROPOSE)
    assert signed_in.url == PROPOSE
    page = browser.get(PROPOSE)
    form = page.context["form"]
    assert {name: form[name].value() for name in ("title", "question", "change")} == {
        name: TYPED[name] for name in ("title", "question", "change")
    }
    assert "Who decides &amp; how?" in page.content.decode()
    assert "<script>\n" not in page.content.decode()
    assert not cast.member.themes.exists()


def test_what_was_kept_stays_until_it_has_reached_its_place(cast, letterbox):
    browser = Browser()
    browser.post(PROPOSE, TYPED)
    sign_in_by_code(browser, cast.member, letterbox, PROPOSE)
    for _look in range(2):
        form = browser.get(PROPOSE).context["form"]
        assert form["title"].value() == TYPED["title"]
    key, organisation = form["key"].value() or str(uuid.uuid4()), cast.organisation.pk
    browser.post(PROPOSE, TYPED | {"key": key, "organisation": organisation})
    assert cast.member.themes.get().title == TYPED["title"]
    assert "Who decides" not in browser.get(PROPOSE).content.decode().split("<form")[1]


def test_secrets_are_not_put_aside_and_the_rest_is(client, db):
    client.post(PROPOSE, TYPED | {"client_secret": "hush-1", "password1": "hush-2", "Code": "hush-3"})
    aside = client.session["kept-text"]["text"]
    assert "hush" not in aside
    assert "Who+decides" in aside


def test_reading_a_form_page_signed_out_starts_no_session(client, db):
    answer = client.get(PROPOSE)
    assert answer.status_code == 302
    assert not client.cookies


def test_a_text_longer_than_any_form_asks_for_is_not_put_aside(client, db):
    client.post(PROPOSE, TYPED | {"question": "x" * (MOST_CHARACTERS + 1)})
    assert not client.session.get("kept-text")


def test_what_was_typed_by_a_stranger_is_not_shown_to_others(cast, client_of):
    Browser().post(PROPOSE, TYPED)
    assert "Who decides" not in client_of(cast.member).get(PROPOSE).content.decode()
