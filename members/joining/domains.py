"""What a mail domain says about a person and an organisation: that it matches, or that it only looks as if it did.

A match suggests and never grants. Free mail never matches, because anybody can have such an address.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import idna

from members.people.addresses import domain_of

FREE_MAIL = Path(__file__).with_name("free_mail.txt")
SECOND_LEVELS = {"ac", "co", "com", "edu", "gov", "net", "ngo", "or", "org"}  # as in co.uk and or.ke
SHORTEST_TO_COMPARE = 4  # one letter more or less of a shorter name is simply another name

# Letters that are read as Latin ones: from the "confusables" of Unicode (UTS 39) those of common alphabets; and pairs.
LOOK_ALIKES = Path(__file__).with_name("look_alikes.txt")
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@cache
def free_mail() -> frozenset[str]:
    """Domains at which anybody gets an address."""
    return frozenset(FREE_MAIL.read_text().split())


@cache
def read_as() -> dict[int, str]:
    """By letter, the Latin one it passes for."""
    return {ord(letter): latin for letter, latin in (line.split() for line in LOOK_ALIKES.read_text().splitlines())}


def is_free(domain: str) -> bool:
    """Whether ``domain`` or one above it gives addresses to anybody."""
    return any(part in free_mail() for part in upwards(domain))


def upwards(domain: str) -> list[str]:
    """The domain and those above it, without the bare ending: mail.example.org, example.org."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def matches(domain: str, domains: Iterable[str]) -> bool:
    """Whether ``domain`` is one of ``domains`` or lies below one, and is not free mail."""
    known = {domain_of(other) for other in domains}
    return not is_free(domain) and any(part in known for part in upwards(domain))


def looks_alike(domain: str, domains: Iterable[str]) -> bool:
    """Whether ``domain`` does not match, but a hurried reader could think so.

    Same letters to the eye, one letter more, less, other or swapped, another ending, or the real name with more behind.
    """
    domains = list(domains)
    return not matches(domain, domains) and any(_is_close(domain, domain_of(other)) for other in domains)


def _is_close(domain: str, other: str) -> bool:
    if domain.startswith(f"{other}."):
        return True
    ours, theirs = skeleton(_name(domain)), skeleton(_name(other))
    if ours == theirs or ours == skeleton(other):
        return True
    return min(len(ours), len(theirs)) >= SHORTEST_TO_COMPARE and _is_one_edit(ours, theirs)


def skeleton(text: str) -> str:
    """How it looks: accents, dashes and dots gone, foreign look-alikes as the Latin letter they pass for."""
    plain = unicodedata.normalize("NFKD", _unicode(text))
    seen = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower().translate(read_as())
    seen = seen.replace("-", "").replace(".", "").replace("i", "l")
    for pair, one in PAIRS:
        seen = seen.replace(pair, one)
    return seen


def _name(domain: str) -> str:
    """The domain without its ending: voorbeeld of voorbeeld.org and of voorbeeld.co.uk."""
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in SECOND_LEVELS:
        labels = labels[:-1]
    return ".".join(labels)


def _is_one_edit(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    is_swapped = rest[:2] == others[:2][::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or is_swapped


def _unicode(domain: str) -> str:
    labels = []
    for label in domain.split("."):
        try:
            labels.append(idna.decode(label) if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)
