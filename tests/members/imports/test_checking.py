"""Each bad row is named by line, column and a sentence; what is fine is not."""

import re

import pytest
from django.utils import translation

from members.imports import cells
from members.imports.columns import COLUMNS
from members.invitations.models import Invitation
from members.models import Organisation, Person, SeatTerm, Topic
from tests.members.imports.files import csv_of, look, problems_of

pytestmark = [pytest.mark.django_db]


def only_problem(*rows, head="organisation,kind,size,country,person,email,role"):
    (problem,) = problems_of(csv_of(*rows, head=head))
    return problem


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0", "+31 6 1234", "-2+3", "@SUM(A1)", "  =1", "'=1+1", '"""=1"""', "' =1", "“=1", "＝1",
        '"\t=1"', '"\rNaam"', '"\tNaam"',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["{},,,,,,", "Voorbeeld,,,,{},ada@example.org,", "Voorbeeld,{},,,,,"])
def test_formulas_are_refused_wherever_they_stand(cell, place):
    line, _column, sentence = only_problem(place.format(cell))
    assert line == 2
    assert "formula" in sentence


@pytest.mark.parametrize(
    "name", ["'t Voorbeeldhoekje", "Voorbeeld = Goed", "3-2-1 Voorbeeld", "(+) Voorbeeld", "É-Voorbeeld"]
)
def test_names_that_only_look_odd_come_in(name):
    assert problems_of(csv_of(f"{name},,,,,,")) == []


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("kind", "fanclub", "Write one of: member"),
        ("size", "huge", "Write one of: small"),
        ("country", "Atlantis", "is no country"),
        ("website", "not a site", "no web address"),
        ("website", "javascript:alert(1)//x.org", "no web address"),
        ("website", "https://example.org/" + "x" * 200, "200 characters"),
        ("languages", "nl; klingonsk", "“klingonsk” is no language"),
        ("domains", "example.org; ...", "is no domain"),
        ("domains", "example.org; gmail.com", "Anybody gets an address at gmail.com"),
        ("iati", "41009999", "no IATI identifier"),
        ("ror", "05xpvk417", "no ROR identifier"),
        ("email", "ada at example.org", "not an e-mail address"),
        ("email", "ada@example", "not an e-mail address"),
        ("role", "boss", "Write one of: contact"),
        ("language", "sv", "Write one of: en, nl, fr"),
        ("person", "A" * 121, "has 121"),
    ],
)
def test_each_wrong_cell_is_named_with_the_way_to_mend_it(column, cell, words):
    person = "" if column == "email" else "ada@example.org"
    head = f"organisation,{column}" + ("" if column == "email" else ",email")
    line, named, sentence = only_problem(f'Voorbeeld,"{cell}",{person}'.rstrip(","), head=head)
    assert (line, named) == (2, column)
    assert words in sentence


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("kind", "Lid", "member"),
        ("size", "GROOT", "large"),
        ("country", "Pays-Bas", "NL"),
        ("country", "nld", "NL"),
        ("country", "Oeganda", "UG"),
        ("website", "voorbeeld.example.org/over ons".replace(" ", "-"), "https://voorbeeld.example.org/over-ons"),
        ("languages", "Nederlands, fra; sw;nl", ["nl", "fr", "sw"]),
        ("domains", "Example.org, café.example.org", ["example.org", "xn--caf-dma.example.org"]),
        ("ror", "https://ror.org/05XPVK416", "05xpvk416"),
        ("iati", "NL-KVK-41009999", "NL-KVK-41009999"),
        ("email", " Ada+Club@Café.Example ", "ada+club@xn--caf-dma.example"),
    ],
)
def test_cells_are_read_as_people_write_them(column, cell, value):
    assert cells.read(column, cell) == value


WORDS_OF = {"kind": Organisation.Kind, "size": Organisation.Size, "role": SeatTerm.Role}


@pytest.mark.parametrize("code", ["en", "nl", "fr"])
@pytest.mark.parametrize("name", WORDS_OF)
def test_every_word_that_the_help_and_the_pages_name_is_taken_in_each_language(name, code):
    (column,) = [column for column in COLUMNS if column.name == name]
    with translation.override(code):
        told = re.sub(r"\(.*?\)", "", str(column.meaning).split(". ")[0]).strip(" .")
        words = [word.strip() for word in re.split(r",| or | of | ou ", told)]
        assert {cells.read(name, word) for word in words} == set(WORDS_OF[name].values)
        for choice in WORDS_OF[name]:
            assert cells.read(name, str(choice.label).partition(",")[0]) == choice.value


@pytest.mark.parametrize("typed", ["Kennisinstelling", "kennisinstituut", "Institut de recherche"])
def test_an_institute_has_several_names(typed):
    assert cells.read("kind", typed) == "institute"


def test_characters_that_are_no_text(db):
    line, column, sentence = only_problem("Voor\0beeld,,,,,,")
    assert (line, column) == (2, "organisation")
    assert "no text" in sentence


def test_a_row_without_organisation_or_with_a_person_without_address():
    assert only_problem(",,,NL,,,")[1] == "organisation"
    assert only_problem("Voorbeeld,,,,Ada,,")[1] == "email"
    assert only_problem("Voorbeeld,,,,,,contact")[1] == "email"


def test_too_many_cells_and_a_stray_quotation_mark():
    assert "more cells" in only_problem("Voorbeeld,,,NL,,,,extra")[2]
    assert "quotation mark" in only_problem('"Voor"beeld,,,NL,,,')[2]


def test_the_same_person_twice_is_told_and_one_row_wins():
    outcome = look(
        csv_of(
            "Voorbeeld,,,,Ada,ada@example.org,contact",
            "VOORBEELD,,,,Ada again,ADA@Example.ORG,staff",
            "Voorbeeld Twee,,,,Ada,ada@example.org,",
        )
    )
    (problem,) = outcome.listed
    assert (problem.line, problem.column) == (3, "email")
    assert "line 2" in problem.sentence
    assert outcome.counts == {"organisations_new": 2, "people_new": 1, "people_invited": 2, "rows_left_out": 1}


def test_an_address_in_letters_of_its_own_is_the_same_as_for_mail_servers():
    line, _column, sentence = only_problem(
        "Voorbeeld,,,,Ada,ada@café.example,", "Voorbeeld,,,,Ada,ada@xn--caf-dma.example,"
    )
    assert line == 3
    assert "line 2" in sentence


def test_an_account_kept_in_letters_of_its_own_is_found():
    person = Person.objects.create(email="ada@café.example", name="Ada Voorbeeld")
    home = Organisation.objects.create(name="Voorbeeld")
    SeatTerm.objects.create(organisation=home, person=person)
    assert look(csv_of("Voorbeeld,,,,,ada@xn--caf-dma.example,")).counts["seats_same"] == 1


@pytest.mark.parametrize(
    "order", [("ada@example.org", "ada+club@example.org"), ("ada+club@example.org", "ada@example.org")]
)
def test_plus_addresses_are_two_addresses_with_a_note(order):
    outcome = look(csv_of(*(f"Voorbeeld,,,,,{email}," for email in order)))
    (note,) = outcome.listed
    assert note.is_note
    assert note.line == 3
    assert outcome.counts["people_invited"] == 2


def test_a_plus_address_beside_an_account_is_told(cast):
    (note,) = look(csv_of("Voorbeeld,,,,,ada+club@example.org,")).listed
    assert (note.line, note.is_note) == (2, True)


def test_rows_that_contradict_each_other_about_an_organisation():
    outcome = look(csv_of("Voorbeeld,,,NL,,,", "voorbeeld,,small,BE,,,", "Voorbeeld,,large,,,,"))
    assert [(one.line, one.column) for one in outcome.listed] == [(3, "country")]
    assert outcome.counts == {"organisations_new": 1, "rows_left_out": 1}


def test_identifiers_belong_to_one_organisation():
    Organisation.objects.create(name="Voorbeeld Houder", iati_id="NL-KVK-41009999")
    head = "organisation,iati,ror"
    text = csv_of("Ander,nl-kvk-41009999,", "Ander,NL-KVK-41009999,", "Een,,05xpvk416", "Twee,,05xpvk416", head=head)
    assert [(line, column) for line, column, _ in problems_of(text)] == [(2, "iati"), (3, "iati"), (5, "ror")]


def test_topics_the_network_does_not_know_are_left_out_and_told():
    Topic.objects.create(name="Power, and who has it")
    head = "organisation,topics"
    outcome = look(csv_of('Voorbeeld,"power, AND who has it; Weather"', head=head))
    (note,) = outcome.listed
    assert note.is_note
    assert "Weather" in note.sentence


def test_a_closed_account_and_an_organisation_that_takes_nobody_in(cast):
    Person.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert "closed" in only_problem("Voorbeeld,,,,,otto@example.org,")[2]
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="applied", applied_at="2026-01-01T00:00Z")
    assert "takes nobody in" in only_problem(f"{cast.organisation},,,,,new@example.org,")[2]
    assert look(csv_of(f"{cast.organisation},,,,,ada@example.org,")).counts["seats_same"] == 1


def test_a_seat_in_another_role_is_left_and_told(cast):
    (note,) = look(csv_of(f"{cast.organisation},,,,,ada@example.org,Contactpersoon")).listed
    assert (note.column, note.is_note) == ("role", True)


def test_who_is_invited_already_is_not_invited_again(cast):
    Invitation.objects.create(organisation=cast.organisation, email="noor@example.org", expires_at="2100-01-01T00:00Z")
    assert look(csv_of(f"{cast.organisation},,,,,Noor@example.org,")).counts["seats_same"] == 1


def test_a_later_chunk_remembers_the_earlier_ones():
    rows = [f"Voorbeeld {n},,,,P,p{n}@example.org," for n in range(1500)]
    outcome = look(csv_of(*rows, "Voorbeeld 3,,,,P,p3@example.org,"))
    (problem,) = outcome.listed
    assert (problem.line, "line 5" in problem.sentence) == (1502, True)
    assert outcome.counts["organisations_new"] == 1500
