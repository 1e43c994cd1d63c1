from django import forms
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme

OWN_WORDS = _("In your own words")
PROPOSER_READS = _("The proposer reads this. Say what would help.")
EVERYBODY_READS = _("Everybody who can see the theme reads this.")


def _words(label=OWN_WORDS, help_text=PROPOSER_READS, *, required=True, max_length=1000):
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=max_length, required=required, widget=area, help_text=help_text)


class WordsForm(forms.Form):
    """What a decision says to people, kept with the theme or in the journal."""

    text = _words()


class DeclineForm(WordsForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Theme.Reason.choices, widget=forms.RadioSelect)

    field_order = ["reason", "text"]


class HoldBackForm(WordsForm):
    text = _words(_("Why should it not open by itself?"), max_length=500)


class GrantForm(WordsForm):
    text = _words(help_text=_("The journal keeps this."), required=False)


class UpholdForm(WordsForm):
    text = _words(_("Why does it stay declined?"))


class ReconsiderForm(WordsForm):
    text = _words(_("Why do you take it back?"))


class AppealForm(WordsForm):
    text = _words(_("What should somebody else see in it?"), _("Whoever answers was not the one who declined it."))


class ParkForm(WordsForm):
    text = _words(_("Why does it rest?"), EVERYBODY_READS)
