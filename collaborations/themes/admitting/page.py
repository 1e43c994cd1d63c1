"""What the page of a closed or sealed theme shows of who was let in."""

from typing import Any

from collaborations.themes.admissions import Admission
from collaborations.themes.admitting.forms import InviteForm
from collaborations.themes.models import Theme


def about(theme: Theme, user: Any, *, form: InviteForm | None = None) -> dict[str, Any]:
    """Nothing for themes that everybody can read, and for those who decide without taking part."""
    if (
        not theme.is_discreet
        or theme.state not in Theme.KNOWN
        or not user.has_perm("collaborations.invite_into_theme", theme)
    ):
        return {"admitting": None}
    counting = Admission.objects.counting().filter(theme=theme)
    let_in = counting.select_related("person", "invited_by", "vouched_by").order_by("pk")
    return {
        "admitting": {
            "form": form or InviteForm(),
            "people": [
                (admission, user.has_perm("collaborations.vouch_into_theme", admission)) for admission in let_in
            ],
        }
    }
