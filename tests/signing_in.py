"""Signing in as people do: an address, a code from a real mail."""

import re
import time

from django.urls import reverse

LOGIN, CONFIRM = reverse("account_login"), reverse("account_confirm_login_code")


def proved(person, *, method="mfa"):
    """What a session holds of somebody who has just signed in, with a second factor, in a browser seen a moment ago."""
    now = time.time()
    records = [{"method": method, "at": now}]
    return {
        "account_authentication_methods": records,
        "account_authentication_methods_user": str(person.pk),
        "device_seen_at": now,
    }


def code_in(mail):
    """The line of the mail that is a code."""
    return re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", mail.get_content(), re.MULTILINE)[1]


def sign_in_by_code(browser, person, letterbox, goes_on_to="/"):
    browser.post(LOGIN, {"email": person.email, "next": goes_on_to})
    return browser.post(CONFIRM, {"code": code_in(letterbox.to(person)[-1]), "next": goes_on_to})
