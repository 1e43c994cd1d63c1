"""An authenticator app as people have it: six digits out of a secret and the time."""

import html
import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from tests.processes import until


def digits(secret, *, half_minutes_later=0):
    """What the app shows now, and for a few seconds more."""
    until(lambda: time.time() % 30 < 25, "the half minute has a while to go")
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + half_minutes_later))


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def set_up_app(browser):
    """Set one up as the page says, and give back its secret; what follows from it follows after the commit."""
    page = browser.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, page
    secret = re.search(r'class="secret">([A-Z2-7]+)<', html.unescape(page.content.decode()))[1]
    answer = browser.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def let_codes_be_used_again():
    """The half minute in which a used code is remembered is over."""
    cache.clear()
