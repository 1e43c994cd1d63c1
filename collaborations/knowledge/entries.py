"""What all entries of the Knowledge Bank share: sources, a title in its language, a time, and who sees them."""

from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from collaborations.knowledge.dates import span_in_words
from collaborations.knowledge.fields import DayNumber, PartialDateField
from collaborations.moderation.hidden import Moderated


class Citation(NamedTuple):
    """One source: words to show, and the address when it has one."""

    words: str
    address: str


def host_of(address: str) -> str:
    """What a reader recognises of an address: "partos.nl"; empty when it is none that a browser may open."""
    if not address.startswith(("https://", "http://")):
        return ""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _short(address: str) -> str:
    *_others, end = urlsplit(address).path.rstrip("/").split("/")
    return f"{host_of(address)}/…/{end}" if end else host_of(address)


def in_its_language(text: str, language: str) -> str:
    """``text`` for a page in any language; marked up only when the two differ (WCAG 2.2, 3.1.2)."""
    if language == get_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


class Sourced(models.Model):
    """A fact with where it was read and when somebody last looked there."""

    sources = ArrayField(models.CharField(max_length=500), verbose_name=_("sources"))
    checked_on = models.DateField(_("checked on"))

    class Meta:
        abstract = True

    @property
    def citations(self) -> list[Citation]:
        """Each source by its host, of several on one host by the end of the address too; else the words it is."""
        hosts = [host_of(source) for source in self.sources]
        return [
            Citation(_short(source) if hosts.count(host) > 1 else host, source) if host else Citation(source, "")
            for source, host in zip(self.sources, hosts, strict=True)
        ]


class Entry(Moderated, Sourced):
    """Something with a title and an address of its own, in the language it was published in."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    language = models.CharField(_("language"), max_length=35, default="en", help_text=_("BCP 47, such as nl"))
    note = models.TextField(_("what the source says about it"), max_length=1000, blank=True)

    class Meta(Sourced.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def spoken(self) -> str:
        """The title, marked with its language where that is not the page's, so that it is read out well."""
        return in_its_language(self.title, self.language)


class Spanning(models.Model):
    """Something that lasted for a time, as far as its two ends are known."""

    starts = PartialDateField(_("from"), null=True, blank=True)
    ends = PartialDateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_starts",
                condition=Q(GreaterThanOrEqual(DayNumber("ends", last=True), DayNumber("starts"))),
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    @property
    def span(self) -> str:
        return span_in_words(self.starts, self.ends)


class PublicQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Everybody sees the Knowledge Bank, but for entries that moderation hid; lists and pages begin here."""
        return self.filter(hidden_at=None) if issubclass(self.model, Moderated) else self
