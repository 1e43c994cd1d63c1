"""The public page, my own data, and erasing an account by a button."""

import pytest
from django.conf import settings
from django.urls import reverse

from members.models import Export, Person
from members.privacy.retention import retention
from members.seats.actions import give_seat
from tests.conftest import Browser

PRIVACY, MY_DATA, COPY, WORK, ERASE = (
    reverse(f"members:{name}")
    for name in ("privacy", "my-data", "ask-for-export", "choose-what-stands", "erase-myself")
)


def erase_person(person):
    return reverse("members:erase-person", args=[person.pk])


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_public_page_says_everything_in_each_language(db, client, language):
    page = client.get(PRIVACY, headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}">' in page
    for rule in retention().about_people():
        assert escaped(rule.purpose[language]) in page, rule.label
        assert escaped(rule.period[language]) in page, rule.label
    for words in retention().parts.values():
        assert escaped(words[language]) in page


def escaped(text):
    return text.replace("'", "&#x27;")


def test_strangers_get_the_public_page_from_the_store(db, client, django_assert_num_queries):
    first = client.get(PRIVACY)
    assert "ETag" in first
    with django_assert_num_queries(1):
        assert client.get(PRIVACY).content == first.content


def test_every_page_and_the_sign_up_lead_there(db, client):
    for path in (reverse("pages:home"), reverse("account_signup")):
        assert PRIVACY in client.get(path).content.decode()


def test_my_data_counts_what_there_is(cast, client_of):
    page = client_of(cast.member).get(MY_DATA).content.decode()
    assert escaped(retention().rules["members.SeatTerm"].purpose["en"]) in page
    assert escaped(retention().rules["members.JoinRequest"].purpose["en"]) not in page


@pytest.mark.allows_loops
def test_my_data_asks_the_same_of_one_row_and_of_many(cast, client_of, django_assert_num_queries):
    browser = client_of(cast.member)
    browser.get(MY_DATA)
    with django_assert_num_queries(8):
        browser.get(MY_DATA)
    for organisation in (cast.other_organisation, cast.third_organisation):
        give_seat(organisation, person=cast.member, role="staff", by=None)
    with django_assert_num_queries(8):
        browser.get(MY_DATA)


def test_pressed_twice_there_is_one_copy_on_its_way(cast, client_of):
    browser = client_of(cast.member)
    for _ in range(2):
        assert browser.post(COPY).url == MY_DATA
    assert Export.objects.filter(person=cast.member).count() == 1
    assert 'data-hx-trigger="every 2s"' in browser.get(MY_DATA).content.decode()


def test_the_page_asks_for_the_copy_alone_until_it_is_there(cast, client_of, django_assert_num_queries):
    browser = client_of(cast.member)
    browser.post(COPY)
    Export.objects.update(steps=40, steps_done=12)
    part = browser.get(MY_DATA, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'max="40" value="12"' in part


def test_what_stands_under_my_work_is_mine_to_choose(cast, client_of):
    browser = client_of(cast.member)
    assert browser.post(WORK, {"kept_as": "organisation"}).status_code == 302
    assert Person.objects.get(pk=cast.member.pk).kept_as == "organisation"
    assert "Under your work will stand the name of your organisation" in browser.get(ERASE).content.decode()
    assert browser.post(WORK, {"kept_as": "nobody"}).status_code == 422
    assert Person.objects.get(pk=cast.member.pk).kept_as == "organisation"


def test_the_button_erases_and_signs_out(cast, client_of):
    browser = client_of(cast.member)
    assert "Erase my account for good" in browser.get(ERASE).content.decode()
    answer = browser.post(ERASE, follow=True)
    assert "Your account is erased" in answer.content.decode()
    assert "sessionid" not in browser.cookies or not answer.wsgi_request.user.is_authenticated
    assert Person.objects.get(pk=cast.member.pk).erased_at
    assert browser.get(MY_DATA).status_code == 302


def test_an_open_laptop_erases_nobody(cast, client_of):
    browser = client_of(cast.member)
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    assert browser.get(ERASE).status_code == 200
    assert "/account/prove/" in browser.post(ERASE).url
    assert Person.objects.get(pk=cast.member.pk).erased_at is None


def test_the_only_contact_reads_what_to_do_first_and_finds_no_button(cast, client_of):
    browser = client_of(cast.contact)
    page = browser.get(ERASE).content.decode()
    assert "First somebody must take over" in page
    assert reverse("members:my-organisation", args=[cast.organisation.pk]) + "#people" in page
    assert "Erase my account for good" not in page
    assert browser.post(ERASE).status_code == 422
    assert Person.objects.get(pk=cast.contact.pk).email == "cleo@example.org"


def test_coordinators_alone_erase_others_and_say_why(cast, client_of):
    managed = Person.objects.create_managed("Gus Voorbeeld")
    assert client_of(cast.member).get(erase_person(managed)).status_code == 403
    browser = second_factored(cast.coordinator)
    assert "Gus Voorbeeld" in browser.get(erase_person(managed)).content.decode()
    answer = browser.post(erase_person(managed), {"why": ""})
    assert answer.status_code == 422
    assert browser.post(erase_person(managed), {"why": "by phone on 3 March"}).status_code == 302
    assert Person.objects.get(pk=managed.pk).name == ""
    assert browser.get(erase_person(managed)).status_code == 404


def test_coordinators_do_not_erase_themselves_there(cast):
    assert second_factored(cast.coordinator).get(erase_person(cast.coordinator)).status_code == 404


def second_factored(person):
    browser = Browser()
    browser.force_login(person)
    return browser
