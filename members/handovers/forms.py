from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.handovers.belongings import BELONGINGS, Choices, Key, belongings_of, read
from members.handovers.models import HandOver
from members.seats.models import SeatTerm

MOST_LINES = 100  # a form has at most 200 fields; what is beyond goes to one successor together
NOBODY = ""


class HandOverForm(forms.Form):
    """For each thing a successor or nobody; a contact in reach is suggested where nobody was chosen yet."""

    why = forms.CharField(
        label=_("Why does it end nevertheless?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the journal, and the organisation comes to your desk."),
    )

    def __init__(self, *args: Any, hand_over: HandOver, asks_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = belongings_of(hand_over.seat)
        self.lines = read(self.keys)
        self.successors = {str(seat.pk): seat for seat in _successors(hand_over)}
        self.chosen = {(line.kind, line.thing_id): line.successor_id for line in hand_over.lines.all()}
        for key in self.keys[:MOST_LINES]:
            self.fields[_name(key)] = self._field(self.lines[key].title if key in self.lines else str(key[1]), key)
        if len(self.keys) > MOST_LINES:
            self.fields["rest"] = self._field(_("Everything else"), None)
        if not asks_why:
            del self.fields["why"]

    def _field(self, label: str | Promise, key: Key | None) -> forms.ChoiceField:
        people = [(pk, str(seat.person)) for pk, seat in self.successors.items()]
        contacts = (pk for pk, seat in self.successors.items() if seat.is_contact and seat.state in SeatTerm.IN_REACH)
        suggested = next(contacts, NOBODY)
        first = str(self.chosen[key] or NOBODY) if key in self.chosen else suggested
        return forms.ChoiceField(
            label=str(label), choices=[(NOBODY, _("Nobody yet: vacant")), *people], initial=first, required=False
        )

    def groups(self) -> list[tuple[str | Promise, list[BoundField]]]:
        """The fields by kind, each under the name of its kind."""
        shown = self.keys[:MOST_LINES]
        by_kind: list[tuple[str | Promise, list[BoundField]]] = [
            (kind.label, [self[_name(key)] for key in shown if key[0] == name]) for name, kind in BELONGINGS.items()
        ]
        rest = [(_("Everything else"), [self["rest"]])] if "rest" in self.fields else []
        return [(label, fields) for label, fields in by_kind if fields] + rest

    def choices(self) -> Choices:
        """What was chosen, for the actions."""
        rest = self.cleaned_data.get("rest", NOBODY)
        return {key: self.successors.get(self.cleaned_data.get(_name(key), rest)) for key in self.keys}


def _name(key: Key) -> str:
    return f"to-{key[0]}-{key[1]}"


def _successors(hand_over: HandOver) -> list[SeatTerm]:
    """Everybody else who holds a seat there, contacts first."""
    seats = SeatTerm.objects.not_ended().filter(organisation=hand_over.seat.organisation_id)
    return list(seats.exclude(Q(pk=hand_over.seat_id) | Q(state=SeatTerm.State.LEAVING)))
