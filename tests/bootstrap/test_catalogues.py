"""Message catalogues compile to what Python's gettext reads."""

import gettext
import io
from pathlib import Path

import pytest

from network.bootstrap.catalogues import CatalogueError, compiled, messages

CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

# a remark
msgid "theme"
msgstr "thème"

msgctxt "verb"
msgid "open"
msgstr "öffnen"

msgid "%d voice"
msgid_plural "%d voices"
msgstr[0] "%d Stimme"
msgstr[1] "%d "
"Stimmen"

#, fuzzy
msgid "guess"
msgstr "raden"

msgid "untranslated"
msgstr ""
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "django.po"
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_texts_contexts_and_plurals_are_translated_and_guesses_are_not(catalogue):
    translations = gettext.GNUTranslations(io.BytesIO(compiled(messages(catalogue))))
    assert translations.gettext("theme") == "thème"
    assert translations.pgettext("verb", "open") == "öffnen"
    assert [translations.ngettext("%d voice", "%d voices", n) for n in (1, 2)] == ["%d Stimme", "%d Stimmen"]
    assert translations.gettext("guess") == "guess"
    assert translations.gettext("untranslated") == "untranslated"


def test_a_broken_catalogue_is_named_with_its_line(catalogue):
    catalogue.write_text('msgid "a"\nmsgstr broken\n')
    with pytest.raises(CatalogueError, match=r"django\.po, line 2"):
        messages(catalogue)
