import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.joining.domains import is_free
from members.people.addresses import domain_of
from members.people.providers import SignInProvider, known_elsewhere


class AddressForm(forms.Form):
    """Whose domain says which organisation's sign-in to offer."""

    email = forms.EmailField(label=_("Your e-mail address at work"), widget=forms.EmailInput({"autocomplete": "email"}))


class ProviderForm(forms.ModelForm):
    """How one organisation signs in. An empty secret keeps the one that is there."""

    issuer = forms.URLField(
        label=_("Issuer"), assume_scheme="https", max_length=200, help_text=_("Such as https://login.example.org/tenant"),
    )  # fmt: skip
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=500, required=False, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("As the provider shows it. Leave it empty to keep the one we have; we never show it."),
    )  # fmt: skip
    domains = forms.CharField(
        label=_("E-mail domains"), widget=forms.Textarea({"rows": 3}), max_length=5000,
        help_text=_("One on each line. Only addresses there are let in; domains below them count as others."),
    )  # fmt: skip

    class Meta:
        model = SignInProvider
        fields = ["issuer", "client_id", "client_secret", "slug", "domains", "is_on"]
        help_texts = {"slug": _("Stands in the address that people open: /account/oidc/short-name/")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["domains"] = "\n".join(self.instance.domains or [])
        self.fields["client_secret"].required = not self.instance.client_secret_sealed

    def clean_issuer(self):
        issuer = self.cleaned_data["issuer"].rstrip("/")
        if not issuer.startswith("https://") and not settings.LOCAL_PROVIDERS:
            raise forms.ValidationError(_("The issuer must begin with https://."))
        return issuer

    def clean_domains(self):
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["domains"].lower()) if word]
        domains = sorted({domain_of(f"@{word.removeprefix('@')}") or word for word in words})
        wrong = [domain for domain in domains if not re.fullmatch(r"([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", domain)]
        if wrong:
            told = {"domains": ", ".join(wrong)}
            raise forms.ValidationError(_("No domain: %(domains)s. Write them like example.org."), params=told)
        if free := [domain for domain in domains if is_free(domain)]:
            said = _("Anybody gets an address at %(domains)s. Name only domains whose mail your organisation runs.")
            raise forms.ValidationError(said, params={"domains": ", ".join(free)})
        if elsewhere := known_elsewhere(domains, self.instance.organisation):
            said = _("%(domain)s is a domain of %(name)s, whose people sign in with their own organisation.")
            domain, other = next(iter(elsewhere.items()))
            raise forms.ValidationError(said, params={"domain": domain, "name": other})
        return domains

    def facts(self):
        """What is written down, without what the model form does by itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
