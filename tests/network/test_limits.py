"""Asked too often: who is counted as one, what is told, and what holds while Valkey is away."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import translation

from network import limits
from network.limits import DAY, HOUR, MINUTE, Limit, Rate, TooMany, check

VISITS = Limit("test-visits", visitor=(Rate(3, MINUTE),))
KEYS = Limit("test-keys", key=(Rate(3, MINUTE), Rate(5, HOUR)))
MANY = Limit("test-many", key=(Rate(200, DAY),))
EACH = Limit("test-each", person=(Rate(1, MINUTE),))


def asked_from(address="192.0.2.1", user=None, **headers):
    request = RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)
    request.user = user or AnonymousUser()
    return request


def allowed(limit, tries=20, request=None, **facts):
    """How often of so many tries it was allowed."""
    passed = 0
    for _try in range(tries):
        try:
            check(request or asked_from(), limit, **facts)
            passed += 1
        except TooMany:
            pass
    return passed


@pytest.fixture
def _valkey_is_away(settings):
    """Every question to it is refused, as when nothing listens there."""
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/1"}}


def test_the_fourth_of_three_is_refused_and_another_visitor_is_not():
    assert allowed(VISITS) == 3
    assert allowed(VISITS, request=asked_from("192.0.2.2")) == 3


def test_a_refusal_says_when_to_try_again():
    allowed(VISITS)
    with pytest.raises(TooMany, match=r"Try again in (60|59) seconds; nothing was lost") as refused:
        check(asked_from(), VISITS)
    assert refused.value.seconds in {59, 60}


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 second;"), (60, "60 seconds"), (61, "2 minutes"), (3600, "60 minutes"), (86400, "24 hours")],
)
def test_the_time_is_told_in_words(seconds, told):
    assert told in str(TooMany(seconds))


def test_a_key_is_one_in_any_case_of_letters_and_is_not_readable_in_the_store():
    for typed in ("Ada@example.org", "ADA@EXAMPLE.ORG ", "ada@example.org"):
        check(asked_from(), KEYS, key=typed)
    with pytest.raises(TooMany):
        check(asked_from("192.0.2.9"), KEYS, key="ada@example.org")
    check(asked_from(), KEYS, key="ben@example.org")
    names = cache._cache.get_client(None).keys("*test-keys*")
    assert len(names) == 4
    assert not [name for name in names if b"example" in name]


def test_the_longest_wait_is_told():
    client = cache._cache.get_client(None, write=True)
    for _minute in range(2):
        allowed(KEYS, key="ada")
        for name in client.keys("*test-keys:key:3/60*"):
            client.delete(name)  # a minute passes
    with pytest.raises(TooMany) as refused:
        check(asked_from(), KEYS, key="ada")
    assert refused.value.seconds > 3500


def test_a_hundred_addresses_in_one_paste_pass_and_a_refused_paste_costs_nothing():
    check(asked_from(), MANY, key=1, count=100)
    with pytest.raises(TooMany):
        check(asked_from(), MANY, key=1, count=101)
    check(asked_from(), MANY, key=1, count=100)
    with pytest.raises(TooMany):
        check(asked_from(), MANY, key=1)


def test_what_is_taken_back_does_not_count():
    for _try in range(10):
        check(asked_from(), VISITS).take_back()
    assert allowed(VISITS) == 3


def test_a_person_is_one_wherever_they_are(cast_of_two):
    first, second = cast_of_two
    assert allowed(EACH, request=asked_from(user=first)) == 1
    assert allowed(EACH, request=asked_from("192.0.2.7", user=first)) == 0
    assert allowed(EACH, request=asked_from(user=second)) == 1


@pytest.fixture
def cast_of_two(db):
    from members.models import Person

    return Person.objects.create_user("ada@example.org"), Person.objects.create_user("ben@example.org")


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_an_office_is_one_visitor_with_all_its_ipv6_addresses(address, site):
    assert limits.site_of(asked_from(address)) == site


@pytest.mark.parametrize(
    ("proxies", "told", "site"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9", "198.51.100.66"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, told, site):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert limits.site_of(asked_from(**{"x-forwarded-for": told})) == site


def test_of_many_at_once_no_more_than_allowed_pass():
    with ThreadPoolExecutor(16) as pool:
        passed = list(pool.map(lambda _try: allowed(MANY, tries=20, key="at-once"), range(16)))
    assert 190 <= sum(passed) <= 200  # a refusal takes its count back a moment later, so never more


def test_a_form_shows_the_sentence_and_what_was_typed_and_validates_nothing():
    class Form(forms.Form):
        email = forms.EmailField()

        def clean_email(self):
            raise AssertionError

    form = Form({"email": "ada@example.org"})
    limits.tell(form, TooMany(30))
    assert form.non_field_errors() == [
        "That was asked too often in a short time. Try again in 30 seconds; nothing was lost."
    ]
    assert form["email"].value() == "ada@example.org"


@pytest.mark.usefixtures("_valkey_is_away")
def test_with_valkey_away_the_limit_holds_in_this_process_and_is_a_quarter():
    assert allowed(MANY, tries=300, key="away") == 50
    assert allowed(VISITS) == 1


@pytest.mark.usefixtures("_valkey_is_away")
def test_with_valkey_away_the_own_count_begins_anew_after_its_time():
    brief = Limit("test-brief", visitor=(Rate(4, 1),))
    assert allowed(brief) == 1
    with pytest.raises(TooMany) as refused:
        check(asked_from(), brief)
    assert refused.value.seconds == 1
    time.sleep(1.05)
    assert allowed(brief) == 1


@pytest.mark.usefixtures("_valkey_is_away")
def test_with_valkey_away_a_flood_of_addresses_does_not_push_a_count_out():
    assert allowed(KEYS, key="ada") == 1
    for number in range(2000):
        check(asked_from(), KEYS, key=number)
    assert allowed(KEYS, key="ada") == 0


def test_the_sentence_is_made_in_the_readers_language_when_it_is_refused():
    with translation.override("nl"):
        assert str(TooMany(30))
