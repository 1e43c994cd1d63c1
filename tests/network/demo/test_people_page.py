"""One press signs in as somebody of the demo, and as nobody else; outside the demo the pages are not there."""

import importlib

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from members.models import Person
from network import urls

ADDRESSES = ("/demo/", "/demo/people/", "/demo/people/1/", "/demo/inbox/", "/demo/inbox/x/", "/demo/inbox/x/html/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_outside_the_demo_the_pages_are_not_there(client, db, address):
    assert client.get(address).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:people")


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_asks_by_itself_whether_this_is_the_demo(client, demo, people, address):
    demo.DEMO = False
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_the_addresses_are_mounted_in_the_demo(settings):
    settings.DEMO = True
    try:
        assert "demo/" in [str(pattern.pattern) for pattern in importlib.reload(urls).urlpatterns]
    finally:
        settings.DEMO = False
        assert "demo/" not in [str(pattern.pattern) for pattern in importlib.reload(urls).urlpatterns]


def test_the_page_offers_everybody_of_the_demo(client, people):
    html = client.get("/demo/people/").content.decode()
    for person in Person.objects.order_by("pk"):
        assert f'action="/demo/people/{person.pk}/"' in html
    assert 'href="/demo/inbox/?to=staff-a%40example.org"' in html


def test_the_page_costs_the_same_for_one_person_and_for_all(client, people, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/demo/people/")
    Person.objects.exclude(email="coordinator@example.org").update(is_active=False)
    with django_assert_num_queries(2):
        client.get("/demo/people/")


def test_one_press_signs_in(client, people):
    anna = Person.objects.get(email="staff-a@example.org")
    answer = client.post(f"/demo/people/{anna.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(anna.pk)
    coordinator = Person.objects.get(is_coordinator=True)
    assert client.post(f"/demo/people/{coordinator.pk}/")["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(coordinator.pk)


@pytest.mark.allows_loops  # three presses, each with a session
def test_nobody_signs_in_as_a_person_who_is_not_of_the_demo(client, people):
    real = Person.objects.create_user("somebody@real.example", name="Somebody Else", is_coordinator=True)
    away = Person.objects.get(email="staff-b@example.org")
    Person.objects.filter(pk=away.pk).update(is_active=False)
    for pk in (real.pk, away.pk, 999_999):
        assert client.post(f"/demo/people/{pk}/").status_code == 404
        assert "_auth_user_id" not in client.session


def test_looking_signs_nobody_in_and_other_sites_cannot_press(people):
    anna = Person.objects.get(email="staff-a@example.org")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(f"/demo/people/{anna.pk}/", secure=True).status_code == 405
    assert strict.post(f"/demo/people/{anna.pk}/", secure=True).status_code == 403
    assert "_auth_user_id" not in strict.session


def test_a_page_of_the_demo_is_never_kept(client, demo, db):
    for address in ("/demo/people/", "/demo/inbox/"):
        assert "no-store" in client.get(address)["Cache-Control"]
        assert resolve(address, demo.ROOT_URLCONF)
