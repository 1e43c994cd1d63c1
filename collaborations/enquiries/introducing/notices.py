"""What the two sides of an introduction are told: whether they want it, and each other's address once both do."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.enquiries.asking import contacts_of
from collaborations.enquiries.introducing.tokens import address_of
from collaborations.enquiries.models import Enquiry, Introduction
from collaborations.enquiries.notices import WHY
from members.seats.loading import load_seats
from network.kinds import Category, Item, Kind, Stranger, declare


class _IntroductionKind(Kind):
    """Kinds whose subject is one side."""

    subject_model = Introduction
    category = Category.NEEDS_ME
    is_addressed = True
    state: str

    def subjects(self, ids: Iterable[int]) -> dict[int, Introduction]:
        found = Introduction.objects.filter(pk__in=ids, enquiry__state=self.state)
        found = found.select_related("enquiry", "organisation", "person")
        return {side.pk: side for side in found.prefetch_related("enquiry__introductions__organisation",
                                                                  "enquiry__introductions__person")}  # fmt: skip

    def _is_asker(self, side: Introduction, reader: Any) -> bool:
        return side.organisation_id is None and reader.email == side.enquiry.email

    def _why(self, side: Introduction) -> str:
        if side.organisation is None:
            return str(WHY)
        return _("You are a contact of %(name)s") % {"name": side.organisation}


class _IntroductionAsked(_IntroductionKind):
    """To one side: may we introduce you?"""

    name = "introduction-asked"
    label = gettext_lazy("May we introduce you?")
    state = Enquiry.State.INTRODUCING

    def addressed(self, side: Introduction) -> Iterable[Any]:
        if side.organisation is None:
            return [Stranger(side.enquiry.email, side.enquiry.name, side.enquiry.language)]
        people = contacts_of(side.organisation)
        load_seats(people)
        return people

    def is_for(self, side: Introduction, reader: Any) -> bool:
        if side.answer != Introduction.Answer.WAITING:
            return False
        if side.organisation_id is None:
            return self._is_asker(side, reader)
        seats = getattr(reader, "seats", [])
        return any(seat.is_contact and seat.organisation_id == side.organisation_id for seat in seats)

    def item(self, side: Introduction, reader: Any) -> Item:
        day = date_format(timezone.localtime(side.enquiry.due_at), "DATE_FORMAT")
        until = _("Say by %(day)s whether you want that. Your address is given only if both sides agree.") % {
            "day": day
        }
        return Item(
            title=_("May we introduce you to %(name)s?") % {"name": called(other(side))},
            text=until,
            reason=self._why(side),
            address=address_of(side, reader.pk),
        )


class _IntroductionMade(_IntroductionKind):
    """To one side, when both agreed: whom to write to."""

    name = "introduction-made"
    label = gettext_lazy("You are introduced")
    state = Enquiry.State.ANSWERED

    def addressed(self, side: Introduction) -> Iterable[Any]:
        if side.organisation is None:
            return [Stranger(side.enquiry.email, side.enquiry.name, side.enquiry.language)]
        return [side.person] if side.person else []

    def is_for(self, side: Introduction, reader: Any) -> bool:
        if side.enquiry.outcome != Enquiry.Outcome.INTRODUCED or not reach(other(side)):
            return False
        return self._is_asker(side, reader) if side.organisation_id is None else side.person_id == reader.pk

    def item(self, side: Introduction, reader: Any) -> Item:
        them = other(side)
        return Item(
            title=_("You are introduced to %(name)s") % {"name": called(them)},
            text=_("Both sides agreed. Write to %(reach)s; they have your address, too.") % {"reach": reach(them)},
            reason=self._why(side),
            address=address_of(side, reader.pk),
        )


def other(side: Introduction) -> Any:
    """The side across; no query when it was loaded with the enquiry."""
    return next((one for one in side.enquiry.introductions.all() if one.pk != side.pk), None)


def called(side: Introduction | None) -> str:
    """What the other side reads before both agreed: an organisation's name is public, a person's is not."""
    if side is None or side.organisation is None:
        return _("somebody who wrote to the network")
    return str(side.organisation)


def reach(side: Introduction | None) -> str:
    """The contact of one side, for the other once both agreed."""
    if side is None:
        return ""
    name, email = side.enquiry.name, side.enquiry.email
    if side.organisation is not None:
        name, email = (str(side.person), side.person.email or "") if side.person else ("", "")
    return f"{name} <{email}>" if name and email else email


INTRODUCTION_ASKED = declare(_IntroductionAsked())
INTRODUCTION_MADE = declare(_IntroductionMade())
