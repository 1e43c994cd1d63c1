"""Applications on the coordinator's desk."""

from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.applications.promises import due_at
from members.organisations.models import Organisation
from network.desk import Pile, Waiting, declare


class _Applications(Pile):
    name = "application"
    label = gettext_lazy("Applications")
    due = F("answer_due")
    since = F("applied_at")
    minutes = 10

    def rows(self, person: Any) -> Any:
        return Organisation.objects.visible_to(person).applications().annotate(answer_due=due_at())

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        return Waiting(
            title=_("%(name)s applies") % {"name": organisation},
            text=_("%(kind)s, %(country)s")
            % {"kind": organisation.get_kind_display(), "country": organisation.country_name},
            address=f"{organisation.get_absolute_url()}#decision",
            act=_("Read and decide"),
            otherwise=_("On %(day)s the applicant reads that it takes longer, and a new promise begins.")
            % {"day": date_format(organisation.answer_due, "DATE_FORMAT")},
            thing=organisation,
            template="members/applications/desk.html",
        )


APPLICATIONS = declare(_Applications())
