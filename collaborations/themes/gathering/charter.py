"""What the page of a charter shows."""

from typing import Any

from collaborations.themes.gathering.forming import SIGNATURES
from collaborations.themes.gathering.models import Charter, Signature, Volunteer
from collaborations.themes.models import Theme

TEXTS = ("purpose", "scope", "not_scope", "rhythm")


def about_charter(theme: Theme, charter: Charter, user: Any) -> dict[str, Any]:
    """Its text, who signed it, and what of that is the reader's own; two queries and those of two permissions."""
    volunteers = list(Volunteer.objects.filter(theme=theme).for_page())
    serving = {one.seat.organisation_id for one in volunteers}
    signatures = Signature.objects.filter(charter=charter, version=charter.version, organisation__in=serving)
    signed = [signature.organisation for signature in signatures.select_related("organisation").order_by("pk")]
    own_part = next((one for one in volunteers if one.seat.person_id == user.pk), None)
    return {
        "theme": theme,
        "charter": charter,
        "lines": [(_label(name), getattr(charter, name)) for name in TEXTS],
        "signed": signed,
        "own_part": own_part,
        "has_signed": own_part is not None and own_part.seat.organisation in signed,
        "too_few": len(serving) < SIGNATURES,
        "may_edit": user.has_perm("collaborations.edit_charter", theme),
        "may_sign": user.has_perm("collaborations.sign_charter", theme),
    }


def _label(name: str) -> Any:
    field: Any = Charter._meta.get_field(name)
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]
