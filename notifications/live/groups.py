from members.seats.models import SeatTerm


def seats_of(person_id: int) -> frozenset[int]:
    """The seats held at this moment; an open page may stay while it has every one that it was opened with."""
    return frozenset(SeatTerm.objects.held().filter(person=person_id).values_list("pk", flat=True))


def group_of(person_id: int) -> str:
    """The name under which all open pages of one person listen."""
    return f"person-{person_id}"
