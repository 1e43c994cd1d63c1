from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.people.addresses import normal


class InviteForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail address of who should take part"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("They need an account here. Whether they have one is told to nobody."),
    )

    def clean_email(self):
        try:
            return normal(self.cleaned_data["email"])
        except ValidationError as wrong:
            raise forms.ValidationError(wrong.messages) from wrong
