"""When a form was shown, signed into the form: what programs fill in within a second is asked again, kindly."""

import uuid
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils import timezone

SALT = "collaborations.enquiries.moments"
FASTEST = timedelta(seconds=3)
OLDEST = timedelta(days=1)


def moment() -> str:
    """A new one: the time, and a key by which the same form sent twice is known."""
    return signing.Signer(salt=SALT).sign_object([int(timezone.now().timestamp()), uuid.uuid4().hex])


def read(token: str) -> tuple[datetime, uuid.UUID] | None:
    """When the form was shown and its key; None when it is not ours."""
    try:
        shown, key = signing.Signer(salt=SALT).unsign_object(token)
        return datetime.fromtimestamp(shown, UTC), uuid.UUID(key)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        return None
