"""The pages by which a coordinator brings members in and takes them out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.imports import actions, running
from members.imports.models import Import
from members.models import Organisation
from network.journal import Entry
from tests.members.imports.files import HEAD, TWO, csv_of, take_up

pytestmark = [pytest.mark.django_db]

UPLOAD, EXPORT = reverse("members:imports"), reverse("members:export")


def upload(client, content, name="leden.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)}, follow=True)


def html(answer):
    return answer.content.decode()


def test_a_small_file_is_looked_at_at_once_and_then_brought_in(cast, client_of):
    dora = client_of(cast.coordinator)
    page = upload(dora, TWO)
    assert page.status_code == 200
    assert "Nothing has changed yet." in html(page)
    assert "Bring 2 rows in" in html(page)
    imported = Import.objects.get()
    page = dora.post(reverse("members:choose-import", args=[imported.pk]), {"sends_invitations": "on"}, follow=True)
    assert "It is on its way in." in html(page)
    assert "on its way in" in html(page)
    running.run(imported.pk)
    assert "The file itself is deleted." in html(dora.get(imported.get_absolute_url()))


def test_problems_stand_on_the_page_and_in_a_file(cast, client_of):
    dora = client_of(cast.coordinator)
    page = upload(dora, csv_of("Voorbeeld,,,Atlantis,,,", "Goed,,,NL,,,", head=HEAD.replace("size", "Telefoon")))
    assert "“Atlantis” is no country. Write its two letters, such as NL or UG." in html(page)
    assert "Telefoon" in html(page)
    answer = dora.get(reverse("members:import-problems", args=[Import.objects.get().pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="kring-problems.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert "Atlantis" in answer.content.decode("utf-8-sig")


def test_each_problem_names_the_organisation_and_the_person_of_its_row(cast, client_of):
    dora = client_of(cast.coordinator)
    page = upload(dora, csv_of("Voorbeeld,,,Atlantis,Ada <i>,ada@example.org,", "=Goed\0,,,NL,,,"))
    assert '<th scope="row">Voorbeeld · Ada &lt;i&gt;</th>' in html(page)
    assert f'href="{UPLOAD}">Upload the corrected file</a>' in html(page)
    answer = dora.get(reverse("members:import-problems", args=[Import.objects.get().pk]))
    assert "Voorbeeld · Ada <i>" in answer.content.decode("utf-8-sig")


def test_only_rows_that_would_change_something_are_offered_to_come_in(cast, client_of):
    known = "Voorbeeld Lidorganisatie A,,,,,,"
    page = html(upload(client_of(cast.coordinator), csv_of(known, "Voorbeeld Lidorganisatie A,,,NL,,,", "Nieuw,,,,,,")))
    assert "Bring 2 rows in" in page
    assert "1 row says only what is known already and changes nothing." in page
    assert "<strong>1</strong> new organisation</li>" in page
    assert "<strong>1</strong> organisation that changes</li>" in page


def test_a_file_that_says_nothing_new_has_nothing_to_bring_in(cast, client_of):
    page = html(
        upload(
            client_of(cast.coordinator), csv_of("Voorbeeld Lidorganisatie A,,,,,,", "Voorbeeld Lidorganisatie A,,,,,,")
        )
    )
    assert "2 rows say only what is known already and change nothing." in page
    assert "Bring" not in page.partition("What is in it")[2].partition("</main>")[0]


def test_a_file_that_could_not_be_read_says_that_nothing_came_in(cast, client_of):
    page = html(upload(client_of(cast.coordinator), b""))
    assert ("Nothing came in" in page, "Nothing more came in" in page) == (True, False)
    Import.objects.update(result={"brought": {"organisations_new": 1}, "trouble": "The file is gone."})
    page = html(client_of(cast.coordinator).get(Import.objects.get().get_absolute_url()))
    assert "Nothing more came in" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "This file is empty."), (b"PK\x03\x04 workbook", "Save as"), (b"\x00\x01\x02", "must name the columns")],
)
def test_what_cannot_be_read_is_told_in_a_sentence(cast, client_of, content, words):
    assert words in html(upload(client_of(cast.coordinator), content))


def test_no_file_and_too_large_a_file_are_told_in_the_form(cast, client_of):
    dora = client_of(cast.coordinator)
    assert dora.post(UPLOAD).status_code == 422
    page = upload(dora, b"organisation\n" + b"x" * (20 * 1024 * 1024))
    assert page.status_code == 422
    assert "larger than 20 MB" in html(page)
    assert not Import.objects.exists()


def test_a_large_file_waits_for_the_worker_and_shows_how_far_it_is(cast, client_of):
    dora = client_of(cast.coordinator)
    text = csv_of(*(f"Voorbeeld met een heel lange naam {n},,,NL,,," for n in range(2000)))
    page = upload(dora, text)
    imported = Import.objects.get()
    assert imported.state == Import.State.WAITING
    assert "every 2s" in html(page)
    Import.objects.update(rows_read=1000, rows_in_file=2000)
    part = dora.get(imported.get_absolute_url(), headers={"HX-Request": "true"})
    assert "1000 of 2000 rows so far." in html(part)
    assert "<h1>" not in html(part)
    assert "HX-Refresh" not in part
    running.run(imported.pk)
    assert dora.get(imported.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Bring 2000 rows in" in html(dora.get(imported.get_absolute_url()))


def test_a_second_choice_is_refused_with_a_sentence(cast, client_of):
    imported = take_up(TWO, cast.coordinator)
    actions.choose(Import.objects.get(pk=imported.pk), sends_invitations=True, by=cast.coordinator)
    page = client_of(cast.coordinator).post(reverse("members:choose-import", args=[imported.pk]), follow=True)
    assert "Someone decided about this a moment ago: it is now on its way in." in html(page)


def test_a_file_can_be_looked_at_again_and_dropped(cast, client_of):
    dora = client_of(cast.coordinator)
    imported = take_up(TWO, cast.coordinator)
    page = dora.post(reverse("members:check-import", args=[imported.pk]), follow=True)
    assert "waiting to be looked at" in html(page)
    page = dora.post(reverse("members:drop-import", args=[imported.pk]), follow=True)
    assert page.request["PATH_INFO"] == UPLOAD
    assert "Nothing of it came in." in html(page)
    assert "This file was dropped and deleted." in html(dora.get(imported.get_absolute_url()))


@pytest.mark.allows_loops
@pytest.mark.parametrize("who", ["member", "contact", "other", "ended", "outsider"])
def test_only_coordinators_bring_in(cast, client_of, who):
    imported = take_up(TWO, cast.coordinator)
    browser = client_of(cast.everybody()[who])
    assert browser.get(UPLOAD).status_code == 403
    assert upload(browser, TWO).status_code == 403
    for name in ("check", "choose", "drop"):
        assert browser.post(reverse(f"members:{name}-import", args=[imported.pk])).status_code == 403
    assert browser.get(imported.get_absolute_url()).status_code == 403
    assert browser.get(reverse("members:import-template")).status_code == 403
    assert Import.objects.get().state == Import.State.CHECKED


def test_the_template_can_be_taken_and_brought_in(cast, client_of):
    dora = client_of(cast.coordinator)
    answer = dora.get(reverse("members:import-template"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "Bring 2 rows in" in html(upload(dora, answer.content))


def taken_out(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_coordinators_take_everything_out_and_that_is_written_down(cast, client_of):
    answer = client_of(cast.coordinator).post(EXPORT)
    text = taken_out(answer)
    assert answer["Content-Disposition"].startswith('attachment; filename="kring-members-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    for organisation in Organisation.objects.order_by("pk"):
        assert organisation.name in text
    assert "eli@example.org" not in text
    entry = Entry.objects.get(verb="export")
    assert (entry.actor, entry.facts) == (cast.coordinator, {"of": "everything"})


def test_contacts_take_out_their_own_organisation_only(cast, client_of):
    text = taken_out(client_of(cast.contact).post(EXPORT))
    assert "ada@example.org" in text
    assert "ben@example.org" not in text
    assert "Voorbeeld Lidorganisatie B" not in text
    assert Entry.objects.get(verb="export").thing_id == cast.organisation.pk


@pytest.mark.parametrize("who", ["member", "other", "ended", "outsider"])
def test_nobody_else_takes_anything_out(cast, client_of, who):
    assert client_of(cast.everybody()[who]).post(EXPORT).status_code == 403
    assert not Entry.objects.filter(verb="export").exists()


def test_taking_out_is_no_address_to_look_at(cast, client_of):
    assert client_of(cast.coordinator).get(EXPORT).status_code == 405
