"""Each door that a seat opens, tried by somebody whose seat has ended.

Pages and sockets, rules, links, the list of members, search, the feed, mail and the digest: each is asked what the
product itself asks before it shows, does or sends something. Whoever builds another feed tries it here; a test says so.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from collaborations.themes.listing.feed import newest
from collaborations.themes.models import Theme
from collaborations.themes.notices import SUPPORT, THEME_OPENED
from members.imports.exporting import organisations_for
from members.models import Duty, HandOver, Invitation, JoinRequest, Organisation, Person, RosterCheck, SeatTerm
from members.roster.notices import CONFIRM, NO_LONGER
from network import links
from network.kinds import KINDS
from network.protection import Level
from network.search import look_alikes
from notifications.digests.models import Cadence
from notifications.live.groups import seats_of
from notifications.models import Cursor, OutboxMail

# What a mail may still say to somebody who left: that they did, and what came of their own request.
OWN_NEWS = {"hand-over-done", "join-request-decided", "export-ready"}


def ended_seats() -> Any:
    """Those whose holder holds no other at the same place: whoever came back may enter."""
    ended = SeatTerm.objects.filter(ended_at__isnull=False).select_related("organisation").order_by("pk")
    back = SeatTerm.objects.filter(person=OuterRef("person"), organisation=OuterRef("organisation"), ended_at=None)
    return ended.exclude(Exists(back))


def access_by(seats: Iterable[SeatTerm]) -> list[str]:
    """Each seat tried at everything its organisation has; what still opened."""
    theme = Theme.objects.gathering().filter(protection=Level.OPEN).first()
    return [f"{seat.pk}: {what}" for seat in seats for what in _opened_to(seat, theme)]


def _opened_to(seat: SeatTerm, theme: Theme | None) -> Iterator[str]:
    person = Person.objects.get(pk=seat.person_id)
    if person.speaks_for(seat.organisation) or person.holds_seat(seat.pk):
        yield "speaks for the organisation"
    if seat.pk in seats_of(person.pk):
        yield "keeps an open page's socket"
    yield from _shown(person, seat)
    yield from _allowed(person, seat)
    yield from _links_open(person, seat, theme)
    if organisations_for(person).filter(pk=seat.organisation_id).exists():
        yield "takes out the list of people"
    yield from _found(person, seat)
    yield from _told(person, seat)


def _shown(person: Person, seat: SeatTerm) -> Iterator[str]:
    """What pages would show of the organisation that is not for everybody: they all begin with ``visible_to``."""
    here = {"organisation": seat.organisation_id}
    pages: dict[str, Any] = {
        "colleagues": SeatTerm.objects.visible_to(person).filter(**here).exclude(person=person),
        "duties": Duty.objects.visible_to(person).filter(**here),
        "hand-overs": HandOver.objects.visible_to(person).filter(seat__organisation=seat.organisation_id).exclude(
            seat__person=person
        ),
        "invitations": Invitation.objects.visible_to(person).filter(**here),
        "requests": JoinRequest.objects.visible_to(person).filter(**here).exclude(person=person),
        "the roster": RosterCheck.objects.visible_to(person).filter(**here),
        "themes": Theme.objects.looked_after_by(person).filter(**here),
    }  # fmt: skip
    yield from (f"sees {name}" for name, rows in pages.items() if rows.exists())
    closed = Theme.objects.visible_to(person).filter(**here).exclude(state=Theme.State.OPEN, protection=Level.OPEN)
    if not person.belongs_to_the_network and closed.exists():
        yield "sees what is not open"


def _found(person: Person, seat: SeatTerm) -> Iterator[str]:
    """What search and the feed would give of what is not for everybody."""
    protected = Theme.objects.gathering().exclude(protection=Level.OPEN).filter(organisation=seat.organisation_id)
    theme = protected.order_by("pk").first()
    if theme and not person.belongs_to_the_network:
        if any(each.thing == theme for each in look_alikes(person, theme.title)):
            yield "finds a protected theme"
        if any(each.pk == theme.pk for each in newest()):
            yield "reads of a protected theme in the feed"


def _allowed(person: Person, seat: SeatTerm) -> Iterator[str]:
    """What the rules would let them do."""
    colleague = SeatTerm.objects.filter(organisation=seat.organisation_id, ended_at=None).first()
    written = Theme.objects.filter(organisation=seat.organisation_id, author=person).first()
    asked: list[tuple[str, Any]] = [
        ("members.hand_over", seat), ("members.hand_over", colleague),
        ("members.manage_seats", seat.organisation), ("members.invite", seat.organisation),
        ("members.edit_organisation", seat.organisation), ("members.decide_join_request", seat.organisation),
        ("members.accept_code_of_conduct", seat.organisation),
        ("members.take_on_duty", Duty.objects.filter(organisation=seat.organisation_id).first()),
        ("collaborations.withdraw_theme", written),
        ("collaborations.take_back_support", written and written.supports.filter(given_by=person).first()),
    ]  # fmt: skip
    for verb, thing in asked:
        if thing is not None and person.has_perm(verb, thing):
            yield verb


def _links_open(person: Person, seat: SeatTerm, theme: Theme | None) -> Iterator[str]:
    """Signed links in mails of the time before, one of each kind that speaks for a seat."""
    check = RosterCheck.objects.filter(organisation=seat.organisation_id).first()
    colleague = SeatTerm.objects.filter(organisation=seat.organisation_id, ended_at=None).first()
    for verb, thing in ((SUPPORT, theme), (CONFIRM, check), (NO_LONGER, colleague)):
        if thing is not None and _works(links.make(person, verb, thing.pk, seat_id=seat.pk)):
            yield f"the link {verb} works"


def _works(address: str) -> bool:
    try:
        links.follow(address.rpartition("/l/")[2].strip("/"))
    except links.LinkRefused:
        return False
    return True


def _told(person: Person, seat: SeatTerm) -> Iterator[str]:
    """What mail would still tell: every one written to them so far, asked as if it were sent now; and the digest."""
    mails = OutboxMail.objects.filter(person=person).exclude(event__kind__in=OWN_NEWS)
    told: dict[str, set[int]] = {}
    for name, subject_id in mails.values_list("event__kind", "event__subject_id").order_by("pk"):
        told.setdefault(name, set()).add(subject_id)
    for name, ids in told.items():
        about = [one for one in KINDS[name].subjects(ids).values() if _place_of(one) == seat.organisation_id]
        if any(KINDS[name].is_for(one, person) for one in about):
            yield f"is told by mail: {name}"
    if person.belongs_to_the_network:
        return
    protected = Theme.objects.gathering().filter(organisation=seat.organisation_id).exclude(protection=Level.OPEN)
    found = THEME_OPENED.subjects(protected.values_list("pk", flat=True))
    if any(THEME_OPENED.is_for(theme, person) for theme in found.values()):
        yield "reads of a protected theme in the digest"
    elsewhere = person.seat_terms.filter(ended_at=None).exclude(organisation__state=Organisation.State.ENDED)
    if not elsewhere.exists() and Cursor.objects.filter(person=person).exclude(cadence=Cadence.OFF).exists():
        yield "gets the digest"


def _place_of(subject: Any) -> int | None:
    """The organisation that something is about."""
    if isinstance(subject, Organisation):
        return subject.pk
    return getattr(getattr(subject, "seat", None) or subject, "organisation_id", None)
