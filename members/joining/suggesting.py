"""Which organisations somebody without a seat may belong to, by the address they proved; a suggestion, nothing more."""

from typing import Any

from members.joining.domains import is_free, upwards
from members.joining.models import JoinRequest
from members.organisations.models import Organisation
from members.people.addresses import proved_domains

MOST = 5


def ways_in(person: Any) -> dict[str, Any]:
    """For the pages of somebody without a seat: where they asked already, and where they could; three queries."""
    asked = JoinRequest.objects.filter(person=person).waiting().select_related("organisation")
    return {"asked": asked, "suggested": suggested_to(person)}


def suggested_to(person: Any) -> list[Organisation]:
    """Organisations with a domain of this person, without those asked already; two queries."""
    wanted = {part for domain in proved_domains(person) if not is_free(domain) for part in upwards(domain)}
    if not wanted:
        return []
    asked = JoinRequest.objects.filter(person=person).waiting().order_by().values("organisation")
    seated = [seat.organisation_id for seat in person.seats]
    found = Organisation.objects.active().filter(domains__overlap=sorted(wanted))
    return list(found.exclude(pk__in=asked).exclude(pk__in=seated)[:MOST])
