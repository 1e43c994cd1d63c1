import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme
from members.organisations.models import Organisation


class ProposeForm(forms.ModelForm):
    """Three questions. ``key`` makes a form sent twice one theme.

    ``organisation`` is asked of people with several seats only.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Theme
        fields = ["title", "question", "change", "organisation"]
        labels = {
            "title": _("In a few words, what is it about?"),
            "question": _("What question should we learn about together?"),
            "change": _("What should be different in practice?"),
        }
        help_texts = {
            "title": _("As you would say it to a colleague."),
            "question": _("Two or three sentences are enough."),
            "change": _("One sentence: who will do what differently?"),
        }
        widgets = {"question": forms.Textarea(attrs={"rows": 5}), "change": forms.Textarea(attrs={"rows": 2})}

    field_order = ["title", "question", "change", "organisation", "key"]

    def __init__(self, *args, person, is_draft=False, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ModelChoiceField(
            _organisations(person), empty_label=None, label=_("For which organisation do you speak?")
        )
        if len(person.organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = person.organisations[0].pk
        for name in ("title", "question", "change"):
            self.fields[name].required = not is_draft

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "question", "change")}


def _organisations(person):
    return Organisation.objects.filter(pk__in=[organisation.pk for organisation in person.organisations])
