"""What the links of a digest mail do."""

from django.utils.translation import gettext as _

from members.people.models import Person
from network import links
from notifications.digests.actions import stop_digest
from notifications.digests.models import Cursor
from notifications.digests.sending import STOP


def _load(person: Person, pk: int) -> Cursor | None:
    return Cursor.objects.filter(pk=pk, person=person).first()


def _page(person: Person, cursor: Cursor, seat_id: int | None) -> links.Page:
    return links.Page(
        title=_("Stop the daily digest?"),
        text=_("You will get no more digests. Mail about your own themes still reaches you."),
        button=_("Stop the digest"),
    )


def _act(person: Person, cursor: Cursor, seat_id: int | None) -> str:
    stop_digest(cursor, by=person)
    return _("You get no more digests. You can turn them on again under your preferences.")


STOP_DIGEST = links.declare(links.Purpose(STOP, _load, _page, _act, acts_once=False))
