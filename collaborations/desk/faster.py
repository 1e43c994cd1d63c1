"""Two people on one thing: what the second of them reads."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from collaborations.desk.models import Prepared
from members.people.models import Person
from network.desk import PILES, Decision, Pile
from network.journal import Entry
from network.moves import MoveRefused, Moving


def who_was_faster(pile: Pile, thing_id: int, person: Any, *, but: Prepared | None = None) -> str:
    """Who decided, or prepared, what; ``but`` is the one that is looked at. It names no thing: it may be protected.

    Of what ``person`` may not see, or has no say in, they read the same as of what never was.
    """
    thing = _thing(pile, thing_id, person)
    prepared = Prepared.objects.waiting().filter(pile=pile.name, thing_id=thing_id).exclude(pk=but.pk if but else 0)
    ready = prepared.select_related("by").first()
    if ready is not None and (ready.by == person or thing is not None):
        decision = pile.decision(ready.decision)
        label = decision.label if decision else ready.decision
        if ready.by == person:
            return _("You prepared “%(decision)s” about this already; it is in your outbox.") % {"decision": label}
        at = date_format(localtime(ready.prepared_at), "DATETIME_FORMAT")
        said = _("%(name)s was faster: “%(decision)s” was prepared on %(at)s and is announced soon.")
        return said % {"name": ready.by, "decision": label, "at": at}
    return _decided(thing, person)


def still_waiting(prepared: Prepared, by: Any) -> tuple[Pile, Decision, Any]:
    """What a prepared decision is about, as it is now; raises MoveRefused when it does not wait any more.

    And when its kind of thing, or of decision, is not there any more.
    """
    pile = PILES.get(prepared.pile)
    decision = pile.decision(prepared.decision) if pile else None
    if pile is None or decision is None:
        raise MoveRefused(_("This cannot be decided here any more."))
    row = pile.rows(by).filter(pk=prepared.thing_id).first()
    if row is None:
        raise MoveRefused(who_was_faster(pile, prepared.thing_id, by, but=prepared))
    return pile, decision, row


def _thing(pile: Pile, thing_id: int, person: Any) -> Any:
    """As far as ``person`` may see it and decide about it, or prepared something about it; else None."""
    things = pile.rows(person).model._default_manager
    if Prepared.objects.visible_to(person).filter(pile=pile.name, thing_id=thing_id).exists():
        return things.filter(pk=thing_id).first()
    seen = things.visible_to(person).filter(pk=thing_id).first() if hasattr(things, "visible_to") else None
    decides = any(person.has_perm(decision.permission, seen) for decision in pile.decisions) if seen else False
    return seen if decides else None


def _decided(thing: Any, person: Any) -> str:
    """What the journal says last, and how it stands now."""
    if not isinstance(thing, Moving):
        return _("This does not wait any more.")
    last = Entry.objects.about(thing).last()
    who = Person.objects.filter(pk=last.actor_id).first() if last and last.actor_id else None
    if who == person:
        return _("You decided about this already: it is now %(state)s.") % {"state": thing.get_state_display()}  # type: ignore[attr-defined]
    if who is None:
        return thing.too_late()
    said = _("%(name)s was faster: it is now %(state)s.")
    return said % {"name": who, "state": thing.get_state_display()}  # type: ignore[attr-defined]
