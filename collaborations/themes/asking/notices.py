"""What somebody is told who may know something about a theme."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.asking.models import Ask
from collaborations.themes.models import Theme
from members.people.models import Person
from members.seats.loading import load_seats
from network import links
from network.kinds import Category, Item, Kind, declare
from network.protection import Level

RATHER_NOT = "rather-not"  # the verb of the link in the mail; links.py says what it does
SAID: dict[str, Any] = {
    Ask.Reason.INTERESTS: gettext_lazy("your organisation cares about the same topics"),
    Ask.Reason.PLACE: gettext_lazy("your organisation works in the same country"),
    Ask.Reason.OFFER: gettext_lazy("you offered something for a theme like it"),
    Ask.Reason.THEMES: gettext_lazy("you took part in a theme like it"),
}


class _AskedAboutTheme(Kind):
    """To one person: may you know something about this, and why you. Twice a month at most, and easily stopped."""

    name = "asked-about-theme"
    label = gettext_lazy("You may know something about a theme")
    category = Category.NEEDS_ME
    subject_model = Ask
    is_addressed = True

    def addressed(self, ask: Ask) -> Iterable[Person]:
        load_seats([ask.person])
        return [ask.person]

    def subjects(self, ids: Iterable[int]) -> dict[int, Ask]:
        asks = Ask.objects.filter(pk__in=ids, declined_at=None, theme__in=Theme.objects.shown())
        asks = asks.filter(theme__state__in=Theme.GATHERS).select_related(
            "theme__organisation", "organisation", "person"
        )
        return {ask.pk: ask for ask in asks}

    def is_for(self, ask: Ask, person: Any) -> bool:
        """Whoever does not want to be asked any more is not told, and nobody of what they could not read."""
        if ask.person_id != person.pk or not person.may_be_asked:
            return False
        is_for_members = ask.theme.protection == Level.MEMBERS and person.belongs_to_the_network
        return ask.theme.protection == Level.OPEN or is_for_members

    def item(self, ask: Ask, person: Any) -> Item:
        text = _("%(name)s asks whether you know something about this, because %(reason)s. “%(question)s”")
        facts = {"name": ask.theme.organisation, "reason": SAID[ask.reason], "question": ask.theme.question}
        return Item(
            title=str(ask.theme),
            text=text % facts,
            reason=_("You may be asked about themes, twice a month at most; your preferences switch it off"),
            address=settings.SITE_URL + ask.theme.get_absolute_url(),
            lang=ask.theme.language,
            act_label=_("Rather not"),
            act_address=links.make(person, RATHER_NOT, ask.pk),
        )


ASKED_ABOUT_THEME = declare(_AskedAboutTheme())
