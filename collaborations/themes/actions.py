"""The life of a theme, as far as it goes today: drafted, proposed, opened or declined."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.themes.models import LOOKS_AFTER, OPENS_AFTER_DAYS, QUORUM_WITHIN, Support, Theme
from collaborations.themes.notices import THEME_DECLINED, THEME_OPENED, THEME_WAITS, YOUR_THEME_OPENED
from members.duties.actions import begin_duty, end_duty
from members.organisations.models import Organisation
from members.people.models import Person
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused
from network.workdays import after_working_days


@transaction.atomic
def keep_draft(key: UUID, *, organisation: Organisation, by: Person, **texts: Any) -> Theme:
    """Keep what was typed so far under the form's own ``key``: the same form kept twice is one draft.

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
    """Put the draft before the coordinator; the proposing organisation is its first supporter.

    Raises MoveRefused when it is no draft any more.
    """
    now = timezone.now()
    theme.move("propose", proposed_at=now, due_at=after_working_days(now, OPENS_AFTER_DAYS))
    Support.objects.get_or_create(theme=theme, organisation=theme.organisation, defaults={"given_by": by})
    journal.record("propose", theme, by=by)
    tell(THEME_WAITS, theme, by=by)
    return theme


@transaction.atomic
def open_theme(theme: Theme, *, by: Person) -> Theme:
    """Let the network gather round it; its author is told at once, everybody else by their digest.

    Raises MoveRefused when it was decided meanwhile.
    """
    now = timezone.now()
    theme.move("open", opened_at=now, due_at=now + QUORUM_WITHIN)
    journal.record("open", theme, by=by)
    settle(THEME_WAITS, theme, by=by)
    tell(YOUR_THEME_OPENED, theme, by=by)
    tell(THEME_OPENED, theme, by=by)
    return theme


@transaction.atomic
def decline(theme: Theme, *, reason: str, text: str, by: Person) -> Theme:
    """Say a kind no, with a reason from the list and in words; the author reads both.

    Raises MoveRefused when it was decided meanwhile.
    """
    facts = {"declined_at": timezone.now(), "declined_by": by, "decline_reason": reason, "decline_text": text}
    theme.move("decline", **facts, due_at=None)
    journal.record("decline", theme, by=by, why=text, reason=reason)
    settle(THEME_WAITS, theme, by=by)
    tell(THEME_DECLINED, theme, by=by)
    return theme


@transaction.atomic
def withdraw(theme: Theme, *, by: Person) -> Theme:
    """Take back a draft or a proposal nobody decided about yet. Raises MoveRefused when somebody did."""
    theme.move("withdraw", due_at=None)
    end_duty(LOOKS_AFTER, theme.pk, by=by)
    journal.record("withdraw", theme, by=by)
    settle(THEME_WAITS, theme, by=by)
    return theme
