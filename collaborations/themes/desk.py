"""Proposals and appeals on the desk, and what happened to themes by itself."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes import actions
from collaborations.themes.keepers import load_keepers
from collaborations.themes.models import SENSITIVE, UNDO_WITHIN, Theme
from network.desk import NOTHING_DECIDED, Decision, Default, Pile, Waiting, declare, declare_default

ON_A_CARD = (  # of a proposal; the rest of a theme, of its author and of its organisation takes longer than these
    *("title", "question", "change", "language", "state", "protection", "due_at", "escalated_at", "flagged_at"),
    *("author__name", "author__email", "author__erased_at", "author__kept_as", "organisation__name"),
)


class _Themes(Pile):
    """Themes that wait for a yes or no; a coordinator's own are shown, and decided by somebody else."""

    label = gettext_lazy("Themes")
    due = F("due_at")
    minutes = 5
    sensitive = SENSITIVE
    escalated = Q(escalated_at__isnull=False)

    def found(self, ids: Iterable[int], person: Any) -> Any:
        return Theme.objects.shown().filter(pk__in=ids).for_the_desk()

    def waiting(self, theme: Any, person: Any) -> Waiting:
        return Waiting(
            title=str(theme),
            text=self._text(theme),
            address=theme.get_absolute_url(),
            otherwise=self._otherwise(theme, {"day": date_format(localtime(theme.due_at), "DATE_FORMAT")}),
            lang=theme.language,
            thing=theme,
            template="collaborations/desk/theme.html",
        )

    def _text(self, theme: Any) -> str:
        return ", ".join(filter(None, [theme.author.name_beside, str(theme.organisation)]))

    def _otherwise(self, theme: Any, day: dict[str, str]) -> str:
        if theme.escalated_at:
            return _("Not answered in time. Deputies and safeguarding officers are asked again on %(day)s.") % day
        return _("It stays closed. Deputies and safeguarding officers are asked, too, on %(day)s.") % day


class _ProposedThemes(_Themes):
    name = "theme"
    quiet = ("ask",)  # who knows
    since = F("proposed_at")
    decisions = (
        Decision("open", gettext_lazy("Open this theme"), "collaborations.open_theme", actions.open_theme, key="a"),
        Decision(
            "decline",
            gettext_lazy("Decline it"),
            "collaborations.decline_theme",
            actions.decline,
            key="d",
            reasons=Theme.Reason.choices,
            asks_text=True,
        ),
        Decision(
            "hold_back",
            gettext_lazy("Hold it back"),
            "collaborations.hold_back_theme",
            actions.hold_back,
            key="h",
            asks_text=True,
        ),
    )

    def rows(self, person: Any) -> Any:
        return Theme.objects.visible_to(person).awaiting_decision()

    def found(self, ids: Iterable[int], person: Any) -> Any:
        return super().found(ids, person).only(*ON_A_CARD)

    def _otherwise(self, theme: Any, day: dict[str, str]) -> str:
        return super()._otherwise(theme, day) if theme.is_sensitive else _("It opens by itself on %(day)s.") % day


class _Appeals(_Themes):
    """For everybody but whoever said the no, and whoever asks."""

    name = "theme-appeal"
    label = gettext_lazy("Appeals")
    since = F("appealed_at")
    minutes = 10
    decisions = (
        Decision(
            "grant", gettext_lazy("Open it after all"), "collaborations.answer_appeal", actions.grant, key="a",
            takes_text=True,
        ),
        Decision(
            "uphold", gettext_lazy("It stays declined"), "collaborations.answer_appeal", actions.uphold, key="d",
            asks_text=True,
        ),
    )  # fmt: skip

    def rows(self, person: Any) -> Any:
        others = Theme.objects.visible_to(person).exclude(declined_by=person.pk).exclude(author=person.pk)
        return others.awaiting_an_answer()

    def found(self, ids: Iterable[int], person: Any) -> Any:
        return super().found(ids, person).select_related("declined_by")

    def _text(self, theme: Any) -> str:
        said = _("Declined by %(name)s: %(reason)s. %(organisation)s asks for a second look.")
        named = {"name": theme.declined_by or _("somebody"), "organisation": theme.organisation}
        return said % {**named, "reason": theme.get_decline_reason_display()}


def _was_opened_lately(theme: Any) -> bool:
    from django.utils import timezone

    return bool(theme.can("reconsider") and theme.opened_at and theme.opened_at > timezone.now() - UNDO_WITHIN)


def _with_keepers(themes: Any) -> list[Theme]:
    """With who looks after each, as the rules ask; two queries."""
    found = list(themes.select_related("organisation", "author", "declined_by"))
    load_keepers(found)
    return found


PROPOSED_THEMES = declare(_ProposedThemes())
APPEALS = declare(_Appeals())

declare_default(
    Default(
        Theme,
        "open",
        gettext_lazy("It opened by itself"),
        undo=actions.reconsider,
        undo_label=gettext_lazy("Look at it again"),
        permission="collaborations.reconsider_theme",
        can_undo=_was_opened_lately,
        loaded=_with_keepers,
    )
)
declare_default(
    Default(
        Theme,
        "park",
        gettext_lazy("It was parked by itself"),
        undo=actions.revive,
        undo_label=gettext_lazy("Revive it"),
        permission="collaborations.revive_theme",
        can_undo=lambda theme: theme.can("revive"),
    )
)
declare_default(
    Default(
        Theme,
        "escalate",
        gettext_lazy("Deputies and safeguarding officers were asked, too"),
        instead=NOTHING_DECIDED,
    )
)
