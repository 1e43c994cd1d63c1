"""Requests for a seat that nobody at the organisation answers."""

from typing import Any

from django.utils.translation import gettext as _

from members.joining.models import ANSWER_WITHIN, JoinRequest
from network.desk import Pile, Waiting, declare


class _UnansweredRequests(Pile):
    """After the contacts had their time, or at once where there are none."""

    name = "unanswered-join-requests"

    def rows(self, person: Any) -> Any:
        return JoinRequest.objects.for_the_desk()

    def waiting(self, asked: Any, person: Any) -> Waiting:
        return Waiting(
            title=_("%(person)s asks %(name)s for a seat") % {"person": asked.person, "name": asked.organisation},
            text=_("No contact answered within %(days)d days, or there is none.") % {"days": ANSWER_WITHIN.days},
            address=asked.get_absolute_url(),
            since=asked.asked_at,
            minutes=5,
            act=_("Read and decide"),
        )


UNANSWERED_REQUESTS = declare(_UnansweredRequests())
