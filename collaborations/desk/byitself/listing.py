"""What the platform decided by itself lately, from the journal, as far as a person may read of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network.desk import DEFAULTS, Default
from network.journal import Entry

SHOWN_FOR = timedelta(days=30)
A_PAGE = 50


@dataclass(frozen=True)
class Happened:
    """One decision of the platform, with the rule that made it."""

    entry: Entry
    default: Default
    thing: Any
    can_undo: bool
    why_not: str = ""  # it cannot be undone, or not by who reads it, and what to do instead

    @property
    def title(self) -> str:
        return self.default.title(self.thing)

    @property
    def rule(self) -> str:
        """In the reader's language: the journal keeps the source, which the code marks for translation."""
        return translation.gettext(self.entry.why) if self.entry.why else ""

    @property
    def address(self) -> str:
        return self.thing.get_absolute_url() if hasattr(self.thing, "get_absolute_url") else ""


def happened(now: datetime | None = None) -> Any:
    """The entries without an actor of kinds that a slice declared, the newest first."""
    declared = Q(pk__in=[])
    for thing_type, verb in DEFAULTS:
        declared |= Q(thing_type=thing_type, verb=verb)
    since = (now or timezone.now()) - SHOWN_FOR
    return Entry.objects.filter(declared, actor=None, at__gt=since).order_by("-pk")


def visible_things(entries: list[Entry], person: Any) -> dict[tuple[str, int], Any]:
    """What the entries are about, as far as ``person`` may see it; one query a kind, and what its rules ask."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.thing_type, set()).add(entry.thing_id)
    found = {}
    for thing_type, ids in wanted.items():
        defaults = [default for key, default in DEFAULTS.items() if key[0] == thing_type]
        seen: Any = defaults[0].model._default_manager
        loaded = next((default.loaded for default in defaults if default.loaded), list)
        for thing in loaded(seen.visible_to(person).filter(pk__in=ids)):
            found[thing_type, thing.pk] = thing
    return found


def in_words(entries: list[Entry], person: Any) -> list[Happened]:
    """Without what ``person`` may not see; what can be taken back is asked of the thing and of the rules."""
    things = visible_things(entries, person)
    return [
        Happened(entry, default, thing, not (why_not := _why_not(default, thing, person)), why_not)
        for entry in entries
        if (thing := things.get((entry.thing_type, entry.thing_id))) is not None
        and (default := DEFAULTS.get((entry.thing_type, entry.verb))) is not None
    ]


def page_of(person: Any, number: str) -> tuple[Page[Any], list[Happened]]:
    page = Paginator(happened(), A_PAGE).get_page(number)
    return page, in_words(list(page.object_list), person)


def _why_not(default: Default, thing: Any, person: Any) -> str:
    """Why ``person`` finds no way back here; empty when they do."""
    if default.undo is None:
        return str(default.instead)
    if not default.can_undo(thing):
        return _("This cannot be taken back any more.")
    may = not default.permission or person.has_perm(default.permission, thing)
    return "" if may else _("You do not decide about this one.")
