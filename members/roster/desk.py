"""Organisations that have not said for a year who works there."""

from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import Organisation
from members.roster.models import UNCONFIRMED_FOR, RosterCheck
from members.roster.quarters import asked_again_at, said_when
from network.desk import Pile, Waiting, declare


class _SilentOrganisations(Pile):
    """Asked for a year, and no answer to any of the mails."""

    name = "silent-organisations"
    label = gettext_lazy("Silent organisations")
    due = F("asked_again")
    since = Coalesce("answered", "first_asked")
    minutes = 10

    def rows(self, person: Any) -> Any:
        """Those that were first asked a year ago or earlier and answered nothing since; the longest silent first.

        Only a coordinator can do something about it.
        """
        if not person.is_coordinator:
            return Organisation.objects.none()
        year_ago = timezone.now() - UNCONFIRMED_FOR
        checks = RosterCheck.objects.filter(organisation=OuterRef("pk"))
        silent = Organisation.objects.active().exclude(Exists(checks.filter(answered_at__gt=year_ago)))
        asked = silent.annotate(first_asked=Min("roster_checks__asked_at"), answered=Max("roster_checks__answered_at"))
        unanswered = asked.filter(first_asked__lte=year_ago).annotate(asked_again=asked_again_at())
        return unanswered.order_by("first_asked", "pk")

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        return Waiting(
            title=_("%(name)s has been silent for a year") % {"name": organisation},
            text=_("None of its contacts said who still works there. Call them."),
            address=reverse("members:my-organisation", args=[organisation.pk]),
            act=_("See its contacts"),
            otherwise=said_when(organisation.asked_again),
        )


SILENT_ORGANISATIONS = declare(_SilentOrganisations())
