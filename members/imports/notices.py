"""What coordinators are told about their imports."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.imports.models import Import
from members.people.models import Person
from network.kinds import Category, Item, Kind, declare


class _ImportKind(Kind):
    """To whoever brought the file and whoever chose to bring it in, as long as they coordinate."""

    subject_model = Import
    category = Category.NEEDS_ME
    is_addressed = True
    state: str

    def addressed(self, imported: Import) -> Iterable[Person]:
        return dict.fromkeys(person for person in (imported.brought_by, imported.chosen_by) if person)

    def subjects(self, ids: Iterable[int]) -> dict[int, Import]:
        found = Import.objects.filter(pk__in=ids, state=self.state).select_related("brought_by", "chosen_by")
        return {imported.pk: imported for imported in found}

    def is_for(self, imported: Import, person: Any) -> bool:
        return bool(person.is_coordinator)

    def _address(self, imported: Import) -> str:
        return settings.SITE_URL + imported.get_absolute_url()


class _ImportLookedAt(_ImportKind):
    """The dry run has ended. On the page only: a dry run sends no mail at all."""

    name = "import-looked-at"
    label = gettext_lazy("Your file is looked at")
    state = Import.State.CHECKED
    is_mailed = False

    def item(self, imported: Import, person: Any) -> Item:
        count = imported.result.get("problems_in_all", 0)
        return Item(
            title=_("“%(name)s” is looked at") % {"name": imported},
            text=ngettext("There is %(count)d thing to know before you bring it in.",
                          "There are %(count)d things to know before you bring it in.", count) % {"count": count}
            if count else _("There is nothing to mend. You can bring it in."),
            reason=_("You uploaded this file"),
            address=self._address(imported),
        )  # fmt: skip


class _ImportDone(_ImportKind):
    """Everything in the file that could come in is in."""

    name = "import-done"
    label = gettext_lazy("Your file is brought in")
    state = Import.State.DONE

    def item(self, imported: Import, person: Any) -> Item:
        counts = imported.result.get("counts", {})
        return Item(
            title=_("“%(name)s” is brought in") % {"name": imported},
            text=_(
                "New organisations: %(new)d. Changed: %(changed)d. Invitations: %(invited)d. Rows left out: %(out)d."
            )
            % {
                "new": counts.get("organisations_new", 0),
                "changed": counts.get("organisations_changed", 0),
                "invited": counts.get("people_invited", 0),
                "out": counts.get("rows_left_out", 0),
            },
            reason=_("You brought this file in"),
            address=self._address(imported),
        )


IMPORT_LOOKED_AT = declare(_ImportLookedAt())
IMPORT_DONE = declare(_ImportDone())
