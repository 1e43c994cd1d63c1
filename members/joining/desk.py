"""Requests for a seat that nobody at the organisation answers."""

from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.joining.models import ANSWER_WITHIN, CLOSES_AFTER, JoinRequest
from network.desk import Pile, Waiting, declare


class _UnansweredRequests(Pile):
    """After the contacts had their time, or at once where there are none."""

    name = "unanswered-join-requests"
    label = gettext_lazy("Requests for a seat")
    due = F("asked_at") + CLOSES_AFTER
    since = F("asked_at")

    def rows(self, person: Any) -> Any:
        return JoinRequest.objects.visible_to(person).for_the_desk()

    def waiting(self, asked: Any, person: Any) -> Waiting:
        return Waiting(
            title=_("%(person)s asks %(name)s for a seat") % {"person": asked.person, "name": asked.organisation},
            text=_("No contact answered within %(days)d days, or there is none.") % {"days": ANSWER_WITHIN.days},
            address=asked.get_absolute_url(),
            act=_("Read and decide"),
            otherwise=_("On %(day)s it is closed with a kind word; they can ask again.")
            % {"day": date_format(asked.asked_at + CLOSES_AFTER, "DATE_FORMAT")},
        )


UNANSWERED_REQUESTS = declare(_UnansweredRequests())
