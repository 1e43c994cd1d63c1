from django import forms
from django.utils.translation import gettext_lazy as _

from members.imports.reading import MOST_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Your CSV file"),
        allow_empty_file=True,  # the reader says it in a better sentence
        help_text=_("At most 20 MB and 100,000 rows. Nothing comes in before you have seen what would happen."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. Split it, and bring the parts in one after the other.")
            )
        return file


class ChooseForm(forms.Form):
    sends_invitations = forms.BooleanField(
        label=_("Send the invitations now"),
        required=False,
        initial=True,
        help_text=_(
            "Without it they wait on each organisation's page until somebody sends them. "
            "Whoever has an account already gets their seat at once, and a mail that says so."
        ),
    )
