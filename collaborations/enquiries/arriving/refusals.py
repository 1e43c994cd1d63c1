"""Mail that no human wrote to us, or that would go round in circles: it is neither kept nor answered.

Each rule is listed here and nowhere else. A refused mail leaves one line in the log, with the rule and without anything
that stood in the mail. Rules by which a mail is kept but not acknowledged stand at the end.
"""

import re
from email.message import Message
from email.utils import parseaddr

from django.conf import settings

from collaborations.enquiries.arriving.headers import ODD_MAIL, Sender, header, valid

BULK = {"bulk", "list", "junk", "auto_reply"}
MOST_HOPS = 50  # mail that passed so many servers is going round
MOST_OF_HEAD = 64 * 1024  # octets
END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
NOBODY = {"mailer-daemon", "postmaster", "mail-daemon"}
READS_NO_MAIL = re.compile(
    r"^(no-?_?reply|do-?_?not-?_?reply|ne-?pas-?repondre|geen-?antwoord|bounces?)\b", re.IGNORECASE
)
AUTOMATIC = re.compile(
    r"^(auto(matic)?[ -]?(reply|response)|out of (the )?office|automatisch(e)? (antwoord|reactie)|afwezig"
    r"|r[ée]ponse automatique|absence|automatische antwort|abwesenheit)",
    re.IGNORECASE,
)


def refusal_of_head(raw: bytes) -> str:
    """The same before anything is parsed: a head so long was made to keep a machine busy. Cheap for any mail."""
    end = END_OF_HEAD.search(raw)
    return "head-too-large" if (end.start() if end else len(raw)) > MOST_OF_HEAD else ""


def refusal(message: Message, sender: Sender | None, *, envelope_sender: str | None) -> str:
    """The rule by which it is refused, or nothing. ``envelope_sender`` is what the mail server said, if it said so."""
    if envelope_sender == "" or header(message, "Return-Path") == "<>":
        return "null-sender"
    if _kind(message) == "multipart/report" or (sender and sender.email.partition("@")[0] in NOBODY):
        return "bounce"
    if header(message, "Auto-Submitted").lower().partition(";")[0].strip() not in {"", "no"}:
        return "auto-submitted"
    if any(header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autorespons", "X-Failed-Recipients")):
        return "auto-submitted"
    if (
        header(message, "Precedence").lower() in BULK
        or header(message, "List-Id")
        or header(message, "List-Unsubscribe")
    ):
        return "bulk"
    return _circle(message, sender)


def wants_no_answer(message: Message, sender: Sender, subject: str) -> bool:
    """Whether an acknowledgement would reach nobody, or another machine."""
    suppressed = header(message, "X-Auto-Response-Suppress").lower()
    is_suppressed = "all" in suppressed or "autoreply" in suppressed
    return bool(is_suppressed or READS_NO_MAIL.match(sender.email) or AUTOMATIC.match(subject))


def _circle(message: Message, sender: Sender | None) -> str:
    """Our own mail coming back, or mail that was handed round and round."""
    landed = {valid(header(message, name)) for name in ("Delivered-To", "X-Original-To")}
    own = {valid(parseaddr(address)[1]) for address in (settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL)}
    if sender and sender.email in (own | landed) - {""}:
        return "own-address"
    if re.fullmatch(rf"<kring-.*@{re.escape(str(settings.SITE.hostname))}>", header(message, "Message-ID")):
        return "own-mail"
    try:
        hops = len(message.get_all("Received", []))
    except ODD_MAIL:
        hops = 0
    return "loop" if hops > MOST_HOPS else ""


def _kind(message: Message) -> str:
    try:
        return message.get_content_type()
    except ODD_MAIL:
        return ""
