"""The catalogues say everything that code and templates say, whole, in good spelling, and it reaches the reader."""

import ast
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import formats, translation
from django.utils.translation.template import templatize

from collaborations.themes import actions
from network.bootstrap.catalogues import compiled, messages
from notifications.digests.actions import send_due_digests
from notifications.mail.actions import send_waiting_mail
from tests.factories import ThemeFactory
from tests.notifications.mornings import open_theme, subscribe

ROOT = Path(__file__).parents[1]
CATALOGUES = {code: ROOT / f"locale/{code}/LC_MESSAGES/django.po" for code in ("nl", "fr")}
PACKAGES = ("network", "members", "collaborations", "notifications")
MARKERS = {"gettext", "gettext_lazy", "gettext_noop"}
PLURAL_MARKERS = {"ngettext", "ngettext_lazy"}

TEXT = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"(?<!\w)(n?gettext|_)\(\s*({TEXT}(?:,\s*{TEXT})?)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!\()")
MARKUP = re.compile(r"</?\w[^>]*>")

every_catalogue = pytest.mark.parametrize("code", CATALOGUES)


def said_by_code(path):
    """What a Python file marks for translation, under whatever name it imports the marker."""
    tree = ast.parse(path.read_text())
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        marker = names.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        if marker in MARKERS:
            yield ast.literal_eval(node.args[0])
        elif marker in PLURAL_MARKERS:
            yield "\0".join(ast.literal_eval(text) for text in node.args[:2])


def said_by_template(path):
    for marker, texts in CALL.findall(templatize(path.read_text(), origin=str(path))):
        found = [ast.literal_eval(text) for text in re.findall(TEXT, texts)]
        yield "\0".join(found if marker == "ngettext" else found[:1])


def said():
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    templates = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    by_code = {text for path in modules for text in said_by_code(path)}
    return by_code | {text for path in templates for text in said_by_template(path)}


def entries(code):
    """The forms of each message and of its translation: one, or singular and plural."""
    return [(key.split("\0"), texts.split("\0")) for key, texts in messages(CATALOGUES[code]).items() if key]


def test_the_reading_of_sources_finds_each_way_of_saying(tmp_path):
    code, template = tmp_path / "a.py", tmp_path / "a.html"
    code.write_text(
        "from django.utils.translation import gettext as _, ngettext, gettext_lazy\n"
        "_('one')\ngettext_lazy('t' 'wo')\nngettext('a thing', '%(n)d things', n) % {}\nother('no')\n"
    )
    template.write_text(
        '{% load i18n %}{% translate "it\'s one" %}{% card title=_("two") %}'
        "{% blocktranslate count n=n trimmed %}a thing{% plural %}\n  {{ n }} things{% endblocktranslate %}not this"
    )
    assert set(said_by_code(code)) == {"one", "two", "a thing\0%(n)d things"}
    assert set(said_by_template(template)) == {"it's one", "two", "a thing\0%(n)s things"}


@every_catalogue
def test_everything_said_is_translated_and_nothing_else(code):
    """Mend it with `manage.py makemessages`, and translate what it adds; fuzzy and empty entries count as missing here."""
    catalogue = set(messages(CATALOGUES[code])) - {""}
    assert said() - catalogue == set(), "not translated"
    assert catalogue - said() == set(), "translated, but nothing says it"


@every_catalogue
def test_no_entry_waits_for_somebody(code):
    written = CATALOGUES[code].read_text()
    assert not re.search(r"^#,.*fuzzy|^#~", written, re.MULTILINE)
    assert not re.search(r'^msgstr(\[\d\])? ""\n(?!")', written, re.MULTILINE)


@every_catalogue
def test_the_header_names_nobody_and_does_not_change_by_itself(code):
    header = messages(CATALOGUES[code])[""]
    assert f"Language: {code}\n" in header
    assert "POT-Creation-Date: none\n" in header, "makemessages writes a date here: put back `none`"
    assert "@" not in header


@every_catalogue
def test_translations_keep_placeholders_and_markup(code):
    for sources, forms in entries(code):
        assert len(sources) == len(forms), sources
        assert placeholders(sources[-1]) == placeholders(forms[-1]), sources
        assert placeholders(forms[0]) <= placeholders(sources[-1]), "a singular may spell its number out, and no more"
        for source, form in zip(sources, forms, strict=True):
            assert sorted(MARKUP.findall(source)) == sorted(MARKUP.findall(form)), source


def placeholders(text):
    return {found[0] for found in PLACEHOLDER.finditer(text)}


@every_catalogue
def test_translations_are_spelled_as_their_language_is(code):
    """Curly quotes in Dutch; in French « » and a narrow space before each tall sign."""
    unspelled = {"nl": r"[\"']", "fr": r"[\"'“”]| [:;?!»]|[^\s\d\u202f][;?!»]|\w:(?!\d|//)|«(?!\u202f)"}[code]
    texts = [MARKUP.sub("", form) for _, forms in entries(code) for form in forms]
    wrong = [text for text in texts if re.search(unspelled, text)]
    assert wrong == []


@every_catalogue
def test_what_runs_is_what_is_written(code):
    path = CATALOGUES[code]
    assert path.with_suffix(".mo").read_bytes() == compiled(messages(path)), (
        "Run `make install`: it compiles catalogues."
    )


@pytest.mark.parametrize(("code", "day"), [("nl", "23 november 2026"), ("fr", "23 novembre 2026")])
def test_dates_read_naturally(code, day):
    moment = datetime(2026, 11, 23, 14, 30)  # noqa: DTZ001  a clock on a wall
    with translation.override(code):
        assert formats.date_format(moment, "DATE_FORMAT") == day
        assert formats.time_format(moment, "TIME_FORMAT") == "14:30"
        assert formats.date_format(moment, "DATETIME_FORMAT") == f"{day} 14:30"


SEEN = [
    ("nl", "/", "Wat wil je samen leren?"),
    ("nl", "/themes/", "Stel een thema voor"),
    ("nl", "/account/login/", "Je e-mailadres"),
    ("nl", "/themes/none/", "Hier is niets"),
    ("fr", "/", "Que voulez-vous apprendre ensemble\u202f?"),
    ("fr", "/themes/", "Proposer un thème"),
    ("fr", "/account/login/", "Votre adresse e-mail"),
    ("fr", "/themes/none/", "Il n’y a rien ici"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "address", "words"), SEEN)
def test_pages_answer_in_the_language_of_the_browser(client, code, address, words):
    page = client.get(address, headers={"Accept-Language": f"{code}, en;q=0.5"})
    body = page.content.decode()
    assert words in body
    assert f'<html lang="{code}"' in body
    assert page["Content-Language"] == code


@pytest.mark.django_db(transaction=True)
def test_a_digest_comes_in_the_language_of_its_reader(cast, letterbox):
    speak_dutch(cast.other)
    subscribe(cast.other)
    theme = open_theme(cast, "Who decides?")
    assert send_due_digests() == 1
    (mail,) = letterbox.to(cast.other)
    for kind in ("plain", "html"):
        said = mail.get_body((kind,)).get_content()
        assert "Nieuw in het netwerk: één bericht" in said
        assert "Steun namens Voorbeeld Lidorganisatie B" in said
        assert theme.change in said
    assert '<html lang="nl">' in said


@pytest.mark.django_db(transaction=True)
def test_a_decision_comes_in_the_language_of_its_reader_not_of_who_decides(cast, letterbox):
    speak_dutch(cast.member)
    theme = ThemeFactory(proposed=True, title="Who decides?", author=cast.member, organisation=cast.organisation)
    with translation.override("fr"):
        actions.decline(theme, reason="too-wide", text="Try one country first.", by=cast.coordinator)
        assert send_waiting_mail() == 1
    (mail,) = letterbox.to(cast.member)
    assert mail["Subject"] == "Over je thema “Who decides?”"
    said = mail.get_body(("plain",)).get_content()
    assert "Je thema wordt niet opgepakt: De vraag is te breed om samen van te leren." in said
    assert "Try one country first." in said


def speak_dutch(person):
    person.language = "nl"
    person.save()
