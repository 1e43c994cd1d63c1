"""Identifiers that other registers gave to organisations, checked as far as they can be without asking anybody."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
ROR = re.compile(rf"0([{CROCKFORD}]{{6}})([0-9]{{2}})")
IATI = re.compile(r"[A-Z]{2,3}-[A-Z0-9_]+-[^\s/&|?]+")


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
    """Accept agency and number, such as NL-KVK-41009999."""
    if not IATI.fullmatch(text):
        raise ValidationError(_("This is no IATI identifier: it begins with its register, such as NL-KVK-41009999."))
