"""One cell at a time: text → what it means, or a sentence that says how to mend it; and back to text.

A cell that a spreadsheet would run as a formula is refused on the way in. On the way out an apostrophe stands before
it, which the way in takes off again (OWASP, CSV injection).
"""

import functools
import gettext as catalogues
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pycountry
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator, URLValidator
from django.utils.translation import gettext as _

from members.imports import words
from members.joining.domains import is_free
from members.organisations.identifiers import validate_iati, validate_ror
from members.organisations.models import Organisation
from members.people.addresses import normal

STARTS_A_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"  # the wide forms of the same signs count, too
BEFORE_A_FORMULA = " \t\r\n\u00a0\ufeff\u200b'\"\u2018\u2019\u201c\u201d`"
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters, halves of pairs
BETWEEN = re.compile(r"[;|\n]")
BETWEEN_OR_COMMA = re.compile(r"[;|,\s]")
LONGEST_NAME, LONGEST_WEBSITE, LONGEST_IATI, MOST_LANGUAGES = 120, 200, 80, 20
KINDS = {
    "member": ("lid", "membre"), "associate": ("geassocieerd", "geassocieerd lid", "associé", "membre associé"),
    "partner": ("partenaire",),
    "network": ("netwerk", "réseau"), "funder": ("financier", "bailleur", "donor"),
    "institute": ("kennisinstituut", "kennisinstelling", "institut", "institut de recherche",
                  "institut de connaissance", "knowledge institute"),
}  # fmt: skip
SIZES = {
    "small": ("klein", "petite", "petit", "s"), "medium": ("middel", "middelgroot", "moyenne", "moyen", "m"),
    "large": ("groot", "grande", "grand", "l"),
}  # fmt: skip
ROLES = {"contact": ("contactpersoon", "contact person", "personne de contact"),
         "staff": ("medewerker", "collaborateur", "collaboratrice", "personnel", "membre de l'équipe")}  # fmt: skip
TONGUES = {"en": ("english", "engels", "anglais"), "nl": ("dutch", "nederlands", "néerlandais"),
           "fr": ("french", "frans", "français")}  # fmt: skip


IS_WEBSITE, IS_DOMAIN = URLValidator(schemes=["http", "https"]), DomainNameValidator(accept_idna=False)
CELLS_OF_A_CHUNK = 20_000


class Wrong(Exception):
    """This cell cannot be taken; the sentence says how to mend it."""


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might run ``text``; spaces and quotes before the sign hide nothing."""
    return text[:1] in ("\t", "\r") or text.lstrip(BEFORE_A_FORMULA)[:1] in tuple(STARTS_A_FORMULA)


def is_formula(cell: str) -> bool:
    """Whether a cell of a file is risky and nobody has put the apostrophe of ``guarded`` before it."""
    return is_risky(cell) and unguarded(cell) == cell


def guarded(text: str) -> str:
    """``text`` as it may stand in a cell that others open."""
    return f"'{text}" if is_risky(text) else text


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return text[1:] if text[:1] == "'" and is_risky(text[1:]) else text


def tidy(text: str) -> str:
    """One spelling of a text: composed letters, single spaces, nothing around it. Raises Wrong for what is no text."""
    if NO_TEXT.search(text):
        raise Wrong(words.NO_TEXT)
    if is_risky(text):
        raise Wrong(words.FORMULA)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise Wrong(_("A name has at most 120 characters, this one has %(count)d.") % {"count": len(text)})
    return text


def _word_of(table: Mapping[str, tuple[str, ...]]) -> Callable[[str], str]:
    by_word = {word: name for name, words in table.items() for word in (name, *words)}

    def find(text: str) -> str:
        if (found := by_word.get(text.casefold().replace("\u2019", "'"))) is None:
            raise Wrong(
                _("“%(text)s” is not known here. Write one of: %(words)s.")
                % {"text": text[:40], "words": ", ".join(table)}
            )
        return found

    return find


def _country(text: str) -> str:
    if (found := _countries().get(text.casefold())) is None:
        raise Wrong(_("“%(text)s” is no country. Write its two letters, such as NL or UG.") % {"text": text[:40]})
    return found


@functools.cache
def _countries() -> dict[str, str]:
    """Every country by its codes (ISO 3166-1) and its names in our three languages."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        names = [country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")]
        said = [translated(name) for name in names if name for translated in _in_our_languages("iso3166-1")]
        for word in [country.alpha_2, country.alpha_3, *said]:
            found.setdefault(word.casefold(), country.alpha_2)
    return found


@functools.cache
def _tongues() -> dict[str, str]:
    """Every language by its codes (ISO 639-1, 639-3) and its names; the shorter code where there is one."""
    found: dict[str, str] = {}
    for tongue in sorted(pycountry.languages, key=lambda tongue: not hasattr(tongue, "alpha_2")):
        code = getattr(tongue, "alpha_2", tongue.alpha_3)
        for word in (code, tongue.alpha_3, *(said(tongue.name) for said in _in_our_languages("iso639-3"))):
            found.setdefault(word.casefold(), code)
    return found


def _in_our_languages(domain: str) -> list[Callable[[str], str]]:
    told = [catalogues.translation(domain, pycountry.LOCALES_DIR, languages=[code]) for code in ("nl", "fr")]
    return [str, *(catalogue.gettext for catalogue in told)]


def _languages(text: str) -> list[str]:
    """Working languages in the order in which they are named, each once; a few names hold a comma themselves."""
    named = [part for part in parts(text) if part.casefold() in _tongues() or "," not in part]
    named = [word for part in parts(text) for word in ([part] if part in named else parts(part, re.compile(",")))]
    if unknown := next((word for word in named if word.casefold() not in _tongues()), None):
        raise Wrong(_("“%(text)s” is no language. Write its code, such as nl, fr or sw.") % {"text": unknown[:40]})
    if len(named) > MOST_LANGUAGES:
        raise Wrong(_("These are more than 20 languages. Name those you work in."))
    return list(dict.fromkeys(_tongues()[word.casefold()] for word in named))


def _website(text: str) -> str:
    """Begins with http; what people type without it gets https."""
    address = text if "://" in text else f"https://{text}"
    try:
        IS_WEBSITE(address)
    except ValidationError:
        raise Wrong(_("This is no web address. One looks like https://demo.example.org.")) from None
    if len(address) > LONGEST_WEBSITE:
        raise Wrong(_("A web address has at most 200 characters."))
    return address


def _domains(text: str) -> list[str]:
    domains = []
    for word in parts(text, BETWEEN_OR_COMMA):
        try:
            domain = normal(f"x@{word.strip('.')}").partition("@")[2]
            IS_DOMAIN(domain)
        except ValidationError:
            raise Wrong(_("“%(text)s” is no domain. One looks like example.org.") % {"text": word[:60]}) from None
        if is_free(domain):
            raise Wrong(
                _("Anybody gets an address at %(domains)s. Name only domains whose mail your organisation runs.")
                % {"domains": domain}
            )
        domains.append(domain)
    return list(dict.fromkeys(domains))


def _ror(text: str) -> str:
    return _accepted(text.casefold().removeprefix("https://").removeprefix("ror.org/"), validate_ror)


def _iati(text: str) -> str:
    if len(text) > LONGEST_IATI:
        raise Wrong(_("An IATI identifier has at most 80 characters."))
    return _accepted(text, validate_iati)


def _email(text: str) -> str:
    try:
        return normal(text)
    except ValidationError as trouble:
        raise Wrong(trouble.messages[0]) from None


def _accepted(text: str, validate: Callable[[str], None]) -> str:
    try:
        validate(text)
    except ValidationError as trouble:
        raise Wrong(trouble.messages[0]) from None
    return text


def parts(text: str, between: re.Pattern[str] = BETWEEN) -> list[str]:
    return [word for part in between.split(text) if (word := part.strip())]


LISTS = ("languages", "topics", "domains")
READ: dict[str, Callable[[str], Any]] = {
    "organisation": _name, "kind": _word_of(KINDS), "size": _word_of(SIZES), "country": _country,
    "website": _website, "languages": _languages, "topics": parts, "domains": _domains,
    "iati": _iati, "ror": _ror, "person": _name, "email": _email, "role": _word_of(ROLES),
    "language": _word_of(TONGUES),
}  # fmt: skip


@functools.lru_cache(CELLS_OF_A_CHUNK)
def read(column: str, typed: str) -> Any:
    """What a cell that is not empty means; most of them stand in a file many times. Raises Wrong."""
    return READ[column](tidy(typed.replace("\n", ";") if column in LISTS else typed))


def written(organisation: Organisation, topics: Iterable[str]) -> dict[str, str]:
    """What an export writes into the columns about ``organisation``."""
    return {
        "organisation": guarded(organisation.name),
        "kind": organisation.kind,
        "size": organisation.size,
        "country": guarded(organisation.country),
        "website": guarded(organisation.website),
        "languages": guarded("; ".join(organisation.languages)),
        "topics": guarded("; ".join(sorted(topics))),
        "domains": guarded("; ".join(organisation.domains)),
        "iati": guarded(organisation.iati_id),
        "ror": guarded(organisation.ror_id),
    }
