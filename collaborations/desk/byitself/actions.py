"""Taking back what the platform decided by itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.people.models import Person
from network.desk import Default
from network.moves import MoveRefused


@transaction.atomic
def undo(default: Default, thing: Any, *, by: Person) -> Any:
    """Do what the slice offers against its own default. Raises MoveRefused when it does not offer that any more."""
    if default.undo is None or not default.can_undo(thing):
        raise MoveRefused(_("This cannot be taken back any more."))
    return default.undo(thing, by=by)
