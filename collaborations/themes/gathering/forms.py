from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collaborations.themes.gathering.models import Charter, Offer
from members.organisations.models import Organisation

DAY: dict[str, Any] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


class OfferForm(forms.ModelForm):
    """What an organisation brings: one small form. ``organisation`` is asked of people with several seats only."""

    class Meta:
        model = Offer
        fields = ["kind", "amount", "until"]
        widgets = {"until": forms.DateInput(**DAY)}
        help_texts = {"until": _("The last day on which you can bring it.")}

    field_order = ["kind", "amount", "until", "organisation"]

    def __init__(self, *args, person, **kwargs):
        kwargs.setdefault("prefix", "offer")
        super().__init__(*args, **kwargs)
        mine = person.organisations if person.is_authenticated else []
        own = Organisation.objects.filter(pk__in=[organisation.pk for organisation in mine])
        self.fields["organisation"] = forms.ModelChoiceField(own, empty_label=None, label=_("In whose name?"))
        if len(mine) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = mine[0].pk

    def clean_until(self):
        return _not_over(self.cleaned_data["until"])


class CharterForm(forms.ModelForm):
    """``version`` is the text that was on the page: somebody else may have changed it since."""

    class Meta:
        model = Charter
        fields = ["purpose", "scope", "not_scope", "rhythm", "ends_on"]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "scope": forms.Textarea(attrs={"rows": 5}),
            "not_scope": forms.Textarea(attrs={"rows": 3}),
            "ends_on": forms.DateInput(**DAY),
        }
        help_texts = {
            "not_scope": _("So that nobody expects it."),
            "rhythm": _("Such as: every second Tuesday, online, for an hour."),
        }

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean_ends_on(self):
        return _not_over(self.cleaned_data["ends_on"])

    def texts(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def present(self, charter):
        """What was typed stays; sent once more it replaces the text as it is by now."""
        typed: Any = self.data
        typed = typed.copy()
        typed["version"] = charter.version
        self.data = typed


def _not_over(day):
    if day and day < timezone.localdate():
        raise ValidationError(_("This day is over. Choose one to come."))
    return day
