"""The one format for organisations and people: its columns, their names in three languages, and the template."""

import csv
import io
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """One column: its own name, what spreadsheets in Dutch and French call it, and what belongs there."""

    name: str
    also: tuple[str, ...]
    meaning: str | Promise
    example: str


COLUMNS = [
    Column("organisation", ("organisatie", "naam organisatie", "organization", "organisation name", "nom organisation"),
           _("Its name. Needed in every row; with several people it has a row for each."), "Stichting Demo"),
    Column("kind", ("soort", "type", "genre"),
           _("member, associate, partner, network, funder or institute. Empty means member."), "member"),
    Column("size", ("grootte", "omvang", "taille"), _("small (up to 10 people), medium (up to 50) or large."), "small"),
    Column("country", ("land", "pays"), _("Two letters such as NL, or the name."), "NL"),
    Column("website", ("site", "url", "webadres", "site web"), _("Begins with https://."), "https://demo.example.org"),
    Column("languages", ("talen", "werktalen", "langues", "langues de travail", "working languages"),
           _("Codes or names, with semicolons between."), "nl; en"),
    Column("topics", ("onderwerpen", "thema's", "sujets", "thèmes", "interests"),
           _("Words of the network's own list, with semicolons between."), ""),
    Column("domains", ("domeinen", "e-maildomeinen", "domaines", "e-mail domains", "email domains"),
           _("What stands behind the @ of its people, with semicolons between. It suggests a seat and gives none."),
           "demo.example.org"),
    Column("iati", ("iati-nummer", "iati identifier", "identifiant iati", "iati id"),
           _("IATI organisation identifier."), ""),
    Column("ror", ("ror-nummer", "ror identifier", "identifiant ror", "ror id"), _("ROR identifier."), ""),
    Column("person", ("persoon", "naam", "naam persoon", "personne", "nom", "name"),
           _("Somebody who works there; leave empty for the organisation alone."), "Ada Voorbeeld"),
    Column("email", ("e-mail", "mail", "e-mailadres", "emailadres", "courriel", "adresse e-mail", "e-mail address"),
           _("Their own address. It is invited; it gets no account without its owner."), "ada@demo.example.org"),
    Column("role", ("rol", "rôle", "functie"), _("contact or staff. Empty means staff."), "contact"),
    Column("language", ("taal", "langue"), _("In which language we write to them: en, nl or fr."), "nl"),
]  # fmt: skip
NAMES = [column.name for column in COLUMNS]
OF_PERSON = ("person", "email", "role", "language")


def _folded(heading: str) -> str:
    words = unicodedata.normalize("NFKC", heading).replace("\u2019", "'").replace("_", " ").casefold()
    return " ".join(words.strip("\ufeff").split())


_BY_HEADING = {_folded(heading): column.name for column in COLUMNS for heading in (column.name, *column.also)}


def column_of(heading: str) -> str | None:
    """The column that a heading names in any case of letters, or None."""
    return _BY_HEADING.get(_folded(heading))


def template() -> str:
    """The headings and two rows to write over; it begins with a mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(NAMES)
    writer.writerow([column.example for column in COLUMNS])
    colleague = {
        "organisation": "Stichting Demo",
        "person": "Ben Voorbeeld",
        "email": "ben@demo.example.org",
        "role": "staff",
    }
    writer.writerow([colleague.get(name, "") for name in NAMES])
    return "\ufeff" + text.getvalue()
