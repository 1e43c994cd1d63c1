"""What an organisation says about itself: who may change it, what is refused, and that nothing typed is lost."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from members.models import Organisation, Person, Topic
from members.organisations import actions
from members.organisations.pictures import read_logo
from members.organisations.places import language_code
from network.journal import Entry
from network.moves import MoveRefused
from tests.conftest import Browser
from tests.factories import OrganisationFactory
from tests.members.organisations.pictures import picture, png_bomb
from tests.members.organisations.test_pictures import SVG

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

TYPED = {
    "summary": "We teach & learn.", "website": "https://voorbeeld.example.org", "country": "NL",
    "languages": "English, nl, Swahili", "size": "small", "iati_id": "", "ror_id": "", "logo_alt": "",
}  # fmt: skip


def address_of(organisation, page="edit-organisation"):
    return reverse(f"members:{page}", args=[organisation.pk])


def file(content, name="logo.png"):
    return SimpleUploadedFile(name, content, content_type="image/png")


def logo():
    sent = picture("PNG")
    return read_logo(BytesIO(sent), size=len(sent))


def with_logo(organisation, by):
    actions.edit(organisation, topics=[], by=by, logo_alt="A red field")
    return actions.change_logo(organisation, picture=logo(), by=by)


def test_a_contact_says_who_they_are(cast, client_of):
    topic = Topic.objects.create(name="Water")
    browser = client_of(cast.contact)
    assert browser.get(address_of(cast.organisation)).status_code == 200
    typed = TYPED | {
        "interests": [topic.pk], "iati_id": "nl-kvk-41009999", "ror_id": "https://ror.org/05XPVK416",
        "name": "Another name", "kind": "funder", "state": "ended",
    }  # fmt: skip
    assert browser.post(address_of(cast.organisation), typed).url == cast.organisation.get_absolute_url()
    changed = Organisation.objects.get(pk=cast.organisation.pk)
    assert (changed.languages, changed.country, changed.size) == (["en", "nl", "sw"], "NL", "small")
    assert (changed.iati_id, changed.ror_id) == ("NL-KVK-41009999", "05xpvk416")
    assert list(changed.interests.all()) == [topic]
    assert (changed.name, changed.kind, changed.state) == ("Voorbeeld Lidorganisatie A", "member", "active")
    page = Browser().get(changed.get_absolute_url()).text
    for shown in (
        "We teach &amp; learn.",
        "English, Dutch, Swahili",
        "Netherlands",
        "Water",
        "https://ror.org/05xpvk416",
    ):
        assert shown in page
    assert 'href="https://d-portal.org/ctrack.html?publisher=NL-KVK-41009999"' in page
    entry = Entry.objects.about(changed).get()
    assert entry.facts == {"fields": ["country", "iati_id", "languages", "ror_id", "summary", "website"]}


def test_who_may_change_it(cast):
    found = {}
    for who, person in cast.everybody().items():
        browser = Browser()
        browser.force_login(person)
        found[who] = browser.get(address_of(cast.organisation)).status_code
    assert found == {
        "member": 403, "contact": 200, "other": 403, "coordinator": 200, "ended": 403, "outsider": 403,
    }  # fmt: skip


def test_a_coordinator_changes_name_and_kind_too(cast, client_of):
    typed = TYPED | {"name": "Voorbeeld Anders", "kind": "partner"}
    assert client_of(cast.coordinator).post(address_of(cast.organisation), typed).status_code == 302
    changed = Organisation.objects.get(pk=cast.organisation.pk)
    assert (changed.name, changed.kind) == ("Voorbeeld Anders", "partner")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"languages": "Klingonish, nl"}, "Klingonish is no language we know."),
        ({"languages": "aa,ab,af,am,ar,en,nl,fr,de,es,pt,it,sw"}, "Twelve languages are the most."),
        ({"iati_id": "NL-KVX-1"}, "No register is known as NL-KVX."),
        ({"ror_id": "05xpvk417"}, "This is no ROR identifier"),
        ({"ror_id": "03rmrcq20"}, "Another organisation has this ROR identifier."),
        ({"iati_id": "GB-CHC-1"}, "Another organisation has this IATI identifier."),
        ({"country": "ZZ"}, "Select a valid choice."),
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"summary": "x" * 401}, "at most 400 characters"),
        ({"interests": ["999999"]}, "Select a valid choice."),
    ],
)
def test_a_slip_is_told_and_the_rest_is_kept(cast, client_of, typed, said):
    OrganisationFactory(ror_id="03rmrcq20", iati_id="GB-CHC-1")
    answer = client_of(cast.contact).post(address_of(cast.organisation), TYPED | typed)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text[-3000:]
    assert 'value="https://voorbeeld.example.org"' in answer.text or "website" in typed
    assert Organisation.objects.get(pk=cast.organisation.pk).summary == ""


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (SVG, "SVG drawings can hold programs"),
        (picture("PNG")[:-40], "damaged or not whole"),
        (b"GIF89a/*" + b"\0" * 30 + b"*/=1;alert(1)", "no PNG, JPEG or WebP"),
        (png_bomb(30000, 30000), "too many pixels"),
        (b"\x89PNG" + b"\0" * 60 * 1024 * 1024, "larger than 5 MB"),
    ],
    ids=["svg", "truncated", "polyglot", "bomb", "60 MB"],
)
def test_a_picture_that_cannot_be_taken_costs_nothing_else(cast, client_of, sent, said):
    typed = TYPED | {"new_logo": file(sent), "logo_alt": "A red field", "summary": "Typed with care."}
    answer = client_of(cast.contact).post(address_of(cast.organisation), typed)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert "Typed with care." in answer.text
    assert 'value="A red field"' in answer.text
    assert not Organisation.objects.get(pk=cast.organisation.pk).logo


def test_a_logo_says_what_it_shows(cast, client_of):
    answer = client_of(cast.contact).post(address_of(cast.organisation), TYPED | {"new_logo": file(picture())})
    assert (answer.status_code, "Say in a few words what the logo shows." in answer.text) == (422, True)


def test_a_chosen_logo_is_asked_for_again_when_another_field_is_wrong(cast, client_of):
    typed = TYPED | {"new_logo": file(picture()), "logo_alt": "A red field", "languages": "Klingonish"}
    answer = client_of(cast.contact).post(address_of(cast.organisation), typed)
    assert answer.status_code == 422
    assert "Choose your logo again: browsers do not keep files." in answer.text
    assert "Nothing is lost" not in answer.text
    without = client_of(cast.contact).post(address_of(cast.organisation), TYPED | {"languages": "Klingonish"})
    assert ("Nothing is lost" in without.text, "Choose your logo again" in without.text) == (True, False)


def test_words_about_a_logo_need_a_logo(cast, client_of):
    answer = client_of(cast.contact).post(address_of(cast.organisation), TYPED | {"logo_alt": "A red field"})
    assert answer.status_code == 422
    assert "Choose the logo that these words are about, or leave the words out." in answer.text


@pytest.mark.parametrize("typed", ["Nederlands", "NÉERLANDAIS", "Dutch", "nl"])
@pytest.mark.parametrize("reader", ["en", "fr"])
def test_a_language_is_known_by_its_name_in_each_language_of_the_platform(typed, reader):
    with translation.override(reader):
        assert language_code(typed) == "nl"


def test_a_language_is_known_by_its_own_name():
    assert [language_code(name) for name in ("Kiswahili", "Español", "العربيّة")] == ["sw", "es", "ar"]
    assert language_code("Klingonish") is None


def test_a_logo_is_served_as_something_to_look_at_only(cast, client_of, client):
    typed = TYPED | {"new_logo": file(picture()), "logo_alt": 'A "red" field'}
    assert client_of(cast.contact).post(address_of(cast.organisation), typed).status_code == 302
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    page = Browser().get(organisation.get_absolute_url()).text
    assert f'src="{organisation.logo_address}" alt="A &quot;red&quot; field"' in page
    answer = Browser().get(organisation.logo_address)
    assert Image.open(BytesIO(answer.content)).format == "WEBP"
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Disposition"].startswith("attachment")
    for wrong in ("other.webp", "..%2f..%2fsettings.py"):
        address = f"/organisations/{organisation.pk}/logo/{wrong}"
        assert Browser().get(address).status_code == 404


def test_the_logo_of_an_organisation_out_of_sight_is_out_of_sight(cast, client_of):
    organisation = with_logo(cast.organisation, cast.contact)
    actions.suspend(organisation, why="Asked to.", by=cast.coordinator)
    assert Browser().get(organisation.logo_address).status_code == 404
    answer = client_of(cast.coordinator).get(organisation.logo_address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, max-age=31536000, immutable")


def test_a_file_that_got_lost_is_a_404(cast, client):
    organisation = with_logo(cast.organisation, cast.contact)
    default_storage.delete(organisation.logo.name)
    assert client.get(organisation.logo_address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_old_picture_goes_after_the_commit_and_not_before(cast):
    organisation = with_logo(cast.organisation, cast.contact)
    old = organisation.logo.name
    with_logo(organisation, cast.contact)
    assert default_storage.exists(old), "the same picture again is the same file"
    actions.change_logo(organisation, picture=None, by=cast.contact)
    assert not default_storage.exists(old)
    assert not Organisation.objects.get(pk=organisation.pk).logo


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_leaves_the_picture(cast):
    from django.db import transaction

    organisation = with_logo(cast.organisation, cast.contact)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.change_logo(Organisation.objects.get(pk=organisation.pk), picture=None, by=cast.contact)
        1 / 0  # noqa: B018
    assert default_storage.exists(organisation.logo.name)
    assert Browser().get(organisation.logo_address).status_code == 200


def test_a_logo_can_be_taken_off_again(cast, client_of):
    organisation = with_logo(cast.organisation, cast.contact)
    answer = client_of(cast.contact).post(address_of(organisation), TYPED | {"removes_logo": "on", "logo_alt": "x"})
    assert answer.status_code == 302
    changed = Organisation.objects.get(pk=organisation.pk)
    assert (changed.logo.name, changed.logo_alt) == ("", "")


def test_other_words_for_the_same_picture_leave_the_picture(cast, client_of):
    organisation = with_logo(cast.organisation, cast.contact)
    client_of(cast.contact).post(address_of(organisation), TYPED | {"logo_alt": "A field, red"})
    changed = Organisation.objects.get(pk=organisation.pk)
    assert (changed.logo.name, changed.logo_alt) == (organisation.logo.name, "A field, red")


def test_a_name_taken_a_moment_ago_is_told(cast):
    with pytest.raises(MoveRefused, match="took this name"):
        actions.edit(cast.organisation, topics=[], name="Voorbeeld Lidorganisatie B", by=cast.coordinator)


def test_coordinators_keep_the_list_of_topics(cast, client_of):
    browser, topics = client_of(cast.coordinator), reverse("members:topics")
    browser.post(topics, {"name": "Water"})
    assert browser.post(topics, {"name": "water"}).status_code == 422
    topic = Topic.objects.get()
    cast.organisation.interests.add(topic)
    assert "chosen by 1 organisation" in browser.get(topics).text
    change = reverse("members:change-topic", args=[topic.pk])
    browser.post(change, {"name": "Clean water", "verb": "rename"})
    assert Topic.objects.get().name == "Clean water"
    other = actions.add_topic("Land", by=cast.coordinator)
    browser.post(reverse("members:change-topic", args=[other.pk]), {"name": "CLEAN WATER", "verb": "rename"})
    assert Topic.objects.get(pk=other.pk).name == "Land"
    browser.post(change, {"verb": "remove"})
    assert [topic.name for topic in Topic.objects.all()] == ["Land"]
    assert not cast.organisation.interests.exists()


def test_a_topic_is_called_by_its_name_in_the_readers_language(cast, client_of):
    browser, topics = client_of(cast.coordinator), reverse("members:topics")
    browser.post(topics, {"name": "Water", "name_fr": "Eau"})
    topic = Topic.objects.get()
    browser.post(reverse("members:change-topic", args=[topic.pk]), {"name": "Clean water", "name_fr": "Eau <b>pure"})
    cast.organisation.interests.add(topic)
    edit = address_of(cast.organisation)
    reader = client_of(cast.contact)
    for language, spoken in (("en", "Clean water"), ("nl", "Clean water"), ("fr", "Eau &lt;b&gt;pure")):
        Person.objects.update(language=language)
        for page in (reverse("members:organisations"), cast.organisation.get_absolute_url(), edit):
            assert spoken in reader.get(page, headers={"Accept-Language": language}).text, (language, page)
    french = Browser().get(reverse("members:organisations"), headers={"Accept-Language": "fr"}).text
    assert french.count("Eau &lt;b&gt;pure") == 2, "in the filter and on the card"
    assert "Clean water" not in french


def test_nobody_else_keeps_it(cast, client_of):
    assert client_of(cast.contact).get(reverse("members:topics")).status_code == 403
