"""Bad input gets the right status, a page with a sentence, and changes nothing."""

import pytest
from django.urls import reverse

from collaborations.models import Theme
from tests.conftest import Browser
from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db

PROPOSE = reverse("collaborations:propose")
TEN_MEGABYTES = 10 * 1024 * 1024


def assert_refused(answer, status, sentence):
    assert answer.status_code == status
    html = answer.content.decode()
    assert html.count("<h1>") == 1
    assert sentence in html
    assert "Traceback" not in html
    assert not Theme.objects.filter(title__contains="Sent").exists()


def test_a_page_that_is_not_there(client):
    assert_refused(client.get("/nowhere/"), 404, "There is nothing here")


@pytest.mark.parametrize("number", ["0", "999999", str(2**63), "9" * 60])
def test_a_thing_that_is_not_there(client_of, cast, number):
    browser = client_of(cast.member)
    assert_refused(browser.get(f"/themes/{number}/"), 404, "There is nothing here")
    assert_refused(browser.post(f"/themes/{number}/support/"), 404, "There is nothing here")
    assert_refused(browser.post(f"/seen/collaborations.theme/{number}/"), 404, "There is nothing here")


@pytest.mark.parametrize("page", ["-1", "0", "x", "9" * 40, "\x00"])
def test_a_page_of_a_list_that_is_not_there_is_another_page_of_it(client, page):
    ThemeFactory(opened=True, title="Known to all")
    answer = client.get("/themes/", {"page": page})
    assert answer.status_code == 200
    assert "Known to all" in answer.content.decode()


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_ten_megabytes_are_too_much(client_of, cast, content_type):
    body = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nSent' + b"x" * TEN_MEGABYTES + b"\r\n--b--\r\n"
    body = body if "multipart" in content_type else b"title=Sent" + b"x" * TEN_MEGABYTES
    answer = client_of(cast.member).post(PROPOSE, body, content_type=content_type)
    assert_refused(answer, 413, "That was too much at once")


def test_ten_megabytes_of_a_stranger_are_too_much(client):
    answer = client.post(
        PROPOSE, b"title=Sent" + b"x" * TEN_MEGABYTES, content_type="application/x-www-form-urlencoded"
    )
    assert_refused(answer, 413, "That was too much at once")


def test_more_fields_than_any_form_has(client_of, cast):
    body = "&".join(f"f{n}=Sent" for n in range(1000))
    answer = client_of(cast.member).post(PROPOSE, body, content_type="application/x-www-form-urlencoded")
    assert_refused(answer, 400, "We could not read that")


def test_a_body_that_breaks_off(client_of, cast):
    answer = client_of(cast.member).post(PROPOSE, b"--b\r\nbroken", content_type="multipart/form-data; boundary=b")
    assert answer.status_code in {400, 422}
    assert not Theme.objects.exists()


def test_an_unknown_host(client):
    assert_refused(client.get("/", headers={"Host": "evil.example.com"}), 400, "We could not read that")


def test_a_form_from_another_site(cast):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.member)
    for headers in ({}, {"Origin": "https://evil.example.com"}, {"Referer": "https://evil.example.com/"}):
        answer = browser.post(PROPOSE, {"title": "Sent"}, headers=headers)
        assert_refused(answer, 403, "what you typed is still there")


NUL = {
    "title": "Sent\x00",
    "question": "\x00",
    "change": "x\x00y",
    "verb": "propose",
    "key": "\x00",
    "organisation": "\x00",
}


def test_a_nul_in_a_form_is_told_beside_its_field(client_of, cast):
    answer = client_of(cast.member).post(PROPOSE, NUL)
    assert answer.status_code == 422
    assert "Null characters are not allowed." in answer.content.decode()
    assert not Theme.objects.exists()


@pytest.mark.parametrize(
    "path", ["/%00/", "/themes/%00/", "/themes/?page=%00", "/account/login/?next=%00", "/seen/a%00b/1/", "/%ff/"]
)
def test_a_nul_in_an_address_breaks_nothing(client_of, cast, path):
    assert client_of(cast.member).get(path).status_code in {200, 302, 404, 405}


@pytest.mark.parametrize("field", ["email", "next", "code"])
def test_a_nul_at_sign_in_breaks_nothing(client, field, letterbox):
    assert client.post("/account/login/", {"email": "ada@example.org", field: "a\x00b"}).status_code in {200, 302, 422}


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/", "/themes/", "/about/", "/health/ready"])
def test_pages_for_reading_take_nothing_else(client, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_a_person_without_a_seat_gets_a_sentence(client_of, cast):
    assert_refused(
        client_of(cast.outsider).get(PROPOSE),
        403,
        "Themes are proposed for an organisation. You hold no seat in one yet.",
    )


def test_http_is_sent_to_https(db):
    from django.test import Client

    answer = Client().get("/themes/", headers={"Host": "kring.example.org"})
    assert (answer.status_code, answer.url) == (301, "https://kring.example.org/themes/")
