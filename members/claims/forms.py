from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from members.people.addresses import normal


class KeptPersonForm(forms.Form):
    """Somebody who has no account; their contribution counts all the same."""

    name = forms.CharField(label=_("Name"), max_length=120)
    reached_by = forms.CharField(
        label=_("Reached by"),
        max_length=200,
        required=False,
        help_text=_("Phone, post or a colleague. Only you see it."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    organisation = forms.ModelChoiceField(
        Organisation.objects.active(), label=_("Seat at"), required=False, empty_label=_("No seat"),
        help_text=_("If they contribute for an organisation, such as a partner."),
    )  # fmt: skip


class CorrectForm(KeptPersonForm):
    """The same without the seat, which is given and ended where seats are."""

    organisation = None  # type: ignore[assignment]


class ClaimForm(forms.Form):
    code = forms.CharField(
        label=_("Code you were told"),
        max_length=40,
        help_text=_("Ten letters and digits, such as K7QFM-2XPRT. Capitals and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    email = forms.CharField(label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        if person.is_authenticated:
            del self.fields["email"]

    def clean_email(self):
        return normal(self.cleaned_data["email"])
