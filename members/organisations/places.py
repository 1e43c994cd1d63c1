"""Countries and languages by their ISO codes, named as the reader calls them."""

import gettext
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

import pycountry
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language

SHORT = 2  # letters of an ISO 639-1 or ISO 3166-1 code


def is_country(code: str) -> bool:
    return code in _country_codes()


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country, in the order of the reader's language."""
    return _countries(_reader())


def country_name(code: str) -> str:
    """The country's name for the reader; an unknown code stays as it is."""
    return _country_names(_reader()).get(code, code)


def country_code(text: str) -> str | None:
    """The code of a country given by code or by name in any language that the platform speaks; None for none."""
    found = _plain(text)
    if found.upper() in _country_codes():
        return found.upper()
    spoken = (_country_codes_by_name(language) for language in dict.fromkeys([_reader(), *dict(settings.LANGUAGES)]))
    return next((codes[found] for codes in spoken if found in codes), None)


def languages() -> list[tuple[str, str]]:
    """(code, name) of the languages that have a short code, in the order of the reader's language."""
    return _sorted({code: name for code, name in _language_names(_reader()).items() if len(code) == SHORT})


def language_name(code: str) -> str:
    return _language_names(_reader()).get(code, code)


def language_code(text: str) -> str | None:
    """The code of a language given by code or by name; None when it is none.

    Its name may be in the reader's language, in its own ("Kiswahili"), or in any that the platform speaks.
    """
    found = _plain(text)
    if found in _language_names("en"):
        return found
    spoken = (_codes_by_name(language) for language in dict.fromkeys([_reader(), "en", *dict(settings.LANGUAGES)]))
    return next((codes[found] for codes in (*spoken, _codes_by_own_name()) if found in codes), None)


def language_names(codes: Iterable[str]) -> list[str]:
    return [language_name(code) for code in codes]


def _reader() -> str:
    return (get_language() or "en").split("-")[0]


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)


@cache
def _country_names(language: str) -> dict[str, str]:
    translate = _catalogue("iso3166-1", language)
    return {
        country.alpha_2: translate(getattr(country, "common_name", country.name)) for country in pycountry.countries
    }


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    return _sorted(_country_names(language))


@cache
def _country_codes_by_name(language: str) -> dict[str, str]:
    """Names without their additions count, too: "Tanzania" is "Tanzania, United Republic of"."""
    names = _country_names(language)
    by_name = {_plain(name.split(" (")[0].split(",")[0]): code for code, name in names.items()}
    return by_name | {_plain(name): code for code, name in names.items()}


@cache
def _language_names(language: str) -> dict[str, str]:
    """By the short code where there is one, else by the code of three letters (ISO 639-3)."""
    translate = _catalogue("iso639-3", language)
    return {
        getattr(known, "alpha_2", known.alpha_3): translate(known.name).split(";")[0] for known in pycountry.languages
    }


@cache
def _codes_by_name(language: str) -> dict[str, str]:
    """Names without their additions in brackets count, too: "Greek" is "Greek, Modern (1453-)"."""
    names = sorted(_language_names(language).items(), key=lambda pair: (-len(pair[0]), pair[0]))
    by_name = {_plain(name.split(" (")[0].split(",")[0]): code for code, name in names}
    return by_name | {_plain(name): code for code, name in names}


@cache
def _codes_by_own_name() -> dict[str, str]:
    """As its speakers call it, of the languages that Django knows so."""
    own_names = {code: info["name_local"] for code, info in LANG_INFO.items() if "name_local" in info}
    codes = {_plain(name): code.split("-")[0] for code, name in own_names.items()}
    return {name: code for name, code in codes.items() if code in _language_names("en")}


def _catalogue(domain: str, language: str) -> Callable[[str], str]:
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=[language], fallback=True).gettext


def _plain(text: str) -> str:
    """Without accents, capitals and blanks around, so that people need not know how it is written."""
    letters = unicodedata.normalize("NFKD", text.strip()).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _sorted(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: _plain(pair[1]))
