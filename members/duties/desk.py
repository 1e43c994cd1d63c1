"""Vacant duties on the coordinator's desk: somebody of that organisation must take them on."""

from typing import Any

from django.db.models import Count, F, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.organisations.models import Organisation
from members.roster.quarters import asked_again_at, said_when
from network.desk import Pile, Waiting, declare


class _VacantDuties(Pile):
    """Each organisation once, with how many of its duties nobody sees to."""

    name = "vacant-duties"
    label = gettext_lazy("Vacant duties")
    due = F("asked_again")
    since = F("since")
    effect = F("vacant")

    def rows(self, person: Any) -> Any:
        """Organisations with vacant duties, the longest vacant first; only a coordinator can do something."""
        if not person.is_coordinator:
            return Organisation.objects.none()
        vacant = {"duties__seat": None, "duties__ended_at": None, "duties__vacant_since__isnull": False}
        found = Organisation.objects.filter(**vacant)
        counted = found.annotate(vacant=Count("duties"), since=Min("duties__vacant_since"))
        return counted.annotate(asked_again=asked_again_at()).order_by("since", "pk")

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        said = ngettext(
            "Nobody sees to %(n)d duty of this organisation.",
            "Nobody sees to %(n)d duties of this organisation.",
            organisation.vacant,
        )
        return Waiting(
            title=_("%(name)s has something vacant") % {"name": organisation},
            text=said % {"n": organisation.vacant},
            address=reverse("members:my-organisation", args=[organisation.pk]) + "#vacant",
            act=_("See what is vacant"),
            otherwise=said_when(organisation.asked_again),
        )


VACANT_DUTIES = declare(_VacantDuties())
