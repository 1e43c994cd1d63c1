"""The life of a theme: drafted, proposed, opened or declined, appealed, parked, revived, taken back.

What happens at the end of each promise stands in clock.py; who gathers round an open theme, in gathering/.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collaborations.moderation.holds import rule_against
from collaborations.themes.models import (
    ESCALATED_FOR_DAYS,
    LOOKS_AFTER,
    OPENS_AFTER_DAYS,
    QUORUM_WITHIN,
    UNDO_WITHIN,
    Support,
    Theme,
)
from collaborations.themes.notices import (
    APPEAL_ANSWERED,
    OF_THE_DESK,
    THEME_APPEALED,
    THEME_DECLINED,
    THEME_ESCALATED,
    THEME_OPENED,
    THEME_PARKED,
    THEME_RECONSIDERED,
    THEME_REVIVED,
    THEME_STAYS_CLOSED,
    THEME_WAITS,
    YOUR_THEME_OPENED,
)
from members.duties.actions import begin_duty, end_duty
from members.organisations.models import Organisation, Topic
from members.people.models import Person
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused
from network.protection import Level
from network.workdays import after_working_days

NOT_DECLINED: dict[str, Any] = {"declined_at": None, "decline_reason": "", "decline_text": ""}


@transaction.atomic
def keep_draft(
    key: UUID, *, organisation: Organisation, by: Person, topics: Iterable[Topic] | None = None, **texts: Any
) -> Theme:
    """Keep what was typed so far under the form's own ``key``: the same form kept twice is one draft.

    Without ``topics`` those it has stay.

    Raises MoveRefused when the form was proposed meanwhile, for example by a first click whose answer got lost.
    """
    theme, is_new = _draft(key, by, {"organisation": organisation, "language": by.language, **texts})
    if not is_new and theme.state != Theme.State.DRAFT:
        raise MoveRefused(_("You proposed this theme already."))
    if is_new or theme.organisation_id != organisation.pk:
        end_duty(LOOKS_AFTER, theme.pk, by=by, but_of=organisation)
        begin_duty(LOOKS_AFTER, theme.pk, organisation=organisation, by=by)
    if not is_new:
        for name, value in {"organisation": organisation, **texts}.items():
            setattr(theme, name, value)
        theme.save(update_fields=["organisation", *texts, "touched_at"])
    if topics is not None:
        theme.topics.set(topics)
    return theme


def _draft(key: UUID, by: Person, facts: dict[str, Any]) -> tuple[Theme, bool]:
    """The draft of this form, locked, and whether it is new: one's own, or one that was taken over.

    Raises MoveRefused when it stayed with an organisation that its author has left.
    """
    taken_over = Theme.objects.looked_after_by(by).exclude(author=by).filter(submission_key=key)
    if theme := taken_over.select_for_update(of=("self",)).first():
        return theme, False
    theme, is_new = Theme.objects.select_for_update().get_or_create(author=by, submission_key=key, defaults=facts)
    if not is_new and not theme.is_looked_after_by(by):
        name = theme.organisation
        raise MoveRefused(_("This draft stayed with %(name)s. You hold no seat there any more.") % {"name": name})
    return theme, is_new


@transaction.atomic
def propose(theme: Theme, *, by: Person) -> Theme:
    """Put the draft before those who decide; the proposing organisation is its first supporter.

    What a listed rule of moderation catches is held back, so that it does not open by itself.

    Raises MoveRefused when it is no draft any more, or sealed in a network that has nobody to decide about it.
    """
    if (
        theme.protection == Level.SEALED
        and not Person.objects.filter(is_safeguarding_officer=True, is_active=True).exists()
    ):
        raise MoveRefused(
            _("Only safeguarding officers decide about sealed themes, and this network has none yet. Choose “closed”.")
        )
    now = timezone.now()
    theme.move("propose", proposed_at=now, due_at=_answered_by())
    Support.objects.get_or_create(theme=theme, organisation=theme.organisation, defaults={"given_by": by})
    journal.record("propose", theme, by=by)
    if caught := rule_against("theme", theme, text=_all_words(theme), by=by):
        _hold_back(theme, text=caught.in_the_journal, by=None)
    tell(THEME_WAITS, theme, by=by)
    return theme


@transaction.atomic
def open_theme(theme: Theme, *, by: Person | None, why: str = "") -> Theme:
    """Let the network gather round it; its author is told at once, everybody else by their digest.

    Raises MoveRefused when it was decided meanwhile.
    """
    now = timezone.now()
    theme.move("open", opened_at=now, due_at=now + QUORUM_WITHIN, escalated_at=None)
    journal.record("open", theme, by=by, why=why)
    _take_off_the_desk(theme, by)
    tell(YOUR_THEME_OPENED, theme, by=by)
    tell(THEME_OPENED, theme, by=by)
    return theme


@transaction.atomic
def decline(theme: Theme, *, reason: str, text: str, by: Person) -> Theme:
    """Say a kind no, with a reason from the list and in words; the author reads both and may appeal.

    Raises MoveRefused when it was decided meanwhile.
    """
    facts = {"declined_at": timezone.now(), "declined_by": by, "decline_reason": reason, "decline_text": text}
    theme.move("decline", **facts, due_at=None, escalated_at=None)
    journal.record("decline", theme, by=by, why=text, reason=reason)
    _take_off_the_desk(theme, by)
    tell(THEME_DECLINED, theme, by=by)
    return theme


@transaction.atomic
def hold_back(theme: Theme, *, text: str, by: Person) -> Theme:
    """It does not open by itself: whoever decides wants to look closer, and says why.

    Raises MoveRefused when it is not waiting any more, or somebody held it back a moment ago.
    """
    return _hold_back(theme, text=text, by=by)


@transaction.atomic
def let_pass(theme: Theme, *, by: Person) -> Theme:
    """Undo of holding back: from today it has the time of a new proposal, and then opens by itself.

    Raises MoveRefused when it is not held back any more.
    """
    facts = {"flagged_at": None, "flagged_by": None, "flag_text": "", "escalated_at": None, "due_at": _answered_by()}
    _mark(theme, Theme.objects.filter(state=Theme.State.PROPOSED, flagged_at__isnull=False), facts)
    journal.record("let_pass", theme, by=by)
    settle(THEME_STAYS_CLOSED, theme, by=by)
    settle(THEME_ESCALATED, theme, by=by)
    return theme


@transaction.atomic
def escalate(theme: Theme, *, by: Person | None = None, why: str = "") -> Theme:
    """Nobody answered in time and it cannot open by itself: deputies and safeguarding officers are asked, too.

    Raises MoveRefused when it is not waiting any more.
    """
    now = timezone.now()
    facts = {"escalated_at": now, "due_at": after_working_days(now, ESCALATED_FOR_DAYS)}
    _mark(theme, Theme.objects.filter(state__in=[Theme.State.PROPOSED, Theme.State.APPEALED]), facts)
    journal.record("escalate", theme, by=by, why=why)
    for kind in (THEME_ESCALATED, THEME_STAYS_CLOSED):
        settle(kind, theme, by=by)
    tell(THEME_ESCALATED, theme, by=by)
    tell(THEME_STAYS_CLOSED, theme, by=by)
    return theme


@transaction.atomic
def reconsider(theme: Theme, *, by: Person, text: str = "") -> Theme:
    """Undo an opening or a no, whoever decided: it waits on the desk again, with the time of a new proposal.

    Voices given meanwhile stay. Raises MoveRefused when it moved on, or has been open for more than 30 days.
    """
    held = _hold(theme)
    if held.state == Theme.State.OPEN and held.opened_at and held.opened_at < timezone.now() - UNDO_WITHIN:
        raise MoveRefused(_("It has been open for more than 30 days. Park it, or merge it with another theme."))
    facts = NOT_DECLINED | {"declined_by": None, "appealed_at": None, "appeal_text": "", "opened_at": None}
    theme.move("reconsider", **facts, due_at=_answered_by(), escalated_at=None)
    journal.record("reconsider", theme, by=by, why=text, was=held.state)
    for kind in (YOUR_THEME_OPENED, THEME_DECLINED, APPEAL_ANSWERED):
        settle(kind, theme, by=by)
    tell(THEME_RECONSIDERED, theme, by=by)
    tell(THEME_WAITS, theme, by=by)
    return theme


@transaction.atomic
def appeal(theme: Theme, *, text: str, by: Person) -> Theme:
    """Ask that somebody else looks at a no. Once: what two people declined stays declined.

    Raises MoveRefused when it was decided meanwhile, or an appeal was answered already.
    """
    held = _hold(theme)
    if held.state == Theme.State.DECLINED and held.appealed_at:
        raise MoveRefused(_("Two people have looked at this theme by now. Write a new one that meets what they said."))
    theme.move("appeal", appealed_at=timezone.now(), appeal_text=text, due_at=_answered_by(), escalated_at=None)
    journal.record("appeal", theme, by=by, why=text)
    settle(THEME_DECLINED, theme, by=by)
    tell(THEME_APPEALED, theme, by=by)
    return theme


@transaction.atomic
def uphold(theme: Theme, *, text: str, by: Person) -> Theme:
    """Somebody else looked, and it stays declined; their words replace the first ones, which the journal keeps.

    Raises MoveRefused when it was decided meanwhile, or by whoever declined it.
    """
    _must_be_another(theme, by)
    theme.move("uphold", decline_text=text, due_at=None, escalated_at=None)
    journal.record("uphold", theme, by=by, why=text)
    _take_off_the_desk(theme, by)
    tell(APPEAL_ANSWERED, theme, by=by)
    return theme


@transaction.atomic
def grant(theme: Theme, *, by: Person, text: str = "") -> Theme:
    """Somebody else looked, and it opens after all. Who had declined it is remembered: they do not undo this.

    Raises MoveRefused when it was decided meanwhile, or by whoever declined it.
    """
    _must_be_another(theme, by)
    now = timezone.now()
    theme.move("grant", opened_at=now, due_at=now + QUORUM_WITHIN, escalated_at=None, **NOT_DECLINED)
    journal.record("grant", theme, by=by, why=text)
    _take_off_the_desk(theme, by)
    tell(APPEAL_ANSWERED, theme, by=by)
    tell(THEME_OPENED, theme, by=by)
    return theme


@transaction.atomic
def park(theme: Theme, *, text: str, by: Person | None, why: str = "") -> Theme:
    """Let it rest, with an honest note; voices and offers stay for the day it is taken up again.

    Raises MoveRefused when it does not gather any more.
    """
    theme.move("park", parked_at=timezone.now(), park_text=text, formed_at=None, due_at=None)
    journal.record("park", theme, by=by, why=why or text)
    settle(YOUR_THEME_OPENED, theme, by=by)
    tell(THEME_PARKED, theme, by=by)
    return theme


@transaction.atomic
def revive(theme: Theme, *, by: Person) -> Theme:
    """Take a parked theme up again: as open as on its first day, with 90 days before it. Raises MoveRefused."""
    now = timezone.now()
    theme.move("revive", opened_at=now, due_at=now + QUORUM_WITHIN, parked_at=None, park_text="")
    journal.record("revive", theme, by=by)
    settle(THEME_PARKED, theme, by=by)
    tell(THEME_REVIVED, theme, by=by)
    tell(THEME_OPENED, theme, by=by)
    return theme


@transaction.atomic
def fall_back(theme: Theme, *, by: Person | None, why: str = "") -> Theme:
    """What had come together came apart again: it is open once more, with 90 days before it. Raises MoveRefused."""
    theme.move("fall_back", formed_at=None, due_at=timezone.now() + QUORUM_WITHIN)
    journal.record("fall_back", theme, by=by, why=why)
    return theme


@transaction.atomic
def withdraw(theme: Theme, *, by: Person) -> Theme:
    """Take it back, as long as it is one's own. Raises MoveRefused when others back it, or it moved on meanwhile."""
    held = _hold(theme)
    others = theme.supports.exclude(organisation=theme.organisation_id).count()
    if held.state in Theme.KNOWN and others:
        raise MoveRefused(_not_yours_alone(held, others))
    theme.move("withdraw", due_at=None, escalated_at=None)
    end_duty(LOOKS_AFTER, theme.pk, by=by)
    journal.record("withdraw", theme, by=by)
    _take_off_the_desk(theme, by)
    return theme


def _not_yours_alone(theme: Theme, others: int) -> str:
    said = ngettext(
        "%(n)d other organisation backs this theme, so it is no longer yours alone.",
        "%(n)d other organisations back this theme, so it is no longer yours alone.",
        others,
    ) % {"n": others}
    if theme.state == Theme.State.PARKED:
        return said + " " + _("Leave it parked: it rests, and can be revived.")
    return said + " " + _("Park it instead: then it rests, and can be revived.")


def _all_words(theme: Theme) -> str:
    return f"{theme.title}\n{theme.question}\n{theme.change}\n{theme.difference}"


def _hold_back(theme: Theme, *, text: str, by: Person | None) -> Theme:
    facts = {"flagged_at": timezone.now(), "flagged_by": by, "flag_text": text}
    _mark(theme, Theme.objects.filter(state=Theme.State.PROPOSED, flagged_at=None), facts)
    journal.record("hold_back", theme, by=by, why=text)
    tell(THEME_STAYS_CLOSED, theme, by=by)
    return theme


def _answered_by() -> Any:
    """The end of the promise that somebody decides."""
    return after_working_days(timezone.now(), OPENS_AFTER_DAYS)


def _hold(theme: Theme) -> Theme:
    """The row as it is now; nobody else changes it before the commit."""
    return Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)


def _must_be_another(theme: Theme, by: Person) -> None:
    if theme.declined_by_id == by.pk:
        raise MoveRefused(_("You declined this theme, so somebody else answers the appeal."))


def _mark(theme: Theme, offered: Any, facts: dict[str, Any]) -> None:
    """Change ``facts`` within a state, guarded by ``offered`` as a move is by its state."""
    if not offered.filter(pk=theme.pk).update(**facts):
        theme.refresh_from_db(fields=["state", "flagged_at"])
        raise MoveRefused(theme.too_late())
    for name, value in facts.items():
        setattr(theme, name, value)


def _take_off_the_desk(theme: Theme, by: Person | None) -> None:
    """Nothing waits there any more, so its notices go."""
    for kind in OF_THE_DESK:
        settle(kind, theme, by=by)
