"""Somebody with an account."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from members.models import Person
from members.people.actions import prepare_account
from members.people.models import validate_time_zone

pytestmark = pytest.mark.django_db


def test_an_address_is_one_account_in_any_case_of_letters(cast):
    assert Person.objects.create_user("Zoe@Example.ORG").email == "zoe@example.org"
    assert Person.objects.get_by_natural_key("ADA@EXAMPLE.org") == cast.member
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user("ada@example.org")
    with pytest.raises(IntegrityError, match="person_email_once"), transaction.atomic():
        Person(email="Ada@example.org").save()


def test_a_person_is_shown_by_name_and_never_by_address(cast):
    assert str(cast.member) == "Ada Voorbeeld"
    assert cast.member.get_short_name() == "Ada"
    nameless = Person(email="secret@example.org")
    assert str(nameless) == nameless.get_short_name() == "A member"


def test_nobody_has_a_password_to_guess(cast):
    assert not cast.member.has_usable_password()


def test_an_account_that_begins_elsewhere_speaks_the_language_of_the_page_or_the_one_that_was_said():
    with translation.override("nl"):
        assert prepare_account("zoe@example.org", by=None).language == "nl"
        assert prepare_account("yara@example.org", language="fr", by=None).language == "fr"


def test_a_new_person_lives_in_the_zone_of_the_network(settings):
    settings.NETWORK_TIME_ZONE = "Africa/Kampala"
    assert Person().time_zone == "Africa/Kampala"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "europe/amsterdam\x00", "../etc/passwd"])
def test_a_zone_that_is_none_is_told_with_an_example(name):
    with pytest.raises(ValidationError, match="Choose one such as Europe/Amsterdam"):
        validate_time_zone(name)


@pytest.mark.parametrize("name", ["Europe/Amsterdam", "America/St_Johns", "UTC"])
def test_a_zone_is_accepted(name):
    assert validate_time_zone(name) is None
