import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collaborations.enquiries import moments
from collaborations.enquiries.asking import seats_for
from collaborations.enquiries.models import Enquiry
from members.people.addresses import normal
from members.seats.models import SeatTerm

LONGEST_ABOUT = 200
AGAIN = _("That came faster, or later, than people write. Nothing was lost: press the button once more.")


class ContactForm(forms.ModelForm):
    """An idea or question. ``title`` is shown to nobody: only programs fill it in.

    ``moment`` says when the form was shown, and makes the same form sent twice one enquiry; ``about`` is its subject at
    first, for links from pages that one asks about.
    """

    title = forms.CharField(label=_("Leave this empty"), required=False)
    form_key: uuid.UUID
    data: Any
    moment = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Enquiry
        fields = ["text", "subject", "name", "email"]
        labels = {
            "text": _("Your idea or question"),
            "subject": _("In a few words, what is it about?"),
            "name": _("Your name"),
            "email": _("Your e-mail address"),
        }
        help_texts = {
            "text": _("As you would write it in a mail. The coordinator of the network reads it."),
            "email": _("The answer goes there. Nobody else is shown it without your consent."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 7}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, data=None, *, person=None, about=""):
        super().__init__(data, initial={"moment": moments.moment(), "subject": about.replace("\0", "")[:LONGEST_ABOUT]})
        if person is not None and person.is_authenticated:  # their name and address are known
            del self.fields["name"], self.fields["email"]

    def clean_email(self):
        return normal(self.cleaned_data["email"])

    def clean(self):
        """Too fast or too old is asked again; the form then holds a moment with which that works."""
        found, now = moments.read(self.data.get("moment", "")), timezone.now()
        if found is None or now - found[0] > moments.OLDEST:
            self.data = QueryDict(self.data.urlencode(), mutable=True)
            self.data["moment"] = moments.moment()
        if not found or not moments.FASTEST <= now - found[0] <= moments.OLDEST:
            self.add_error(None, AGAIN)
        if found:
            self.form_key = found[1]
        return self.cleaned_data

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("title"))

    def key(self, email: str) -> uuid.UUID:
        """One for the same words of the same form, another one when they were changed in between."""
        said = "\n".join([email, self.cleaned_data["subject"], self.cleaned_data["text"]])
        return uuid.uuid5(self.form_key, said)


class DeclineForm(forms.Form):
    text = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Whoever asked reads this by mail. Say why, and what or who could help."),
    )


class ThemeForm(forms.Form):
    """For whom the draft is written; its words can still be changed by whoever takes it on."""

    seat = forms.ModelChoiceField(
        queryset=SeatTerm.objects.none(),
        label=_("For which organisation, and who takes the draft on?"),
        empty_label=_("Choose"),
        help_text=_("They are told, finish the draft and propose it; or they withdraw it."),
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    question = forms.CharField(label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, data=None, *, enquiry, asker):
        said = {"title": str(enquiry)[:120], "question": enquiry.text[:2000]}
        super().__init__(data, initial=said, auto_id="theme_%s")
        choice: Any = self.fields["seat"]
        choice.queryset = seats_for(asker)
