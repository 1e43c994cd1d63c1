"""A person who was only written down becomes their account: everything that named them names the account.

Every table that points at people is found by asking the models, so that a new one cannot be forgotten. What is
append-only (the journal, the log of events) keeps its old number: people without an account never acted themselves.
"""

from django.db import IntegrityError, models, transaction

from members.handovers.belongings import belongings_of, pass_on
from members.people.models import Person
from members.seats.actions import change_role, end_seat
from members.seats.models import SeatTerm

STAYS = {"network.Entry", "notifications.Event", "members.Claim"}


def merge(kept: Person, *, into: Person) -> None:
    """Move every row of ``kept``, then the row itself is gone; call it inside a transaction."""
    _join_seats(kept, into)
    for field in fields_to_people():
        _move(field, kept, into)
    kept.delete()


def fields_to_people() -> list["models.ForeignKey[Person, Person]"]:
    """Every foreign key to a person that moves, of every app."""
    return [
        relation.field
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.related_model._meta.label not in STAYS
    ]


def _join_seats(kept: Person, into: Person) -> None:
    """Where both hold a seat, the account's stays, with the stronger role and everything that belonged to the other."""
    mine = {seat.organisation_id: seat for seat in SeatTerm.objects.not_ended().filter(person=into)}
    for seat in SeatTerm.objects.not_ended().filter(person=kept):
        if own := mine.get(seat.organisation_id):
            pass_on(seat, dict.fromkeys(belongings_of(seat), own))
            if seat.is_contact:
                change_role(own, role=SeatTerm.Role.CONTACT, by=None)
            end_seat(seat, by=None, why="The same person holds this seat with their account.")


def _move(field: "models.ForeignKey[Person, Person]", kept: Person, into: Person) -> None:
    """All rows at once; where the account has the like of one already, row by row, and the account's stays."""
    rows = field.model._base_manager.filter(**{field.name: kept})
    try:
        with transaction.atomic():
            rows.update(**{field.name: into})
    except IntegrityError:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    rows.filter(pk=pk).update(**{field.name: into})
            except IntegrityError:
                rows.filter(pk=pk).delete()
