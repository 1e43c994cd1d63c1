"""Signed links: looking changes nothing, pressing acts once, and a link that does not work tells nothing."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.db import transaction
from django.utils import timezone

from collaborations.models import Support, Theme
from collaborations.themes.gathering.links import SUPPORT_THEME
from members.seats.actions import end_seat
from network import links
from network.journal import Entry
from network.links import UsedLink
from network.tasks import tidy
from notifications.digests.actions import cursor_of
from notifications.digests.links import STOP_DIGEST
from notifications.models import Cursor
from tests.at_once import at_once, until_somebody_waits_for_a_lock
from tests.conftest import Browser
from tests.factories import ThemeFactory


@pytest.fixture
def seat(cast):
    return cast.member.seat_terms.get()


@pytest.fixture
def theme(db):
    return ThemeFactory(opened=True, title="Who decides?")


@pytest.fixture
def address(cast, theme, seat):
    return path_of(links.make(cast.member, SUPPORT_THEME.verb, theme.pk, seat_id=seat.pk))


@pytest.fixture
def gone(db):
    """The page of a link that never was."""
    return Browser().get(path_of(links.settings.SITE_URL + "/l/never-was/"))


def path_of(address):
    assert address.startswith("https://kring.example.org/l/")
    return address.removeprefix("https://kring.example.org")


def token_of(path):
    return path.split("/")[2]


def assert_gone(path, gone):
    """Both methods answer as for a link that never was, byte for byte."""
    for ask in (Browser().get, Browser().post):
        answer = ask(path)
        assert (answer.status_code, answer.content, answer.cookies.output()) == (404, gone.content, "")
        assert headers_of(answer) == headers_of(gone)


def headers_of(answer):
    """All but those that differ for every request."""
    return {name: value for name, value in answer.items() if name not in {"X-Request-ID", "Expires"}}


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Support, UsedLink, Entry, Theme, Cursor)]


def test_looking_shows_what_pressing_does_and_changes_nothing(client, address):
    before = rows()
    page = client.get(address)
    head = client.head(address)
    assert (page.status_code, head.status_code) == (200, 200)
    assert "Who decides?" in page.content.decode()
    assert "Support for Voorbeeld Lidorganisatie A" in page.content.decode()
    assert rows() == before


def test_pressing_acts_without_cookies_and_starts_no_session(address, theme, cast):
    browser = Browser(enforce_csrf_checks=True)
    answer = browser.post(address)
    assert answer.status_code == 200
    assert "Voorbeeld Lidorganisatie A supports “Who decides?”" in answer.content.decode()
    assert theme.supports.get().given_by == cast.member
    assert not browser.cookies
    assert not answer.wsgi_request.user.is_authenticated
    assert browser.get("/notices/").status_code == 302


def test_a_link_that_is_used_is_gone(client, address, gone):
    client.post(address)
    assert_gone(address, gone)
    assert Support.objects.count() == 1


def test_a_link_works_until_its_end_and_is_gone_after_it(address, gone):
    made_at = timezone.now()
    with time_machine.travel(made_at + timedelta(days=30) - timedelta(minutes=1)):
        assert Browser().get(address).status_code == 200
    with time_machine.travel(made_at + timedelta(days=30, hours=1, minutes=1)):
        assert_gone(address, gone)
    assert not Support.objects.exists()


def signed(claim):
    """Signed by us, whatever it says."""
    return signing.Signer(salt=links.SALT).sign_object(claim)


def other_signature(path):
    return path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]


TAMPERED = {
    "another signature": other_signature,
    "cut": lambda path: path[:-9] + "/",
    "another body": lambda path: path[:5] + ("A" if path[5] != "A" else "B") + path[6:],
    "signed for something else": lambda path: (
        f"/l/{signing.Signer(salt='other').sign_object([1, 'support-theme', 1, None, 9**11])}/"
    ),
    "no list": lambda path: f"/l/{signed('support-theme')}/",
    "too long a list": lambda path: f"/l/{signed([1, 2, 3, 4, 5, 6])}/",
    "an end that is no date": lambda path: f"/l/{signed([1, 'support-theme', 1, None, 'soon'])}/",
    "an end that no calendar holds": lambda path: f"/l/{signed([1, 'support-theme', 1, None, 10**30])}/",
    "an unknown verb": lambda path: f"/l/{signed([1, 'explode', 1, None, 9**11])}/",
    "not ASCII": lambda path: "/l/%E2%82%AC:%F0%9F%92%A5:x/",
    "NUL": lambda path: "/l/%00:x:y/",
    "bytes that are no text": lambda path: "/l/%ff%fe/",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_link_that_was_tampered_with_is_gone(address, gone, how):
    assert_gone(TAMPERED[how](address), gone)
    assert not Support.objects.exists()


def test_a_link_dies_with_its_seat(address, seat, gone):
    end_seat(seat, by=None)
    assert_gone(address, gone)


def test_a_link_dies_with_its_organisation(address, cast, gone):
    type(cast.organisation).objects.filter(pk=cast.organisation.pk).update(
        state="suspended", suspended_at=timezone.now()
    )
    assert_gone(address, gone)


def test_a_seat_of_somebody_else_does_not_help(cast, theme, gone):
    ben = cast.other.seat_terms.first()
    assert_gone(path_of(links.make(cast.member, SUPPORT_THEME.verb, theme.pk, seat_id=ben.pk)), gone)


def test_the_link_of_a_closed_account_is_gone(address, cast, gone):
    cast.member.is_active = False
    cast.member.save()
    assert_gone(address, gone)


def test_a_link_to_what_its_person_may_no_longer_see_is_gone(address, theme, gone):
    Theme.objects.filter(pk=theme.pk).update(protection="sealed")
    assert_gone(address, gone)


def test_the_stop_link_of_one_person_cannot_stop_another(cast, gone):
    cursor = cursor_of(cast.contact, by=cast.contact)
    Cursor.objects.update(cadence="daily")
    assert_gone(path_of(links.make(cast.member, STOP_DIGEST.verb, cursor.pk)), gone)
    assert Cursor.objects.get().cadence == "daily"


@pytest.mark.django_db(transaction=True)
def test_a_refused_act_is_told_and_leaves_the_link_unused(cast):
    """The theme is taken back in the very moment between reading the link and acting."""
    theme = ThemeFactory(opened=True, title="Who decides?")
    address = path_of(links.make(cast.member, SUPPORT_THEME.verb, theme.pk, seat_id=cast.member.seat_terms.get().pk))

    is_taken_back = threading.Event()

    def take_back_while_it_is_pressed():
        with transaction.atomic():
            Theme.objects.filter(pk=theme.pk).update(state="withdrawn", opened_at=None, due_at=None)
            is_taken_back.set()
            until_somebody_waits_for_a_lock()

    def press():
        assert is_taken_back.wait(10)
        return Browser().post(address)

    _none, answer = at_once(take_back_while_it_is_pressed, press)
    assert answer.status_code == 409
    assert "This theme is not open for support: it is withdrawn." in answer.content.decode()
    assert not UsedLink.objects.exists()
    assert not Support.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_acts(cast, client):
    theme = ThemeFactory(opened=True)
    address = path_of(links.make(cast.member, SUPPORT_THEME.verb, theme.pk, seat_id=cast.member.seat_terms.get().pk))
    answers = at_once(*[lambda: Browser().post(address)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]
    assert Support.objects.count() == 1
    assert Entry.objects.filter(verb="support").count() == 1


def test_a_stop_link_answers_200_again_and_again(cast):
    cursor = cursor_of(cast.member, by=cast.member)
    Cursor.objects.update(cadence="daily")
    address = path_of(links.make(cast.member, STOP_DIGEST.verb, cursor.pk))
    for _press in range(3):
        answer = Browser(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert Cursor.objects.get().cadence == "off"
    assert Entry.objects.filter(verb="stop_digest").count() == 1
    assert not UsedLink.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, address, method):
    assert getattr(client, method)(address).status_code == 405
    assert not Support.objects.exists()


def test_the_page_speaks_the_language_of_the_person_and_is_kept_nowhere(client, address, cast):
    answer = client.get(address, headers={"Accept-Language": "fr"})
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


def test_making_a_link_asks_the_database_nothing(cast, seat, theme, django_assert_num_queries):
    with django_assert_num_queries(0):
        links.make(cast.member, SUPPORT_THEME.verb, theme.pk, seat_id=seat.pk)


def test_a_link_made_again_within_the_hour_is_the_same_link(cast, theme):
    with time_machine.travel("2026-03-02 10:05:00+00:00", tick=False):
        first = links.make(cast.member, SUPPORT_THEME.verb, theme.pk)
    with time_machine.travel("2026-03-02 10:55:00+00:00", tick=False):
        assert links.make(cast.member, SUPPORT_THEME.verb, theme.pk) == first


def test_the_token_holds_no_name_and_no_address(address):
    body = signing.Signer(salt=links.SALT).unsign_object(token_of(address))
    assert [type(part) for part in body] == [int, str, int, int, int]


def test_used_links_are_forgotten_when_they_would_have_expired_anyway(cast):
    now = timezone.now()
    UsedLink.objects.create(pk="over", expires_at=now - timedelta(hours=1))
    UsedLink.objects.create(pk="running", expires_at=now + timedelta(hours=1))
    tidy()
    assert [link.pk for link in UsedLink.objects.order_by("pk")] == ["running"]
