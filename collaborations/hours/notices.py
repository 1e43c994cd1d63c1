"""What people hear about the leave of others."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.hours.models import Leave
from members.people.models import Person
from network.kinds import Category, Item, Kind, declare


class _StandsIn(Kind):
    """To who stands in: something sensitive waits. It names no thing: what is protected is not named in mail."""

    name = "you-stand-in"
    label = gettext_lazy("You stand in, and something waits")
    subject_model = Leave
    category = Category.NEEDS_ME
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, Leave]:
        return {leave.pk: leave for leave in Leave.objects.filter(pk__in=ids).select_related("person", "deputy")}

    def addressed(self, leave: Leave) -> Iterable[Person]:
        return leave.deputies()

    def is_for(self, leave: Leave, person: Any) -> bool:
        return bool(person.is_deputy and leave.deputy_id in (None, person.pk))

    def item(self, leave: Leave, person: Any) -> Item:
        said = _("%(name)s is away until %(day)s. What cannot wait lies on your desk, with what happens otherwise.")
        return Item(
            title=_("Something waits for you at the desk"),
            text=said % {"name": leave.person, "day": date_format(leave.last_day, "DATE_FORMAT")},
            reason=_("You stand in for the coordinator"),
            address=settings.SITE_URL + reverse("collaborations:desk"),
        )


STANDS_IN = declare(_StandsIn())
