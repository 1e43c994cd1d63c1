"""Pictures that organisations send: judged by what they hold, and made anew, so that nothing else comes along.

No name and no declared type is believed. What is stored is always a WebP of our own making: without EXIF, without
anything hidden behind the picture, small enough for every page. Imported when one was sent, because Pillow takes
megabytes that most processes never need.
"""

import re
import struct
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from members.organisations.logos import MOST_BYTES

MOST_PIXELS = 12_000_000  # decoded that is 48 MB, for a moment
MOST_SCANS = 60  # of a JPEG that sharpens while it loads; programs write about ten, and each is a walk over all pixels
WIDEST = 600
BEGINNINGS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff", "WEBP": b"RIFF"}
SEGMENT = re.compile(b"\xff([\xc0-\xcf\xd8-\xfe])")  # of a JPEG; other marks stand alone, between or inside scans
BEGINS, ENDS, STARTS_SCAN = 0xD8, 0xD9, 0xDA
MOVING = {"PNG", "WEBP"}  # the kinds of which some move
UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error, TypeError, IndexError,
)  # fmt: skip
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def read_logo(sent: IO[bytes], *, size: int) -> bytes:
    """The picture that was sent as a WebP at most WIDEST pixels wide and high.

    Raises ValidationError with a sentence for what is too large, no PNG, JPEG or WebP, moving, or damaged.
    """
    if size > MOST_BYTES:
        raise ValidationError(
            _("This file is larger than 5 MB. A logo needs far less: 600 pixels in width are enough.")
        )
    found = sent.read()
    kind = _kind(found)
    try:
        return _made_anew(found, kind)
    except BOMBS as reason:
        raise ValidationError(_too_many_pixels()) from reason
    except UNREADABLE as reason:
        raise ValidationError(
            _("This picture is damaged or not whole, so it cannot be shown. Save it anew and send that.")
        ) from reason


def _kind(found: bytes) -> str:
    """PNG, JPEG or WEBP, by the first bytes."""
    kind = next((kind for kind, beginning in BEGINNINGS.items() if found.startswith(beginning)), "")
    if not kind or (kind == "WEBP" and found[8:12] != b"WEBP"):
        if b"<svg" in found[:2000].lower():
            raise ValidationError(_("SVG drawings can hold programs, so we take none. Export it as PNG and send that."))
        raise ValidationError(_("This is no PNG, JPEG or WebP picture. Save your logo as one of these and send that."))
    return kind


def _made_anew(found: bytes, kind: str) -> bytes:
    """The size is asked before anything is decoded, in the case of WebP even before Pillow prepares its canvas."""
    if kind == "WEBP":
        _refuse_huge(*_size_of_webp(found))
    if kind == "JPEG" and _has_too_many_scans(found):
        raise ValidationError(
            _("This JPEG is built up in too many steps, which only strains the server. Save it anew and send that.")
        )
    with Image.open(BytesIO(found), formats=[kind]) as image:
        _refuse_huge(*image.size)
        if kind in MOVING and getattr(image, "is_animated", False):
            raise ValidationError(_("This picture moves. A logo stands still: send one without animation."))
        image.load()
        whole = ImageOps.exif_transpose(image)
    whole = whole.convert("RGBA" if _has_holes(whole) else "RGB")
    whole.thumbnail((WIDEST, WIDEST))
    made = BytesIO()
    whole.save(made, "WEBP", quality=90)
    return made.getvalue()


def _refuse_huge(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_too_many_pixels())


def _too_many_pixels() -> str:
    return _("This picture has too many pixels: twelve million, such as 4000 by 3000, are the most. Make it smaller.")


def _size_of_webp(found: bytes) -> tuple[int, int]:
    """What the header says (RFC 9649): of an extended file its canvas, else the picture's own size."""
    chunk = found[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(found[24:27], "little"), 1 + int.from_bytes(found[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(found[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", found[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _has_too_many_scans(found: bytes) -> bool:
    """Walks over the segments as decoders do (ITU T.81, annex B), up to the end of the picture; decodes nothing."""
    at = scans = 0
    while scans <= MOST_SCANS and (mark := SEGMENT.search(found, at)):
        kind, at = mark[1][0], mark.end()
        if kind == ENDS:
            return False
        if kind != BEGINS:  # which has no length
            at += int.from_bytes(found[at : at + 2], "big")
        scans += kind == STARTS_SCAN
    return scans > MOST_SCANS


def _has_holes(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info
