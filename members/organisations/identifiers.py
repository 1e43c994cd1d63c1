"""Identifiers that other registers gave to organisations, checked as far as they can be without asking anybody."""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.organisations.places import is_country

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
ROR = re.compile(rf"0([{CROCKFORD}]{{6}})([0-9]{{2}})")
IATI = re.compile(r"([A-Z]{2}(?:_[A-Z]{2})?-[A-Z0-9_]+)-([^\s/&|?<>\"']+)")
AGENCIES = Path(__file__).with_name("agencies.txt")
OF_A_GOVERNMENT = "COA"  # org-id.guide: the chart of accounts of a country


def validate_ror(text: str) -> None:
    """Accept the nine characters of a ROR identifier whose two last digits fit (ISO/IEC 7064, MOD 97-10)."""
    found = ROR.fullmatch(text)
    number = 0
    for letter in found[1] if found else "":
        number = number * 32 + CROCKFORD.index(letter)
    if not found or 98 - number * 100 % 97 != int(found[2]):
        raise ValidationError(
            _("This is no ROR identifier: it has nine characters, such as 05xpvk416. Look for a slip.")
        )


def validate_iati(text: str) -> None:
    """Accept the code of a known register and the number there, such as NL-KVK-41009999."""
    found = IATI.fullmatch(text)
    if not found:
        raise ValidationError(
            _("This is no IATI identifier: it begins with its register and a dash, such as NL-KVK-41009999.")
        )
    if not is_agency(found[1]):
        raise ValidationError(
            _("No register is known as %(code)s. Look it up at org-id.guide."), params={"code": found[1]}
        )


def is_agency(code: str) -> bool:
    """Whether a register is known by this code."""
    country, _dash, register = code.partition("-")
    return code in agencies() or (register == OF_A_GOVERNMENT and is_country(country))


@cache
def agencies() -> frozenset[str]:
    lines = AGENCIES.read_text().splitlines()
    return frozenset(code for line in lines if not line.startswith("#") for code in line.split())


def plain_ror(text: str) -> str:
    """A ROR identifier as people paste it, without address, blanks and capitals: https://ror.org/05XPVK416."""
    pasted = "".join(text.split()).lower()
    return re.sub(r"^(https?://)?(www\.)?ror\.org/", "", pasted).rstrip("/")


def plain_iati(text: str) -> str:
    """An IATI identifier as people paste it: no blanks, one kind of dash, the register in capitals."""
    pasted = re.sub(r"[‐‑‒–—−]", "-", "".join(text.split()))  # noqa: RUF001  these are the dashes
    register = re.match(r"[A-Za-z]{2}(?:_[A-Za-z]{2})?-[A-Za-z0-9_]+-", pasted)
    return register[0].upper() + pasted[register.end() :] if register else pasted
