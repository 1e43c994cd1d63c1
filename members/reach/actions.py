"""Whether the network still reaches somebody: mail that comes back, silence, and signs of life."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from members.devices.models import Device
from members.handovers.actions import call_off, open_hand_over
from members.handovers.models import HandOver
from members.people.models import Person
from members.seats.models import SeatTerm, SeatTermQuerySet
from network import journal

BOUNCES = 2  # product.md: hard bounces until somebody counts as out of reach
SILENT_FOR = timedelta(days=180)
RULE_OF_SILENCE = "No sign of life for 180 days: no sign-in, no pressed link, no contact who confirmed the seat."
RULE_OF_LIFE = "A sign of life, or a mail that arrived: back in reach."


@transaction.atomic
def note_hard_bounce(person: Person, *, by: Person | None = None) -> Person:
    """A mail server says that there is no such mailbox; the second time every seat of ``person`` is handed over.

    They keep their access meanwhile; another contact is told, or the coordinator where there is none.
    """
    Person.objects.filter(pk=person.pk, hard_bounces__lt=100).update(hard_bounces=F("hard_bounces") + 1)
    person.refresh_from_db(fields=["hard_bounces"])
    journal.record("bounce", person, by=by, times=person.hard_bounces)
    if person.hard_bounces == BOUNCES:
        for seat in SeatTerm.objects.not_ended().filter(person=person):
            open_hand_over(seat, reason=HandOver.Reason.BOUNCED, by=by)
    return person


@transaction.atomic
def note_sign_of_life(person: Person, *, by: Person | None = None) -> Person:
    """They are there: bounces are forgotten, their seats are in reach again, and what bounces began is called off."""
    Person.objects.filter(pk=person.pk, hard_bounces__gt=0).update(hard_bounces=0)
    person.hard_bounces = 0
    begun = HandOver.objects.open().filter(seat__person=person, reason=HandOver.Reason.BOUNCED)
    for hand_over in begun:
        call_off(hand_over, by=by)
    _reach_again(SeatTerm.objects.filter(person=person), by)
    return person


@transaction.atomic
def see_who_is_here(*, by: Person | None = None) -> int:
    """The nightly clock, before hand-overs end: whoever used the platform after their mail came back is there."""
    bounced = HandOver.objects.filter(state=HandOver.State.OPEN, reason=HandOver.Reason.BOUNCED)
    began = bounced.filter(seat__person=OuterRef("person")).order_by("opened_at").values("opened_at")[:1]
    since = Device.objects.filter(person=OuterRef("pk"), seen_at__gt=Subquery(began))
    people = list(Person.objects.filter(Exists(since)))
    for person in people:
        note_sign_of_life(person, by=by)
    return len(people)


@transaction.atomic
def see_who_is_silent(*, by: Person | None = None, now: datetime | None = None) -> int:
    """The nightly clock: people silent for SILENT_FOR are out of reach, others in it again; how many seats were lost.

    One UPDATE each. People without an account are asked for by the coordinator, not by silence.
    """
    since = (now or timezone.now()) - SILENT_FOR
    here = Exists(Device.objects.filter(person=OuterRef("person"), seen_at__gte=since))
    alive = Q(person__last_active_on__gte=timezone.localdate(since)) | Q(person__last_login__gte=since) | Q(here)
    _reach_again(SeatTerm.objects.filter(alive, person__hard_bounces__lt=BOUNCES), by)
    seats = SeatTerm.objects.held().filter(state=SeatTerm.State.ACTIVE, person__is_managed=False)
    silent = list(seats.filter(confirmed_at__lt=since, started_at__lt=since).exclude(alive))
    lost = SeatTerm.objects.filter(pk__in=[seat.pk for seat in silent], state=SeatTerm.State.ACTIVE)
    lost.update(state=SeatTerm.State.UNREACHABLE)
    journal.record_all("lose_touch", silent, by=by, why=RULE_OF_SILENCE)
    return len(silent)


def _reach_again(seats: SeatTermQuerySet, by: Person | None) -> None:
    found = list(seats.filter(state=SeatTerm.State.UNREACHABLE))
    if found:
        again = SeatTerm.objects.filter(pk__in=[seat.pk for seat in found], state=SeatTerm.State.UNREACHABLE)
        again.update(state=SeatTerm.State.ACTIVE)
        journal.record_all("reach_again", found, by=by, why=RULE_OF_LIFE)
