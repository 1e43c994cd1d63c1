"""Who is erased leaves no name in a discussion; what they said stays under the name they chose to leave."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone

from collaborations.discussion.actions import take_away
from collaborations.models import Comment, Mention, Version
from members.models import Person
from members.privacy.clock import apply_retention
from members.privacy.erasing import erase_rows
from members.privacy.exporting import write_zip
from members.privacy.rows import whose
from tests.collaborations.discussion.talking import answer, browser_of, edit, html, say, stranger
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def theme(cast):
    return theme_in("open", author=cast.member, organisation=cast.organisation, title="Who decides?")


def erased(person):
    erase_rows(whose(person), is_active=False, erased_at=person.joined_at)
    return Person.objects.get(pk=person.pk)


def columns_with(word):
    found = set()
    with connection.cursor() as cursor:
        for model in (Comment, Version, Mention):
            for field in model._meta.concrete_fields:
                cursor.execute(
                    f'SELECT count(*) FROM "{model._meta.db_table}" WHERE "{field.column}"::text ILIKE %s',
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(f"{model.__name__}.{field.name}")
    return found


@pytest.mark.parametrize("name", ["Cleo Voorbeeld", "Cleo", "Cleo & Voorbeeld"])
def test_a_name_behind_an_at_is_gone_with_its_person(cast, theme, name):
    Person.objects.filter(pk=cast.contact.pk).update(name=name)
    said = say(theme, by=cast.other, text=f"Ask @{name} today")
    edit(said, by=cast.other, text=f"Do ask @{name} today")
    page = html(browser_of(cast.other).get(theme.get_absolute_url()))
    assert f"@{name}".replace("&", "&amp;") in page
    assert columns_with("Cleo") == set()
    erased(Person.objects.get(pk=cast.contact.pk))
    for path in (theme.get_absolute_url(), f"/comments/{said.pk}/", f"/comments/{said.pk}/versions/"):
        page = html(browser_of(cast.other).get(path))
        assert "ask" in page.lower()
        assert "Cleo" not in page


def test_a_name_typed_as_plain_words_goes_from_the_text_and_from_its_page(cast, theme):
    said = say(theme, by=cast.other, text="Cleo Voorbeeld, **cleo@example.org**, knows")
    edit(said, by=cast.other, text="Cleo Voorbeeld, <cleo@example.org>, knew [it](mailto:cleo@example.org)")
    assert columns_with("Cleo") == {"Comment.text", "Comment.html", "Version.text"}
    erased(cast.contact)
    assert columns_with("Cleo") == set()
    page = html(stranger().get(theme.get_absolute_url()))
    assert "[…], &lt;[…]&gt;, knew" in page


@pytest.mark.parametrize(("kept_as", "named"), [("organisation", ""), ("former", "A former member")])
def test_what_an_erased_author_said_stays_as_they_chose(cast, theme, kept_as, named):
    Person.objects.filter(pk=cast.other.pk).update(kept_as=kept_as)
    asked = say(theme, by=cast.contact, text="Why?", kind="question")
    answer(asked, by=cast.other, text="Because", private_note="Ring me")
    erased(Person.objects.get(pk=cast.other.pk))
    page = html(browser_of(cast.contact).get(theme.get_absolute_url()))
    assert "Because" in page
    assert "Voorbeeld Lidorganisatie B" in page
    assert "Ben" not in page
    assert ("A former member" in page) is bool(named)
    assert "Ring me" not in page


def export_of(person):
    file = BytesIO()
    write_zip(person, file, step=lambda _number: None)
    tables = json.loads(zipfile.ZipFile(file).read("export.json"))["tables"]
    return json.dumps([table for table in tables if table["rows"]], ensure_ascii=False)


def test_an_export_holds_ones_own_words_and_notes_and_nobody_elses(cast, theme):
    asked = say(theme, by=cast.contact, text="Why, @Ben Voorbeeld?", kind="question")
    answer(asked, by=cast.other, text="Because I say so", private_note="Ring Xenia")
    own, others = export_of(cast.other), export_of(cast.contact)
    for words in ("Because I say so", "Ring Xenia"):
        assert words in own
        assert words not in others
    assert "Why, @" in others
    assert "Why, @" not in own
    assert "Ben Voorbeeld" not in others


def test_words_taken_away_are_deleted_after_a_month_and_answers_stay(cast, theme):
    said, other = (say(theme, by=cast.contact, text=f"Xylophone {n}") for n in (1, 2))
    answer(said, by=cast.other, text="I see")
    for comment in (said, other):
        edit(comment, by=cast.contact, text="Zither")
        take_away(comment, by=cast.contact)
    Comment.objects.filter(pk=said.pk).update(removed_at=timezone.now() - timedelta(days=31))
    apply_retention()
    assert (Comment.objects.get(pk=said.pk).text, Comment.objects.get(pk=said.pk).html) == ("", "")
    assert Comment.objects.get(pk=other.pk).text == "Zither"
    assert [version.comment for version in Version.objects.all()] == [other]
    page = html(stranger().get(theme.get_absolute_url()))
    assert "This comment was taken away by its author." in page
    assert "I see" in page
