"""The four levels of protection, and the one rule of who can know that a thing exists.

Every list, page, mail, socket and export starts from a slice's ``visible_to``, and that from ``reach_of``;
what it leaves out is a 404 and nothing else.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    OPEN = "open", _("open: everybody can read it")
    MEMBERS = "members", _("members: signed-in people of active organisations")
    CLOSED = "closed", _("closed: only those who take part")
    SEALED = "sealed", _("sealed: only those invited and vouched for")


class ProtectedQuerySet(models.QuerySet):
    def insiders(self, user: Any) -> Q:
        """Which rows ``user`` takes part in. A slice overrides this; without it nobody does."""
        return Q(pk__in=[])

    def reach_of(self, user: Any) -> Q:
        """What ``user`` may know of by its protection alone; costs the query of their seats once a request."""
        reach = Q(protection=Level.OPEN)
        if user.is_authenticated:
            reach |= self.insiders(user)
            if user.belongs_to_the_network:
                reach |= Q(protection=Level.MEMBERS)
        return reach


class Protected(models.Model):
    """A thing with a level of protection from its first minute."""

    protection = models.CharField(_("who can read it"), max_length=10, choices=Level, default=Level.OPEN)

    class Meta:
        abstract = True

    @property
    def is_discreet(self) -> bool:
        """Whether mail may say no more than that there is something."""
        return self.protection in {Level.CLOSED, Level.SEALED}
