"""Enquiries on the desk: a kind no and advertising are decided there, a theme and an introduction on their own page."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.enquiries.actions import decline, discard, take_up_again
from collaborations.enquiries.models import Enquiry
from network.desk import NOTHING_DECIDED, Decision, Default, Pile, Waiting, declare, declare_default

ANSWER = "collaborations.answer_enquiry"


class _Enquiries(Pile):
    name = "enquiry"
    label = gettext_lazy("Questions from outside")
    decisions = (
        Decision("decline", gettext_lazy("Say a kind no"), ANSWER, decline, key="d", asks_text=True),
        Decision("discard", gettext_lazy("Put aside as advertising"), ANSWER, discard),
    )
    due = F("due_at")
    since = F("received_at")
    minutes = 5
    escalated = Q(escalated_at__isnull=False)

    def rows(self, person: Any) -> Any:
        return Enquiry.objects.visible_to(person).waiting()

    def waiting(self, enquiry: Any, person: Any) -> Waiting:
        return Waiting(
            title=str(enquiry),
            text=_("%(who)s asks, %(how)s") % {"who": enquiry.asked_by, "how": enquiry.get_source_display()},
            address=enquiry.get_absolute_url(),
            otherwise=otherwise(enquiry),
            act=_("Read it, or make a theme or an introduction of it"),
            lang=enquiry.language,
            thing=enquiry,
            template="collaborations/enquiries/at_desk.html",
        )


def otherwise(enquiry: Any) -> str:
    """What happens, and when, if nobody does anything."""
    day = {"day": date_format(timezone.localtime(enquiry.due_at), "DATE_FORMAT")}
    if enquiry.state == Enquiry.State.INTRODUCING:
        return _("If a side has not answered by %(day)s, it comes back to the desk.") % day
    if enquiry.escalated_at:
        return _("If nobody answers, it ends by itself with a kind no on %(day)s.") % day
    return _("If nobody answers by %(day)s, deputies are asked, too.") % day


ENQUIRIES = declare(_Enquiries())
declare_default(
    Default(
        Enquiry, "escalate_enquiry", gettext_lazy("deputies are asked about a question, too"), instead=NOTHING_DECIDED
    )
)
declare_default(
    Default(
        Enquiry, "end_enquiry", gettext_lazy("a question ended with a kind no"), undo=take_up_again,
        undo_label=gettext_lazy("Take it up again"), permission=ANSWER,
        can_undo=lambda enquiry: enquiry.ended_by_itself,
    )
)  # fmt: skip
declare_default(
    Default(
        Enquiry, "give_up_introduction", gettext_lazy("an introduction came to nothing"),
        instead=gettext_lazy("It lies on the desk again: introduce somebody else, or answer it yourself."),
    )
)  # fmt: skip
