"""Organisations on the coordinator's desk: those whose day has come."""

from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import ENDS_AFTER, TO_ITS_PLACE, Organisation
from network.desk import Pile, Waiting, declare


class _Lapsed(Pile):
    name = "lapsed"
    label = gettext_lazy("Places that ran out")
    due = F("lapses_on") + ENDS_AFTER
    since = F("lapses_on")

    def rows(self, person: Any) -> Any:
        return Organisation.objects.visible_to(person).lapsed()

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        return Waiting(
            title=_("The place of %(name)s has run out") % {"name": organisation},
            text=organisation.state_text or _("Renew it, or say goodbye."),
            address=organisation.get_absolute_url() + TO_ITS_PLACE,
            act=_("Decide about its place"),
            otherwise=_("It ends on %(day)s unless you renew it.")
            % {"day": date_format(organisation.ends_on, "DATE_FORMAT")},
        )


LAPSED = declare(_Lapsed())
