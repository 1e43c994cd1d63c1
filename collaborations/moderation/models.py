from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.moderation.reportables import REPORTABLES, Reportable, Words
from network.moves import Moving

APPEAL_WITHIN = timedelta(days=14)  # after being told; then the case closes


class CaseQuerySet(models.QuerySet["Case"]):
    """``reader`` is whose desk the rows were read for: each of them comes with its thing, and is theirs to decide."""

    reader: Any = None

    def visible_to(self, user: Any) -> Self:
        """For those who decide about it; for the author of what it is about once it was hidden or decided.

        Reporters see none, and who decides meets the case about their own as its author does.
        """
        if not user.is_authenticated:
            return self.none()
        as_author = Q(author=user) & (Q(contained_at__isnull=False) | Q(told_at__isnull=False))
        return self.filter(as_author | Q(pk__in=Case.objects.decided_by(user).order_by().values("pk")))

    def decided_by(self, user: Any) -> Self:
        """Those that ``user`` may read whole and decide about: none of their own, none of what is kept from them."""
        if not (user.is_authenticated and user.is_active and (user.keeps_the_desk or user.is_safeguarding_officer)):
            return self.none()
        found = self.exclude(author=user)
        for name, kind in REPORTABLES.items():
            found = found.exclude(subject_kind=name, subject_id__in=kind.own(user).order_by().values("pk"))
            found = found.exclude(subject_kind=name, subject_id__in=kind.kept_from(user).order_by().values("pk"))
        return found

    def for_desk_of(self, user: Any) -> Self:
        """What ``user`` may decide about now, with its thing and words: a query more for each kind of thing.

        Of appeals not those about their own no.
        """
        waiting = self.filter(state__in=Case.WAITS).decided_by(user).exclude(state="appealed", first_decided_by=user)
        waiting = waiting.select_related("author").order_by("due_at", "pk")
        waiting.reader = user
        return waiting

    def under_way(self) -> Self:
        return self.exclude(state=Case.State.CLOSED)

    def about(self, kind: str, pk: int) -> Self:
        return self.filter(subject_kind=kind, subject_id=pk)

    def _clone(self) -> Self:
        copy = super()._clone()  # type: ignore[misc]
        copy.reader = self.reader
        return copy

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self.reader is not None:
            found = [case for case in self._result_cache or [] if isinstance(case, Case)]
            bring_things(found)
            for case in found:
                case.decidable_by = self.reader.pk


def lock_thing(kind: str, pk: int) -> bool:
    """Whether it is shown. Whoever changes that stands in line here, before they touch its case."""
    things = REPORTABLES[kind].model._base_manager.select_for_update(no_key=True)
    return things.filter(pk=pk).values_list("pk", "hidden_at").first() == (pk, None)


def bring_things(cases: Any) -> None:
    """Fill ``thing`` of each case, None where it is gone; a query for each kind among them."""
    wanted: dict[str, list[Case]] = {}
    for case in cases:
        wanted.setdefault(case.subject_kind, []).append(case)
    for name, of_kind in wanted.items():
        found = REPORTABLES[name].load([case.subject_id for case in of_kind]) if name in REPORTABLES else {}
        for case in of_kind:
            case.thing = found.get(case.subject_id)


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
    decidable_by: int  # whose desk it was read for
    WAITS: ClassVar = (State.REPORTED, State.CONTAINED, State.APPEALED)  # for somebody to decide
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
    escalated_at = models.DateTimeField(null=True)  # the last time that nobody had decided when it was due
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

    def too_late(self) -> str:
        """What the second of two people at the desk reads: who was faster, and what it is now; one query."""
        self.refresh_from_db(fields=["decided_by", "decision"])
        state = self.get_decision_display() if self.decision else self.get_state_display()
        if self.decided_by:
            return gettext("%(name)s decided about this a moment ago: %(state)s.") % {
                "name": self.decided_by, "state": state,
            }  # fmt: skip
        return gettext("Somebody was faster, or the rule was: it is now %(state)s.") % {"state": state}

    @property
    def kind(self) -> Reportable:
        return REPORTABLES[self.subject_kind]

    @cached_property
    def thing(self) -> Any:
        """What it is about, hidden or not; None when it is gone. One query, unless it was filled."""
        return self.kind.load([self.subject_id]).get(self.subject_id)

    @property
    def words(self) -> Words | None:
        """How the thing reads, for those who decide and for its author; None when it is gone."""
        return self.kind.words(self.thing) if self.thing is not None else None

    @property
    def is_held(self) -> bool:
        return self.origin == self.Origin.HOLD

    @property
    def to_show(self) -> str:
        """What deciding for it is called: it is shown, or was for now, or never yet."""
        if self.state == self.State.REPORTED:
            return gettext("Leave it")
        return gettext("Show it") if self.is_held and not self.decision else gettext("Show it again")

    @property
    def to_hide(self) -> str:
        return gettext("Hide it") if self.state == self.State.REPORTED else gettext("Keep it hidden")

    @property
    def appeal_until(self) -> Any:
        """Until when its author can appeal: once, and only against a no; None when they cannot."""
        can = self.can("appeal") and self.decision == self.Decision.HIDE and self.appealed_at is None
        return self.due_at if can and self.author_id else None

    def is_decidable_by(self, user: Any) -> bool:
        """The rule of ``decided_by``, asked of this one, saved or not; once for as long as this object lives."""
        if self.__dict__.get("decidable_by") == user.pk:
            return True
        if not (user.is_active and (user.keeps_the_desk or user.is_safeguarding_officer)) or self.author_id == user.pk:
            return False
        barred = (self.kind.own(user), self.kind.kept_from(user))
        if any(things.filter(pk=self.subject_id).exists() for things in barred):
            return False
        self.decidable_by = user.pk
        return True

    def leads_there(self, user: Any) -> bool:
        """Whether it stands in a journey that ``user`` leads, who may hide it at once there."""
        return self.thing is not None and user.pk in self.kind.leaders_of(self.thing)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(reporter=user) if user.is_authenticated else self.none()


class Report(models.Model):
    """What one person says about it. Who said it is shown to nobody but those who decide; nobody may be behind it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    category = models.CharField(_("what is wrong with it?"), max_length=8, choices=Case.Category)
    text = models.TextField(_("in your own words"), max_length=1000, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = ReportQuerySet.as_manager()

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
