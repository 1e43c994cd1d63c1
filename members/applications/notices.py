"""What applicants and coordinators are told about applications."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import Organisation
from members.people.models import Person
from network.kinds import Category, Item, Kind, Stranger, declare


class _ApplicationKind(Kind):
    """Kinds whose subject is an organisation that applied."""

    subject_model = Organisation
    category = Category.NEEDS_ME
    is_addressed = True
    states: tuple[str, ...]

    def subjects(self, ids: Iterable[int]) -> dict[int, Organisation]:
        return {one.pk: one for one in Organisation.objects.filter(state__in=self.states, pk__in=ids)}


class _ToApplicant(_ApplicationKind):
    """What goes to the address that the applicant gave: two sentences, both with the organisation's name."""

    title: str | Promise
    text: str | Promise

    def addressed(self, organisation: Any) -> Iterable[Any]:
        if not organisation.applicant_email:
            return []
        said = (organisation.applicant_email, organisation.applicant_name, organisation.applicant_language)
        return [Stranger(*said)]

    def is_for(self, organisation: Any, reader: Any) -> bool:
        return bool(reader.email) and reader.email == organisation.applicant_email

    def item(self, organisation: Any, reader: Any) -> Item:
        return Item(
            title=str(self.title) % {"name": organisation},
            text=str(self.text) % {"name": organisation},
            reason=_("You applied for %(name)s at this address") % {"name": organisation},
            address=settings.SITE_URL + reverse("members:organisations"),
        )


class _ApplicationReceived(_ToApplicant):
    """To the applicant at once: it arrived, and what happens next."""

    name = "application-received"
    label = gettext_lazy("Your application arrived")
    states = (Organisation.State.APPLIED,)
    title = gettext_lazy("The application of %(name)s arrived")
    text = gettext_lazy("The coordinator reads it within ten working days; you get the answer at this address.")


class _ApplicationTakesLonger(_ToApplicant):
    """To the applicant whom nobody answered in time: not forgotten, and a new day."""

    name = "application-takes-longer"
    label = gettext_lazy("Your application takes longer")
    states = (Organisation.State.APPLIED,)
    title = gettext_lazy("The application of %(name)s takes longer")
    text = gettext_lazy(
        "We promised an answer by now and did not keep it. Your application is not forgotten; the coordinator reads it "
        "within another ten working days."
    )


class _ApplicationApproved(_ToApplicant):
    """To an applicant who is not invited themselves: welcome, and what is left to do."""

    name = "application-approved"
    label = gettext_lazy("Your application is approved")
    states = (Organisation.State.APPROVED, Organisation.State.ACTIVE)
    title = gettext_lazy("Welcome, %(name)s")
    text = gettext_lazy(
        "Your application is approved. The first contact is invited by mail; once they have read and accepted the "
        "code of conduct, your organisation takes part."
    )


class _ApplicationDeclined(_ToApplicant):
    """To the applicant: a kind no, and why."""

    name = "application-declined"
    label = gettext_lazy("Your application is declined")
    states = (Organisation.State.DECLINED,)
    title = gettext_lazy("About the application of %(name)s")
    text = gettext_lazy("The network does not take %(name)s in now. The coordinator writes:")


class _ApplicationWaits(_ApplicationKind):
    """To the coordinators: an application lies on the desk."""

    name = "application-waits"
    label = gettext_lazy("An application waits on the desk")
    states = (Organisation.State.APPLIED,)

    def addressed(self, organisation: Any) -> Iterable[Person]:
        return Person.objects.filter(is_coordinator=True, is_active=True).order_by("pk")

    def is_for(self, organisation: Any, reader: Any) -> bool:
        return bool(getattr(reader, "is_coordinator", False))

    def item(self, organisation: Any, reader: Any) -> Item:
        return Item(
            title=_("%(name)s applies") % {"name": organisation},
            text=organisation.summary,
            reason=_("You coordinate the network"),
            address=settings.SITE_URL + organisation.get_absolute_url(),
        )


APPLICATION_RECEIVED = declare(_ApplicationReceived())
APPLICATION_TAKES_LONGER = declare(_ApplicationTakesLonger())
APPLICATION_APPROVED = declare(_ApplicationApproved())
APPLICATION_DECLINED = declare(_ApplicationDeclined())
APPLICATION_WAITS = declare(_ApplicationWaits())
