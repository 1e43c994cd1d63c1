"""Gathering round a theme: voices of organisations, people who take part, offers, and those who would carry it.

What changes who is there weighs the theme in the same transaction (forming.py). Each takes its rows in one order: the
organisation and the seat, then the theme; so that two who act at once wait for each other and never for both.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.themes.gathering.forming import weigh
from collaborations.themes.gathering.models import Charter, Interest, Offer, Signature, Volunteer
from collaborations.themes.gathering.notices import CHARTER_CHANGED, OFFER_TAKEN_BACK
from collaborations.themes.gathering.quorum import COUNTED
from collaborations.themes.models import Theme
from collaborations.themes.supports import Support
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.holding import hold_seat
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused


@transaction.atomic
def support(theme: Theme, *, organisation: Organisation, by: Person) -> Support:
    """Back the theme in the name of ``organisation``; of several colleagues clicking, the first gives the voice.

    The voice that was missing makes the theme form. Raises MoveRefused when the theme is not open, or when ``by`` holds
    no seat there at this moment.
    """
    _hold(organisation, by)
    locked = _lock(theme)
    given, is_new = Support.objects.get_or_create(theme=theme, organisation=organisation, defaults={"given_by": by})
    if is_new:
        journal.record("support", theme, by=by, organisation=organisation.pk)
        weigh(locked, by=by)
    return given


@transaction.atomic
def take_back_support(theme: Theme, *, organisation: Organisation, by: Person) -> Theme:
    """Undo a support. Taking back what is not there changes nothing; raises MoveRefused without a seat.

    A theme that forms and loses its quorum by it is open again.
    """
    _hold(organisation, by)
    locked = Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    deleted, _by_model = Support.objects.filter(theme=theme, organisation=organisation).delete()
    if deleted:
        journal.record("take_back_support", theme, by=by, organisation=organisation.pk)
        weigh(locked, by=by)
    return theme


@transaction.atomic
def show_interest(theme: Theme, *, by: Person) -> Interest:
    """Say that one would like to take part oneself, whatever one's organisation does; twice is once.

    Raises MoveRefused when the theme does not gather any more.
    """
    _refuse_unless_it_gathers(theme)
    return Interest.objects.get_or_create(theme=theme, person=by)[0]


@transaction.atomic
def lose_interest(theme: Theme, *, by: Person) -> Theme:
    """Take that back, without a reason and at any time; nothing of it is kept."""
    Interest.objects.filter(theme=theme, person=by).delete()
    return theme


@transaction.atomic
def offer(theme: Theme, *, organisation: Organisation, kind: str, amount: str, until: date | None, by: Person) -> Offer:
    """Bring something in the name of ``organisation``, one offer of each kind; the same sent twice is one.

    One whose last day is over makes room. Raises MoveRefused when the organisation offers this kind already, when the
    theme is not open, or when ``by`` holds no seat there at this moment.
    """
    _hold(organisation, by)
    _lock(theme)
    standing = Offer.objects.filter(theme=theme, organisation=organisation, kind=kind, withdrawn_at=None)
    if found := standing.now().first():
        if (found.amount, found.until, found.made_by_id) == (amount, until, by.pk):
            return found
        raise MoveRefused(
            _("%(name)s offers this already. To change it, withdraw it and offer it anew.") % {"name": organisation}
        )
    standing.update(withdrawn_at=timezone.now())
    facts = {"theme": theme, "organisation": organisation, "kind": kind, "amount": amount, "until": until}
    made = Offer.objects.create(**facts, made_by=by)
    journal.record("offer", theme, by=by, organisation=organisation.pk, kind=kind)
    return made


@transaction.atomic
def withdraw_offer(made: Offer, *, by: Person) -> Offer:
    """Take an offer back, at any time; twice is once. Whoever made it is told of it when somebody else does that."""
    if Offer.objects.filter(pk=made.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        journal.record("withdraw_offer", made, by=by)
        tell(OFFER_TAKEN_BACK, made, by=by)
    return made


@transaction.atomic
def carry(theme: Theme, *, organisation: Organisation, by: Person) -> Volunteer:
    """Volunteer to carry it, by the seat at ``organisation``; pressing twice is once.

    Who stood in for a carrier that left moves up. Raises MoveRefused when the theme is not open, when ``by`` holds no
    seat there at this moment, when it is no member, or when they stand in for somebody who is there.
    """
    seat = _hold(organisation, by)
    if organisation.kind not in COUNTED:
        raise MoveRefused(_("People of member organisations carry a theme; you can stand in for one of them."))
    locked = _lock(theme)
    mine = _post_of(by, theme)
    if mine is None:
        mine = Volunteer.objects.create(theme=theme, seat=seat)
    elif mine.is_carrier:
        return mine
    elif Volunteer.objects.serving().filter(deputies=mine).exists():
        raise MoveRefused(_("You stand in for a carrier of this theme. Step back first; then you can carry it."))
    else:
        mine.stands_in_for, mine.seat = None, seat
        mine.save(update_fields=["stands_in_for", "seat"])
    journal.record("carry", theme, by=by, seat=seat.pk)
    weigh(locked, by=by)
    return mine


@transaction.atomic
def stand_in(carrier: Volunteer, *, organisation: Organisation, by: Person) -> Volunteer:
    """Volunteer as the deputy of ``carrier``, by the seat at ``organisation``; of two at once one is it.

    Raises MoveRefused when somebody was faster, when the carrier left, when ``by`` has a part in it already or holds no
    seat there at this moment, and when the theme is not open.
    """
    seat = _hold(organisation, by)
    locked = _lock(carrier.theme)
    _refuse_a_second_part(carrier, by)
    Volunteer.objects.now().filter(stands_in_for=carrier).update(left_at=timezone.now())  # whose seat gives no access
    deputy = _post_of(by, carrier.theme)
    if deputy is None:
        deputy = Volunteer(theme=carrier.theme)
    deputy.stands_in_for, deputy.seat = carrier, seat
    deputy.save()
    journal.record("stand_in", carrier.theme, by=by, seat=seat.pk, carrier=carrier.pk)
    weigh(locked, by=by)
    return deputy


@transaction.atomic
def step_back(post: Volunteer, *, by: Person) -> Volunteer:
    """Carry it, or stand in, no longer; at any time and without a reason. Twice is once.

    A theme that forms and loses its quorum by it is open again. Raises MoveRefused for somebody else's part.
    """
    if post.seat.person_id != by.pk:
        raise MoveRefused(_("Only who has a part in it steps back from it."))
    locked = Theme.objects.select_for_update(of=("self",)).get(pk=post.theme_id)
    if Volunteer.objects.now().filter(pk=post.pk).update(left_at=timezone.now()):
        journal.record("step_back", locked, by=by, seat=post.seat_id)
        weigh(locked, by=by)
    return post


@transaction.atomic
def edit_charter(charter: Charter, *, version: int, by: Person, **texts: Any) -> Charter:
    """Change the text that ``by`` had before them, which was number ``version``; who signed it signs the new one.

    What says the same as before changes nothing. Raises MoveRefused when somebody else changed it meanwhile, and when
    the theme does not gather any more.
    """
    locked = _lock(charter.theme)
    present = Charter.objects.get(pk=charter.pk)
    if all(getattr(present, name) == value for name, value in texts.items()):
        return present
    if present.version != version:
        raise MoveRefused(
            _("Somebody changed the charter a moment ago. Read how it is now, above; keep yours to replace it.")
        )
    for name, value in texts.items():
        setattr(present, name, value)
    present.version += 1
    present.save(update_fields=[*texts, "version"])
    journal.record("edit_charter", locked, by=by, version=present.version)
    settle(CHARTER_CHANGED, locked, by=by)
    if locked.state == Theme.State.FORMING:
        tell(CHARTER_CHANGED, locked, by=by)
    return present


@transaction.atomic
def sign_charter(charter: Charter, *, version: int, by: Person) -> Signature:
    """Agree with the text number ``version`` for the organisation for which ``by`` carries it or stands in.

    The third organisation's signature starts the theme. Signing twice is once. Raises MoveRefused when the theme does
    not form, when the text changed meanwhile or is not finished, and without a part in it at this moment.
    """
    mine = (
        Volunteer.objects.serving()
        .filter(theme=charter.theme_id, seat__person=by)
        .select_related("seat__organisation")
        .first()
    )
    if mine is None:
        raise MoveRefused(_("Those who carry a theme, or stand in for a carrier, sign its charter."))
    _hold(mine.seat.organisation, by)
    locked = _lock(charter.theme)
    _refuse_to_sign(locked, charter, version)
    signature, is_new = Signature.objects.get_or_create(
        charter=charter, organisation=mine.seat.organisation, version=version, defaults={"signed_by": by}
    )
    if is_new:
        journal.record("sign_charter", locked, by=by, version=version, organisation=mine.seat.organisation_id)
    weigh(locked, by=by)
    return signature


def _refuse_to_sign(theme: Theme, charter: Charter, version: int) -> None:
    if theme.state != Theme.State.FORMING:
        raise MoveRefused(_("The charter is signed while the theme forms a journey: it lacks something for that now."))
    present = Charter.objects.get(pk=charter.pk)
    if present.version != version:
        raise MoveRefused(_("The charter changed since you read it. Read it again before you sign."))
    if present.gaps:
        raise MoveRefused(" ".join(present.gaps))


def _hold(organisation: Organisation, by: Person) -> SeatTerm:
    """The seat by which ``by`` speaks for ``organisation`` at this moment, held until the commit."""
    seat = hold_seat(by, organisation.pk) if by.speaks_for(organisation) else None
    if seat is None:
        raise MoveRefused(_("You hold no seat at %(name)s, so you cannot speak for it.") % {"name": organisation})
    return seat


def _lock(theme: Theme) -> Theme:
    """The theme as it is now, held until the commit: who comes second sees what the first did."""
    _refuse_unless_it_gathers(theme)  # so that nobody waits for a draft
    locked = Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    _refuse_unless_it_gathers(locked)
    return locked


def _refuse_unless_it_gathers(theme: Theme) -> None:
    if not theme.gathers:
        raise MoveRefused(
            _("This theme is not open for support: it is %(state)s.") % {"state": theme.get_state_display()}
        )


def _post_of(person: Person, theme: Theme) -> Volunteer | None:
    """Their part in it by whichever seat: one each, so that nobody stands in for themselves."""
    return Volunteer.objects.now().filter(theme=theme, seat__person=person).first()


def _refuse_a_second_part(carrier: Volunteer, by: Person) -> None:
    serving = Volunteer.objects.serving()
    if not serving.filter(pk=carrier.pk, stands_in_for=None).exists():
        raise MoveRefused(_("They do not carry this theme any more."))
    if serving.filter(stands_in_for=carrier).exclude(seat__person=by).exists():
        raise MoveRefused(_("Somebody stands in for them already."))
    mine = _post_of(by, carrier.theme)
    if mine and (mine.is_carrier or serving.filter(deputies=mine).exclude(pk=carrier.pk).exists()):
        raise MoveRefused(_("You have a part in this theme already. Step back from it first."))
