"""Vacant duties on the coordinator's desk: somebody of that organisation must take them on."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.organisations.models import Organisation
from network.desk import Pile, Waiting, declare


class _VacantDuties(Pile):
    """Each organisation once, with how many of its duties nobody sees to."""

    name = "vacant-duties"

    def rows(self, person: Any) -> Any:
        """Organisations with vacant duties, the longest vacant first."""
        vacant = {"duties__seat": None, "duties__ended_at": None, "duties__vacant_since__isnull": False}
        found = Organisation.objects.filter(**vacant)
        return found.annotate(vacant=Count("duties"), since=Min("duties__vacant_since")).order_by("since", "pk")

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
            since=organisation.since,
            minutes=5,
            act=_("See what is vacant"),
        )


VACANT_DUTIES = declare(_VacantDuties())
