"""What people do with their own data: take it along, choose what stands under their work, erase it."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from members.duties.actions import end_duties_without_a_thing
from members.handovers.actions import finish, open_hand_over
from members.handovers.models import HandOver
from members.people.models import Person
from members.privacy.erasing import erase_rows
from members.privacy.making import make
from members.privacy.models import Export
from members.privacy.notices import ACCOUNT_ERASED
from members.privacy.obstacles import firm_obstacles, holders_of_powers, obstacles
from members.privacy.rows import whose
from members.seats.models import SeatTerm
from network import journal, standing
from network.kinds import tell
from network.moves import MoveRefused
from network.nudges import nudge


@transaction.atomic
def ask_for_export(person: Person, *, by: Person) -> Export:
    """A copy of everything about ``person``, made by the worker; asking again gives the one on its way.

    Raises MoveRefused when there is one already that was made within a day.
    """
    from members import tasks

    newest = Export.objects.newest_of(person)
    if newest and newest.again_at:
        said = _("There is a copy already, made less than a day ago. It stays until %(day)s; fetch that one.")
        raise MoveRefused(said % {"day": date_format(localtime(newest.goes_at), "DATE_FORMAT")})
    export, is_new = Export.objects.get_or_create(person=person, state=Export.State.ASKED)
    if is_new:
        journal.record("ask", export, by=by)
    nudge(tasks.make_exports)
    return export


def make_waiting_exports(*, by: Person | None = None) -> int:
    """Make what is asked for, one after the other; how many. Safe to run twice, and by two workers at once."""
    return sum(make(export) for export in Export.objects.waiting().select_related("person"))


@transaction.atomic
def choose_what_stands(person: Person, *, kept_as: str, by: Person) -> Person:
    """What shall stand under the work that stays when this account is erased one day."""
    if kept_as not in Person.KeptAs:
        raise MoveRefused(_("Choose one of the two."))
    Person.objects.filter(pk=person.pk).update(kept_as=kept_as)
    person.kept_as = kept_as
    journal.record("choose_what_stands", person, by=by, kept_as=kept_as)
    return person


@transaction.atomic
def erase(person: Person, *, by: Person, why: str = "") -> Person:
    """Take ``person`` out of everything for good; there is no way back.

    Their seats are handed over, what nobody took becomes vacant, rows go as docs/data-retention.yaml says, and the last
    mail goes to the address they had. Raises MoveRefused with all that stands in the way. A coordinator who erases
    somebody else when asked to and says ``why`` passes over seats and duties: the desk hears of what is vacant then.
    """
    person = _hold(person)
    is_forced = by.pk != person.pk and by.is_coordinator and bool(why)
    if reasons := firm_obstacles(person, by=by) if is_forced else obstacles(person):
        raise MoveRefused(" ".join(reason.text for reason in reasons))
    for seat in SeatTerm.objects.filter(person=person, ended_at=None).order_by("organisation_id", "pk"):
        finish(open_hand_over(seat, reason=HandOver.Reason.ERASED, by=by), choices={}, by=by, why=why)
    me = whose(person)
    counts = erase_rows(me, is_active=False, is_managed=False, erased_at=timezone.now(), password=make_password(None))
    end_duties_without_a_thing(by=by)
    journal.record("erase", person, by=by, why=why, rows=sum(counts.values()))
    tell(ACCOUNT_ERASED, person, by=by)  # still as they were, with the address
    standing.changed([person.pk])
    person.refresh_from_db()
    return person


def _hold(person: Person) -> Person:
    """As they are now, held until the commit together with everybody who has powers, all in one order.

    So of the last two coordinators who erase themselves at once, the second sees that the first is gone.
    """
    everybody = Person.objects.filter(Q(pk=person.pk) | holders_of_powers()).order_by("pk")
    list(everybody.select_for_update(no_key=True).values_list("pk"))
    return Person.objects.get(pk=person.pk)
