"""Funders look on and safeguarding officers take no side: no page, link or mail offers them a voice."""

import uuid

import pytest
from django.urls import reverse

from collaborations.themes.gathering.links import SUPPORT_THEME
from collaborations.themes.notices import THEME_OPENED
from members.models import Person
from network import links
from tests.conftest import Browser
from tests.factories import OrganisationFactory, ThemeFactory

pytestmark = pytest.mark.django_db

SAID = "Funders and safeguarding officers take no side"
PROPOSE = reverse("collaborations:propose")


@pytest.fixture(params=["funder", "safeguarding officer"])
def without_a_voice(request, cast):
    """Somebody whose seat gives none, or who may not use the one it gives."""
    if request.param == "funder":
        fund = OrganisationFactory(kind="funder")
        cast.outsider.seat_terms.create(organisation=fund, role="staff")
    else:
        cast.outsider.seat_terms.create(organisation=cast.organisation, role="contact")
        cast.outsider.is_safeguarding_officer = True
        cast.outsider.save()
    return Person.objects.get(pk=cast.outsider.pk)


@pytest.fixture
def theme_form(cast):
    texts = {"title": "Who decides?", "question": "Who decides about a budget?", "change": "Partners write it first."}
    return texts | {"organisation": cast.organisation.pk, "key": str(uuid.uuid4()), "verb": "propose"}


@pytest.fixture
def theme(db):
    return ThemeFactory(opened=True)


def test_pages_say_so_and_offer_nothing(without_a_voice, theme, client_of):
    browser = client_of(without_a_voice)
    for path in ("/", theme.get_absolute_url()):
        page = browser.get(path).content.decode()
        assert SAID in page, path
        assert PROPOSE not in page, path
        assert reverse("collaborations:support-theme", args=[theme.pk]) not in page, path


def test_presses_are_refused_with_the_reason(without_a_voice, theme, theme_form, client_of):
    browser = client_of(without_a_voice)
    organisation = without_a_voice.seats[0].organisation_id
    support = reverse("collaborations:support-theme", args=[theme.pk])
    for path, sent in ((PROPOSE, theme_form), (support, {"organisation": organisation})):
        answer = browser.post(path, sent)
        assert (answer.status_code, SAID in answer.content.decode()) == (403, True), path
    assert not theme.supports.exists()
    assert not without_a_voice.themes.exists()


@pytest.mark.allows_loops
def test_the_digest_shows_a_theme_without_a_button(without_a_voice, cast, theme):
    found = THEME_OPENED.subjects([theme.pk])[theme.pk]
    assert THEME_OPENED.item(found, without_a_voice).act_address == ""
    assert THEME_OPENED.item(found, cast.member).act_address != ""


def test_a_link_from_before_is_one_that_no_longer_works(without_a_voice, theme):
    seat = without_a_voice.seats[0]
    made = links.make(without_a_voice, SUPPORT_THEME.verb, theme.pk, seat_id=seat.pk)
    never = Browser().get("/l/never-was/")
    answer = Browser().post("/l/" + made.partition("/l/")[2])
    assert (answer.status_code, answer.content) == (never.status_code, never.content)
    assert not theme.supports.exists()


def test_their_organisation_has_its_page_all_the_same(without_a_voice, client_of):
    organisation = without_a_voice.seats[0].organisation_id
    assert client_of(without_a_voice).get(reverse("members:my-organisation", args=[organisation])).status_code == 200
