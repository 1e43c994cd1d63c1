"""Ending sessions: the device asks to sign in at its next click."""

from django.contrib.sessions.models import Session
from django.db import transaction

from members.devices.models import Device
from members.people.models import Person
from network import journal


@transaction.atomic
def end_device(device: Device, *, by: Person) -> Device:
    """Sign ``device`` out. Ending it twice changes nothing."""
    Session.objects.filter(session_key=device.session_key).delete()
    if Device.objects.filter(pk=device.pk).delete()[0]:
        journal.record("end_session", device.person, by=by)
    return device


@transaction.atomic
def end_other_devices(person: Person, *, but_session: str | None, by: Person) -> int:
    """Sign ``person`` out everywhere but in the session that asks; the number of sessions ended."""
    others = Device.objects.filter(person=person).exclude(session_key=but_session)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    if keys:
        journal.record("end_other_sessions", person, by=by, number=len(keys))
    return len(keys)
