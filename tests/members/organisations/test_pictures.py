"""Pictures are judged by what they hold and made anew; nothing else of what was sent stays."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from members.organisations.logos import MOST_BYTES
from members.organisations.pictures import read_logo
from tests.members.organisations.pictures import jpeg_bomb, moving, picture, png_bomb, webp_bomb, with_whereabouts


def read(sent):
    return read_logo(BytesIO(sent), size=len(sent))


@pytest.mark.parametrize(
    "sent",
    [
        picture("PNG"), picture("PNG", mode="P"), picture("PNG", mode="L"), picture("PNG", mode="RGBA"),
        picture("JPEG"), picture("JPEG", mode="CMYK"), picture("WEBP"), picture("WEBP", lossless=True),
        picture("WEBP", mode="RGBA"), picture("JPEG", progressive=True), picture("JPEG", mode="CMYK", progressive=True),
    ],
)  # fmt: skip
def test_every_kind_becomes_a_webp_of_our_own(sent):
    with Image.open(BytesIO(read(sent))) as made:
        assert (made.format, made.size) == ("WEBP", (600, 300))


def test_small_pictures_stay_small_and_see_through():
    with Image.open(BytesIO(read(picture("PNG", size=(20, 10), mode="RGBA")))) as made:
        assert (made.size, made.mode) == ((20, 10), "RGBA")
        assert made.getpixel((5, 5))[3] == 0


def test_where_a_photo_was_taken_does_not_come_along_and_it_stands_upright():
    sent = with_whereabouts()
    assert b"Secret garden" in sent
    made = read(sent)
    assert b"Secret garden" not in made
    with Image.open(BytesIO(made)) as image:
        assert image.size == (100, 200)
        assert not image.getexif()


def test_what_hides_behind_or_inside_a_picture_is_gone():
    script = b"<script>alert(document.cookie)</script>"
    for sent in (picture("PNG") + script, picture("JPEG", comment=script), picture("JPEG") + b"PK\x03\x04" + script):
        assert script in sent
        assert script not in read(sent)


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PICTURE = "This is no PNG, JPEG or WebP picture."


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (SVG, "SVG drawings can hold programs"),
        (b"GIF89a/*" + b"\0" * 30 + b"*/=1;alert(1)", NO_PICTURE),
        (picture("GIF"), NO_PICTURE),
        (picture("BMP"), NO_PICTURE),
        (picture("TIFF"), NO_PICTURE),
        (b"%PDF-1.7", NO_PICTURE),
        (b"\x00\x00\x00\x20ftypavif", NO_PICTURE),
        (b"RIFF\x10\0\0\0WAVEfmt ", NO_PICTURE),
        (b"#!/bin/sh", NO_PICTURE),
        (b"", NO_PICTURE),
        (picture("PNG")[:-40], "damaged or not whole"),
        (picture("JPEG")[:400], "damaged or not whole"),
        (picture("WEBP")[:100], "damaged or not whole"),
        (b"\x89PNG\r\n\x1a\n", "damaged or not whole"),
        (b"\xff\xd8\xff", "damaged or not whole"),
        (b"RIFF\x10\0\0\0WEBPVP8X", "damaged or not whole"),
        (b"RIFF\x10\0\0\0WEBP", "damaged or not whole"),
        (moving("PNG"), "This picture moves."),
        (moving("WEBP"), "This picture moves."),
        (png_bomb(5000, 5000), "too many pixels"),
        (png_bomb(30000, 30000), "too many pixels"),
        (png_bomb(60000, 60000), "too many pixels"),
        (webp_bomb(16384, 16384), "too many pixels"),
        (jpeg_bomb(61), "too many steps"),
        (jpeg_bomb(61).replace(b"\xff\xda", b"\xff\xff\xda"), "too many steps"),
        (jpeg_bomb(61).replace(b"\xff\xda", b"\xff\x02\xff\xd0\xff\xda"), "too many steps"),
        (picture("JPEG", size=(4001, 3000)), "too many pixels"),
        (picture("WEBP", size=(4001, 3000)), "too many pixels"),
        (picture("WEBP", size=(4001, 3000), lossless=True), "too many pixels"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(sent, said):
    with pytest.raises(ValidationError) as refused:
        read(sent)
    assert said in refused.value.messages[0]


def test_scans_of_a_preview_and_of_what_stands_behind_a_picture_are_none_of_its_own():
    photo = picture("JPEG", progressive=True, comment=b"\xff\xda\0\2" * 100)
    with Image.open(BytesIO(read(photo + b"\xff\xda\0\2" * 100))) as made:
        assert made.size == (600, 300)


def test_what_is_too_large_is_not_even_read():
    with pytest.raises(ValidationError, match="larger than 5 MB"):
        read_logo(None, size=MOST_BYTES + 1)
