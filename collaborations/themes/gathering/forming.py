"""What follows by itself: enough came together round a theme, somebody left, or its charter is signed."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from collaborations.themes.actions import fall_back
from collaborations.themes.gathering.models import Charter, Signature, Volunteer
from collaborations.themes.gathering.notices import THEME_FELL_BACK, THEME_FORMING, THEME_STARTED
from collaborations.themes.gathering.quorum import has_quorum, quorum_of
from collaborations.themes.models import QUORUM_WITHIN, Theme
from members.people.models import Person
from network import journal
from network.kinds import settle, tell

SIGNATURES = 3  # of different organisations

FORMS = gettext_noop(
    "With three member organisations and two carriers of different ones, each with a deputy, a theme forms a journey."
)
FALLS_BACK = gettext_noop("A theme that lost its quorum before its start is open again; its charter is kept.")
STARTS = gettext_noop(
    "A charter signed in its present text by carriers or deputies of three organisations starts the theme."
)


def weigh(theme: Theme, *, by: Person | None) -> Theme:
    """Bring ``theme``, whose row the caller has locked, to where those round it have brought it; three queries.

    Called by whatever changes who they are, so that the theme moves in the same transaction as the act that was
    missing. ``by`` is who acted and is not told of it; the moves are the platform's own, with their rule.
    """
    if theme.state not in Theme.GATHERS:
        return theme
    is_reached = quorum_of(theme).is_reached
    if theme.state == Theme.State.OPEN and is_reached:
        _form(theme, by)
    elif theme.state == Theme.State.FORMING and not is_reached:
        _fall_back(theme, by)
    if theme.state == Theme.State.FORMING and len(signed_by(theme)) >= SIGNATURES:
        _start(theme, by)
    return theme


def weigh_all(ids: Iterable[int], *, by: Person | None = None) -> int:
    """The same of those among ``ids`` whose state and quorum disagree; how many. One query, and some for each."""
    found = list(Theme.objects.filter(astray(), pk__in=ids).order_by("pk").values_list("pk", flat=True))
    for pk in found:
        weigh_one(pk, by=by)
    return len(found)


@transaction.atomic
def weigh_one(pk: int, *, by: Person | None = None) -> None:
    """The same of one; when somebody else holds it at this moment it is left to them."""
    for theme in Theme.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk):
        weigh(theme, by=by)


def astray() -> Q:
    """What stands elsewhere than its quorum puts it: a condition on themes."""
    return Q(state=Theme.State.FORMING) & ~has_quorum() | Q(state=Theme.State.OPEN) & has_quorum()


def signed_by(theme: Theme) -> set[int]:
    """The organisations that signed the present text and still have somebody who carries it or stands in; one query."""
    serving = Volunteer.objects.serving().filter(theme=theme).values("seat__organisation")
    signatures = Signature.objects.filter(charter__theme=theme, organisation__in=serving)
    return {
        organisation
        for organisation, version, present in signatures.values_list("organisation", "version", "charter__version")
        if version == present
    }


def _form(theme: Theme, by: Person | None) -> None:
    """A theme that formed before keeps its charter; others lead it now, so all sign anew."""
    now = timezone.now()
    theme.move("form", formed_at=now, due_at=now + QUORUM_WITHIN)
    draft = {"purpose": theme.change, "scope": theme.question}
    charter, is_new = Charter.objects.get_or_create(theme=theme, defaults=draft)
    if not is_new:
        Charter.objects.filter(pk=charter.pk).update(version=charter.version + 1)
    journal.record("form", theme, by=None, why=FORMS)
    settle(THEME_FELL_BACK, theme, by=by)
    tell(THEME_FORMING, theme, by=by)


def _fall_back(theme: Theme, by: Person | None) -> None:
    fall_back(theme, by=None, why=FALLS_BACK)
    settle(THEME_FORMING, theme, by=by)
    tell(THEME_FELL_BACK, theme, by=by)


def _start(theme: Theme, by: Person | None) -> None:
    theme.move("start", started_at=timezone.now(), due_at=None)
    journal.record("start", theme, by=None, why=STARTS)
    settle(THEME_FORMING, theme, by=by)
    tell(THEME_STARTED, theme, by=by)
