"""Where somebody is signed in: seen in words, ended with a press, and no place or address kept."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from members.devices.browsers import in_words, read
from members.devices.models import Device
from network.journal import Entry
from network.tasks import tidy
from tests.conftest import Browser
from tests.signing_in import sign_in_by_code

pytestmark = pytest.mark.django_db

SECURITY, OTHERS = reverse("account_security"), reverse("account_end_other_devices")
NOTICES = reverse("notifications:notices")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


def is_in(browser):
    return browser.get(NOTICES).status_code == 200


@pytest.fixture
def two(cast, letterbox):
    """Ada at her desk and on her phone."""
    desk, phone = Browser(headers={"user-agent": FIREFOX}), Browser(headers={"user-agent": CHROME})
    for browser in (desk, phone):
        sign_in_by_code(browser, cast.member, letterbox)
    letterbox.clear()
    return desk, phone


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (CHROME, "Chrome on Android"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on macOS"),
        ("curl/8.0", "A browser we do not know"),
        ("", "A browser we do not know"),
        ("<script>" * 500, "A browser we do not know"),
    ],
)
def test_a_browser_is_told_in_words(user_agent, words):
    assert in_words(*read(user_agent)) == words


def test_everywhere_one_is_signed_in_is_listed_and_this_one_marked(two):
    desk, _phone = two
    page = desk.get(SECURITY)
    assert [str(device) for device in page.context["devices"]] == ["Chrome on Android", "Firefox on Windows"]
    here = [device for device in page.context["devices"] if device.session_key == page.context["here"]]
    assert [str(device) for device in here] == ["Firefox on Windows"]
    assert page.content.decode().count("this one") == 1


def test_no_address_of_a_computer_is_kept():
    assert {field.name for field in Device._meta.fields} == {
        "id", "person", "session_key", "browser", "system", "signed_in_at", "seen_at",
    }  # fmt: skip


def test_one_of_them_is_signed_out(cast, two):
    desk, phone = two
    device = Device.objects.get(person=cast.member, system="Android")
    desk.post(reverse("account_end_device", args=[device.pk]))
    assert is_in(desk)
    assert not is_in(phone)
    assert Entry.objects.about(cast.member).filter(verb="end_session").count() == 1


def test_all_the_others_are_signed_out_at_once(cast, two):
    desk, phone = two
    answer = phone.post(OTHERS)
    assert answer.url == SECURITY
    assert "One other session is ended" in phone.get(SECURITY).content.decode()
    assert is_in(phone)
    assert not is_in(desk)
    assert Device.objects.filter(person=cast.member).count() == 1


def test_nobody_ends_a_session_of_somebody_else(cast, two, client_of):
    device = Device.objects.filter(person=cast.member).first()
    stranger = client_of(cast.other)
    assert stranger.post(reverse("account_end_device", args=[device.pk])).status_code == 404
    stranger.post(OTHERS)
    assert all(is_in(browser) for browser in two)


def test_ending_one_that_is_over_already_changes_nothing(cast, two):
    desk, phone = two
    phone.post(reverse("account_logout"))
    (only,) = desk.get(SECURITY).context["devices"]
    assert only.session_key == desk.session.session_key
    assert desk.post(reverse("account_end_device", args=[only.pk])).status_code == 302
    assert is_in(desk)


def test_last_seen_is_true_to_the_hour_and_costs_nothing_in_between(cast, two, django_assert_num_queries):
    desk, _phone = two
    device = Device.objects.get(person=cast.member, system="Windows")
    with time_machine.travel(timezone.now() + timedelta(minutes=50)):
        desk.get("/about/")
    assert Device.objects.get(pk=device.pk).seen_at == device.seen_at
    later = timezone.now() + timedelta(minutes=70)
    with time_machine.travel(later, tick=False):
        desk.get("/about/")
    assert Device.objects.get(pk=device.pk).seen_at == later
    assert Device.objects.filter(person=cast.member).count() == 2


def test_after_a_while_ending_sessions_asks_who_is_there(cast, two):
    desk, phone = two
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert desk.post(OTHERS).url.startswith(reverse("account_reauthenticate_by_code"))
    assert is_in(phone)


@pytest.mark.parametrize("devices", [1, 8])
def test_the_page_costs_the_same_for_many_devices(cast, client_of, django_assert_num_queries, devices):
    browser = client_of(cast.member)
    key = browser.session.session_key
    Device.objects.create(person=cast.member, session_key=key)
    for _other in range(devices - 1):
        other = Browser()
        other.force_login(cast.member)
        Device.objects.create(person=cast.member, session_key=other.session.session_key)
    browser.get(SECURITY)
    with django_assert_num_queries(5):
        assert len(browser.get(SECURITY).context["devices"]) == devices


def test_at_night_what_is_signed_in_no_more_is_forgotten(cast, two):
    _desk, phone = two
    phone.post(reverse("account_logout"))
    tidy()
    assert [str(device) for device in Device.objects.all()] == ["Firefox on Windows"]
