"""What people are told about enquiries. Mail to an asker holds nothing of what they wrote: it may be forged."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.enquiries.models import Enquiry
from collaborations.enquiries.tokens import address_of
from members.people.models import Person
from network.kinds import Category, Item, Kind, Stranger, declare

WHY = gettext_lazy("You wrote to us from this address. If it was not you, do nothing; we write no more")


class _EnquiryKind(Kind):
    """Kinds whose subject is an enquiry in one of certain states."""

    subject_model = Enquiry
    category = Category.NEEDS_ME
    is_addressed = True
    states: tuple[str, ...]

    def subjects(self, ids: Iterable[int]) -> dict[int, Enquiry]:
        found = Enquiry.objects.filter(state__in=self.states, pk__in=ids)
        return {enquiry.pk: enquiry for enquiry in found.select_related("theme__organisation", "theme__author")}


class _ToAsker(_EnquiryKind):
    """To the address it came from, whether that has an account or not."""

    def addressed(self, enquiry: Enquiry) -> Iterable[Stranger]:
        return [Stranger(enquiry.email, enquiry.name, enquiry.language)]

    def is_for(self, enquiry: Enquiry, reader: Any) -> bool:
        return bool(reader.email and reader.email.lower() == enquiry.email.lower())


class _EnquiryReceived(_ToAsker):
    """It arrived, and what happens next by when."""

    name = "enquiry-received"
    label = gettext_lazy("Your question arrived")
    states = (Enquiry.State.RECEIVED, Enquiry.State.INTRODUCING, Enquiry.State.ANSWERED)

    def item(self, enquiry: Enquiry, reader: Any) -> Item:
        day = date_format(timezone.localtime(enquiry.due_at), "DATE_FORMAT") if enquiry.due_at else ""
        until = _("The coordinator of the network reads it and answers by %(day)s.") % {"day": day}
        return Item(
            title=_("Your question arrived"),
            text=until if day else _("The answer is on its way."),
            reason=str(WHY),
            address=address_of(enquiry),
        )


class _EnquiryAnswered(_ToAsker):
    """The answer: a kind no, a theme, or an introduction of two others."""

    name = "enquiry-answered"
    label = gettext_lazy("An answer to your question")
    states = (Enquiry.State.ANSWERED,)

    def item(self, enquiry: Enquiry, reader: Any) -> Item:
        return Item(
            title=_("An answer to your question"), text=said(enquiry), reason=str(WHY), address=address_of(enquiry)
        )


class _EnquiryWaits(_EnquiryKind):
    """To the coordinators: a question lies on the desk; to their deputies, too, when nobody answered in time."""

    name = "enquiry-waits"
    label = gettext_lazy("A question waits on the desk")
    states = (Enquiry.State.RECEIVED,)

    def addressed(self, enquiry: Enquiry) -> Iterable[Person]:
        who = {"is_deputy": True} if enquiry.escalated_at else {"is_coordinator": True}
        return Person.objects.filter(**who, is_active=True).order_by("pk")

    def is_for(self, enquiry: Enquiry, reader: Any) -> bool:
        return bool(getattr(reader, "keeps_the_desk", False))

    def item(self, enquiry: Enquiry, reader: Any) -> Item:
        day = date_format(timezone.localtime(enquiry.due_at), "DATE_FORMAT")
        late = _("Nobody answered in the five working days that were promised. On %(day)s it ends by itself, kindly.")
        return Item(
            title=_("A question from outside: %(subject)s") % {"subject": enquiry},
            text=(late if enquiry.escalated_at else _("An answer is promised by %(day)s.")) % {"day": day},
            reason=_("You stand in for the coordinator") if enquiry.escalated_at else _("You coordinate the network"),
            address=settings.SITE_URL + enquiry.get_absolute_url(),
        )


class _EnquiryDraft(_EnquiryKind):
    """To whoever shall take the draft on: a question from outside became one."""

    name = "enquiry-draft"
    label = gettext_lazy("A question became a draft of yours")
    states = (Enquiry.State.ANSWERED,)

    def addressed(self, enquiry: Enquiry) -> Iterable[Person]:
        return [enquiry.theme.author] if enquiry.theme else []

    def is_for(self, enquiry: Enquiry, reader: Any) -> bool:
        return enquiry.theme is not None and enquiry.theme.author_id == reader.pk

    def item(self, enquiry: Enquiry, reader: Any) -> Item:
        theme: Any = enquiry.theme
        text = _(
            "Somebody asked the network this, and the coordinator made it a draft of a theme for %(name)s. Change it "
            "as you like and propose it, or throw it away."
        )
        return Item(
            title=str(theme),
            text=text % {"name": theme.organisation},
            reason=_("The coordinator chose you to take it on"),
            address=settings.SITE_URL + reverse("collaborations:edit-theme", args=[theme.pk]),
            lang=theme.language,
        )


def said(enquiry: Enquiry) -> str:
    """What came of it, in a sentence or two; words of the coordinator's own stand below."""
    if enquiry.ended_by_itself:
        return _(
            "Nobody in the network could take your question up within twenty working days. We are sorry, and we "
            "thank you for asking. If it still matters to you, write to us again."
        )
    return {
        Enquiry.Outcome.NO.value: _("The network does not take it up now. The coordinator writes:"),
        Enquiry.Outcome.THEME.value: _(
            "Your question became the draft of a theme, which an organisation of the network finishes and proposes. "
            "Once it is open, you find it on the page of your question."
        ),
        Enquiry.Outcome.INTRODUCED.value: _introduced(enquiry),
    }.get(enquiry.outcome, "")


def _introduced(enquiry: Enquiry) -> str:
    """Whoever asked may be one of the two; one query, for what ended that way only."""
    if enquiry.outcome != Enquiry.Outcome.INTRODUCED:
        return ""
    sides = list(enquiry.introductions.select_related("organisation").order_by("pk"))
    them = [side.organisation for side in sides if side.organisation]
    if len(them) < len(sides):
        said = _("We introduced you to %(name)s. A mail told you whom to write to.")
        return said % {"name": ", ".join(str(organisation) for organisation in them)}
    return _("Because of your question we brought two organisations together.")


ENQUIRY_RECEIVED = declare(_EnquiryReceived())
ENQUIRY_ANSWERED = declare(_EnquiryAnswered())
ENQUIRY_WAITS = declare(_EnquiryWaits())
ENQUIRY_DRAFT = declare(_EnquiryDraft())
