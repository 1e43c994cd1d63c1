"""Writing down what one judged chunk asks for. The caller's transaction makes it all or nothing."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils import timezone

from members.imports.checking import FIELDS, Plan, Wanted
from members.imports.models import Import
from members.invitations.models import VALID_FOR, Invitation
from members.invitations.notices import INVITATION
from members.organisations.models import Organisation, Topic
from members.people.models import Person
from members.seats.models import SeatTerm
from members.seats.notices import SEAT_GIVEN
from network import journal
from network.kinds import tell_all


def write(plan: Plan, imported: Import, topics: dict[str, Topic], *, by: Person | None) -> None:
    """Organisations first, then the seats of those who have an account and invitations for everybody else."""
    facts: dict[str, dict[str, Any]] = defaultdict(dict)
    for wanted in plan.wanted:
        facts[wanted.key] |= wanted.facts
    there = {wanted.key: wanted.there for wanted in plan.wanted if wanted.there}
    names = {wanted.key: wanted.name for wanted in plan.wanted if not wanted.there}
    _change({key: there[key] for key in there if facts[key]}, facts, imported, by)
    new = _create(names, facts, imported, by)
    _say_topics({**there, **new}, facts, topics)
    homes = {**there, **new}
    _seat([wanted for wanted in plan.wanted if wanted.outcome == "seats_given"], homes, by=by)
    invited = [wanted for wanted in plan.wanted if wanted.outcome == "people_invited"]
    _invite(invited, homes, is_sent=imported.sends_invitations, by=by)


def _fields(facts: dict[str, Any]) -> dict[str, Any]:
    return {FIELDS[column]: value for column, value in facts.items() if column in FIELDS}


def _create(
    names: dict[str, str], facts: dict[str, dict[str, Any]], imported: Import, by: Person | None
) -> dict[str, Organisation]:
    new = Organisation.objects.bulk_create(
        Organisation(name=name, **_fields(facts[key])) for key, name in names.items()
    )
    journal.record_all("import", new, by=by, file=imported.pk)
    return dict(zip(names, new, strict=True))


def _change(
    there: dict[str, Organisation], facts: dict[str, dict[str, Any]], imported: Import, by: Person | None
) -> None:
    for key, organisation in there.items():
        for name, value in _fields(facts[key]).items():
            setattr(organisation, name, value)
    changed = {name for key in there for name in _fields(facts[key])}
    if changed:
        Organisation.objects.bulk_update(there.values(), sorted(changed))
    by_columns = sorted((tuple(sorted(facts[key])), key) for key in there)
    for columns, same in groupby(by_columns, key=lambda pair: pair[0]):
        organisations = [there[key] for _columns, key in same]
        journal.record_all("correct", organisations, by=by, fields=list(columns), file=imported.pk)


def _say_topics(homes: dict[str, Organisation], facts: dict[str, dict[str, Any]], topics: dict[str, Topic]) -> None:
    """What the file says about topics takes the place of what was there."""
    told = {homes[key].pk: said["topics"] for key, said in facts.items() if "topics" in said}
    through = Organisation.interests.through
    through.objects.filter(organisation_id__in=told).delete()
    through.objects.bulk_create(
        through(organisation_id=pk, topic_id=topics[word.casefold()].pk) for pk, words in told.items() for word in words
    )


def _seat(seated: list[Wanted], homes: dict[str, Organisation], *, by: Person | None) -> None:
    """As ``members.seats.actions.give_seat`` does one by one; each is told. Two addresses may be one person's."""
    given: dict[tuple[int, int], SeatTerm] = {}
    for wanted in seated:
        home, person = homes[wanted.key], wanted.account
        given.setdefault((home.pk, person.pk), SeatTerm(organisation=home, person=person, role=wanted.role))
    new = SeatTerm.objects.bulk_create(given.values())
    for role, same in groupby(sorted(new, key=lambda one: one.role), key=lambda one: one.role):
        journal.record_all("give_seat", same, by=by, role=role)
    tell_all(SEAT_GIVEN, new, by=by)


def _invite(invited: list[Wanted], homes: dict[str, Organisation], *, is_sent: bool, by: Person | None) -> None:
    """As ``members.invitations.actions.invite`` does one by one. Those not sent now wait on the rosters to be sent."""
    _close_overdue(invited, homes)
    now = timezone.now()
    new = Invitation.objects.bulk_create(
        Invitation(
            organisation=homes[wanted.key], email=wanted.email, name=wanted.person, role=wanted.role,
            language=wanted.language or (by.language if by else "en"), invited_by=by,
            sent_at=now, expires_at=now + VALID_FOR, times_sent=int(is_sent),
        )
        for wanted in invited
    )  # fmt: skip
    for role, same in groupby(sorted(new, key=lambda one: one.role), key=lambda one: one.role):
        journal.record_all("invite", same, by=by, role=role)
    if is_sent:
        tell_all(INVITATION, new, by=by)


def _close_overdue(invited: Iterable[Wanted], homes: dict[str, Organisation]) -> None:
    wanted = {(homes[one.key].pk, one.email) for one in invited}
    old = Invitation.objects.overdue().filter(
        organisation_id__in={pk for pk, _email in wanted}, email__in={email for _pk, email in wanted}
    )
    past = [one.pk for one in old.order_by("pk") if (one.organisation_id, one.email) in wanted]
    Invitation.objects.filter(pk__in=past).update(state=Invitation.State.EXPIRED)
