from datetime import timedelta
from textwrap import shorten
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme
from members.organisations.models import Organisation
from network.moves import Moving
from network.workdays import A_WEEK

ANSWER_WITHIN_DAYS = A_WEEK  # working days; then the deputies are asked, too
CLOSES_AFTER_DAYS = 20  # working days; then it ends kindly by itself
CONSENT_WITHIN = timedelta(days=14)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, user: Any) -> "EnquiryQuerySet":
        """Those at the desk; whoever asked follows it by the link in their mail."""
        return self if user.is_authenticated and user.keeps_the_desk else self.none()

    def waiting(self) -> "EnquiryQuerySet":
        """What needs an answer, promised first coming first."""
        return self.filter(state=Enquiry.State.RECEIVED).order_by("due_at", "pk")

    def due(self, now: Any) -> "EnquiryQuerySet":
        """Those whose promise has come to its end."""
        under_way = self.filter(state__in=[Enquiry.State.RECEIVED, Enquiry.State.INTRODUCING])
        return under_way.filter(due_at__lte=now).order_by("due_at", "pk")


class Enquiry(Moving):
    """An idea or question from anybody, by the form or by mail; whoever asks needs no account."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        INTRODUCING = "introducing", _("two sides are asked")
        ANSWERED = "answered", _("answered")
        DISCARDED = "discarded", _("thrown away as advertising")

    class Outcome(models.TextChoices):
        THEME = "theme", _("it became a theme")
        INTRODUCED = "introduced", _("two organisations were introduced")
        NO = "no", _("a kind no")

    class Source(models.TextChoices):
        FORM = "form", _("by the form")
        MAIL = "mail", _("by mail")

    MOVES: ClassVar = {
        "turn_into_theme": ({State.RECEIVED}, State.ANSWERED),
        "propose_introduction": ({State.RECEIVED}, State.INTRODUCING),
        "introduce": ({State.INTRODUCING}, State.ANSWERED),
        "give_up_introduction": ({State.INTRODUCING}, State.RECEIVED),
        "decline": ({State.RECEIVED}, State.ANSWERED),
        "discard": ({State.RECEIVED}, State.DISCARDED),
        "keep_after_all": ({State.DISCARDED}, State.RECEIVED),
        "take_up_again": ({State.ANSWERED}, State.RECEIVED),  # only what ended by itself: see actions.py
    }

    name = models.CharField(_("your name"), max_length=120, blank=True)
    email = models.EmailField(_("your e-mail address"))
    subject = models.CharField(_("in a few words"), max_length=200, blank=True)
    text = models.TextField(_("your idea or question"), max_length=5000)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    source = models.CharField(max_length=4, choices=Source, default=Source.FORM)
    message_id = models.CharField(max_length=255, null=True, unique=True, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    state = models.CharField(_("state"), max_length=11, choices=State, default=State.RECEIVED, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, editable=False)
    received_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_text = models.TextField(_("in your own words"), max_length=2000, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="enquiries")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("enquiries")
        constraints = [
            models.CheckConstraint(
                name="enquiry_answered_with_an_outcome",
                condition=(Q(state="answered", answered_at__isnull=False) & ~Q(outcome=""))
                | (~Q(state="answered") & Q(answered_at=None, outcome="")),
            ),
            models.CheckConstraint(
                name="enquiry_has_a_clock",
                condition=Q(state__in=["answered", "discarded"]) | Q(due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["received", "introducing"]), name="enquiry_clock")
        ]

    def __str__(self) -> str:
        """Its subject, else how it begins: whole words."""
        begins = shorten(self.text, 60, placeholder=" …")
        return self.subject or (self.text[:60] if begins.strip() == "…" else begins)

    def get_absolute_url(self) -> str:
        """Its page at the desk."""
        return reverse("collaborations:enquiry", args=[self.pk])

    @property
    def ended_by_itself(self) -> bool:
        """Nobody answered in time, so it got the kind no of the rule; somebody who declines says it in words."""
        return self.outcome == self.Outcome.NO and not self.answer_text

    @property
    def asked_by(self) -> str:
        """How whoever asked is called at the desk."""
        return self.name or self.email


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: Any) -> "IntroductionQuerySet":
        """Those at the desk; a side meets its own by the link in its mail."""
        return self if user.is_authenticated and user.keeps_the_desk else self.none()


class Introduction(models.Model):
    """One side of an introduction: an organisation by its contacts, or whoever asked; both sides must agree."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("not answered yet")
        YES = "yes", _("agreed")
        NO = "no", _("rather not")

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="introductions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=7, choices=Answer, default=Answer.WAITING)
    asked_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry", "organisation"], name="introduction_side_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="introduction_answered_at",
                condition=Q(answer="waiting", answered_at=None) | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or _('whoever asked')}: {self.get_answer_display()}"
