import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.handovers.models import Duty
from members.organisations.models import Organisation
from network.moves import Moving
from network.protection import Level, Protected, ProtectedQuerySet

LOOKS_AFTER = "theme"  # the kind of duty; belongings.py says what it is called


class ThemeQuerySet(ProtectedQuerySet):
    def looked_after_by(self, user: Any) -> "ThemeQuerySet":
        """Those that ``user`` sees to for an organisation in which they hold a seat now."""
        return self.filter(self._own(user))

    def _own(self, user: Any) -> Q:
        """Who looks after it, or wrote it and still holds a seat of the organisation; nothing is left to who left."""
        seats = user.seats
        duties = Duty.objects.now().filter(kind=LOOKS_AFTER, seat__in=[seat.pk for seat in seats])
        written = Q(author=user, organisation__in=[seat.organisation_id for seat in seats])
        return written | Q(pk__in=duties.values("thing_id"))

    def insiders(self, user: Any) -> Q:
        """Of a closed theme the people of organisations that support it; who looks after one ``visible_to`` adds."""
        own = [seat.organisation_id for seat in user.seats]
        colleagues = Q(Exists(Support.objects.filter(theme=OuterRef("pk"), organisation__in=own)))
        return Q(protection=Level.CLOSED) & colleagues

    def visible_to(self, user: Any) -> "ThemeQuerySet":
        """Open themes within reach of ``user``; any other for who looks after it, proposals for coordinators, too."""
        if not user.is_authenticated:
            return self.filter(state=Theme.State.OPEN, protection=Level.OPEN)
        visible = (Q(state=Theme.State.OPEN) & self.reach_of(user)) | self._own(user)
        if user.is_coordinator:
            visible |= Q(state__in=[Theme.State.PROPOSED, Theme.State.DECLINED]) & ~Q(protection=Level.SEALED)
        return self.filter(visible)

    def for_cards(self) -> "ThemeQuerySet":
        """All that a card shows, in one query however many cards: newest first, with the breadth of support."""
        of_members = Support.objects.filter(theme=OuterRef("pk"), organisation__kind=Organisation.Kind.MEMBER)
        voices = Subquery(of_members.order_by().values("theme").annotate(n=Count("pk")).values("n"))
        return self.select_related("organisation").annotate(voices=Coalesce(voices, 0)).order_by("-opened_at", "-pk")

    def open(self) -> "ThemeQuerySet":
        return self.filter(state=Theme.State.OPEN)

    def awaiting_decision(self) -> "ThemeQuerySet":
        """What lies on the desk, the longest waiting first."""
        return (
            self.filter(state=Theme.State.PROPOSED)
            .select_related("organisation", "author")
            .order_by("proposed_at", "pk")
        )


class Theme(Moving, Protected):
    """A question that an organisation would like the network to learn about together."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        OPEN = "open", _("open")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES: ClassVar = {
        "propose": ({State.DRAFT}, State.PROPOSED),
        "open": ({State.PROPOSED}, State.OPEN),
        "decline": ({State.PROPOSED}, State.DECLINED),
        "withdraw": ({State.DRAFT, State.PROPOSED}, State.WITHDRAWN),
    }

    class Reason(models.TextChoices):
        ELSEWHERE = "elsewhere", _("Something like it is there already")
        TOO_WIDE = "too-wide", _("The question is too wide to learn from together")
        NOT_OURS = "not-ours", _("It lies outside what this network is for")
        OTHER = "other", _("Another reason")

    title = models.CharField(_("title"), max_length=120, blank=True)
    question = models.TextField(_("question"), max_length=2000, blank=True)
    change = models.CharField(_("change"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="themes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="themes")
    submission_key = models.UUIDField(default=uuid.uuid4, editable=False)

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    touched_at = models.DateTimeField(auto_now=True)
    proposed_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    declined_at = models.DateTimeField(null=True, editable=False)
    decline_reason = models.CharField(max_length=10, choices=Reason, blank=True, editable=False)
    decline_text = models.TextField(blank=True, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-opened_at", "-id"], condition=Q(state="open"), name="theme_open_newest"),
            models.Index(fields=["proposed_at"], condition=Q(state="proposed"), name="theme_awaiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission_key"], name="theme_sent_once"),
            models.CheckConstraint(
                name="theme_is_whole_once_proposed",
                condition=Q(state__in=["draft", "withdrawn"]) | (~Q(title="") & ~Q(question="") & ~Q(change="")),
            ),
            models.CheckConstraint(
                name="theme_proposed_at_matches_state",
                condition=Q(state="draft", proposed_at=None)
                | Q(state__in=["proposed", "open", "declined"], proposed_at__isnull=False)
                | Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="theme_opened_at_matches_state",
                condition=Q(state="open", opened_at__isnull=False) | (~Q(state="open") & Q(opened_at=None)),
            ),
            models.CheckConstraint(
                name="theme_declined_with_a_reason",
                condition=(Q(state="declined", declined_at__isnull=False) & ~Q(decline_reason="") & ~Q(decline_text=""))
                | (~Q(state="declined") & Q(declined_at=None, decline_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def get_absolute_url(self) -> str:
        return reverse("collaborations:theme", args=[self.pk])

    @cached_property
    def keeper_seat(self) -> Any:
        """The seat that looks after it now, with its person; None when nobody does. One query, unless it was filled."""
        duties = Duty.objects.now().filter(kind=LOOKS_AFTER, thing_id=self.pk, organisation=self.organisation_id)
        found = duties.select_related("seat__person").first()
        return found and found.seat

    def is_looked_after_by(self, person: Any) -> bool:
        """The rule of ``looked_after_by``, asked of loaded rows."""
        seats = person.seats
        is_own = self.author_id == person.pk and any(seat.organisation_id == self.organisation_id for seat in seats)
        return is_own or (self.keeper_seat is not None and self.keeper_seat in seats)


class SupportQuerySet(models.QuerySet["Support"]):
    def for_page(self) -> "SupportQuerySet":
        """With the organisations, in the order in which they came."""
        return self.select_related("organisation").order_by("pk")


class Support(models.Model):
    """One organisation's backing of a theme: one voice each, whoever of its people gives it."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="supports")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "organisation"],
                name="support_one_voice",
                violation_error_message=_("Your organisation supports this theme already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.theme}"
