from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.hours.models import Leave
from network.desk import PILES
from network.journal import Entry
from network.moves import Moving

DELEGATES = "delegate"  # the verb in the journal of laying something on somebody else's desk


def _something_since() -> Exists:
    quiet = {DELEGATES, *(verb for pile in PILES.values() for verb in pile.quiet)}
    about = Entry.objects.filter(thing_type=OuterRef("thing_type"), thing_id=OuterRef("thing_id"))
    return Exists(about.filter(pk__gt=OuterRef("seen")).exclude(verb__in=quiet))


class PreparedQuerySet(models.QuerySet["Prepared"]):
    def visible_to(self, user: Any) -> "PreparedQuerySet":
        """One's own: what somebody else prepared is read once it is announced."""
        return self.filter(by=user) if user.is_authenticated else self.none()

    def waiting(self) -> "PreparedQuerySet":
        """In the order in which they were prepared."""
        return self.filter(state=Prepared.State.WAITING).order_by("prepared_at", "pk")

    def in_outbox(self) -> "PreparedQuerySet":
        """What waits, and what became impossible and was not put away yet."""
        return self.filter(state__in=[Prepared.State.WAITING, Prepared.State.REFUSED]).order_by("prepared_at", "pk")

    def due(self, now: datetime) -> "PreparedQuerySet":
        """What goes out by itself by now."""
        return self.waiting().filter(announce_at__lte=now)

    def asking_whether_overtaken(self) -> "PreparedQuerySet":
        """Each with ``is_overtaken``: something was done to its thing since it was prepared."""
        return self.annotate(is_overtaken=_something_since())

    def standing(self) -> "PreparedQuerySet":
        """What is as good as decided: nothing happened since, and whoever prepared it is there to announce it.

        What goes out by itself needs nobody's hand, so leave does not matter to it.
        """
        has_a_desk = Q(by__is_coordinator=True) | Q(by__is_deputy=True) | Q(by__is_safeguarding_officer=True)
        away = Leave.objects.on(timezone.localdate()).order_by().values("person")
        there = self.filter(has_a_desk, ~Q(is_by_hand=True, by__in=away), by__is_active=True)
        return there.filter(~_something_since(), state=Prepared.State.WAITING).order_by()


class Prepared(Moving):
    """A decision that was taken and not announced yet: nothing has happened, nobody was told, it can be taken back.

    It is about the thing as it was: ``seen`` is the last entry of the journal about it then. What happens to the thing
    afterwards lays it on the desk again, and the decision cannot be announced any more.

    When it is announced the action itself runs in the name of ``by``; what became impossible meanwhile is refused with
    its sentence and stands in the outbox until somebody looks.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ANNOUNCED = "announced", _("announced")
        REFUSED = "refused", _("not possible any more")
        TAKEN_BACK = "taken-back", _("taken back")

    MOVES: ClassVar = {
        "announce": ({State.WAITING}, State.ANNOUNCED),
        "refuse": ({State.WAITING}, State.REFUSED),
        "take_back": ({State.WAITING, State.REFUSED}, State.TAKEN_BACK),
    }

    is_overtaken: bool

    pile = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    thing_type = models.CharField(max_length=60, blank=True)  # as in the journal
    seen = models.BigIntegerField(default=0)
    decision = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="prepared")
    reason = models.CharField(max_length=20, blank=True)
    text = models.TextField(_("in your own words"), max_length=2000, blank=True)
    people = models.PositiveIntegerField(default=0, help_text=_("How many people a mail or notice reaches."))
    organisations = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    prepared_at = models.DateTimeField(db_default=Now())
    announce_at = models.DateTimeField(null=True, help_text=_("By itself, at the latest."))
    is_by_hand = models.BooleanField(default=False, help_text=_("Whoever prepared it announces it before that."))
    finished_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)

    objects = PreparedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "prepared decisions"
        constraints = [
            models.UniqueConstraint(fields=["pile", "thing_id"], condition=Q(state="waiting"), name="prepared_once"),
            models.CheckConstraint(
                name="prepared_finished_at_matches_state",
                condition=Q(state="waiting", finished_at=None) | (~Q(state="waiting") & Q(finished_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.pile} {self.thing_id}"

    def get_absolute_url(self) -> str:
        return reverse("collaborations:prepared", args=[self.pk])

    @property
    def key(self) -> tuple[str, int]:
        return (self.pile, self.thing_id)

    @property
    def why_not(self) -> str:
        """Why it stands no more; empty while it does. Of a row that was asked whether it was overtaken."""
        if self.is_overtaken:
            return gettext("Something happened here since it was decided, so it waits on the desk again.")
        if not (self.by.is_active and self.by.has_a_desk):
            return gettext("%(name)s has no desk any more.") % {"name": self.by}
        return ""


class Postponed(models.Model):
    """Not today: it comes back on ``until``, which is never after the day it was promised for."""

    pile = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    until = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pile", "thing_id"], name="postponed_once")]

    def __str__(self) -> str:
        return f"{self.pile} {self.thing_id}"


class DelegatedQuerySet(models.QuerySet["Delegated"]):
    def visible_to(self, user: Any) -> "DelegatedQuerySet":
        return self.filter(Q(to=user) | Q(by=user)) if user.is_authenticated else self.none()


class Delegated(models.Model):
    """It lies on somebody else's desk now; one thing lies on one desk."""

    pile = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegated_to_me")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = DelegatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pile", "thing_id"], name="delegated_once"),
            models.CheckConstraint(name="delegated_to_somebody_else", condition=~Q(to=F("by"))),
        ]

    def __str__(self) -> str:
        return f"{self.pile} {self.thing_id} to {self.to}"


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    def visible_to(self, user: Any) -> "AnswerTemplateQuerySet":
        return self if user.is_authenticated and user.has_perm("collaborations.see_desk") else self.none()


class AnswerTemplate(models.Model):
    """Words that are written again and again, in one language, for one decision."""

    pile = models.CharField(max_length=40)
    decision = models.CharField(max_length=40)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    title = models.CharField(_("what it is for"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["pile", "decision", "language", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pile", "decision", "language", "title"],
                name="answer_template_once",
                violation_error_message=_("A template with this title is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.title
