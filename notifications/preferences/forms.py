from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from members.people.models import Person
from notifications.digests.models import Cadence

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class PreferencesForm(forms.ModelForm):
    cadence = forms.ChoiceField(label=_("Digest by mail"), choices=Cadence.choices, widget=forms.RadioSelect)
    send_hour = forms.TypedChoiceField(
        label=_("At what hour"), choices=HOURS, coerce=int, help_text=_("In your own time zone.")
    )

    class Meta:
        model = Person
        fields = ["name", "language", "time_zone", "may_be_asked"]

    field_order = ["name", "cadence", "send_hour", "time_zone", "language", "may_be_asked"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[(zone, zone.replace("_", " ")) for zone in sorted(_zones() | {self.instance.time_zone})],
        )


def _zones() -> set[str]:
    """The places people know; not the hundred older names of the same zones."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return {zone for zone in available_timezones() if zone.startswith(regions)} | {"UTC"}
