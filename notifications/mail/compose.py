"""One mail from a template pair, in its reader's language, with the headers that mail programs rely on."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

STYLE = Path(__file__).with_name("mail.css")


def message_id(kind: str, key: object) -> str:
    """The same for the same mail for ever, so that a mail sent again is recognised as the same."""
    return f"<kring-{kind}-{key}@{settings.SITE.hostname}>"


@contextmanager
def as_read_by(person: Any) -> Iterator[None]:
    """Words, dates and times as ``person`` reads them."""
    with translation.override(person.language), timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
        yield


def compose(
    template: str, context: dict[str, Any], *, person: Any, identity: str, unsubscribe: str = ""
) -> EmailMultiAlternatives:
    """Write emails/``template``.{subject.txt,txt,html} for ``person``; call it inside ``as_read_by``.

    ``unsubscribe`` is the address of a one-click link (RFC 8058). Auto-Submitted (RFC 3834) keeps auto-replies away.
    """
    context = {"person": person, "site_url": settings.SITE_URL, "unsubscribe": unsubscribe, **context}
    subject = " ".join(render_to_string(f"emails/{template}.subject.txt", context).split())
    headers = {
        "Message-ID": identity,
        "Auto-Submitted": "auto-generated",
        "List-Id": f"Kring <kring.{settings.SITE.hostname}>",
    }
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        subject, render_to_string(f"emails/{template}.txt", context), to=[person.email], headers=headers
    )
    mail.attach_alternative(inline(render_to_string(f"emails/{template}.html", context)), "text/html")
    return mail


@cache
def _inliner() -> Any:
    """It comes late, because what only answers pages writes no mail."""
    import css_inline

    return css_inline.CSSInliner(extra_css=STYLE.read_text(), load_remote_stylesheets=False, keep_at_rules=True)


def inline(html: str) -> str:
    """Styles written onto the elements, as mail programs need them; dark-mode rules stay in the head."""
    return _inliner().inline(html)
