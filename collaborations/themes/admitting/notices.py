"""What people are told who are let into a protected theme."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.admissions import Admission
from collaborations.themes.models import Theme
from members.people.models import Person
from network.kinds import Category, Item, Kind, declare
from network.protection import Level


class _Admitted(Kind):
    """To who was let in: that there is something, and nothing of what; a mail is read over shoulders."""

    name = "theme-admitted"
    label = gettext_lazy("You are let into a protected theme")
    category = Category.NEEDS_ME
    subject_model = Admission
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, Admission]:
        counting = Admission.objects.counting()
        found = counting.filter(pk__in=ids, theme__state__in=Theme.KNOWN, theme__hidden_at=None)
        return {admission.pk: admission for admission in found.select_related("theme", "person")}

    def addressed(self, admission: Admission) -> Iterable[Person]:
        return [admission.person]

    def is_for(self, admission: Admission, person: Any) -> bool:
        is_let_in = admission.theme.protection != Level.SEALED or admission.vouched_by_id is not None
        return bool(is_let_in and admission.person_id == person.pk)

    def item(self, admission: Admission, person: Any) -> Item:
        return Item(
            title=_("A protected theme is open to you"),
            text=_("Somebody who takes part in it let you in. You can leave again on its page."),
            reason=_("You were invited"),
            address=settings.SITE_URL + admission.theme.get_absolute_url(),
        )


ADMITTED = declare(_Admitted())
