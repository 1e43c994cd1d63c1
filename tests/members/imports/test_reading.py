"""Whatever spreadsheets make of a CSV file, and what is no CSV file at all."""

import codecs
import io
import zipfile

import pytest

from members.imports import reading
from members.imports.columns import COLUMNS, column_of, template
from members.imports.reading import Unreadable, open_table

TEXT = "organisation,country,person,email\nVoorbeeld Één & Ça,NL,Zoë Voorbeeld,zoe@example.org\n"
CELLS = {"organisation": "Voorbeeld Één & Ça", "country": "NL", "person": "Zoë Voorbeeld", "email": "zoe@example.org"}


def table_of(content):
    return open_table(io.BytesIO(content))


def rows_of(content):
    return [(row.line, row.cells) for row in table_of(content).rows()]


def refusal(content):
    with pytest.raises(Unreadable) as refused:
        table_of(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "letters", "is_assumed"),
    [
        (TEXT.encode(), "UTF-8", False),
        (TEXT.encode("utf-8-sig"), "UTF-8", False),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16", False),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16", False),
        (TEXT.encode("utf-16-le"), "UTF-16", True),
        (TEXT.encode("utf-16-be"), "UTF-16", True),
        (TEXT.encode("cp1252"), "Windows-1252", True),
        (TEXT.encode("latin-1"), "Windows-1252", True),
    ],
)
def test_letters_are_recognised_and_what_was_assumed_is_said(content, letters, is_assumed):
    table = table_of(content)
    assert (table.letters, table.is_assumed) == (letters, is_assumed)
    assert [row.cells for row in table.rows()] == [CELLS]


def test_what_windows_1252_leaves_open_is_read_as_latin_1():
    assert rows_of(b"organisation\nCaf\xe9 \x80 \x81\n")[0][1]["organisation"] == "Café € \x81"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_separator_is_found_by_the_headings(separator):
    text = f'organisation{separator}country{separator}topics\nVoorbeeld{separator}NL{separator}"a; b, c"\n'
    assert rows_of(text.encode()) == [(2, {"organisation": "Voorbeeld", "country": "NL", "topics": "a; b, c"})]


def test_the_line_by_which_excel_names_its_separator_is_respected():
    assert rows_of(b"sep=;\r\norganisation;country\r\nVoorbeeld;NL\r\n") == [
        (3, {"organisation": "Voorbeeld", "country": "NL"})
    ]


def test_empty_lines_before_and_between_are_no_rows():
    text = "\n,,\norganisation,country\n\nVoorbeeld,NL\n,,\n , \nNog een,BE\n"
    assert [(line, cells["organisation"]) for line, cells in rows_of(text.encode())] == [
        (5, "Voorbeeld"),
        (8, "Nog een"),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_breaks_inside_quotation_marks_stay_and_lines_are_still_counted(ending):
    text = ending.join(["organisation,country", '"Voorbeeld', 'in twee regels",NL', "Tweede,BE", ""])
    rows = rows_of(text.encode())
    assert [line for line, _cells in rows] == [2, 4]
    assert rows[0][1]["organisation"] == f"Voorbeeld{ending}in twee regels"


def test_rows_that_are_too_short_or_too_long():
    short, long, padded = table_of(b"organisation,country\nA\nB,NL,what,is,this\nC,NL,,\n").rows()
    assert short.cells == {"organisation": "A"}
    assert (long.left_over, padded.left_over) == (3, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n\n ", "is empty"),
        (codecs.BOM_UTF8, "must name the columns"),
        (b"%PDF-1.4 x", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b'{"organisation": "json"}', "must name the columns"),
        (b"<html><body>organisation</body></html>", "must name the columns"),
        (b"land,naam\nNL,Ada\n", "must name the columns"),
        (b"organisation,country\n", "no row below"),
        (b"organisation,land,Country\nA,NL,BE\n", "mean the same: land, Country"),
        (b'organisation,country\n"Nooit gesloten,NL\nB,BE\n', "line 2"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], "cut off"),
        (codecs.BOM_UTF8 + TEXT.encode("latin-1"), "cut off"),
        (b"\xff\xd8\xff\xe0 jpeg", "JPEG"),
        (bytes(range(256)) * 40, "must name the columns"),
    ],
)
def test_what_is_no_list_of_members_gets_a_sentence(content, words):
    assert words in refusal(content)


def test_a_workbook_is_sent_back_with_the_way_to_save_it():
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    assert "Save as" in refusal(book.getvalue())


def test_a_quotation_that_swallows_the_rest_of_a_long_file_is_named_by_its_line():
    text = "organisation,country\nEerste,NL\n" + '"Open,NL\n' + "Voorbeeld,NL\n" * 20_000
    assert "line 3" in refusal(text.encode())


def test_a_quotation_mark_in_the_middle_costs_its_own_row_only():
    rows = list(table_of(b'organisation,country\n"Een" twee,NL\nDrie,BE\n').rows())
    assert [(row.line, bool(row.trouble)) for row in rows] == [(2, True), (3, False)]


def test_no_more_rows_and_bytes_than_agreed(monkeypatch):
    assert "100,000 rows" in refusal(b"organisation\n" + b"A\n" * (reading.MOST_ROWS + 1))
    assert "20 MB" in refusal(b"organisation\n" + b"A" * reading.MOST_BYTES)


def test_columns_have_their_names_in_three_languages_in_any_case():
    headings = ["ORGANISATIE", " Land ", "Talen", "Thèmes", "E-mail", "rôle", "Naam_Persoon", "Grootte"]
    assert [column_of(heading) for heading in headings] == [
        "organisation", "country", "languages", "topics", "email", "role", "person", "size",
    ]  # fmt: skip
    assert column_of("Telefoon") is None


def test_no_heading_means_two_columns():
    headings = [heading for column in COLUMNS for heading in (column.name, *column.also)]
    assert len(headings) == len(set(headings))


def test_unknown_columns_are_named():
    table = table_of(b"organisation,Telefoon,,Land,Schoenmaat\nA,1,2,NL,42\n")
    assert table.unknown == ["Telefoon", "Schoenmaat"]
    assert [row.cells for row in table.rows()] == [{"organisation": "A", "country": "NL"}]


def test_the_template_can_be_read():
    rows = rows_of(template().encode())
    assert [cells["email"] for _line, cells in rows] == ["ada@demo.example.org", "ben@demo.example.org"]
