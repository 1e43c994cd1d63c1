"""What nobody of an organisation sees to, as its page shows it."""

from members.handovers.belongings import Line, read
from members.handovers.models import Duty
from members.organisations.models import Organisation


def vacant_at(organisation: Organisation) -> list[tuple[Duty, Line]]:
    """Each vacant duty and what it is, the longest vacant first; one query, and one a kind."""
    duties = list(Duty.objects.vacant().filter(organisation=organisation))
    lines = read((duty.kind, duty.thing_id) for duty in duties)
    return [(duty, lines[duty.kind, duty.thing_id]) for duty in duties if (duty.kind, duty.thing_id) in lines]
