"""Invitations into sealed themes on the desk of safeguarding officers: the first participant of one is alone."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.admissions import Admission
from collaborations.themes.admitting import actions
from collaborations.themes.models import ADMISSION_WAITS, Theme
from network.desk import Decision, Pile, Waiting, declare
from network.protection import Level


class _Unvouched(Pile):
    """Whom somebody invited and nobody vouched for yet, without a word about the theme."""

    name = "theme-admission"
    label = gettext_lazy("Invitations into sealed themes")
    due = F("invited_at") + timedelta(days=ADMISSION_WAITS.days)
    since = F("invited_at")
    sensitive = True
    decisions = (
        Decision("vouch", gettext_lazy("Vouch for them"), "collaborations.vouch_into_theme", actions.vouch, key="a"),
        Decision(
            "let_go", gettext_lazy("Do not let them in"), "collaborations.vouch_into_theme", actions.let_go, key="d"
        ),
    )

    def rows(self, person: Any) -> Any:
        if not person.is_safeguarding_officer:
            return Admission.objects.none()
        waiting = Admission.objects.counting().filter(
            vouched_by=None, theme__protection=Level.SEALED, theme__state__in=Theme.KNOWN
        )
        others = waiting.exclude(invited_by=person.pk).exclude(person=person.pk)
        return others.select_related("theme", "person", "invited_by").order_by("invited_at", "pk")

    def waiting(self, admission: Any, person: Any) -> Waiting:
        day = date_format(localtime(admission.invited_at + ADMISSION_WAITS), "DATE_FORMAT")
        return Waiting(
            title=_("%(name)s is invited into a sealed theme") % {"name": admission.person},
            text=_("%(name)s invited them. Somebody else who takes part can vouch, too.")
            % {"name": admission.invited_by},
            address=reverse("collaborations:desk"),
            otherwise=_("The invitation lapses on %(day)s.") % {"day": day},
            thing=admission,
        )


UNVOUCHED = declare(_Unvouched())
