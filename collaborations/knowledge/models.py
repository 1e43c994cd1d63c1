"""What a network did and made, kept so that others can use it after the programme has ended.

Everything here is public. ``visible_to`` is asked all the same, so that protection finds its place when it comes.
"""

from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q, Value
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.knowledge.entries import Entry, PublicQuerySet, Sourced, Spanning, host_of, in_its_language
from collaborations.knowledge.fields import PartialDateField

NEWEST_FIRST = (F("date").desc(nulls_last=True), "title", "pk")


class ProgrammeQuerySet(PublicQuerySet):
    def for_shelf(self) -> Self:
        """The newest programme first."""
        return self.order_by(F("starts").desc(nulls_last=True), "title", "pk")


class Programme(Entry, Spanning):
    """Some years in which organisations learned together, with one host and somebody who paid."""

    host = models.CharField(_("host"), max_length=200, blank=True)
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    themes = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("themes"))

    objects = ProgrammeQuerySet.as_manager()

    class Meta(Entry.Meta, Spanning.Meta):
        pass

    def get_absolute_url(self) -> str:
        return reverse("collaborations:programme", args=[self.slug])


class TrajectoryQuerySet(PublicQuerySet):
    def for_cards(self) -> Self:
        """With how many publications and tools came of each; by title."""
        return self.annotate(
            publication_count=Count("publications", filter=Q(publications__hidden_at=None), distinct=True),
            tool_count=Count("tools", filter=Q(tools__hidden_at=None), distinct=True),
        ).order_by("title", "pk")


class Trajectory(Entry, Spanning):
    """A closed line of a programme: people of several organisations around one question."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="trajectories")

    objects = TrajectoryQuerySet.as_manager()

    class Meta(Entry.Meta, Spanning.Meta):
        verbose_name_plural = _("trajectories")

    def get_absolute_url(self) -> str:
        return reverse("collaborations:trajectory", args=[self.slug])


class OccasionQuerySet(PublicQuerySet):
    def of_programme(self, programme: Programme) -> Self:
        """Those of the programme itself and of its trajectories."""
        return self.filter(Q(programme=programme) | Q(trajectory__programme=programme))

    def for_timeline(self) -> Self:
        """The latest first, those without a date last, with what they belonged to."""
        return self.select_related("trajectory").order_by(F("starts").desc(nulls_last=True), "title", "pk")


class Occasion(Entry, Spanning):
    """A festival, session or assembly that took place."""

    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="occasions")
    trajectory = models.ForeignKey(Trajectory, models.PROTECT, null=True, blank=True, related_name="occasions")
    place = models.CharField(_("place"), max_length=200, blank=True)

    objects = OccasionQuerySet.as_manager()

    class Meta(Entry.Meta, Spanning.Meta):
        pass

    def get_absolute_url(self) -> str:
        return reverse("collaborations:occasion", args=[self.slug])

    @property
    def year(self) -> int | None:
        return self.starts.year if self.starts else None

    @property
    def when(self) -> str:
        """The day or days; an occasion with one date took place then, and did not begin then."""
        return self.span if self.ends else str(self.starts or "")


class PublicationQuerySet(PublicQuerySet):
    def for_cards(self) -> Self:
        """The newest first, those without a date last, with their trajectories."""
        return self.select_related("trajectory").order_by(*NEWEST_FIRST)


class Publication(Entry):
    """A text that others can read, cite and build on."""

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, null=True, blank=True, related_name="publications")
    date = PartialDateField(_("published"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=60, blank=True, help_text=_("SPDX, such as CC-BY-4.0"))

    objects = PublicationQuerySet.as_manager()

    class Meta(Entry.Meta):
        indexes = [models.Index(F("date").desc(nulls_last=True), "title", "id", name="publication_newest")]

    def get_absolute_url(self) -> str:
        return reverse("collaborations:publication", args=[self.slug])

    @property
    def year(self) -> int | None:
        return self.date.year if self.date else None


class ToolQuerySet(PublicQuerySet):
    def for_cards(self) -> Self:
        """With the names of those who keep each tool now, none meaning that it is up for adoption; by title."""
        names = ArrayAgg(
            "stewardships__organisation__name",
            filter=Q(stewardships__isnull=False, stewardships__ends=None),
            distinct=True,
            default=Value([]),
        )
        return self.annotate(steward_names=names).order_by("title", "pk")


class Tool(Entry):
    """Something that people in other organisations can work with, as long as somebody keeps it alive."""

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, null=True, blank=True, related_name="tools")
    date = PartialDateField(_("date"), null=True, blank=True)
    address = models.URLField(_("where it is"), max_length=500, blank=True)

    steward_names: list[str]  # only of rows read ``for_cards``

    objects = ToolQuerySet.as_manager()

    class Meta(Entry.Meta):
        pass

    def get_absolute_url(self) -> str:
        return reverse("collaborations:tool", args=[self.slug])

    @property
    def host(self) -> str:
        return host_of(self.address)

    @property
    def kept_by(self) -> str:
        """Of a tool read ``for_cards``: "Partos and ngo-federatie", empty when nobody keeps it."""
        return get_text_list(self.steward_names, gettext("and"))


class ToolVersion(Sourced):
    """A state of a tool that people worked with. Versions count by the order in which they were told."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="versions")
    version = models.CharField(_("version"), max_length=40)
    date = PartialDateField(_("since"), null=True, blank=True)
    form = models.CharField(_("form"), max_length=200, blank=True)
    note = models.TextField(_("what the source says about it"), max_length=1000, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = [models.UniqueConstraint(fields=["tool", "version"], name="toolversion_once")]

    def __str__(self) -> str:
        return f"{self.tool} {self.version}"

    @property
    def name(self) -> str:
        """As people say it: "Version 2.0", but "Web", for what is no number has a name of its own."""
        number = {"number": self.version}
        return gettext("Version %(number)s") % number if self.version[:1].isdigit() else self.version.capitalize()


class EvaluationQuerySet(PublicQuerySet):
    def for_timeline(self) -> Self:
        """In the order of their dates."""
        return self.order_by(F("date").asc(nulls_last=True), "title", "pk")


class Evaluation(Sourced):
    """Somebody from outside looked at what a programme brought about."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        ANNOUNCED = "announced", _("Announced")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="evaluations")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=35, default="en")
    date = PartialDateField(_("year"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State)
    announced_for = PartialDateField(_("announced for publication on"), null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = [
            models.UniqueConstraint(fields=["programme", "title"], name="evaluation_once"),
            models.CheckConstraint(name="evaluation_state_is_known", condition=Q(state__in=["done", "announced"])),
            models.CheckConstraint(
                name="evaluation_announced_for_a_day", condition=Q(state="announced") | Q(announced_for=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def spoken(self) -> str:
        """The title, marked with its language where that is not the page's."""
        return in_its_language(self.title, self.language)
