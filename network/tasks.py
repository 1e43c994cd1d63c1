"""What is thrown away at night. Each task is safe to run twice."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command

from members.devices.models import Device
from network import links


@shared_task
def tidy() -> None:
    """Once a day: sessions and used links whose time is over anyway."""
    links.forget_expired()
    call_command("clearsessions")
    Device.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
