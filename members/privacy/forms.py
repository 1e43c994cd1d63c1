from django import forms
from django.utils.translation import gettext_lazy as _

from members.people.models import Person


class WhatStandsForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ("kept_as",)
        widgets = {"kept_as": forms.RadioSelect}


class EraseForm(forms.Form):
    why = forms.CharField(
        label=_("How they asked for it"),
        max_length=200,
        help_text=_("Such as “by phone on 3 March”. No names: it stays in the record of decisions."),
    )
