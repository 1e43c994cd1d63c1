from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from members.people.addresses import counted_as
from members.seats.models import SeatTerm
from network.moves import Moving

VALID_FOR = timedelta(days=14)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(state=Invitation.State.SENT, expires_at__gt=Now())

    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """Those of organisations whose contact ``user`` is; coordinators see all."""
        if user.is_coordinator:
            return self
        return self.filter(organisation__in=[seat.organisation_id for seat in user.seats if seat.is_contact])

    def on_roster(self) -> "InvitationQuerySet":
        """Those a contact can still do something about, newest first."""
        waiting = [Invitation.State.SENT, Invitation.State.EXPIRED]
        return self.filter(state__in=waiting).order_by("-sent_at", "-pk")

    def overdue(self) -> "InvitationQuerySet":
        return self.filter(state=Invitation.State.SENT, expires_at__lte=Now())


class Invitation(Moving):
    """A seat offered to an address. Only whoever proves that address can take it up: a forwarded one opens nothing."""

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    MOVES: ClassVar = {
        "accept": ({State.SENT}, State.ACCEPTED),
        "cancel": ({State.SENT}, State.CANCELLED),
        "expire": ({State.SENT}, State.EXPIRED),
        "send_again": ({State.SENT, State.EXPIRED}, State.SENT),
    }

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=SeatTerm.Role, default=SeatTerm.Role.STAFF)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SENT)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(default=timezone.now)
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    seat = models.OneToOneField(SeatTerm, models.SET_NULL, null=True, blank=True, related_name="invitation")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("email"), condition=Q(state="sent"), name="invitation_open_once",
                violation_error_message=_("This address is invited already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.SENT and self.expires_at > timezone.now()

    @property
    def answers_an_application(self) -> bool:
        """Whether it is the yes to whoever applied: a first contact's seat, at the address they gave."""
        applied = self.organisation
        is_new = applied.state == Organisation.State.APPROVED and self.role == SeatTerm.Role.CONTACT
        return is_new and self.email == counted_as(applied.applicant_email)

    def too_late(self) -> Any:
        said: dict[str, Any] = {
            self.State.ACCEPTED: _("This invitation was used already: the seat is taken."),
            self.State.CANCELLED: _("This invitation was taken back."),
            self.State.EXPIRED: _("This invitation has expired."),
        }
        return said.get(self.state, _("This invitation is open already."))
