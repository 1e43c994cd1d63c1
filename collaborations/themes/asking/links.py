"""What the link in the mail to somebody who may know does."""

from django.urls import reverse
from django.utils.translation import gettext as _

from collaborations.themes.asking.actions import decline
from collaborations.themes.asking.models import Ask
from collaborations.themes.asking.notices import RATHER_NOT
from members.people.models import Person
from network import links


def _load(person: Person, pk: int) -> Ask | None:
    return Ask.objects.filter(pk=pk, person=person, declined_at=None).select_related("theme").first()


def _page(person: Person, ask: Ask, seat_id: int | None) -> links.Page:
    return links.Page(
        title=_("Rather not?"),
        text=_("Nobody minds. Who asked reads that you would rather not, and nothing else."),
        button=_("I would rather not"),
    )


def _act(person: Person, ask: Ask, seat_id: int | None) -> links.Done:
    decline(ask, by=person)
    said = _("Thank you for saying so. You are not asked about this theme again.")
    return links.Done(said, reverse("notifications:preferences"), _("Never ask me about themes"))


DECLINE_ASK = links.declare(links.Purpose(RATHER_NOT, _load, _page, _act))
