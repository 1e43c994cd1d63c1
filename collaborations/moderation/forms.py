from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.moderation.models import Case

SALT = "collaborations.moderation.report"
FASTEST_SECONDS = 2  # nobody reads the page and answers it in less
OLDEST_SECONDS = 24 * 3600


class ReportForm(forms.Form):
    """Why, and in one's own words. ``title`` is shown to nobody: only programs fill it in.

    ``opened`` says, signed, when the page was made: what is sent within two seconds was not read by anybody.
    """

    category = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=Case.Category.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What should somebody look at? Only those who decide read this."),
    )
    title = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        """A page that was too quick, too old or not ours is answered with a new one that keeps what was typed."""
        if not self.errors and not self._was_read():
            self.add_error(None, _("That was very quick. Please look it over and send it again."))
        return self.cleaned_data

    def _was_read(self) -> bool:
        try:
            opened = signing.loads(self.cleaned_data["opened"], salt=SALT, max_age=OLDEST_SECONDS)
        except signing.BadSignature:
            return False
        return timezone.now().timestamp() - opened >= FASTEST_SECONDS

    @property
    def opened_now(self) -> str:
        """For the hidden field, each time the page is made."""
        return signing.dumps(int(timezone.now().timestamp()), salt=SALT)

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("title"))


class _OfOneCase(forms.Form):
    """Several of these stand on one page: each names its fields after itself."""

    def __init__(self, data=None):
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s")


class HideForm(_OfOneCase):
    """By which rule it stays hidden, and why."""

    reason = forms.ChoiceField(
        label=gettext_lazy("By which rule?"),
        choices=[choice for choice in Case.Rule.choices if choice[0] != Case.Rule.NONE],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Its author reads this. Say what would help, and nothing about who reported it."),
    )


class KeepForm(_OfOneCase):
    """It stays; a word to its author is welcome and not needed."""

    text = forms.CharField(
        label=gettext_lazy("A word to its author"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(_OfOneCase):
    """Its author disagrees."""

    text = forms.CharField(
        label=gettext_lazy("Why do you disagree?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Somebody else than who decided reads this, and answers within five working days."),
    )


class UpholdForm(_OfOneCase):
    """The no stays: said a second time, by somebody else, with reasons."""

    text = forms.CharField(
        label=gettext_lazy("In your own words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Its author reads this. It is the last word in this case."),
    )  # fmt: skip
