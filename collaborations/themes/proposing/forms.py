import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from collaborations.themes.goals import GOALS
from collaborations.themes.models import Theme
from members.organisations.models import Organisation, Topic
from members.organisations.places import country_code, country_name
from network.protection import Level
from network.search import found_by_key

TEXTS = ("title", "question", "change")
TAGS = ("goals", "topics", "countries")
MORE = ("protection", "language", *TAGS)  # folded away until somebody wants them
MOST_COUNTRIES = 20
LEVELS = [
    (Level.OPEN, gettext_lazy("Open: everybody can read it, with or without an account.")),
    (Level.MEMBERS, gettext_lazy("Members: signed-in people of the organisations that take part here.")),
    (
        Level.CLOSED,
        gettext_lazy("Closed: people of the organisations that back it and those invited. No mail tells its title."),
    ),
    (
        Level.SEALED,
        gettext_lazy("Sealed: those for whom two participants vouch. Only the safeguarding officer decides about it."),
    ),
]


class DifferenceForm(forms.ModelForm):
    """The one line beside what is there already; it may stay empty."""

    class Meta:
        model = Theme
        fields = ["difference"]
        labels = {"difference": gettext_lazy("Mine is different, because")}


class ProposeForm(forms.ModelForm):
    """Three questions; everything else has an answer already. ``key`` makes a form sent twice one theme.

    ``organisation`` is asked of people with several seats only. ``continues`` is the key of something to be found.
    What is kept while somebody is typing (``is_typing``) may hold half a word.
    """

    goals = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Goals of the United Nations it is about"), choices=GOALS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=gettext_lazy("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.CharField(
        label=gettext_lazy("Countries"), required=False, max_length=1000,
        help_text=gettext_lazy("Separated by commas, by name or ISO code, such as Uganda, NL."),
    )  # fmt: skip
    continues = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Theme
        fields = [*TEXTS, "difference", "protection", "language", "organisation"]
        labels = {
            "title": gettext_lazy("In a few words, what is it about?"),
            "question": gettext_lazy("What question should we learn about together?"),
            "change": gettext_lazy("What should be different in practice?"),
            "difference": DifferenceForm.Meta.labels["difference"],
            "language": gettext_lazy("Language in which you wrote it"),
        }
        help_texts = {
            "title": gettext_lazy("As you would say it to a colleague."),
            "question": gettext_lazy("Two or three sentences are enough."),
            "change": gettext_lazy("One sentence: who will do what differently?"),
        }
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            "question": forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            "change": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        }

    field_order = [*TEXTS, "organisation", "difference", *MORE, "continues", "key"]

    def __init__(self, *args, person, is_draft=False, is_typing=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.is_typing = person, is_typing
        self.initial = _answers_so_far(self.instance, person) | self.initial
        self.fields["protection"] = forms.ChoiceField(
            label=gettext_lazy("Who can read it"), choices=LEVELS, widget=forms.RadioSelect, required=False
        )
        self.fields["language"].required = False
        self.fields["organisation"] = forms.ModelChoiceField(
            _organisations(person), empty_label=None, label=gettext_lazy("For which organisation do you speak?")
        )
        if len(person.organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = person.organisations[0].pk
        if not Topic.objects.exists():
            del self.fields["topics"]
        for name in TEXTS:
            self.fields[name].required = not is_draft

    def clean_protection(self):
        return self.cleaned_data["protection"] or Level.OPEN

    def clean_language(self):
        return self.cleaned_data["language"] or self.person.language

    def clean_countries(self):
        words = [word.strip() for word in self.cleaned_data["countries"].split(",") if word.strip()]
        codes = {word: country_code(word) for word in words}
        unknown = [word for word, code in codes.items() if code is None]
        if unknown and not self.is_typing:
            raise forms.ValidationError(
                ngettext(
                    "%(words)s is no country we know. Write its name or its ISO code.",
                    "%(words)s are no countries we know. Write their names or their ISO codes.",
                    len(unknown),
                )
                % {"words": ", ".join(unknown)}
            )
        known = list(dict.fromkeys(code for code in codes.values() if code))
        if len(known) > MOST_COUNTRIES:
            raise forms.ValidationError(_("Twenty countries are the most. Leave them all out if it is about many."))
        return known

    def clean_continues(self):
        """Nothing, when it went or was never theirs to see: nobody learns which of the two."""
        return found_by_key(self.person, self.cleaned_data["continues"])

    @property
    def continued(self):
        """What it goes on with, as it stands in the form now."""
        return found_by_key(self.person, str(self["continues"].value() or ""))

    @property
    def tags(self):
        """By which others find it; topics only in a network that has some."""
        return [self[name] for name in TAGS if name in self.fields]

    @property
    def is_more_open(self):
        """Whether something stands there already that nobody should overlook."""
        usual = {"protection": Level.OPEN}
        asked = [self["protection"], *self.tags]
        return any(bound.errors or (bound.value() or usual.get(bound.name)) != usual.get(bound.name) for bound in asked)

    def answers(self):
        """All that its row keeps, and its topics."""
        cleaned, thing = self.cleaned_data, self.cleaned_data["continues"]
        kept = {name: cleaned[name] for name in (*TEXTS, "difference", *MORE) if name in cleaned}
        return kept | {
            "continues_kind": thing.kind.name if thing else "",
            "continues_id": thing.thing.pk if thing else None,
        }

    @property
    def is_empty(self):
        return not any(self.cleaned_data[name] for name in TEXTS)


def _answers_so_far(theme, person):
    """What a form for ``theme`` begins with, beside its texts."""
    if theme.pk is None:
        return {"key": uuid.uuid4(), "protection": Level.OPEN, "language": person.language}
    return {
        "key": theme.submission_key,
        "goals": theme.goals,
        "topics": list(theme.topics.values_list("pk", flat=True)),
        "countries": ", ".join(country_name(code) for code in theme.countries),
        "continues": f"{theme.continues_kind}-{theme.continues_id}" if theme.continues_kind else "",
    }


def _organisations(person):
    return Organisation.objects.filter(pk__in=[organisation.pk for organisation in person.organisations])
