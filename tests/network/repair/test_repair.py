"""Raw repair: for superusers with a second factor, and for nobody else; what is done there is in the journal."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.urls import reverse

from members.models import Organisation, Person, SeatTerm, Topic
from network.journal import Entry, record
from network.repair.site import HISTORY, OURS, STAND_ON, site
from tests.conftest import Browser
from tests.signing_in import LOGIN, proved

pytestmark = pytest.mark.django_db


def page_of(model, what="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


@pytest.fixture
def superuser(cast):
    Person.objects.filter(pk=cast.outsider.pk).update(is_superuser=True)
    cast.outsider.refresh_from_db()
    return cast.outsider


@pytest.fixture
def repairer(superuser, client_of):
    return client_of(superuser)


def test_strangers_are_asked_to_sign_in_at_our_own_door(client, db):
    for path in ["/repair/", page_of(Person), page_of(Person, "change", 1)]:
        assert client.get(path).url.startswith(LOGIN)
    assert client.get("/repair/login/").status_code in {302, 404}


@pytest.mark.allows_loops
def test_for_everybody_else_there_is_nothing(cast):
    for person in cast.everybody().values():
        browser = Browser()
        browser.force_login(person)
        for path in ["/repair/", page_of(Person), page_of(Person, "change", person.pk), "/repair/login/"]:
            assert browser.get(path).status_code == 404, (person, path)


def test_a_superuser_without_a_second_factor_is_led_to_one(superuser):
    browser = Browser()
    browser.force_login(superuser)
    session = browser.session
    session.update(proved(superuser, method="code"))
    session.save()
    assert browser.get("/repair/").url.startswith(reverse("account_second_factor"))


def test_every_table_of_ours_is_there():
    assert set(site._registry) == {model for label in OURS for model in apps.get_app_config(label).get_models()}


@pytest.mark.allows_loops
def test_every_list_and_form_opens_and_holds_no_script_of_its_own(repairer, superuser):
    record("try", superuser, by=superuser)
    for model in site._registry:
        pages = [page_of(model)]
        if (first := model._base_manager.order_by("pk").first()) is not None:
            pages.append(page_of(model, "change", first.pk))
        if model._meta.label_lower not in HISTORY:
            pages.append(page_of(model, "add"))
        for path in pages:
            answer = repairer.get(path)
            assert answer.status_code == 200, path
            html = answer.content.decode()
            assert not re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*json)|<style|\sstyle=|\son[a-z]+=\"", html), path
            assert "unsafe" not in answer["Content-Security-Policy"]


def test_history_can_be_read_and_not_rewritten(repairer, superuser):
    entry = record("try", superuser, by=superuser)
    assert repairer.get(page_of(Entry, "change", entry.pk)).status_code == 200
    assert repairer.post(page_of(Entry, "change", entry.pk), {"verb": "never"}).status_code == 403
    assert repairer.get(page_of(Entry, "add")).status_code == 403
    assert repairer.post(page_of(Entry, "delete", entry.pk), {"post": "yes"}).status_code == 403
    assert Entry.objects.get(pk=entry.pk).verb == "try"


@pytest.mark.parametrize("model", [Person, Organisation, SeatTerm])
def test_what_others_stand_on_cannot_be_deleted(repairer, cast, model):
    assert model._meta.label_lower in STAND_ON
    thing = model.objects.order_by("pk").first()
    assert repairer.post(page_of(model, "delete", thing.pk), {"post": "yes"}).status_code == 403
    acted = {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"}
    repairer.post(page_of(model), acted)
    assert model.objects.filter(pk=thing.pk).exists()


def test_every_change_is_in_the_journal_without_what_was_in_the_fields(repairer, cast, superuser):
    repairer.post(page_of(Topic, "add"), {"name": "Voorbeeldthema"})
    topic = Topic.objects.get(name="Voorbeeldthema")
    repairer.post(page_of(Topic, "change", topic.pk), {"name": "Ander voorbeeld"})
    repairer.post(page_of(Topic, "delete", topic.pk), {"post": "yes"})
    entries = Entry.objects.filter(verb="repair", thing_type="members.topic").order_by("pk")
    assert [entry.facts["act"] for entry in entries] == ["add", "change", "delete"]
    assert {(entry.actor_id, entry.thing_id) for entry in entries} == {(superuser.pk, topic.pk)}
    assert "Ander" not in str([entry.facts for entry in entries])


def test_passwords_and_keys_are_not_shown(repairer, cast):
    cast.member.set_password("walnut ferry cobalt sigh")
    cast.member.save()
    page = repairer.get(page_of(Person, "change", cast.member.pk)).content.decode()
    assert "argon2" not in page
    assert EmailAddress not in site._registry
