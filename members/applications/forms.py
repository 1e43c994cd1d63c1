from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.applications.actions import ASKED
from members.organisations.domains import read
from members.organisations.models import Organisation
from members.organisations.places import countries


class ApplyForm(forms.ModelForm):
    """What the organisation is, and who asks. ``title`` is shown to nobody: only programs fill it in."""

    website = forms.URLField(label=gettext_lazy("Your website"), required=False, assume_scheme="https")
    title = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)

    field_order = ("name", "kind", "summary", "website", "country", "size")  # as the page shows them

    class Meta:
        model = Organisation
        fields = [name for name in ASKED if name != "applicant_language"]
        labels = {
            "name": gettext_lazy("What is your organisation called?"),
            "kind": gettext_lazy("What kind of organisation is it?"),
            "size": gettext_lazy("How many people work there?"),
            "country": gettext_lazy("In which country is it registered?"),
            "summary": gettext_lazy("What do you do?"),
            "applicant_name": gettext_lazy("Your own name"),
            "applicant_email": gettext_lazy("Your e-mail address"),
        }
        help_texts = {
            "summary": gettext_lazy("Two sentences are enough."),
            "applicant_email": gettext_lazy("The answer goes there, and nobody else sees it but the coordinator."),
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data=None, *, person=None):
        super().__init__(data, instance=_declined(data), initial={"kind": ""} | _known_of(person))
        self.fields["country"] = forms.ChoiceField(
            choices=[("", _("Choose a country")), *countries()], label=self.fields["country"].label
        )
        sizes = [("", _("Choose a size")), *Organisation.Size.choices]
        self.fields["size"] = forms.ChoiceField(choices=sizes, label=self.fields["size"].label)
        kinds = [("", _("Choose a kind")), *((kind, capfirst(words)) for kind, words in Organisation.Kind.choices)]
        self.fields["kind"] = forms.ChoiceField(choices=kinds, label=self.fields["kind"].label)
        for name in ("summary", "applicant_name", "applicant_email", "size"):
            self.fields[name].required = True

    def clean(self):
        """Names travel in a mail to an address that anybody may type: they carry no addresses of pages."""
        for name in ("name", "applicant_name"):
            if "://" in self.cleaned_data.get(name, "") or "www." in self.cleaned_data.get(name, "").lower():
                self.add_error(name, _("A name has no address in it. There is a field for your website below."))
        self.instance.applicant_language = get_language() or "en"
        return self.cleaned_data

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("title"))


class ApproveForm(forms.Form):
    """Whom to invite as the first contact: the applicant, unless the coordinator knows better."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the first contact"))
    name = forms.CharField(label=gettext_lazy("Their name"), max_length=120, required=False)
    domains = forms.CharField(
        label=gettext_lazy("E-mail domains"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Of the organisation's own mail. People with an address there are pointed to it; none is let in by that."
        ),
    )

    def clean_domains(self):
        return read(self.cleaned_data["domains"])


class DeclineForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The applicant reads this by mail. Say why, and what would help."),
    )


def _declined(data):
    """An organisation that was declined once may apply again under its name: it is the same one then."""
    typed = (data or {}).get("name", "").strip()
    return Organisation.objects.filter(state=Organisation.State.DECLINED, name__iexact=typed).first() if typed else None


def _known_of(person):
    if person is None or not person.is_authenticated:
        return {}
    return {"applicant_name": person.name, "applicant_email": person.email}
