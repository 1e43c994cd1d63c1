"""What a mail says, out of all its parts: the text, and the names of what was left out. Nothing here raises."""

from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from collaborations.enquiries.arriving.headers import ODD_MAIL, decoded, one_line, readable
from collaborations.enquiries.arriving.plain import plain

MOST_PARTS = 50
MOST_OCTETS = 2_000_000  # of one part that are looked at
TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


@dataclass
class Body:
    """``forwarded`` is what came attached as a whole mail; ``is_all`` is false when there were too many parts."""

    texts: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    has_tnef: bool = False
    is_all: bool = True

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text.strip())


def body_of(message: Message) -> Body:
    """Walks through the parts without going deeper by calls, so that no nesting is too deep; MOST_PARTS at most."""
    body, seen = Body(), 0
    waiting: list[tuple[Message, bool]] = [(message, False)]
    while waiting:
        part, is_forwarded = waiting.pop()
        if (seen := seen + 1) > MOST_PARTS:
            body.is_all = False
            break
        kind, inside = _kind(part), _inside(part)
        if kind == "message/rfc822" and inside:
            is_forwarded = True
        if inside:
            chosen = _best(inside) if kind == "multipart/alternative" else inside
            waiting.extend((one, is_forwarded) for one in reversed(chosen))
        else:
            _take(part, kind, body, is_forwarded=is_forwarded)
    return body


def _take(part: Message, kind: str, body: Body, *, is_forwarded: bool) -> None:
    name = _file_name(part)
    if kind in TNEF or name.lower() == "winmail.dat":
        body.has_tnef = True
        body.left_out.append(name or "winmail.dat")
    elif kind.startswith("text/") and kind != "text/calendar" and not (name or _is_attached(part)):
        text = _text(part, kind)
        (body.forwarded if is_forwarded else body.texts).append(text)
    elif name or not kind.startswith("multipart/"):
        body.left_out.append(name or kind)
    else:
        body.texts.append(_text(part, "text/plain"))  # says it has parts and has none


def _text(part: Message, kind: str) -> str:
    try:
        octets: Any = part.get_payload(decode=True)
    except ODD_MAIL:
        octets = str(part.get_payload()).encode("utf-8", "surrogateescape")
    text = decoded((octets or b"")[:MOST_OCTETS], _charset(part)).replace("\r\n", "\n").replace("\r", "\n")
    text = readable(text)
    if kind == "text/html":
        return plain(text)
    return _unfolded(part, text)


def _unfolded(part: Message, text: str) -> str:
    """Lines that a mail program broke for the way are one again (RFC 3676, format=flowed)."""
    if _parameter(part, "format").lower() != "flowed":
        return text
    deletes, whole = _parameter(part, "delsp").lower() == "yes", ""
    for line in text.split("\n"):
        goes_on = line.endswith(" ") and line not in {"-- ", "> -- "} and not line.startswith(">")
        whole += (line[:-1] if deletes else line) if goes_on else f"{line}\n"
    return whole


def _best(parts: list[Message]) -> list[Message]:
    """Of several ways to say the same, the plain one when it says anything, else the one with HTML."""
    for part in parts:
        if _kind(part) == "text/plain" and any(letter.isalnum() for letter in _text(part, "text/plain")):
            return [part]
    return [part for part in parts if _kind(part) != "text/plain" and not _kind(part).startswith("text/cal")][:1]


def _inside(part: Message) -> list[Message]:
    try:
        payload: Any = part.get_payload() if part.is_multipart() else []
        return [one for one in payload if isinstance(one, Message)]
    except ODD_MAIL:
        return []


def _kind(part: Message) -> str:
    try:
        return part.get_content_type()
    except ODD_MAIL:
        return "text/plain"


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except ODD_MAIL:
        return ""


def _file_name(part: Message) -> str:
    try:
        return one_line(part.get_filename() or "")[:80]
    except ODD_MAIL:
        return ""


def _is_attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except ODD_MAIL:
        return False


def _parameter(part: Message, name: str) -> str:
    try:
        return str(part.get_param(name, "") or "")
    except ODD_MAIL:
        return ""
