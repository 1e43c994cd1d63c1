from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from members.seats.models import SeatTerm
from network.moves import Moving

DECIDE_WITHIN = timedelta(days=14)


class DutyQuerySet(models.QuerySet["Duty"]):
    def now(self) -> "DutyQuerySet":
        """Those not over, held or vacant."""
        return self.filter(ended_at=None)

    def vacant(self) -> "DutyQuerySet":
        """Those nobody sees to, the longest vacant first, with their organisations."""
        return self.now().filter(seat=None).select_related("organisation").order_by("vacant_since", "pk")

    def visible_to(self, user: Any) -> "DutyQuerySet":
        """Those of one's own organisations; every one for coordinators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator:
            return self
        return self.filter(organisation__in=[seat.organisation_id for seat in user.seats])

    def held_by(self, user: Any) -> "DutyQuerySet":
        """Those that ``user`` sees to by a seat that gives access now."""
        return self.now().filter(seat__in=[seat.pk for seat in user.seats])


class Duty(models.Model):
    """Something an organisation has taken on, and the seat that sees to it now; without a seat it is vacant.

    The organisation never changes hands silently: only the seat does. ``kind`` is declared by the slice that the
    thing belongs to (members/handovers/belongings.py).
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties")
    seat = models.ForeignKey(SeatTerm, models.PROTECT, null=True, blank=True, related_name="duties")
    kind = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    since = models.DateTimeField(db_default=Now())
    vacant_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing_id", "organisation"], condition=Q(ended_at=None), name="duty_once"
            ),
            models.CheckConstraint(
                name="duty_held_or_vacant",
                condition=Q(ended_at__isnull=False)
                | Q(seat__isnull=False, vacant_since=None)
                | Q(seat=None, vacant_since__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["seat"], condition=Q(ended_at=None), name="duty_of_seat")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def open(self) -> "HandOverQuerySet":
        """Those to be decided, the most urgent first, with seat, person and organisation."""
        return self.filter(state="open").select_related("seat__person", "seat__organisation").order_by("due_at", "pk")

    def visible_to(self, user: Any) -> "HandOverQuerySet":
        """Whose seat it is, who took something over, the contacts of the organisation, and coordinators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator:
            return self
        contact_of = [seat.organisation_id for seat in user.seats if seat.is_contact]
        took_over = HandOverLine.objects.filter(
            hand_over=OuterRef("pk"), successor__in=[seat.pk for seat in user.seats]
        )
        mine = Q(seat__person=user) | Q(seat__organisation__in=contact_of) | Q(Exists(took_over), state="done")
        return self.filter(mine)


class HandOver(Moving):
    """A seat on its way out: for each duty a successor or "vacant", moved all at once when it is done."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CALLED_OFF = "called-off", _("called off")

    class Reason(models.TextChoices):
        LEAVING = "leaving", _("leaves the organisation")
        BOUNCED = "bounced", _("mail no longer reaches this person")
        ROSTER = "roster", _("nobody confirmed this seat for a year")
        ERASED = "erased", _("asked for their account to be erased")
        ORGANISATION = "organisation", _("the organisation ended")

    MOVES: ClassVar = {
        "finish": ({State.OPEN}, State.DONE),
        "call_off": ({State.OPEN}, State.CALLED_OFF),
    }

    seat = models.ForeignKey(SeatTerm, models.PROTECT, related_name="hand_overs")
    reason = models.CharField(max_length=12, choices=Reason)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(state="open"), name="hand_over_open_once"),
            models.CheckConstraint(
                name="hand_over_finished_at",
                condition=Q(state="done", finished_at__isnull=False) | (~Q(state="done") & Q(finished_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_reason_display()}"

    def get_absolute_url(self) -> str:
        return reverse("members:hand-over", args=[self.pk])

    def may_be_called_off_by(self, person: Any) -> bool:
        """Whoever leaves takes back what they said themselves, and what a machine or a missing answer began."""
        said_by_somebody = self.reason == self.Reason.LEAVING and self.opened_by_id != person.pk
        return not (said_by_somebody and self.seat.person_id == person.pk)

    def too_late(self) -> str:
        return gettext("Somebody else was faster: this hand-over is %(state)s.") % {"state": self.get_state_display()}


class HandOverLine(models.Model):
    """What became of one thing: who took it over, or that nobody has yet; the successor's page is made of these."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    successor = models.ForeignKey(SeatTerm, models.PROTECT, null=True, blank=True, related_name="taken_over")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hand_over", "kind", "thing_id"], name="hand_over_line_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
