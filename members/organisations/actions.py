"""What an organisation says about itself, and its life in the network once it is approved."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.duties.actions import leave_vacant
from members.organisations.logos import drop_logo, keep_logo
from members.organisations.models import ENDS_AFTER, Organisation, Topic
from members.organisations.notices import ORGANISATION_CHANGED
from members.people.models import Person
from members.seats.models import SeatTerm
from network import journal, standing
from network.kinds import tell
from network.moves import MoveRefused


@transaction.atomic
def edit(organisation: Organisation, *, topics: Iterable[Topic], by: Person, **facts: Any) -> Organisation:
    """Change what its page says. Raises MoveRefused when its name or number was taken a moment ago."""
    before = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = {name: value for name, value in facts.items() if getattr(before, name) != value}
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(**facts)
    except IntegrityError as reason:
        raise MoveRefused(_("Another organisation took this name or number a moment ago.")) from reason
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.interests.set(topics)
    journal.record("edit", organisation, by=by, fields=sorted(changed))
    return organisation


@transaction.atomic
def change_logo(organisation: Organisation, *, picture: bytes | None, by: Person) -> Organisation:
    """Show another picture as ``read_logo`` made it, or with None none; the old file goes after the commit."""
    old = Organisation.objects.select_for_update().get(pk=organisation.pk).logo.name or ""
    new = keep_logo(picture, organisation_id=organisation.pk) if picture else ""
    Organisation.objects.filter(pk=organisation.pk).update(logo=new)
    organisation.logo = new
    journal.record("change_logo", organisation, by=by, has_logo=bool(new))
    if old and old != new:
        transaction.on_commit(lambda: drop_logo(old), robust=True)
    return organisation


@transaction.atomic
def accept_code_of_conduct(organisation: Organisation, *, by: Person) -> Organisation:
    """A contact accepts the rules in the organisation's name; an approved one takes part from now on.

    Raises MoveRefused for anybody who is no contact of it. Accepting again changes nothing.
    """
    if not SeatTerm.objects.not_ended().contacts().filter(organisation=organisation, person=by).exists():
        raise MoveRefused(_("Only a contact of %(name)s accepts the code of conduct.") % {"name": organisation})
    today = timezone.localdate()
    first = Organisation.objects.filter(pk=organisation.pk, code_of_conduct_accepted_on=None)
    if first.update(code_of_conduct_accepted_on=today):
        organisation.code_of_conduct_accepted_on = today
        journal.record("accept_code_of_conduct", organisation, by=by)
    if organisation.can("activate"):
        organisation.move("activate", state_text="")
        journal.record("activate", organisation, by=by)
        tell(ORGANISATION_CHANGED, organisation, by=by)
    return organisation


@transaction.atomic
def lapse(organisation: Organisation, *, lapses_on: date, why: str, by: Person) -> Organisation:
    """Its place runs out on a day unless renewed; until then nothing changes for its people."""
    return _change("lapse", organisation, by=by, why=why, lapses_on=lapses_on)


@transaction.atomic
def renew(organisation: Organisation, *, why: str, by: Person) -> Organisation:
    """It stays after all."""
    return _change("renew", organisation, by=by, why=why, lapses_on=None)


@transaction.atomic
def suspend(organisation: Organisation, *, why: str, by: Person) -> Organisation:
    """Take the access of all its people away at once, until it is restored."""
    return _change("suspend", organisation, by=by, why=why, suspended_at=timezone.now())


@transaction.atomic
def restore(organisation: Organisation, *, why: str, by: Person) -> Organisation:
    """Give the access back that a suspension took."""
    return _change("restore", organisation, by=by, why=why, suspended_at=None, lapses_on=None)


@transaction.atomic
def end(organisation: Organisation, *, why: str, by: Person | None) -> Organisation:
    """It leaves the network: its people lose access at once, its past work stays. ``by`` None is the nightly clock."""
    _change("end", organisation, by=by, why=why, ended_at=timezone.now(), suspended_at=None)
    leave_vacant(organisation, by=by)  # after it: from here on nobody takes anything on for it
    return organisation


@transaction.atomic
def return_organisation(organisation: Organisation, *, why: str, by: Person) -> Organisation:
    """Undo an ending: it is approved again, and takes part once a contact accepts the code of conduct anew."""
    facts = {"ended_at": None, "lapses_on": None, "code_of_conduct_accepted_on": None}
    return _change("return", organisation, by=by, why=why, **facts)


@transaction.atomic
def end_lapsed(*, by: Person | None = None) -> int:
    """The nightly clock: whoever lapsed ENDS_AFTER ago and was not renewed ends. The number; safe to run twice."""
    overdue = Organisation.objects.lapsed().filter(lapses_on__lte=timezone.localdate() - ENDS_AFTER)
    found = list(overdue.select_for_update(skip_locked=True))
    for organisation in found:
        said = _("It lapsed on %(day)s and was not renewed within %(days)s days.")
        lapsed_on = date_format(organisation.lapses_on or timezone.localdate(), "DATE_FORMAT")
        end(organisation, why=said % {"day": lapsed_on, "days": ENDS_AFTER.days}, by=by)
    return len(found)


@transaction.atomic
def add_topic(name: str, *, by: Person, **in_other_languages: str) -> Topic:
    """A new word of the vocabulary, with its ``name_nl`` and ``name_fr``; one that is there already is left."""
    topic = Topic.objects.filter(name__iexact=name).first()
    if topic is None:
        topic = Topic.objects.create(name=name, **in_other_languages)
        journal.record("add_topic", topic, by=by)
    return topic


@transaction.atomic
def rename_topic(topic: Topic, *, name: str, by: Person, **in_other_languages: str) -> Topic:
    """Say it better; whoever chose it keeps it. Raises MoveRefused when another topic has that name."""
    if Topic.objects.filter(name__iexact=name).exclude(pk=topic.pk).exists():
        raise MoveRefused(_("This topic is there already."))
    journal.record("rename_topic", topic, by=by, before=topic.name)
    names = {"name": name, **in_other_languages}
    for field, word in names.items():
        setattr(topic, field, word)
    topic.save(update_fields=list(names))
    return topic


@transaction.atomic
def remove_topic(topic: Topic, *, by: Person) -> None:
    """Take a word out of the vocabulary, and off every organisation that chose it."""
    journal.record("remove_topic", topic, by=by, name=topic.name, organisations=topic.organisations.count())
    topic.delete()


def _change(verb: str, organisation: Organisation, *, by: Person | None, why: str, **facts: Any) -> Organisation:
    """One move with its reason: in the journal, to the contacts, and to whatever goes on by itself."""
    organisation.move(verb, state_text=why, **facts)
    journal.record(verb, organisation, by=by, why=why)
    tell(ORGANISATION_CHANGED, organisation, by=by)
    seats = SeatTerm.objects.filter(organisation=organisation, ended_at=None)
    standing.changed(seats.values_list("person_id", flat=True))
    return organisation
