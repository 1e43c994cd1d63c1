"""A person's own wishes: hour, zone, language and whether there is a digest at all."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Person
from notifications.models import Cursor

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

PAGE = reverse("notifications:preferences")
WISH = {"name": "Ada V.", "cadence": "daily", "send_hour": "17", "time_zone": "Africa/Kampala", "language": "nl"}


def again(person):
    return Person.objects.get(pk=person.pk)


def test_wishes_are_kept_and_the_next_hour_follows_from_them(cast, client_of):
    answer = client_of(cast.member).post(PAGE, WISH)
    assert (answer.status_code, answer.url) == (302, PAGE)
    person, cursor = again(cast.member), Cursor.objects.get()
    assert (person.name, person.time_zone, person.language) == ("Ada V.", "Africa/Kampala", "nl")
    assert (cursor.cadence, cursor.send_hour) == ("daily", 17)
    assert cursor.next_due_at > timezone.now()
    assert cursor.next_due_at.astimezone(ZoneInfo("Africa/Kampala")).hour == 17


def test_the_page_shows_what_is_kept(cast, client_of):
    browser = client_of(cast.member)
    browser.post(PAGE, WISH)
    form = browser.get(PAGE).context["form"]
    assert {name: str(form[name].value()) for name in WISH} == WISH


def test_somebody_without_wishes_sees_the_defaults(cast, client_of):
    form = client_of(cast.member).get(PAGE).context["form"]
    assert (form["cadence"].value(), form["send_hour"].value()) == ("daily", 8)
    assert not Cursor.objects.exists()


def test_turning_it_off_and_on(cast, client_of):
    browser = client_of(cast.member)
    for cadence in ("off", "daily", "off"):
        browser.post(PAGE, WISH | {"cadence": cadence})
        assert Cursor.objects.get().cadence == cadence


WRONG = {
    "zone": {"time_zone": "Mars/Olympus"},
    "hour": {"send_hour": "24"},
    "hour that is none": {"send_hour": "x"},
    "language": {"language": "xx"},
    "cadence": {"cadence": "hourly"},
    "name that is empty": {"name": "  "},
    "name that is too long": {"name": "x" * 121},
    "NUL": {"name": "a\x00b"},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_kept_is_told_beside_its_field_and_the_rest_stays_typed(cast, client_of, what):
    answer = client_of(cast.member).post(PAGE, WISH | WRONG[what])
    assert answer.status_code == 422
    form, (field,) = answer.context["form"], WRONG[what]
    assert set(form.errors) == {field}
    assert f'id="id_{field}_error"' in answer.content.decode()
    for name, typed in WISH.items():
        if name != field:
            assert str(form[name].value()) == typed
    assert again(cast.member).name == "Ada Voorbeeld"
    assert not Cursor.objects.exists()


def test_the_answer_is_in_the_language_just_chosen(cast, client_of):
    browser = client_of(cast.member)
    browser.post(PAGE, WISH)
    assert browser.get(PAGE)["Content-Language"] == "nl"


def test_nobody_changes_the_wishes_of_others(cast, client_of):
    client_of(cast.member).post(
        PAGE, WISH | {"person": cast.other.pk, "pk": cast.other.pk, "is_coordinator": "on", "email": "x@example.org"}
    )
    assert again(cast.other).name == "Ben Voorbeeld"
    assert (again(cast.member).is_coordinator, again(cast.member).email) == (False, cast.member.email)
    assert Cursor.objects.get().person == cast.member


def test_every_zone_that_people_live_in_can_be_chosen(cast, client_of):
    zones = {value for value, _label in client_of(cast.member).get(PAGE).context["form"].fields["time_zone"].choices}
    assert {
        "Europe/Amsterdam",
        "America/St_Johns",
        "Pacific/Apia",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "UTC",
    } <= zones
    for zone in zones:
        assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone))
