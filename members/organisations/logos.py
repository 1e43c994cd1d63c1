"""Where the logos of organisations are kept."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

MOST_BYTES = 5 * 1024 * 1024


def keep_logo(picture: bytes, *, organisation_id: int) -> str:
    """Store a picture that ``pictures.read_logo`` made, under a name that is its content's own; the stored name."""
    name = f"logos/{organisation_id}/{hashlib.sha256(picture).hexdigest()[:32]}.webp"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(picture))


def drop_logo(name: str) -> None:
    default_storage.delete(name)
