"""Heads of mails that may be nonsense: nothing here raises because of what a mail says."""

import re
import unicodedata
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from typing import Any

from django.core.exceptions import ValidationError

from members.people.addresses import normal

# What the standard library raises on malformed mail.
ODD_MAIL = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, NotImplementedError, RecursionError,
    MessageError,
)  # fmt: skip

TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # signs that turn the order of letters round
LONGEST_ADDRESS = 254
MAILBOX = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")  # in a head that the standard library cannot read


@dataclass(frozen=True)
class Sender:
    email: str
    name: str = ""


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded, in one line; empty when there is none."""
    try:
        found = message.get(name)
        text = "" if found is None else str(found)
    except ODD_MAIL:
        text = _raw(message, name)
    return one_line(text)


def sender_of(message: Message) -> Sender | None:
    """Where an answer goes: Reply-To, else From, else Sender; None when no address there can be mailed."""
    name = ""
    for head in ("Reply-To", "From", "Sender"):
        for email, called in _addresses(message, head):
            name = name or _name(called, email)
            if email:
                name = name or _name(_first_name(message), email)
                return Sender(email, name)
    return None


def valid(address: str) -> str:
    """The address as this house writes it, or nothing when it is none."""
    try:
        found = normal(address)
    except (ValidationError, *ODD_MAIL):
        return ""
    return found if len(found) <= LONGEST_ADDRESS else ""


def one_line(text: str) -> str:
    """Without anything that breaks a line, turns it round or is not meant for eyes."""
    return " ".join(readable(text).translate(TURNING).split())


def readable(text: str) -> str:
    """What a database and a page can hold: no NUL, no control signs but line breaks and tabs, no halves of letters.

    Bytes that no charset was named for come as surrogates; they are most often UTF-8, else what Windows writes.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = decoded(text.encode("utf-8", "surrogateescape" if _escapes_only(text) else "replace"))
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})


def decoded(octets: bytes, charset: str = "") -> str:
    """Text in the charset that was said, if that is one and fits; else UTF-8, else what Windows writes."""
    for name in (charset, "utf-8"):
        try:
            return octets.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return octets.decode("cp1252", "replace")


def _escapes_only(text: str) -> bool:
    return all("\udc80" <= letter <= "\udcff" for letter in text if "\ud800" <= letter <= "\udfff")


def _raw(message: Message, name: str) -> str:
    raw: Any = getattr(message, "raw_items", message.items)()
    return next((str(value) for key, value in raw if key.lower() == name.lower()), "")


def _addresses(message: Message, head: str) -> list[tuple[str, str]]:
    """(address, name) of each mailbox in it; what cannot be mailed has no address."""
    try:
        found: Any = message.get(head)
        mailboxes = [(mailbox.addr_spec, mailbox.display_name) for mailbox in found.addresses] if found else []
    except ODD_MAIL:
        mailboxes = []
    if not any(valid(address) for address, _name in mailboxes):
        raw = readable(_raw(message, head))
        seen = MAILBOX.search(raw)
        mailboxes = [(seen[0], raw[: seen.start()].strip(" <\"'"))] if seen else []
    return [(valid(address), one_line(name)) for address, name in mailboxes]


def _first_name(message: Message) -> str:
    return next((name for _address, name in _addresses(message, "From")), "")


def _name(called: str, email: str) -> str:
    """What they are called; an address is no name."""
    return "" if "@" in called or called.lower() == email else called[:120]
