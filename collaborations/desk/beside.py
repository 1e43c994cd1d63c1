"""What the desk keeps of things by their number: said to the rooms below it, and forgotten when they erase one."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from collaborations.desk.models import Delegated, Postponed, Prepared
from network.desk import PILES, Beside, declare_beside


def _prepared(thing: Any) -> str:
    """In the words of the decision as the thing stands now."""
    about = Prepared.objects.standing().filter(thing_type=thing._meta.label_lower, thing_id=thing.pk)
    ready = about.select_related("by").first()
    decision = PILES[ready.pile].decision(ready.decision) if ready and ready.pile in PILES else None
    if ready is None or decision is None:
        return ""
    at = date_format(localtime(ready.announce_at), "DATETIME_FORMAT")
    said = {"name": ready.by, "decision": decision.says(thing), "at": at}
    return _("%(name)s prepared “%(decision)s”; it is announced by %(at)s.") % said


def _forget(pile: str, thing_id: int) -> None:
    for model in (Prepared, Postponed, Delegated):
        model._default_manager.filter(pile=pile, thing_id=thing_id).delete()


BESIDE = declare_beside(Beside(_prepared, _forget))
