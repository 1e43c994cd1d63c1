"""States that change only along declared moves.

A model lists its moves once, as data. Guards, buttons, tests and the diagram
in the docs all read that one table.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _


class MoveRefused(Exception):
    """The move asked for is not offered by the current state; the text can be shown to people."""


class Moving(models.Model):
    """A thing with a ``state`` that changes along ``MOVES``: {verb: (states it leaves, state it reaches)}."""

    MOVES: ClassVar[dict[str, tuple[set[str], str]]] = {}
    BEGINS: ClassVar[tuple[str, ...]] = ()  # the states in which one comes about; without any, the field's default
    state: Any

    class Meta:
        abstract = True

    @classmethod
    def begins_in(cls) -> list[str]:
        """The states in which one comes about, without a move."""
        field: Any = cls._meta.get_field("state")
        return [str(state) for state in cls.BEGINS or (field.default,)]

    def can(self, verb: str) -> bool:
        """Whether the present state offers ``verb``; who may do it is a question for rules.py."""
        leaves, _reaches = self.MOVES[verb]
        return self.state in leaves

    def move(self, verb: str, **facts: Any) -> None:
        """Apply ``verb`` together with its ``facts``, or raise MoveRefused and change nothing.

        One UPDATE guarded by the old state: of two people pressing at once, one wins.
        """
        leaves, reaches = self.MOVES[verb]
        facts["state"] = reaches
        moved = type(self)._base_manager.filter(pk=self.pk, state__in=leaves).update(**facts)  # type: ignore[misc]
        if not moved:
            self.refresh_from_db(fields=["state"])
            raise MoveRefused(self.too_late())
        for name, value in facts.items():
            setattr(self, name, value)

    def too_late(self) -> str:
        """What the second of two people reads."""
        return _("Someone decided about this a moment ago: it is now %(state)s.") % {
            "state": self.get_state_display()  # type: ignore[attr-defined]
        }
