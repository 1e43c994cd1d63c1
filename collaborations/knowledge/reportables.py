"""Entries of the Knowledge Bank can be reported by everybody; nobody here answers for them in person."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from collaborations.knowledge.entries import Entry
from collaborations.knowledge.models import Occasion, Programme, Publication, Tool, Trajectory
from collaborations.moderation.reportables import Reportable, Words, declare


class _Entries(Reportable):
    """One kind of entry."""

    def __init__(self, model: type[Entry], label: str | Promise) -> None:
        self.model, self.label = model, label
        self.name = str(model._meta.model_name)

    def visible_to(self, user: Any) -> QuerySet[Any]:
        return self.model.objects.visible_to(user)  # type: ignore[attr-defined]

    def author_of(self, entry: Any) -> None:
        return None

    def words(self, entry: Any) -> Words:
        return Words(entry.title, entry.note, entry.get_absolute_url(), entry.language)


PUBLICATIONS = declare(_Entries(Publication, gettext_lazy("a publication")))
TOOLS = declare(_Entries(Tool, gettext_lazy("a tool")))
TRAJECTORIES = declare(_Entries(Trajectory, gettext_lazy("a trajectory")))
OCCASIONS = declare(_Entries(Occasion, gettext_lazy("an event")))
PROGRAMMES = declare(_Entries(Programme, gettext_lazy("a programme")))
