"""What can be done about a theme on its page: one row a verb; its button, dialog, address and guard are made of it.

Whether the state offers it ``MOVES`` says, who may the rules; a test holds both together for every role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collaborations.themes import actions
from collaborations.themes.forms import (
    AppealForm,
    DeclineForm,
    GrantForm,
    HoldBackForm,
    ParkForm,
    ReconsiderForm,
    UpholdForm,
    WordsForm,
)
from collaborations.themes.models import Theme

Words = str | Promise


def _by_its_state(theme: Theme, name: str) -> bool:
    return theme.can(name)


@dataclass(frozen=True)
class Verb:
    """``name`` is the move, and with dashes its address; with a ``form`` the button opens a dialog that asks for words.

    ``refusal`` is what somebody reads who may not, ``done`` what they read who did.
    """

    name: str
    permission: str
    act: Callable[..., Any]
    label: Words
    refusal: Words
    done: Words
    form: type[WordsForm] | None = None
    press: Words = ""
    kind: str = "quiet"
    is_decision: bool = False
    offered: Callable[[Theme, str], bool] = _by_its_state

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    @property
    def address(self) -> str:
        return f"collaborations:{self.slug}-theme"

    def is_offered(self, theme: Theme) -> bool:
        return self.offered(theme, self.name)

    def form_for(self, typed: Any = None) -> Any:
        """Its form, with ids of its own: several stand on one page."""
        return self.form(typed, auto_id=f"id_{self.slug}_%s") if self.form else None


THEIRS_TO_DECIDE = _("The desk decides about themes, a safeguarding officer about sealed ones, nobody about their own.")
TAKES_CARE = _("Only who looks after a theme does this, or the desk.")

VERBS = [
    Verb(
        "open",
        "open_theme",
        actions.open_theme,
        _("Open this theme"),
        THEIRS_TO_DECIDE,
        _("“%(title)s” is open. Its proposer is told now, the others by their digest."),
        kind="primary",
        is_decision=True,
    ),
    Verb(
        "decline",
        "decline_theme",
        actions.decline,
        _("Decline it"),
        THEIRS_TO_DECIDE,
        _("“%(title)s” is declined. Its proposer reads your reason, and may ask for a second look."),
        form=DeclineForm,
        press=_("Decline and tell the proposer"),
        is_decision=True,
    ),
    Verb(
        "hold_back",
        "hold_back_theme",
        actions.hold_back,
        _("Hold it back"),
        THEIRS_TO_DECIDE,
        _("“%(title)s” does not open by itself any more. Its proposer is told, and reads why."),
        form=HoldBackForm,
        press=_("Hold it back and tell the proposer"),
        is_decision=True,
        offered=lambda theme, _name: theme.state == Theme.State.PROPOSED and not theme.flagged_at,
    ),
    Verb(
        "let_pass",
        "hold_back_theme",
        actions.let_pass,
        _("Hold it back no longer"),
        THEIRS_TO_DECIDE,
        _("“%(title)s” is held back no longer: from today it has the time of a new proposal."),
        is_decision=True,
        offered=lambda theme, _name: bool(theme.state == Theme.State.PROPOSED and theme.flagged_at),
    ),
    Verb(
        "grant",
        "answer_appeal",
        actions.grant,
        _("Open it after all"),
        _("Somebody else answers an appeal: neither who declined the theme nor who looks after it."),
        _("“%(title)s” is open. Whoever asked for a second look is told now."),
        form=GrantForm,
        press=_("Open it and tell the proposer"),
        kind="primary",
        is_decision=True,
    ),
    Verb(
        "uphold",
        "answer_appeal",
        actions.uphold,
        _("It stays declined"),
        _("Somebody else answers an appeal: neither who declined the theme nor who looks after it."),
        _("“%(title)s” stays declined. Whoever asked for a second look reads your answer."),
        form=UpholdForm,
        press=_("Tell the proposer that it stays declined"),
        is_decision=True,
    ),
    Verb(
        "reconsider",
        "reconsider_theme",
        actions.reconsider,
        _("Take the decision back"),
        THEIRS_TO_DECIDE,
        _("“%(title)s” waits on the desk again, with the time of a new proposal."),
        form=ReconsiderForm,
        press=_("Take it back and tell the proposer"),
        kind="link",
        is_decision=True,
    ),
    Verb(
        "appeal",
        "appeal_theme",
        actions.appeal,
        _("Ask for a second look"),
        _("Only who looks after a theme asks for a second look."),
        _("Somebody else looks at it now. You hear the answer here and by mail."),
        form=AppealForm,
        press=_("Ask for a second look"),
        kind="primary",
        offered=lambda theme, name: theme.can(name) and not theme.appealed_at,
    ),
    Verb(
        "revive",
        "revive_theme",
        actions.revive,
        _("Take it up again"),
        TAKES_CARE,
        _("“%(title)s” is open again, with 90 days before it."),
        kind="primary",
    ),
    Verb(
        "park",
        "park_theme",
        actions.park,
        _("Park it"),
        TAKES_CARE,
        _("“%(title)s” is parked. Voices and offers stay for the day it is taken up again."),
        form=ParkForm,
        press=_("Park it, and say why"),
    ),
    Verb(
        "withdraw",
        "withdraw_theme",
        actions.withdraw,
        _("Take this theme back"),
        _("Only who looks after a theme takes it back."),
        _("You took it back."),
        kind="link",
    ),
]  # fmt: skip
BY_NAME = {verb.name: verb for verb in VERBS}


@dataclass(frozen=True)
class Offered:
    """A verb on the page of one theme, with its form: empty, or as it came back with something to mend."""

    verb: Verb
    form: Any

    @property
    def is_open(self) -> bool:
        return bool(self.form and self.form.is_bound)


def offered_to(user: Any, theme: Theme, *, typed: tuple[str, Any] | None = None) -> list[Offered]:
    """The verbs that the state offers and ``user`` may; ``typed`` is the name of one and the form that came back."""
    return [
        Offered(verb, typed[1] if typed and typed[0] == verb.name else verb.form_for())
        for verb in VERBS
        if verb.is_offered(theme) and user.has_perm(f"collaborations.{verb.permission}", theme)
    ]
