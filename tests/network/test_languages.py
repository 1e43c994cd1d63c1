"""Each reader's own words and hours."""

import pytest
from django.conf import settings
from django.utils import timezone, translation

from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "given"), [("nl", "nl"), ("fr-CA,fr;q=0.8", "fr"), ("xx", "en"), ("", "en"), ("\x00;q=9", "en")]
)
def test_strangers_are_answered_in_the_language_their_browser_asks_for(client, asked, given):
    answer = client.get("/about/", headers={"Accept-Language": asked})
    assert answer["Content-Language"] == given
    assert f'<html lang="{given}"' in answer.content.decode()


def test_the_language_of_the_person_comes_before_that_of_the_browser(client_of, cast):
    cast.member.language = "nl"
    cast.member.save()
    answer = client_of(cast.member).get("/about/", headers={"Accept-Language": "fr"})
    assert answer["Content-Language"] == "nl"


def test_nobody_leaves_their_language_and_zone_to_the_next(client_of, cast):
    cast.member.language, cast.member.time_zone = "nl", "Asia/Tokyo"
    cast.member.save()
    client_of(cast.member).get("/about/")
    assert translation.get_language() == "en"
    assert timezone.get_current_timezone_name() == settings.NETWORK_TIME_ZONE


def test_a_theme_in_another_language_says_so_to_screen_readers(client):
    theme = ThemeFactory(opened=True, language="fr", title="Qui décide ?")
    assert 'lang="fr"' in client.get(theme.get_absolute_url()).content.decode()
