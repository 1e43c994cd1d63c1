from django.db import transaction
from django.utils import timezone

from members.people.models import Person
from notifications.notices.models import Notice


@transaction.atomic
def mark_all_read(*, by: Person) -> int:
    """Everything up to now is read; the number that was unread."""
    return Notice.objects.unread_of(by).update(read_at=timezone.now())
