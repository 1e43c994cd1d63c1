"""What every public answer carries, and what it never does."""

import re

import pytest
from django.conf import settings

from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db

PAGES = ["/", "/themes/", "/about/", "/account/login/", "/account/signup/", "/l/no-link/", "/nowhere/", "/health/live"]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "connect-src": "'self' wss://kring.example.org wss://testserver",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def policy_of(answer):
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_closed_to_foreign_scripts_frames_and_sniffing(client, path):
    for _made_and_then_kept in range(2):
        answer = client.get(path)
        assert policy_of(answer) == POLICY
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Referrer-Policy"] == ("no-referrer" if path.startswith("/l/") else "same-origin")
        assert "max-age=31536000" in answer["Strict-Transport-Security"]
        for told in ("Server", "X-Powered-By"):
            assert not answer.has_header(told)


@pytest.mark.parametrize("path", PAGES[:-1])
def test_pages_hold_no_script_and_no_style_of_their_own_and_load_nothing_foreign(client, path):
    ThemeFactory(opened=True, title="<script>alert(1)</script>", change='" onload="alert(1)')
    html = client.get(path).content.decode()
    assert not re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=(?!&)\"?[a-z]", html)
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', html)
    assert addresses
    elsewhere = [address for address in addresses if re.match(r"(?:https?:)?//", address)]
    assert not [address for address in elsewhere if not address.startswith(settings.SITE_URL)]


def test_cookies_are_for_https_and_not_for_scripts(client):
    client.get("/account/login/")
    assert client.cookies
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/", "/themes/", "/about/"])
def test_reading_public_pages_leaves_no_cookie(client, path):
    client.get(path)
    assert not client.cookies
