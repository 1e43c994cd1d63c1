"""Themes that opened: those who were asked about them meanwhile are told now."""

from datetime import datetime

import structlog

from collaborations.themes.asking.actions import tell_asked
from collaborations.themes.asking.models import Ask
from members.people.models import Person

log = structlog.get_logger(__name__)


def keep_promises(*, now: datetime | None = None, by: Person | None = None) -> int:
    """Tell each of them once; how many waited. Safe to run twice and at once."""
    done = 0
    for waiting in Ask.objects.to_be_told():
        try:
            tell_asked(waiting, by=by, now=now)
            done += 1
        except Exception:
            log.exception("ask_not_told", ask=waiting.pk)
    return done
