"""What moderation can hide: one column, and one queryset method that every surface begins with."""

from typing import Any, Self

from django.db import models


class ModeratedQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """Without what is hidden, for everybody alike; who wrote it and who decides meet it on the page of its case."""
        return self.filter(hidden_at=None)


class Moderated(models.Model):
    """A thing that can be hidden, at once and reversibly; ``visible_to`` of its queryset leaves it out then."""

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> Any:
        return self.hidden_at is not None
