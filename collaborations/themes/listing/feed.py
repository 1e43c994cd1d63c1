"""Open themes as an Atom feed (RFC 4287), for feed readers, other websites and sister networks.

Only what everybody can read stands in it, whoever asks: a feed is read by machines that nobody signs in. The names of
entries are tag URIs (RFC 4151) of this network's own, which stay when an address changes.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from collaborations.themes.models import Theme

MOST = 50
BEGAN = "2026"  # the year in which these names were given out for the first time
ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
register_namespace("", ATOM)


def newest() -> list[Theme]:
    """Those that everybody can see and join. One query."""
    themes = Theme.objects.visible_to(AnonymousUser()).gathering().select_related("organisation")
    return list(themes.order_by("-opened_at", "-pk")[:MOST])


def written(themes: Sequence[Theme]) -> HttpResponse:
    """The feed of these themes; its words in the reader's language, each theme in its own."""
    feed = Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": get_language() or "en"})
    own = settings.SITE_URL + reverse("collaborations:theme-feed")
    _say(feed, id=f"tag:{settings.SITE.hostname},{BEGAN}:themes", title=_("Open themes"), updated=_newest_of(themes))
    _link(feed, rel="self", type="application/atom+xml", href=own)
    _link(feed, rel="alternate", type="text/html", href=settings.SITE_URL + reverse("collaborations:themes"))
    for theme in themes:
        _write(SubElement(feed, f"{{{ATOM}}}entry", {f"{{{XML}}}lang": theme.language}), theme)
    text = tostring(feed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _write(entry: Element, theme: Theme) -> None:
    _say(
        entry,
        id=f"tag:{settings.SITE.hostname},{BEGAN}:theme/{theme.pk}",
        title=theme.title,
        updated=_moment(theme),
        published=theme.opened_at.isoformat() if theme.opened_at else _moment(theme),
        summary=f"{theme.question}\n\n{theme.change}",
    )
    _link(entry, rel="alternate", type="text/html", href=settings.SITE_URL + theme.get_absolute_url())
    _say(SubElement(entry, f"{{{ATOM}}}author"), name=theme.organisation.name)


def _moment(theme: Theme) -> str:
    return (theme.formed_at or theme.opened_at or theme.touched_at).isoformat()


def _newest_of(themes: Sequence[Theme]) -> str:
    """Of an empty feed the beginning of its year: it must have a moment, and nothing happened since."""
    return max(map(_moment, themes)) if themes else f"{timezone.localdate().year}-01-01T00:00:00+00:00"


def _say(element: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(element, f"{{{ATOM}}}{name}").text = _allowed(text)


def _link(element: Element, **attributes: str) -> None:
    SubElement(element, f"{{{ATOM}}}link", attributes)


def _allowed(text: str) -> str:
    """Without the characters that no XML may hold, which somebody may have pasted."""
    return "".join(letter for letter in text if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff"))
