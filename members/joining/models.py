from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from members.seats.models import SeatTerm
from network.moves import Moving

ANSWER_WITHIN = timedelta(days=14)  # after which the coordinator finds it on the desk
CLOSES_AFTER = timedelta(days=28)  # with a kind word, when nobody answered


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: Any) -> "JoinRequestQuerySet":
        """One's own, and those to organisations whose contact one is; coordinators see all."""
        if user.is_coordinator:
            return self
        led = [seat.organisation_id for seat in user.seats if seat.is_contact]
        return self.filter(Q(person=user) | Q(organisation__in=led))

    def waiting(self) -> "JoinRequestQuerySet":
        """Not decided yet, the longest waiting first."""
        return self.filter(state=JoinRequest.State.WAITING).order_by("asked_at", "pk")

    def for_the_desk(self) -> "JoinRequestQuerySet":
        """Waiting where nobody else answers: past their time, or at an organisation without a contact."""
        contacts = SeatTerm.objects.filter(organisation=OuterRef("organisation"), ended_at=None).contacts()
        is_late = Q(asked_at__lte=timezone.now() - ANSWER_WITHIN)
        return self.waiting().filter(is_late | ~Exists(contacts)).select_related("organisation", "person")


class JoinRequest(Moving):
    """Somebody with an account asks an organisation for a seat; its contacts decide, a domain alone never does."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Address(models.TextChoices):
        """What the person's e-mail address says about them and the organisation."""

        MATCHES = "matches", _("at a domain of the organisation")
        LOOKS_ALIKE = "looks-alike", _("at a domain that only looks like the organisation's")
        ELSEWHERE = "elsewhere", _("somewhere else")

    MOVES: ClassVar = {
        "accept": ({State.WAITING}, State.ACCEPTED),
        "refuse": ({State.WAITING}, State.REFUSED),
        "withdraw": ({State.WAITING}, State.WITHDRAWN),
    }

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    text = models.TextField(_("who you are and what you would like to do"), max_length=1000)
    address = models.CharField(max_length=11, choices=Address, default=Address.ELSEWHERE)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(max_length=1000, blank=True)
    is_vouched_for = models.BooleanField(default=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(state="waiting"), name="join_request_waits_once",
                violation_error_message=_("You have asked already; the answer is on its way."),
            ),
            models.CheckConstraint(
                name="join_request_look_alike_vouched",
                condition=~Q(state="accepted", address="looks-alike") | Q(is_vouched_for=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("members:join-request", args=[self.pk])

    @property
    def looks_alike(self) -> bool:
        return self.address == self.Address.LOOKS_ALIKE
