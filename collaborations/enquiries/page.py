"""What the page of one enquiry shows at the desk."""

from typing import Any

from collaborations.enquiries.asking import account_of
from collaborations.enquiries.desk import otherwise
from collaborations.enquiries.forms import DeclineForm, ThemeForm
from collaborations.enquiries.introducing.forms import IntroduceForm
from collaborations.enquiries.models import Enquiry
from network.search import look_alikes

MOST_ALIKE, MOST_EARLIER = 5, 5


def everything_about(enquiry: Enquiry, user: Any, **forms: Any) -> dict[str, Any]:
    """With what is like it in the network, and what came from the same address; as many queries for much as little."""
    asker = account_of(enquiry)
    earlier = Enquiry.objects.visible_to(user).filter(email__iexact=enquiry.email).exclude(pk=enquiry.pk)
    return {
        "enquiry": enquiry,
        "alike": look_alikes(user, f"{enquiry.subject} {enquiry.text[:500]}", most=MOST_ALIKE),
        "earlier": earlier.order_by("-received_at", "-pk")[:MOST_EARLIER],
        "sides": enquiry.introductions.select_related("organisation", "person").order_by("pk"),
        "account": asker,
        "otherwise": otherwise(enquiry) if enquiry.due_at else "",
        "waits": enquiry.state == Enquiry.State.RECEIVED,
        "can_keep": enquiry.can("keep_after_all"),
        "can_take_up": enquiry.ended_by_itself,
        "theme_form": forms.get("theme_form") or ThemeForm(enquiry=enquiry, asker=asker),
        "introduce_form": forms.get("introduce_form") or IntroduceForm(),
        "decline_form": forms.get("decline_form") or DeclineForm(),
    }
