from django.db import transaction

from members.people.models import Person
from notifications.digests.actions import set_digest


@transaction.atomic
def set_preferences(person: Person, *, cadence: str, send_hour: int, by: Person) -> Person:
    """Keep name, language, zone, digest and whether they may be asked; the digest's next hour follows from them."""
    person.save(update_fields=["name", "language", "time_zone", "may_be_asked"])
    set_digest(person, cadence=cadence, send_hour=send_hour, by=by)
    return person
