from django import forms
from django.utils.translation import gettext_lazy as _

from members.seats.models import SeatTerm


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("Who are you, and what would you like to do?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Two sentences are enough. The contacts of the organisation read them."),
    )


class AcceptForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Seat as"), choices=SeatTerm.Role, initial=SeatTerm.Role.STAFF, widget=forms.RadioSelect
    )
    is_vouched_for = forms.BooleanField(
        label=_("I know this person and have checked that they wrote this."), required=False
    )

    def __init__(self, *args, looks_alike, **kwargs):
        super().__init__(*args, **kwargs)
        if not looks_alike:
            del self.fields["is_vouched_for"]


class RefuseForm(forms.Form):
    answer = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever asked reads this. Say what would help."),
    )
