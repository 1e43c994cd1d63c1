"""One mail as an enquiry would have it: who asks, what they say in their own words, what could not be read."""

import hashlib
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import EmailPolicy
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from collaborations.enquiries.arriving.bodies import Body, body_of
from collaborations.enquiries.arriving.headers import ODD_MAIL, header, one_line, readable, sender_of
from collaborations.enquiries.arriving.languages import language_of
from collaborations.enquiries.arriving.own_words import own_words
from collaborations.enquiries.arriving.refusals import refusal, refusal_of_head, wants_no_answer

MOST_OCTETS = 10 * 1024 * 1024
HEAD_OCTETS = 64 * 1024
LONGEST_LINE = 8 * 1024  # of a head, in characters
LONGEST_TEXT, LONGEST_SUBJECT, LONGEST_ID = 5000, 200, 200


class _ShortLines(EmailPolicy):
    """Cuts each line of each head, of the mail and its parts: the standard library reads long ones for minutes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_LINE]


SHORT_LINES = _ShortLines(utf8=False)


class Refused(Exception):
    """Not kept and not answered; the text is the name of a rule and holds nothing of the mail."""


@dataclass(frozen=True)
class Letter:
    """``key`` is the mail's own Message-ID, ``digest`` what it is known by without one, or beside a double."""

    email: str
    name: str
    subject: str
    text: str
    language: str
    key: str
    digest: str
    wants_answer: bool


def read(raw: bytes, *, envelope_sender: str | None = None, is_whole: bool = True) -> Letter:
    """Raises Refused for what no human sent us, and for what has no sender; whatever else is odd, its text says.

    ``is_whole`` is false when only the beginning of a mail that is too large was read.
    """
    if rule := refusal_of_head(raw):
        raise Refused(rule)
    message, is_readable = _parsed(raw)
    sender = sender_of(message)
    if rule := refusal(message, sender, envelope_sender=envelope_sender):
        raise Refused(rule)
    if sender is None:
        raise Refused("no-sender")
    subject = header(message, "Subject")[:LONGEST_SUBJECT]
    body = body_of(message) if is_readable and is_whole else Body()
    said = own_words(body.text, body.forwarded, subject=subject)
    language = language_of(f"{subject} {said}")
    with translation.override(language):
        text = _with_notes(said, body, _cut(message), is_readable=is_readable, is_whole=is_whole)
    return Letter(
        sender.email, sender.name, subject, text, language, _key(message), _digest(message, sender.email, said),
        not wants_no_answer(message, sender, subject),
    )  # fmt: skip


def _parsed(raw: bytes) -> tuple[Message, bool]:
    """The mail, or only its head when its parts make no sense at all."""
    try:
        return BytesParser(policy=SHORT_LINES).parsebytes(raw), True
    except ODD_MAIL:
        pass
    try:
        return BytesHeaderParser(policy=SHORT_LINES).parsebytes(raw[:HEAD_OCTETS]), False
    except ODD_MAIL:
        return Message(), False


def _cut(message: Message) -> str:
    """The names of the lines of its head that were cut; names are short and plain here, whatever was sent."""
    raw: Any = getattr(message, "raw_items", message.items)()
    return ", ".join(one_line(name)[:40] for name, value in raw if len(str(value)) >= LONGEST_LINE)[:500]


def _with_notes(said: str, body: Body, cut: str, *, is_readable: bool, is_whole: bool) -> str:
    """What was said, as far as there is room, and in brackets what is missing: nothing is lost without a word."""
    notes = []
    if not is_whole:
        notes.append(_("This mail is larger than 10 MB and was not read."))
    elif not is_readable:
        notes.append(_("This mail could not be read."))
    elif not said:
        notes.append(_("This mail holds no text that can be read."))
    if body.has_tnef:
        notes.append(_("Outlook packed a part of it into winmail.dat, which cannot be read here."))
    if not body.is_all:
        notes.append(_("It has too many parts; those after the first 50 were not read."))
    if cut:
        notes.append(_("Too long, so only their beginnings were read: %(names)s.") % {"names": cut})
    if body.left_out:
        notes.append(_("Not kept: %(names)s.") % {"names": ", ".join(body.left_out[:10])[:500]})
    room = LONGEST_TEXT - sum(len(note) + 3 for note in notes) - 100
    if len(said) > room:
        notes.append(_("It was longer; %(count)d characters were left out.") % {"count": len(said) - room})
        said = said[:room].rstrip() + " …"
    return "\n\n".join([*([said] if said else []), *(["\n".join(f"[{note}]" for note in notes)] if notes else [])])


def _key(message: Message) -> str:
    """The Message-ID without its brackets, the tail of a very long one as a digest; empty without one."""
    own = header(message, "Message-ID").strip("<> ")
    if len(own) <= LONGEST_ID:
        return own
    return f"{own[:100]}…{hashlib.sha256(own.encode()).hexdigest()}"


def _digest(message: Message, email: str, said: str) -> str:
    """The same for the same mail however it travelled: without the lines that servers add."""
    parts = (email, header(message, "Date"), header(message, "Subject"), readable(said))
    return f"sha256:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"
