"""What goes out comes in again unchanged, whatever things are called."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from members.imports import cells, exporting
from members.imports.columns import NAMES
from members.models import Organisation, Person, SeatTerm, Topic
from tests.members.imports.files import look, queries_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30).filter(
    str.strip
)
ODD = [
    "=1+1",
    "'=1+1",
    "''=1",
    "-",
    "@home",
    " =x",
    "\tx",
    "\rx",
    "a\r\nb",
    'say "so"',
    "a;b,c",
    "'t Hoekje",
    " naam ",
    "+",
    "“=”",
]


def exported(organisations):
    return "".join(exporting.lines(organisations))


def read(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@given(TEXTS)
def test_the_apostrophe_that_guards_a_cell_comes_off_again(text):
    assert cells.unguarded(cells.guarded(text)) == text
    assert not cells.is_risky(cells.guarded(text)) or cells.guarded(text)[:1] == "'"
    assert cells.guarded(text)[:1] not in tuple("=+-@\t\r")


class RoundTrip(TestCase):
    @limits(max_examples=60)
    @given(names=st.lists(TEXTS, min_size=1, max_size=5, unique_by=lambda name: name.casefold()), person=TEXTS)
    @example(names=ODD, person="=cmd|' /C calc'!A0")
    def test_an_export_brought_in_again_changes_nothing(self, names, person):
        made = Organisation.objects.bulk_create(
            [Organisation(name=name, website="https://example.org", languages=["nl", "zz"]) for name in names],
            ignore_conflicts=True,
        )
        assert made
        holder = Person.objects.create(email="ada@example.org", name=person)
        topic = Topic.objects.create(name=names[0])
        for home in Organisation.objects.order_by("pk"):
            SeatTerm.objects.create(organisation=home, person=holder, role="contact")
            home.interests.add(topic)
        counts = look(exported(Organisation.objects.order_by("pk"))).counts
        there = Organisation.objects.count()
        assert counts == {"organisations_same": there, "seats_same": there}


@pytest.mark.django_db
def test_an_export_holds_everything_an_import_reads(cast):
    topic = Topic.objects.create(name="Power")
    Organisation.objects.filter(pk=cast.organisation.pk).update(
        country="NL", website="https://a.example.org", languages=["nl", "en"], domains=["a.example.org"],
        iati_id="NL-KVK-41009999", ror_id="05xpvk416",
    )  # fmt: skip
    cast.organisation.interests.add(topic)
    Person.objects.create_managed("Zonder Adres")
    rows = read(exported(Organisation.objects.order_by("pk")))
    assert list(rows[0]) == NAMES
    assert rows[0] == {
        "organisation": "Voorbeeld Lidorganisatie A", "kind": "member", "size": "small", "country": "NL",
        "website": "https://a.example.org", "languages": "nl; en", "topics": "Power", "domains": "a.example.org",
        "iati": "NL-KVK-41009999", "ror": "05xpvk416", "person": "Ada Voorbeeld", "email": "ada@example.org",
        "role": "staff", "language": "en",
    }  # fmt: skip
    assert [row["email"] for row in rows] == [
        "ada@example.org",
        "cleo@example.org",
        "ben@example.org",
        "ben@example.org",
    ]


@pytest.mark.django_db
def test_no_cell_of_an_export_begins_as_a_formula():
    home = Organisation.objects.create(name="=HYPERLINK(1)", domains=["+x"])
    SeatTerm.objects.create(organisation=home, person=Person.objects.create(email="a@example.org", name="@SUM(A1)"))
    (row,) = read(exported(Organisation.objects.order_by("pk")))
    assert (row["organisation"], row["domains"], row["person"]) == ("'=HYPERLINK(1)", "'+x", "'@SUM(A1)")


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows(cast):
    few = queries_of(lambda: exported(Organisation.objects.order_by("pk")))
    Organisation.objects.bulk_create(Organisation(name=f"Voorbeeld {n}") for n in range(400))
    assert queries_of(lambda: exported(Organisation.objects.order_by("pk"))) == few == 3
