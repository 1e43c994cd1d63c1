"""Applications on the coordinator's desk."""

from typing import Any

from django.utils.translation import gettext as _

from members.organisations.models import Organisation
from network.desk import Pile, Waiting, declare


class _Applications(Pile):
    name = "application"

    def rows(self, person: Any) -> Any:
        return Organisation.objects.visible_to(person).applications()

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        return Waiting(
            title=_("%(name)s applies") % {"name": organisation},
            text=_("%(kind)s, %(country)s")
            % {"kind": organisation.get_kind_display(), "country": organisation.country_name},
            address=organisation.get_absolute_url(),
            since=organisation.applied_at,
            minutes=10,
            thing=organisation,
            template="members/applications/desk.html",
        )


APPLICATIONS = declare(_Applications())
