"""Who carries a theme, or stands in for a carrier, does so by a seat; their part is handed over with it.

Offers are their organisation's and stay with it.
"""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.gathering.forming import weigh_all
from collaborations.themes.gathering.models import Volunteer
from collaborations.themes.models import Theme
from members.handovers.belongings import Belonging, Line, declare
from members.seats.models import SeatTerm

Parts = dict[tuple[int, int], Volunteer]  # by theme and person


class _Volunteers(Belonging):
    name = "volunteer"
    label = gettext_lazy("Themes to carry, or to stand in for")

    def of(self, seat: SeatTerm) -> list[int]:
        mine = Volunteer.objects.now().filter(seat=seat).exclude(theme__state=Theme.State.WITHDRAWN)
        return list(mine.order_by("pk").values_list("pk", flat=True))

    def lines(self, ids: Iterable[int]) -> dict[int, Line]:
        return {
            part.pk: self._line(part.theme) for part in Volunteer.objects.filter(pk__in=ids).select_related("theme")
        }

    def _line(self, theme: Theme) -> Line:
        if theme.is_discreet:
            return Line(_("A protected theme"), theme.get_absolute_url())
        return Line(str(theme), theme.get_absolute_url(), theme.language)

    def move(self, seat: SeatTerm, successors: Mapping[int, SeatTerm | None]) -> None:
        """Whoever takes over has one part in a theme: carrying comes before standing in, and the other part is over."""
        parts = list(Volunteer.objects.now().filter(pk__in=successors).order_by("pk"))
        themes = {part.theme_id for part in parts}
        list(Theme.objects.select_for_update(of=("self",)).filter(pk__in=themes).order_by("pk"))
        before, now = _parts_of(successors, themes), timezone.now()
        over: list[Volunteer] = []
        for part in parts:
            successor = successors[part.pk]
            other = before.get((part.theme_id, successor.person_id)) if successor else None
            if successor is None or (other and (other.is_carrier or not part.is_carrier)):
                over.append(part)
                continue
            over += [other] if other else []
            part.seat = successor
        Volunteer.objects.filter(pk__in=[part.pk for part in over]).update(left_at=now)
        Volunteer.objects.bulk_update([part for part in parts if part not in over], ["seat"])
        weigh_all(themes)


def _parts_of(successors: Mapping[int, SeatTerm | None], themes: set[int]) -> Parts:
    """What those who take over do in these themes already, by whichever seat."""
    people = {successor.person_id for successor in successors.values() if successor}
    found = Volunteer.objects.now().filter(theme__in=themes, seat__person__in=people).select_related("seat")
    return {(part.theme_id, part.seat.person_id): part for part in found}


VOLUNTEERS = declare(_Volunteers())
