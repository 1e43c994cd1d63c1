"""An authenticator app as people have it: six digits out of a secret and the time; and a passkey as a browser made it."""

import hashlib
import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from tests.processes import until


def digits(secret, *, half_minutes_later=0):
    """What the app shows now, and for a few seconds more."""
    until(lambda: time.time() % 30 < 25, "the half minute has a while to go")
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + half_minutes_later))


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def key_on(page):
    """The key as a copy of it reads: the gaps between the groups are no characters."""
    shown = re.search(r'class="secret">(.*?)</code>', page.content.decode())[1]
    return re.sub(r"<[^>]+>", "", shown)


def set_up_app(browser):
    """Set one up as the page says, and give back its secret; what follows from it follows after the commit."""
    page = browser.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, page
    secret = key_on(page)
    answer = browser.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def give_passkey(person):
    """A passkey of ``person``, without the device that could use it."""
    key_id, present_and_verified, attested = b"0123456789abcdef", 0x05, 0x40
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), key_id, public)
    site = hashlib.sha256(b"testserver").digest()
    seen = AuthenticatorData.create(site, present_and_verified | attested, 0, credential)
    said = {
        "clientDataJSON": websafe_encode(
            b'{"type": "webauthn.create", "challenge": "AAAA", "origin": "http://testserver"}'
        ),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", seen, {}))),
    }
    made = {"id": websafe_encode(key_id), "rawId": websafe_encode(key_id), "type": "public-key", "response": said}
    facts = {"name": "Firefox", "credential": made, "passwordless": True}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=facts)


def let_codes_be_used_again():
    """The half minute in which a used code is remembered is over."""
    cache.clear()
