from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation


class IntroduceForm(forms.Form):
    """Whom to bring together. Without a second organisation it is whoever asked."""

    organisation = forms.TypedChoiceField(label=_("Which organisation?"))
    to = forms.TypedChoiceField(label=_("And whom?"), required=False, empty_value=None)
    text = forms.CharField(
        label=_("What is it about?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Both sides read this. Leave out names and addresses: those are given when both agree."),
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="introduce_%s")
        known = {str(one.pk): one for one in Organisation.objects.active().by_name()}
        for name, nobody in (("organisation", _("Choose")), ("to", _("Whoever asked"))):
            choice: Any = self.fields[name]
            choice.choices = [("", nobody), *known.items()]
            choice.coerce = known.__getitem__

    def clean(self):
        if self.cleaned_data.get("to") and self.cleaned_data.get("to") == self.cleaned_data.get("organisation"):
            self.add_error("to", _("An introduction needs two different sides."))
        return self.cleaned_data
