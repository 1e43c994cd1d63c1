"""What other parts of the house tell on an organisation's page: its themes, and later its journeys and tools.

Organisations know nothing of what stands above them. A slice there declares a ``Section`` in its sections.py, the app's
own module of that name gathers them, and the page shows each that has something to say to its reader.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise


@dataclass(frozen=True)
class Line:
    """One thing the organisation takes part in: how, and by which of its people who want to be named."""

    title: str
    address: str
    how: str = ""
    names: tuple[str, ...] = ()
    lang: str = ""


class Section(ABC):
    """One kind of thing. Subclass it and ``declare`` an instance."""

    title: str | Promise

    @abstractmethod
    def lines(self, organisation: Any, reader: Any, named: dict[int, str]) -> list[Line]:
        """What ``reader`` may see, the newest first, not without end; a constant number of queries.

        ``named`` are the organisation's people who consented to stand on its page, by their number; no others are.
        """


class Shown(NamedTuple):
    """A section with its lines, as the page shows it."""

    title: str | Promise
    lines: list[Line]


SECTIONS: list[Section] = []


def declare(section: Section) -> Section:
    """Make ``section`` known; they stand on the page in the order in which they are declared."""
    SECTIONS.append(section)
    return section


def sections_of(organisation: Any, reader: Any, named: dict[int, str]) -> list[Shown]:
    """Those with something to say."""
    shown = [Shown(section.title, section.lines(organisation, reader, named)) for section in SECTIONS]
    return [section for section in shown if section.lines]
