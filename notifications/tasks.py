"""What happens later. Each task hands over at once; no rule lives here, and each is safe to run twice."""

from asgiref.sync import async_to_sync
from celery import shared_task
from channels.layers import get_channel_layer

from notifications.digests import actions as digests
from notifications.live.groups import group_of
from notifications.mail import actions as mail


@shared_task
def send_due_digests() -> None:
    """Every SWEEP_SECONDS: what is due, and what a dead worker left behind."""
    digests.send_due_digests()


@shared_task
def send_waiting_mail() -> None:
    """After each decision, and every SWEEP_SECONDS for nudges that got lost."""
    mail.send_waiting_mail()
    mail.put_old_aside()


@shared_task
def hint_at_notices(person_ids: list[int]) -> None:
    """Tell open pages of these people to ask for their badge again. Only a hint: a lost one costs a minute."""
    _say(person_ids, "hint")


@shared_task
def look_again(person_ids: list[int]) -> None:
    """Let the sockets of these people ask whether they may stay open. Only a hint: without it the next beat asks."""
    _say(person_ids, "standing")


def _say(person_ids: list[int], what: str) -> None:
    layer = get_channel_layer()
    for person_id in person_ids:
        async_to_sync(layer.group_send)(group_of(person_id), {"type": what})
