from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.moves import Moving

APPEAL_WITHIN = timedelta(days=14)  # after being told; then the case closes


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """For those who decide, and once it was decided for the author of what it is about; reporters see none."""
        if not user.is_authenticated:
            return self.none()
        if user.keeps_the_desk or user.is_safeguarding_officer:
            return self
        return self.filter(author=user, contained_at__isnull=False) | self.filter(author=user, told_at__isnull=False)

    def under_way(self) -> "CaseQuerySet":
        return self.exclude(state=Case.State.CLOSED)


class Case(Moving):
    """Something was reported, or held by a rule; everything that was decided about it, by whom and why.

    ``subject`` is named by its kind (reportables.py) and number. Of several reports of one thing there is one case.
    """

    class State(models.TextChoices):
        REPORTED = "reported", _("reported")
        CONTAINED = "contained", _("hidden for now")
        DECIDED = "decided", _("decided")
        TOLD = "told", _("its author was told")
        APPEALED = "appealed", _("appealed")
        CLOSED = "closed", _("closed")

    class Origin(models.TextChoices):
        REPORT = "report", _("somebody reported it")
        HOLD = "hold", _("held by a rule")

    class Category(models.TextChoices):
        """Why somebody reports; integrity (abuse, fraud) is no category here: it is routed away and nothing is kept."""

        DANGER = "danger", _("It puts somebody in danger")
        PRIVATE = "private", _("It shows personal data of somebody")
        HURTFUL = "hurtful", _("It insults or threatens somebody")
        UNTRUE = "untrue", _("It is false or misleading")
        RIGHTS = "rights", _("It uses work of others without permission")
        SPAM = "spam", _("It is advertising, or has nothing to do with this")
        OTHER = "other", _("Something else")

    class Decision(models.TextChoices):
        KEEP = "keep", _("It stays")
        HIDE = "hide", _("It stays hidden")

    class Rule(models.TextChoices):
        """The rule a decision rests on; shown to the author and on the public page."""

        SAFETY = "safety", _("Nobody is put in danger here")
        PRIVACY = "privacy", _("Personal data of others only with their consent")
        RESPECT = "respect", _("Disagree with what is said, not with who says it")
        HONESTY = "honesty", _("Say what is true, and where it comes from")
        RIGHTS = "rights", _("Work of others only with their permission")
        PURPOSE = "purpose", _("This place is for learning together, not for advertising")
        NONE = "none", _("No rule is broken")

    MOVES: ClassVar = {
        "contain": ({State.REPORTED}, State.CONTAINED),
        "release": ({State.CONTAINED}, State.REPORTED),
        "decide": ({State.REPORTED, State.CONTAINED}, State.DECIDED),
        "tell": ({State.DECIDED}, State.TOLD),
        "appeal": ({State.TOLD}, State.APPEALED),
        "answer_appeal": ({State.APPEALED}, State.DECIDED),
        "close": ({State.TOLD}, State.CLOSED),
    }
    BEGINS: ClassVar = (State.REPORTED, State.CONTAINED)  # reported by somebody, held by a rule

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.REPORT)
    held_by = models.CharField(_("rule that held it"), max_length=20, blank=True)  # see holds.py
    category = models.CharField(_("category"), max_length=8, choices=Category, blank=True)

    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REPORTED, editable=False)
    opened_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    contained_at = models.DateTimeField(null=True)
    contained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(_("decision"), max_length=4, choices=Decision, blank=True)
    rule = models.CharField(_("rule"), max_length=8, choices=Rule, blank=True)
    text = models.TextField(_("in words"), max_length=1000, blank=True)
    told_at = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_text = models.TextField(_("why you disagree"), max_length=1000, blank=True)
    first_decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=~Q(state="closed"), name="case_once_at_a_time"
            ),
            models.CheckConstraint(
                name="case_decided_with_a_rule",
                condition=Q(state__in=["reported", "contained"])
                | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(rule="")),
            ),
            models.CheckConstraint(
                name="case_appeal_goes_to_somebody_else",
                condition=Q(first_decided_by=None) | Q(state="appealed") | ~Q(decided_by=F("first_decided_by")),
            ),
            models.CheckConstraint(
                name="case_has_a_clock", condition=Q(state__in=["decided", "closed"]) | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_closed_at_matches_state",
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=~Q(state="closed"), name="case_clock")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"

    def get_absolute_url(self) -> str:
        return reverse("collaborations:case", args=[self.pk])


class Report(models.Model):
    """What one person says about it. Who said it is shown to nobody but those who decide; nobody may be behind it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    category = models.CharField(_("what is wrong with it?"), max_length=8, choices=Case.Category)
    text = models.TextField(_("in your own words"), max_length=1000, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter"],
                condition=Q(reporter__isnull=False),
                name="report_once",
                violation_error_message=_("You reported this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.case}"
