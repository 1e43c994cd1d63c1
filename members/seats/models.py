from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from network.moves import Moving

CONTACTS_WANTED = 2  # product.md: so that an organisation has a voice while one of them is away


class SeatTermQuerySet(models.QuerySet["SeatTerm"]):
    def held(self) -> "SeatTermQuerySet":
        """Seats that give access at this moment, with their organisations."""
        return (
            self.filter(ended_at=None, organisation__state__in=Organisation.TAKES_PART)
            .select_related("organisation")
            .order_by("pk")
        )

    def not_ended(self) -> "SeatTermQuerySet":
        """Seats of an organisation in any state, for whoever keeps its roster; contacts first, then by name."""
        return (
            self.filter(ended_at=None).select_related("person", "organisation").order_by("role", "person__name", "pk")
        )

    def visible_to(self, user: Any) -> "SeatTermQuerySet":
        """One's own and those of one's colleagues; every one for coordinators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator:
            return self
        return self.filter(Q(person=user) | Q(organisation__in=[seat.organisation_id for seat in user.seats]))

    def contacts(self) -> "SeatTermQuerySet":
        return self.filter(role=SeatTerm.Role.CONTACT)

    def in_reach(self) -> "SeatTermQuerySet":
        """Those not ended whose holder can be reached: whoever leaves is there until the hand-over is done."""
        return self.filter(state__in=SeatTerm.IN_REACH)


class SeatTerm(Moving):
    """A place of an organisation in the network, held by a person for a time; the organisation stays when they go.

    ``leaving`` and ``unreachable`` seats still give access: the first until the hand-over is done, the second because
    silence alone is no reason to lock somebody out.
    """

    class Role(models.TextChoices):
        CONTACT = "contact", _("contact")
        STAFF = "staff", _("staff")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        LEAVING = "leaving", _("leaving")
        UNREACHABLE = "unreachable", _("out of reach")
        ENDED = "ended", _("ended")

    IN_REACH: ClassVar = (State.ACTIVE, State.LEAVING)
    MOVES: ClassVar = {
        "leave": ({State.ACTIVE, State.UNREACHABLE}, State.LEAVING),
        "stay": ({State.LEAVING}, State.ACTIVE),
        "lose_touch": ({State.ACTIVE}, State.UNREACHABLE),
        "reach_again": ({State.UNREACHABLE}, State.ACTIVE),
        "end": ({State.ACTIVE, State.LEAVING, State.UNREACHABLE}, State.ENDED),
    }

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seat_terms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seat_terms")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.STAFF)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.ACTIVE)
    started_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(_("last confirmed by a contact"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_listed = models.BooleanField(
        _("named on the organisation's public page"), default=False, help_text=_("Only with this person's own consent.")
    )

    objects = SeatTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(ended_at=None),
                name="seat_held_once",
                violation_error_message=_("This person holds a seat in this organisation already."),
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_starts", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="seat_ended_at_matches_state",
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"

    @property
    def is_contact(self) -> bool:
        return self.role == self.Role.CONTACT

    def is_held(self) -> bool:
        """Whether it gives access now; asks the organisation, so load it before asking many."""
        return self.ended_at is None and self.organisation.takes_part

    def too_late(self) -> Any:
        return _("This seat is %(state)s by now.") % {"state": self.get_state_display()}
