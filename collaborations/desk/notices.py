"""What people at the desk tell each other."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.desk.models import Delegated
from members.people.models import Person
from network.kinds import Category, Item, Kind, declare


class _Lent(Kind):
    """To whoever finds something of somebody else on their desk. The mail names no thing: it could be protected."""

    name = "lent-to-you"
    label = gettext_lazy("Somebody asks you to decide")
    subject_model = Delegated
    category = Category.NEEDS_ME
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, Delegated]:
        return {lent.pk: lent for lent in Delegated.objects.filter(pk__in=ids).select_related("by", "to")}

    def addressed(self, lent: Delegated) -> Iterable[Person]:
        return [lent.to]

    def is_for(self, lent: Delegated, person: Any) -> bool:
        return bool(lent.to_id == person.pk and person.has_a_desk)

    def item(self, lent: Delegated, person: Any) -> Item:
        return Item(
            title=_("%(name)s asks you to decide about something") % {"name": lent.by},
            text=lent.note or _("It lies on your desk now, with what happens if nobody decides."),
            reason=_("You have a desk"),
            address=settings.SITE_URL + reverse("collaborations:desk"),
        )


LENT = declare(_Lent())
