"""What must never be, asked of the rows themselves and not of those who wrote them."""

from django.db.models import Exists, OuterRef, Q

from collaborations.themes.models import LOOKS_AFTER, Theme
from members.models import Duty, Organisation, Person, SeatTerm
from network.desk import PILES

ALIVE = [state for state in Theme.State if state not in (Theme.State.WITHDRAWN, Theme.State.MERGED)]


def orphaned_duties(coordinator: Person) -> list[str]:
    """Duties that neither a seat of their organisation sees to nor the desk knows as vacant; and themes without any.

    A suspended organisation keeps what it has: its seats give no access, and come back with it.
    """
    on_desk = _on_desk("vacant-duties", coordinator)
    seen_to = Q(seat__ended_at=None, seat__organisation=OuterRef("organisation"))
    kept = ~Q(seat__organisation__state=Organisation.State.ENDED)
    held = Duty.objects.filter(seen_to, kept, pk=OuterRef("pk"), seat__isnull=False)
    known = Q(seat=None, organisation__in=on_desk)
    duties = Duty.objects.now().exclude(Exists(held)).exclude(known)
    without = Duty.objects.now().filter(
        kind=LOOKS_AFTER, thing_id=OuterRef("pk"), organisation=OuterRef("organisation")
    )
    themes = Theme.objects.filter(state__in=ALIVE).exclude(Exists(without))
    return [f"duty {duty.pk} ({duty})" for duty in duties] + [f"theme {theme.pk} has no duty" for theme in themes]


def silent_organisations() -> list[Organisation]:
    """Those that take part with no contact in reach; nobody can prevent it, so somebody must know."""
    contacts = SeatTerm.objects.filter(ended_at=None, role=SeatTerm.Role.CONTACT)
    in_reach = contacts.exclude(state=SeatTerm.State.UNREACHABLE).filter(organisation=OuterRef("pk"))
    return list(Organisation.objects.active().exclude(Exists(in_reach)))


def organisations_without_voice(coordinator: Person) -> list[str]:
    """Silent organisations that the desk does not know of."""
    known = _on_desk("too-few-contacts", coordinator)
    return [str(organisation) for organisation in silent_organisations() if organisation.pk not in known]


def _on_desk(pile: str, coordinator: Person) -> set[int]:
    return {row.pk for row in PILES[pile].rows(coordinator)} if pile in PILES else set()
