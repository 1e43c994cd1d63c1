from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from network.moves import Moving


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
