"""Secrets that we must be able to read again, such as a client secret, unreadable in the database and its backups."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(secret: str) -> str:
    """``secret`` as text that only this installation's SECRET_KEY opens; twice the same secret reads differently."""
    return _lock().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """What was sealed, or None when it was sealed under another SECRET_KEY or changed since."""
    try:
        return _lock().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _lock() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"kring.sealing").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
