"""One entry of a file of published history, taken apart fact by fact; what is wrong is a sentence that names it."""

import json
import re
from typing import Any

from collaborations.knowledge.dates import BadDate, PartialDate

# Said in the file and also elsewhere in it: the evaluations have entries of their own.
SAID_ELSEWHERE = {"midterm_evaluation", "endterm_evaluation"}


class BadHistory(Exception):
    """Something in the file is not as it must be; the sentence names the entry."""


class Entry:
    """One entry of the file: every fact is taken out by name and kind, and nothing may be left over."""

    def __init__(self, raw: Any, *, kind: str, place: str, name: str = "title") -> None:
        self.kind, self.place, self.who = kind, place, f"The {kind} at {place}"
        if not isinstance(raw, dict):
            raise BadHistory(f"{self.who} must be an object with a {name}.")
        self.raw, self.taken = raw, set(SAID_ELSEWHERE)
        self.title = self.text(name)
        if not self.title:
            raise BadHistory(f"{self.who} has no {name}.")
        self.who = f"The {kind} “{self.title[:80]}”"

    def take(self, name: str) -> Any:
        self.taken.add(name)
        return self.raw.get(name)

    def text(self, name: str) -> str:
        value = self.take(name)
        return "" if value is None else self._words(name, value)

    def texts(self, name: str) -> list[str]:
        value = self.take(name)
        if value is not None and not isinstance(value, list):
            raise BadHistory(f"{self.who}: {name} must be a list of texts.")
        return [words for one in value or [] if (words := self._words(name, one))]

    def _words(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise BadHistory(f"{self.who}: {name} must be text, not {json.dumps(value)[:40]}.")
        if any(ord(letter) < ord(" ") and letter not in "\n\t" for letter in value) or not _can_be_kept(value):
            raise BadHistory(f"{self.who}: {name} holds a character that is no text.")
        return value.strip()

    def date(self, name: str) -> PartialDate | None:
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise BadHistory(f"{self.who}: {name} must be a date, not {json.dumps(value)[:40]}.")
        try:
            return PartialDate.parse(str(value))
        except BadDate as trouble:
            raise BadHistory(f"{self.who}: {name}: {trouble}") from None

    def span(self, first: str, last: str) -> dict[str, PartialDate | None]:
        starts, ends = self.date(first), self.date(last)
        if starts and ends and ends.last_day < starts.first_day:
            raise BadHistory(f"{self.who} ends ({ends.edtf}) before it starts ({starts.edtf}).")
        return {"starts": starts, "ends": ends}

    def address(self, name: str) -> str:
        value = self.text(name)
        if value and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
            raise BadHistory(f"{self.who}: {name} must be an address that begins with https://, not “{value[:60]}”.")
        return value

    def children(self, name: str) -> list[Any]:
        value = self.take(name)
        if value is not None and not isinstance(value, list):
            raise BadHistory(f"{self.who}: {name} must be a list.")
        return value or []

    def refs(self, *names: str) -> dict[str, str]:
        return {name: title for name in names if (title := self.text(name))}

    def nothing_left(self) -> None:
        if unknown := sorted(set(self.raw) - self.taken):
            raise BadHistory(f"{self.who} says “{unknown[0][:40]}”, which means nothing here. Is it a misspelt name?")


def _can_be_kept(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
