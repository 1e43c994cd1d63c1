"""Codes that are told by phone or post: no letter looks or sounds like another, and only a hash is kept."""

import secrets

from django.utils.crypto import salted_hmac

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0 and 1
LENGTH = 10
SALT = "members.claims"


def new_code() -> str:
    """Ten letters in two groups, such as K7QFM-2XPRT; one of 8 * 10^14."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def digest(code: str) -> str:
    """What is kept of it; upper and lower case, dashes and spaces are one."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac(SALT, typed, algorithm="sha256").hexdigest()
