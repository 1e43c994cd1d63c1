"""What makes a password good enough: long, unknown to thieves, hard to guess. Nothing leaves the house to find out."""

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_CHARACTERS = 12
DJANGOS = "django.contrib.auth.password_validation"
VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{DJANGOS}.MinimumLengthValidator", "OPTIONS": {"min_length": LEAST_CHARACTERS}},
    {"NAME": f"{DJANGOS}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": f"{DJANGOS}.CommonPasswordValidator"},
    {"NAME": "members.people.passwords.BreachedListValidator"},
    {"NAME": "members.people.passwords.GuessableValidator"},
]
MOST_READ = 72  # what zxcvbn reads at most; a password longer than that is no worse for it
TOO_EASY = 1


class BreachedListValidator:
    """Refuses passwords on a list of stolen ones: the file BREACHED_PASSWORDS, one upper-case SHA-1 a line, sorted.

    Without the file only Django's own list of 20,000 common passwords is asked.
    """

    def validate(self, password: str, user: Any = None) -> None:
        path = settings.BREACHED_PASSWORDS
        if path and is_listed(Path(path), hashlib.sha1(password.encode()).hexdigest().upper()):  # noqa: S324  the list's own
            raise ValidationError(
                _("This password was stolen somewhere before, so thieves try it first. Choose another."),
                code="breached",
            )

    def get_help_text(self) -> str:
        return _("It is not on a list of stolen passwords.")


class GuessableValidator:
    """Refuses what a machine guesses within minutes."""

    def validate(self, password: str, user: Any = None) -> None:
        if _score(password, user) <= TOO_EASY:
            raise ValidationError(hint(password, user), code="guessable")

    def get_help_text(self) -> str:
        return _("It is hard to guess: four words that have nothing to do with each other are.")


def hint(password: str, user: Any = None) -> str:
    """One sentence about ``password`` while it is typed; empty before there is anything to say."""
    if not password:
        return ""
    if len(password) < LEAST_CHARACTERS:
        return _("Too short so far: %(number)s characters at least, and four plain words are better than signs.") % {
            "number": LEAST_CHARACTERS
        }
    return {
        0: _("A machine guesses this at once. Take four words that have nothing to do with each other."),
        1: _("A machine guesses this within minutes. Add a word that nobody would expect."),
        2: _("Good against people, weak against machines. One more unexpected word makes it strong."),
        3: _("Strong. It takes a machine years to guess this."),
        4: _("Very strong. Nobody guesses this."),
    }[_score(password, user)]


def is_listed(path: Path, digest: str) -> bool:
    """Whether ``digest`` begins a line of the sorted file; some thirty reads, however long the file is."""
    wanted = digest.encode()
    with path.open("rb") as lines:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            line = _line_after(lines, middle)
            if line and line[: len(wanted)] < wanted:
                low = middle + 1
            else:
                high = middle
        return _line_after(lines, low)[: len(wanted)] == wanted


def _line_after(lines: BinaryIO, offset: int) -> bytes:
    """The first line that begins at ``offset`` or later."""
    lines.seek(max(offset - 1, 0))
    if offset:
        lines.readline()
    return lines.readline()


def _score(password: str, user: Any) -> int:
    """From 0, at once, to 4, never; words of the person's own name and address count as known."""
    own = [word for fact in ("name", "email") for word in (getattr(user, fact, None) or "").replace("@", " ").split()]
    from zxcvbn import zxcvbn  # 11 MB of words, which a process without anybody choosing a password need not hold

    return int(zxcvbn(password[:MOST_READ], user_inputs=own)["score"])
