"""How people of one organisation sign in with their organisation's own account (OpenID Connect)."""

from typing import ClassVar

import idna
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation


class SignInProviderQuerySet(models.QuerySet["SignInProvider"]):
    def in_use(self) -> "SignInProviderQuerySet":
        """Those that let people in now: turned on, and of an organisation that takes part."""
        return self.filter(is_on=True, organisation__state__in=Organisation.TAKES_PART).select_related("organisation")

    def of_address(self, email: str) -> "SignInProviderQuerySet":
        """Whose domains hold this address; whether a person has it plays no part."""
        return self.filter(domains__contains=[domain_of(email)])


class SignInProvider(models.Model):
    """One organisation's OpenID Connect provider. It proves addresses in its domains; it never grants a seat."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="sign_in_provider")
    slug = models.SlugField(_("short name in addresses"), unique=True)
    issuer = models.URLField(_("issuer"), help_text=_("Such as https://login.example.org/tenant"))
    client_id = models.CharField(_("client id"), max_length=200)
    client_secret_sealed = models.TextField()
    domains = ArrayField(models.CharField(max_length=253), verbose_name=_("e-mail domains"))
    is_on = models.BooleanField(_("people can sign in with it"), default=False)

    objects: ClassVar = SignInProviderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.organisation}: {self.issuer}"

    def holds(self, email: str) -> bool:
        """Whether the address lies in its domains; a domain below one of them is another domain."""
        return domain_of(email) in self.domains


def domain_of(email: str) -> str:
    """In lower case and as the domain name system spells it; empty when there is none."""
    domain = email.rpartition("@")[2].strip().lower() if "@" in email else ""
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return ""
