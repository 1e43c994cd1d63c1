from django import forms
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Theme.Reason.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The proposer reads this. Say what would help."),
    )
