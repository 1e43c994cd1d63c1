"""Every mail that the demo sent, read from the Maildir of its own mail server.

Mail is hostile until shown otherwise: headers that are no headers, charsets nobody knows, a file that vanishes while it is
read. Nothing here raises because of what a mail says.
"""

import contextlib
import email.policy
import email.utils
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from django.conf import settings

FOLDERS = ("new", "cur")
MOST_HEADER_BYTES = 64 * 1024
DATE_LINE = re.compile(rb"^Date:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
EARLIER_START = re.compile(r"http://127\.0\.0\.1:\d+(?=/)")
ODD_MAIL = (ValueError, LookupError, AttributeError, TypeError)  # what the standard library raises on malformed mail


@dataclass(frozen=True)
class Letter:
    """What a list shows of a mail."""

    key: str
    subject: str
    to: str
    sender: str
    message_id: str
    sent_at: datetime


@dataclass(frozen=True)
class OpenLetter:
    """A whole mail: its letter head, all headers, and what it says in text and in HTML."""

    letter: Letter
    headers: list[tuple[str, str]]
    text: str
    html: str
    attached: list[str]


def place_of_mails() -> Path:
    """The Maildir that the demo's mail server fills."""
    return Path(settings.DEMO_MAILDIR or settings.BASE_DIR / "var" / "demo" / "mail")


def keys(place: Path) -> list[str]:
    """The names of all mails, the newest first; nothing is opened."""
    found = []
    for folder in FOLDERS:
        with contextlib.suppress(FileNotFoundError), os.scandir(place / folder) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    found.append((entry.stat().st_mtime_ns, entry.name))
    return [name for _moment, name in sorted(found, reverse=True)]


def letters(place: Path, some_keys: list[str]) -> list[Letter]:
    """The heads of these mails; only their headers are read, and those that vanished are left out."""
    heads = []
    for key in some_keys:
        path = _path(place, key)
        with contextlib.suppress(OSError):
            if path:
                heads.append(_letter(key, _headers_of(path), path))
    return heads


def keys_to(place: Path, address: str) -> list[str]:
    """As ``keys``, for the mails to one address; reads all headers, a third of a millisecond each."""
    return [letter.key for letter in letters(place, keys(place)) if address.lower() in letter.to.lower()]


def read(place: Path, key: str) -> OpenLetter | None:
    """One mail, or None when it is not there (any more)."""
    path = _path(place, key)
    try:
        message = _parsed(path.read_bytes()) if path else None
        head = _letter(key, message, path) if path and message is not None else None
    except FileNotFoundError:
        return None
    if message is None or head is None:
        return None
    headers = [(name, _clean(_header(message, name, raw))) for name, raw in message.raw_items()]
    text, html = (_at_home(_body(message, kind)) for kind in ("plain", "html"))
    return OpenLetter(head, headers, text, html, _attached(message))


def put_back(place: Path, dates: Mapping[str, datetime]) -> int:
    """Date mails, by their Message-ID, as if they had been sent on another day; the number changed."""
    changed = 0
    for letter in letters(place, keys(place)):
        date, path = dates.get(letter.message_id), _path(place, letter.key)
        if date is None or path is None or letter.sent_at == date.replace(microsecond=0):
            continue
        head, gap, rest = _split(path.read_bytes())
        line = b"Date: " + email.utils.format_datetime(date).encode()
        changed_path = place / "tmp" / letter.key
        changed_path.write_bytes(DATE_LINE.sub(line, head, count=1) + gap + rest)
        os.utime(changed_path, (date.timestamp(), date.timestamp()))
        changed_path.replace(path)
        changed += 1
    return changed


def _path(place: Path, key: str) -> Path | None:
    """Where the mail lies; only a name that stands in a folder leads anywhere."""
    for folder in FOLDERS:
        with contextlib.suppress(FileNotFoundError), os.scandir(place / folder) as entries:
            if any(entry.name == key for entry in entries):
                return place / folder / key
    return None


def _headers_of(path: Path) -> EmailMessage:
    with path.open("rb") as file:
        head, _gap, _rest = _split(file.read(MOST_HEADER_BYTES))
    return BytesHeaderParser(policy=email.policy.default).parsebytes(head)


def _parsed(content: bytes) -> EmailMessage:
    return BytesParser(policy=email.policy.default).parsebytes(content)


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Headers, the empty line, and what follows."""
    found = re.search(rb"\r?\n\r?\n", content)
    return (content[: found.start()], found[0], content[found.end() :]) if found else (content, b"", b"")


def _letter(key: str, message: EmailMessage, path: Path) -> Letter:
    said = {name: _clean(_header(message, name)) for name in ("Subject", "To", "From", "Message-ID", "Date")}
    try:
        sent_at = email.utils.parsedate_to_datetime(said["Date"])
    except ODD_MAIL:
        sent_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if sent_at.tzinfo is None:
        sent_at = sent_at.replace(tzinfo=UTC)
    return Letter(key, said["Subject"], said["To"], said["From"], said["Message-ID"], sent_at)


def _header(message: EmailMessage, name: str, raw: object = None) -> str:
    """The decoded header, or as it stands when it cannot be decoded."""
    raw = (
        raw
        if raw is not None
        else next((text for known, text in message.raw_items() if known.lower() == name.lower()), "")
    )
    try:
        return str(message.policy.header_fetch_parse(name, str(raw)))
    except ODD_MAIL:
        return str(raw)


def _body(message: EmailMessage, kind: str) -> str:
    """The part of this kind as text; bytes that fit no charset are replaced by a mark."""
    try:
        part = message.get_body(preferencelist=(kind,))
        content = part.get_payload(decode=True) if part is not None else b""
        charset = part.get_content_charset("utf-8") if part is not None else "utf-8"
    except ODD_MAIL:
        return ""
    if not isinstance(content, bytes):
        return ""
    try:
        return _clean(content.decode(charset, "replace"), keeps_lines=True)
    except LookupError:
        return _clean(content.decode("latin-1"), keeps_lines=True)


def _at_home(text: str) -> str:
    """Links of an earlier start lead to where the demo is now: its port may be another each time."""
    return EARLIER_START.sub(lambda _found: settings.SITE_URL, text)


def _attached(message: EmailMessage) -> list[str]:
    try:
        return [_clean(part.get_filename() or part.get_content_type()) for part in message.iter_attachments()]
    except ODD_MAIL:
        return []


def _clean(text: str, *, keeps_lines: bool = False) -> str:
    """Text that can be shown: no lone surrogates, no control characters, and one line unless it has several."""
    text = text.encode("utf-8", "replace").decode()
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "�", text)
    return text if keeps_lines else " ".join(text.split())
