from django import forms
from django.utils.translation import gettext_lazy as _

from collaborations.hours.models import Leave, WorkingWeek
from members.people.models import Person


class WeekForm(forms.ModelForm):
    class Meta:
        model = WorkingWeek
        fields = ["hours", "announces_by_hand"]
        labels = {"hours": _("How many hours a week do you have for the desk?")}
        help_texts = {"hours": _("What members are promised is computed from this.")}


class LeaveForm(forms.ModelForm):
    class Meta:
        model = Leave
        fields = ["first_day", "last_day", "deputy"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("first_day", "last_day")}

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.person = person
        deputies = Person.objects.filter(is_deputy=True, is_active=True).exclude(pk=person.pk).order_by("name", "pk")
        self.fields["deputy"] = forms.ModelChoiceField(
            deputies,
            label=_("Who stands in"),
            empty_label=_("every deputy"),
            required=False,
            help_text=_("They get what is sensitive. Everything else runs on its defaults."),
        )

    def _get_validation_exclusions(self):
        """The person is known, so the constraint that somebody else stands in can be asked."""
        return super()._get_validation_exclusions() - {"person"}  # type: ignore[misc]
