"""What people are told about their own data."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.people.models import Person
from members.privacy.models import Export
from network.kinds import Category, Item, Kind, Stranger, declare


class _ExportReady(Kind):
    """To whoever asked: the copy of your data can be fetched."""

    name = "export-ready"
    label = gettext_lazy("The copy of your data is ready")
    category = Category.NEEDS_ME
    subject_model = Export
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, Export]:
        return {
            export.pk: export
            for export in Export.objects.filter(state=Export.State.READY, pk__in=ids).select_related("person")
        }

    def addressed(self, export: Export) -> Iterable[Person]:
        return [export.person]

    def is_for(self, export: Export, person: Any) -> bool:
        return export.person_id == person.pk

    def item(self, export: Export, person: Any) -> Item:
        return Item(
            title=_("The copy of your data is ready"),
            text=_("Fetch it until %(day)s; then it is thrown away.")
            % {"day": date_format(export.goes_at, "DATE_FORMAT") if export.goes_at else ""},
            reason=_("You asked for it"),
            address=settings.SITE_URL + reverse("members:my-data"),
        )


class _AccountErased(Kind):
    """The last mail, to the address the account had: nothing is left to answer to."""

    name = "account-erased"
    label = gettext_lazy("Your account is erased")
    category = Category.NEEDS_ME
    subject_model = Person
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, Person]:
        return {person.pk: person for person in Person.objects.filter(erased_at__isnull=False, pk__in=ids)}

    def addressed(self, person: Person) -> Iterable[Stranger]:
        """Told with the person as they were a moment ago; what the database holds has no address any more."""
        return [Stranger(person.email, language=person.language, time_zone=person.time_zone)] if person.email else []

    def is_for(self, subject: Person, person: Any) -> bool:
        return isinstance(person, Stranger)

    def item(self, subject: Person, person: Any) -> Item:
        return Item(
            title=_("Your account is erased"),
            text=_("Your name and your addresses are gone. What you did for the network stays, without your name."),
            reason=_("You had an account at this address; this is our last mail to it"),
            address=settings.SITE_URL + reverse("members:privacy"),
        )


EXPORT_READY = declare(_ExportReady())
ACCOUNT_ERASED = declare(_AccountErased())
