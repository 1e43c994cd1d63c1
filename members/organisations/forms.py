from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.organisations import domains
from members.organisations.identifiers import plain_iati, plain_ror
from members.organisations.models import Organisation, Topic
from members.organisations.places import countries, language_code, language_names

FOR_COORDINATORS = ("name", "kind")
MOST_LANGUAGES = 12


class LogoField(forms.FileField):
    """A picture, judged and made anew at once; what is cleaned is the finished file's bytes."""

    def clean(self, data, initial=None):
        from members.organisations.pictures import read_logo

        sent = super().clean(data, initial)
        return read_logo(sent, size=sent.size) if sent else None


class OrganisationForm(forms.ModelForm):
    """What the organisation says about itself; its name and kind are for coordinators to change."""

    languages = forms.CharField(
        label=gettext_lazy("Working languages"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Separated by commas, by name or ISO code, such as English, Dutch, sw."),
    )
    interests = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=gettext_lazy("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    iati_id = forms.CharField(
        label=gettext_lazy("IATI organisation identifier"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Register and number, such as NL-KVK-41009999."),
    )
    ror_id = forms.CharField(
        label=gettext_lazy("ROR identifier"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Of research organisations, such as https://ror.org/05xpvk416."),
    )
    domains = forms.CharField(label=gettext_lazy("E-mail domains"), required=False, max_length=2000)
    logo_alt = forms.CharField(
        label=gettext_lazy("What the logo shows"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Read out to people who cannot see it; often just the name and the shape."),
    )
    new_logo = LogoField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 5 MB; it is made smaller for you."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    removes_logo = forms.BooleanField(label=gettext_lazy("Show no logo any more"), required=False)

    class Meta:
        model = Organisation
        fields = [
            "name", "kind", "summary", "website", "country", "languages", "size", "interests", "domains",
            "iati_id", "ror_id",
        ]  # fmt: skip
        labels = {"summary": gettext_lazy("What do you do?")}
        help_texts = {"summary": gettext_lazy("Two sentences are enough; they stand in the directory.")}
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    field_order = [*Meta.fields, "new_logo", "logo_alt", "removes_logo"]

    def __init__(self, data=None, files=None, *, instance, person):
        initial = {"languages": ", ".join(language_names(instance.languages)), "logo_alt": instance.logo_alt}
        initial["domains"] = ", ".join(instance.domains)
        super().__init__(data, files, instance=instance, initial=initial)
        self.person = person
        self.fields["domains"].help_text = _help_with_domains(instance, person)
        for name in () if person.is_coordinator else FOR_COORDINATORS:
            del self.fields[name]
        if not instance.logo:
            del self.fields["removes_logo"]
        sizes = [("", _("Choose a size")), *Organisation.Size.choices]
        self.fields["size"] = forms.ChoiceField(choices=sizes, required=False, label=self.fields["size"].label)
        self.fields["country"] = forms.ChoiceField(
            label=capfirst(_("country")), required=False, choices=[("", _("Choose a country")), *countries()]
        )

    def clean_languages(self):
        words = [word.strip() for word in self.cleaned_data["languages"].split(",") if word.strip()]
        codes = {word: language_code(word) for word in words}
        if unknown := [word for word, code in codes.items() if code is None]:
            raise forms.ValidationError(
                ngettext(
                    "%(words)s is no language we know. Write its name in English or its ISO code.",
                    "%(words)s are no languages we know. Write their names in English or their ISO codes.",
                    len(unknown),
                )
                % {"words": ", ".join(unknown)}
            )
        if len(codes) > MOST_LANGUAGES:
            raise forms.ValidationError(_("Twelve languages are the most. Name those in which you work every day."))
        return list(dict.fromkeys(codes.values()))

    def clean_domains(self):
        found = domains.read(self.cleaned_data["domains"], but=self.instance.domains)
        domains.check_new(found, self.instance, by=self.person)
        return found

    def clean_iati_id(self):
        return plain_iati(self.cleaned_data["iati_id"])

    def clean_ror_id(self):
        return plain_ror(self.cleaned_data["ror_id"])

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        keeps = self.instance.logo and not cleaned.get("removes_logo")
        shows_one = cleaned.get("new_logo") or keeps
        if shows_one and not cleaned.get("logo_alt"):
            self.add_error("logo_alt", _("Say in a few words what the logo shows."))
        if cleaned.get("logo_alt") and not (shows_one or self.instance.logo or "new_logo" in self.errors):
            self.add_error("new_logo", _("Choose the logo that these words are about, or leave the words out."))
        return cleaned

    def ask_for_the_logo_again(self):
        """Once anything stands in the way: a chosen file is gone with the answer, other than what was typed."""
        if "new_logo" in self.files and "new_logo" not in self.errors:
            self.add_error("new_logo", _("Choose your logo again: browsers do not keep files."))

    def facts(self):
        """What its row keeps, without the picture and the topics."""
        names = [name for name in self.Meta.fields if name in self.fields and name != "interests"]
        keeps = self.instance.logo and not self.cleaned_data.get("removes_logo")
        alt = self.cleaned_data["logo_alt"] if keeps or self.cleaned_data["new_logo"] else ""
        return {name: self.cleaned_data[name] for name in names} | {"logo_alt": alt}


def _help_with_domains(organisation, person):
    """What a domain does, and those ``person`` could add; nothing is entered for them."""
    words = _("Separated by commas. An address there suggests that somebody works with you; it never lets them in.")
    if found := domains.suggested(organisation, person):
        words += " " + _("You could add: %(domains)s.") % {"domains": ", ".join(found)}
    return words


class MoveForm(forms.Form):
    """One move of the organisation's life, with its reason; only what its present state offers."""

    VERBS = {
        "lapse": gettext_lazy("Let its place run out on a day"),
        "renew": gettext_lazy("Renew it"),
        "suspend": gettext_lazy("Suspend it: its people lose access at once"),
        "restore": gettext_lazy("Restore it: its people get their access back"),
        "end": gettext_lazy("End it: its people lose access at once"),
        "return": gettext_lazy("Let it return; a contact accepts the code of conduct anew"),
    }

    lapses_on = forms.DateField(
        label=gettext_lazy("Runs out on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Only when its place runs out. Thirty days later it ends by itself."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Its contacts read this, and it stays in the journal."),
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = [(verb, words) for verb, words in self.VERBS.items() if organisation.can(verb)]
        self.fields["verb"] = forms.ChoiceField(label=_("What happens?"), widget=forms.RadioSelect, choices=self.offers)
        self.order_fields(["verb"])
        if "lapse" not in dict(self.offers):
            del self.fields["lapses_on"]

    def clean(self):
        cleaned = self.cleaned_data
        if cleaned.get("verb") == "lapse" and "lapses_on" not in self.errors:
            day = cleaned.get("lapses_on")
            if not day or day < timezone.localdate():
                self.add_error("lapses_on", _("Choose a day from today on."))
        return cleaned


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ["name", "name_nl", "name_fr"]
        labels = {
            "name": gettext_lazy("A new topic"),
            "name_nl": gettext_lazy("In Dutch"),
            "name_fr": gettext_lazy("In French"),
        }
