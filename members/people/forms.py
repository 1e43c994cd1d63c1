from django import forms
from django.utils.translation import gettext_lazy as _

from network.languages import language_now


class SignupForm(forms.Form):
    """What a new account asks beside the address."""

    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("As colleagues know you."))
    field_order = ["email", "name"]

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.language = language_now()
        user.save(update_fields=["name", "language"])
