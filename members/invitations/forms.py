from django import forms
from django.utils.translation import gettext_lazy as _

from members.invitations.pasted import UNREADABLE, Line
from members.seats.models import SeatTerm


class InviteForm(forms.Form):
    """One colleague, or a list pasted from wherever it was kept."""

    text = forms.CharField(
        label=_("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "off", "spellcheck": "false"}),
        help_text=_("One, or up to 100: a line each, with commas between, or copied from a spreadsheet."),
    )
    role = forms.ChoiceField(
        label=_("Invited as"),
        choices=SeatTerm.Role,
        initial=SeatTerm.Role.STAFF,
        widget=forms.RadioSelect,
        help_text=_("Both speak for the organisation. Contacts also see to its seats and its page."),
    )

    def amount(self) -> int:
        """How many addresses it holds, for what may be sent in a day."""
        return max(self.cleaned_data["text"].count("@"), 1)

    def to_mend(self, lines: list[Line]) -> "InviteForm | None":
        """The lines that were no address, to be typed again; None when there are none."""
        unreadable = [line.typed for line in lines if line.outcome == UNREADABLE]
        if not unreadable:
            return None
        return InviteForm(initial={"text": "\n".join(unreadable), "role": self.cleaned_data["role"]})


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As colleagues know you."))
