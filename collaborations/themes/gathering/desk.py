"""Themes that had come together and lack somebody again, on the coordinator's desk."""

from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes import actions
from collaborations.themes.gathering.models import Volunteer
from collaborations.themes.gathering.quorum import Quorum, has_quorum
from collaborations.themes.models import QUORUM_WITHIN, Theme
from collaborations.themes.supports import Support
from network.desk import Decision, Default, Pile, Waiting, declare, declare_default

VOICES = Support.objects.filter(theme=OuterRef("pk")).order_by().values("theme").annotate(n=Count("pk")).values("n")


class _LostQuorum(Pile):
    """Those with a charter that are open again; and those an organisation left by itself, until the clock sees it."""

    name = "quorum"
    label = gettext_lazy("Themes that lost their quorum")
    due = F("due_at")
    since = F("due_at") - QUORUM_WITHIN
    effect = Coalesce(Subquery(VOICES), 0)
    minutes = 10
    decisions = (
        Decision("park", gettext_lazy("Park it"), "collaborations.park_theme", actions.park, key="d", asks_text=True),
    )

    def rows(self, person: Any) -> Any:
        fell_back = Q(state=Theme.State.OPEN, charter__isnull=False) | Q(state=Theme.State.FORMING)
        lost = Theme.objects.visible_to(person).filter(fell_back & ~has_quorum())
        supports = Prefetch("supports", Support.objects.for_page(), to_attr="loaded_supports")
        serving = Prefetch("volunteers", Volunteer.objects.for_page(), to_attr="loaded_volunteers")
        lost = lost.select_related("organisation", "author").prefetch_related(supports, serving)
        return lost.order_by("due_at", "pk")

    def waiting(self, theme: Any, person: Any) -> Waiting:
        day = date_format(localtime(theme.due_at).date(), "DATE_FORMAT")
        missing = ", ".join(Quorum.among(theme.loaded_supports, theme.loaded_volunteers).missing)
        facts = {"organisation": theme.organisation, "missing": missing}
        return Waiting(
            title=str(theme),
            text=_("%(organisation)s; it had come together and lacks by now: %(missing)s") % facts,
            address=f"{theme.get_absolute_url()}#quorum",
            otherwise=_("If nobody comes forward it is parked on %(day)s, with an honest note.") % {"day": day},
            act=_("See what is missing"),
            lang=theme.language,
            thing=theme,
        )


LOST_QUORUM = declare(_LostQuorum())

declare_default(
    Default(
        Theme,
        "form",
        gettext_lazy("Enough came together: it forms a journey"),
        instead=gettext_lazy(
            "Members did this by coming forward, so there is nothing to take back. Who steps back opens it again."
        ),
    )
)
declare_default(
    Default(
        Theme,
        "fall_back",
        gettext_lazy("It lost its quorum and is open again"),
        instead=gettext_lazy("Somebody left, so there is nothing to take back. With enough people it forms again."),
    )
)
declare_default(
    Default(
        Theme,
        "start",
        gettext_lazy("Its charter was signed: it started"),
        instead=gettext_lazy(
            "Three organisations signed, so there is nothing to take back. If something is wrong, talk to its carriers."
        ),
    )
)
