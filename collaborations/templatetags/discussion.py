"""Threads and comments, drawn once for everybody who would read the same: a page with 200 of them does little else.

All that a piece says stands in ``Shown``, the reader's language and time zone: a kept piece is never stale and never
shows one reader what another may not see.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from collaborations.discussion.page import Shown, Thread

register = template.Library()

MOST_KEPT = 1000  # of each: some 6 MB in each process


@register.simple_tag
def thread(thread: Thread) -> SafeString:
    """Draw a thread as it stands among others, with its newest replies."""
    return _thread(thread, get_language(), timezone.get_current_timezone_name())


@register.simple_tag
def comment(shown: Shown) -> SafeString:
    """Draw one comment or reply."""
    return _comment(shown, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=MOST_KEPT)
def _thread(thread: Thread, _language: str | None, _zone: str) -> SafeString:
    return render_to_string("collaborations/discussion/talk.html", {"thread": thread})


@lru_cache(maxsize=MOST_KEPT)
def _comment(shown: Shown, _language: str | None, _zone: str) -> SafeString:
    return render_to_string("collaborations/discussion/comment.html", {"comment": shown})
