from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.people.models import Person

LONGEST_WORDS = 1000  # as on the pages where the same is decided


class DecideForm(forms.Form):
    """Reason and words, as far as the decision asks for them; ``key`` tells the forms of one page apart."""

    def __init__(self, *args, decision, key="", **kwargs):
        kwargs.setdefault("auto_id", f"id_{key}-{decision.name}-%s")
        super().__init__(*args, **kwargs)
        if decision.reasons:
            self.fields["reason"] = forms.ChoiceField(
                label=_("Reason"), choices=decision.reasons, widget=forms.RadioSelect
            )
        if decision.has_words:
            self.fields["text"] = forms.CharField(
                label=_("In your own words"),
                max_length=LONGEST_WORDS,
                required=decision.asks_text,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("Whoever is told reads this. Say what would help."),
            )


class LaterForm(forms.Form):
    until = forms.DateField(
        label=_("Not before"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Never after the day it was promised for."),
    )


def days_to_choose(due):
    """Tomorrow, Monday and in a week, as far as the promise allows: (day, words)."""
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    days = {today + timedelta(days=1): _("Tomorrow"), monday: _("Monday"), today + timedelta(days=7): _("In a week")}
    last = timezone.localdate(due) if due else max(days)
    return [(day, words) for day, words in days.items() if day <= last]


class LendForm(forms.Form):
    note = forms.CharField(
        label=_("What they should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in their mail: name nothing that is protected."),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        others = with_a_desk().exclude(pk=person.pk)
        self.fields["to"] = forms.ModelChoiceField(others, label=_("Who decides instead"), empty_label=None)
        self.order_fields(["to", "note"])


def with_a_desk():
    """Who can be asked to decide."""
    keeps = Q(is_coordinator=True) | Q(is_deputy=True) | Q(is_safeguarding_officer=True)
    return Person.objects.filter(keeps, is_active=True).order_by("name", "pk")
