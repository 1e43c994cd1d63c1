"""Reports, what rules hold, and appeals on the desk: each case lies in one of three piles."""

from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.moderation.actions import (
    contain_if_shown,
    grant,
    hide,
    keep,
    look_again,
    release,
    release_if_own,
    uphold,
)
from collaborations.moderation.clocks import otherwise_on
from collaborations.moderation.holds import BY_NAME
from collaborations.moderation.models import Case, Report
from network.desk import NOTHING_DECIDED, AtOnce, Decision, Default, Pile, Waiting, declare, declare_default

RULES = [(rule.value, rule.label) for rule in Case.Rule if rule != Case.Rule.NONE]
MAY = "collaborations.decide_case"


def _to_show(case: Any) -> str:
    return str(case.to_show)


def _to_hide(case: Any) -> str:
    return str(case.to_hide)


class _Cases(Pile):
    """What waits in one state; all of it is for safeguarding officers, too, who never rest on a coordinator's leave."""

    due = F("due_at")
    since = F("opened_at")
    sensitive = True
    escalated = Q(escalated_at__isnull=False)
    of: Q

    def rows(self, person: Any) -> Any:
        return Case.objects.for_desk_of(person).filter(self.of)

    def waiting(self, case: Any, person: Any) -> Waiting:
        words = case.words
        facts = {"kind": capfirst(case.kind.label), "state": case.get_state_display(), "why": self.why(case)}
        day = date_format(timezone.localtime(case.due_at), "DATE_FORMAT")
        return Waiting(
            title=words.title if words else _("Something that is gone by now"),
            text=_("%(kind)s, %(state)s. %(why)s") % facts,
            address=case.get_absolute_url(),
            otherwise=otherwise_on(case, day),
            act=_("Read the case"),
            lang=words.title_lang if words else "",
            thing=case,
            template="collaborations/moderation/desk.html",
        )

    def why(self, case: Any) -> str:
        return str(case.get_category_display())

    def language_of(self, case: Any) -> str:
        return case.author.language if case.author else ""


class _Reports(_Cases):
    name = "report"
    label = gettext_lazy("Reports")
    minutes = 10
    of = Q(state=Case.State.REPORTED) | Q(state=Case.State.CONTAINED, origin=Case.Origin.REPORT)
    decisions = (
        Decision("keep", gettext_lazy("Leave it"), MAY, keep, key="a", takes_text=True, label_for=_to_show),
        Decision(
            "hide",
            gettext_lazy("Hide it"),
            MAY,
            hide,
            key="d",
            reasons=RULES,
            asks_text=True,
            label_for=_to_hide,
            at_once=AtOnce(contain_if_shown, release_if_own, gettext_lazy("It is hidden for now already.")),
        ),
    )

    def rows(self, person: Any) -> Any:
        """With what was reported last in words; who reported it stays on the page of the case."""
        said = Report.objects.filter(case=OuterRef("pk")).exclude(text="").order_by("-pk")
        return super().rows(person).annotate(said_last=Subquery(said.values("text")[:1]))


class _Holds(_Cases):
    name = "hold"
    label = gettext_lazy("Held by a rule")
    minutes = 3
    of = Q(state=Case.State.CONTAINED, origin=Case.Origin.HOLD)
    decisions = (
        Decision("release", gettext_lazy("Show it"), MAY, keep, key="a", takes_text=True),
        Decision("hide", gettext_lazy("Keep it hidden"), MAY, hide, key="d", reasons=RULES, asks_text=True),
    )

    def why(self, case: Any) -> str:
        return str(BY_NAME[case.held_by].sentence)


class _Appeals(_Cases):
    name = "moderation-appeal"
    label = gettext_lazy("Appeals against decisions")
    minutes = 15
    since = F("appealed_at")
    of = Q(state=Case.State.APPEALED)
    decisions = (
        Decision("grant", gettext_lazy("Show it again"), MAY, grant, key="a", takes_text=True),
        Decision("uphold", gettext_lazy("Keep it hidden"), MAY, uphold, key="d", asks_text=True),
    )

    def why(self, case: Any) -> str:
        return _("Hidden by this rule: %(rule)s. Its author disagrees.") % {"rule": case.get_rule_display()}


REPORTS = declare(_Reports())
HELD = declare(_Holds())
APPEALS = declare(_Appeals())

CONTAINED_BY_CLOCK = declare_default(
    Default(
        Case,
        "contain",
        gettext_lazy("hidden for now, because nobody decided in time"),
        permission=MAY,
        undo=release,
        undo_label=gettext_lazy("Show it again for now"),
        can_undo=lambda case: case.can("release") and not case.is_held,
    )
)
DECIDED_BY_CLOCK = declare_default(
    Default(
        Case,
        "decide",
        gettext_lazy("decided by the rule that held it"),
        permission=MAY,
        undo=look_again,
        undo_label=gettext_lazy("Look at it again"),
        can_undo=lambda case: case.state in {Case.State.TOLD, Case.State.CLOSED},
    )
)
ESCALATED_BY_CLOCK = declare_default(
    Default(Case, "escalate", gettext_lazy("laid before the deputies, too"), instead=NOTHING_DECIDED)
)
