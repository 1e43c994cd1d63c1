"""Pictures to send, good ones and bad ones, made while the test runs."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def picture(kind="PNG", *, size=(1200, 600), mode="RGB", **options):
    made = BytesIO()
    colour = (200, 30, 30, 0) if mode == "RGBA" else (200, 30, 30)
    Image.new("RGBA" if mode == "RGBA" else "RGB", size, colour).convert(mode).save(made, kind, **options)
    return made.getvalue()


def with_whereabouts():
    """A photo that says where it was taken, and stands on its side."""
    exif = Image.Exif()
    exif[0x010E] = "Secret garden"
    exif[0x0112] = 6
    return picture("JPEG", size=(200, 100), exif=exif)


def moving(kind):
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    made = BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=100)
    return made.getvalue()


def png_bomb(width, height):
    """A few hundred bytes that claim to be ``width`` by ``height`` pixels."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def webp_bomb(width, height):
    """An extended WebP file whose canvas is huge."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    inside = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def jpeg_bomb(scans):
    """A progressive JPEG of twelve million pixels that says them over again in ``scans`` scans of a few bytes each."""

    def segment(kind, content):
        return b"\xff" + bytes([kind]) + struct.pack(">H", len(content) + 2) + content

    frame = struct.pack(">BHHB", 8, 3000, 4000, 1) + bytes([1, 0x11, 0])
    shortest = bytes([1] + [0] * 15)
    blocks = 375 * 500
    return (
        b"\xff\xd8"
        + segment(0xDB, b"\0" + b"\1" * 64)
        + segment(0xC2, frame)
        + segment(0xC4, b"\0" + shortest + b"\0")
        + segment(0xC4, b"\x10" + shortest + b"\xe0")
        + segment(0xDA, bytes([1, 1, 0, 0, 0, 0])) + bytes(-(-blocks // 8))
        + (segment(0xDA, bytes([1, 1, 0, 1, 63, 0])) + bytes(23)) * scans
        + b"\xff\xd9"
    )  # fmt: skip
