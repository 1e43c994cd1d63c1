from django import forms
from django.utils.translation import gettext_lazy as _

from collaborations.desk.forms import LONGEST_WORDS
from collaborations.desk.models import AnswerTemplate
from network.desk import PILES


class AnswerForm(forms.ModelForm):
    """``purpose`` is the kind of thing and the decision in one choice: "Themes: Decline it"."""

    class Meta:
        model = AnswerTemplate
        fields = ["language", "title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"title": _("You choose it by this name.")}

    field_order = ["purpose", "language", "title", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"] = forms.CharField(
            label=self.fields["text"].label, max_length=LONGEST_WORDS, widget=self.fields["text"].widget
        )
        self.fields["purpose"] = forms.ChoiceField(label=_("For which decision"), choices=_purposes())
        self.order_fields(self.field_order)
        self.initial["purpose"] = f"{self.instance.pile}/{self.instance.decision}"

    def clean(self):
        pile, _slash, decision = self.cleaned_data.get("purpose", "").partition("/")
        self.instance.pile, self.instance.decision = pile, decision
        return super().clean()

    def _get_validation_exclusions(self):
        """``purpose`` fills both, so the constraint that holds a title once can be asked."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"pile", "decision"} if "purpose" in self.cleaned_data else exclusions


def _purposes():
    """Every decision that takes words, by the name of its kind."""
    found = [
        (f"{pile.name}/{decision.name}", f"{pile.label}: {decision.label}")
        for pile in PILES.values()
        for decision in pile.decisions
        if decision.has_words
    ]
    return sorted(found, key=lambda choice: choice[1])
