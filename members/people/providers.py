"""How people of one organisation sign in with their organisation's own account (OpenID Connect)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.joining.domains import is_free
from members.organisations.models import Organisation
from members.people.addresses import domain_of, proved_domains


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
        return self._speaks_for_one_of([domain_of(email)])

    def holds_an_address_of(self, person: Any) -> bool:
        """Whether an address that ``person`` proved lies there still: former staff are nobody's to sign in."""
        return self._speaks_for_one_of(proved_domains(person))

    def _speaks_for_one_of(self, domains: Iterable[str]) -> bool:
        """Free mail and what became another organisation's meanwhile do not count, whatever the settings say."""
        own = [domain for domain in domains if domain in self.domains and not is_free(domain)]
        return len(own) > len(known_elsewhere(own, self.organisation))


def known_elsewhere(domains: list[str], organisation: Organisation) -> dict[str, Organisation]:
    """By domain, another organisation that has it among its own, unless ``organisation`` has it, too."""
    foreign = [domain for domain in domains if domain not in organisation.domains]
    others = Organisation.objects.filter(domains__overlap=foreign).exclude(pk=organisation.pk)
    others = others.exclude(state__in=(Organisation.State.DECLINED, Organisation.State.ENDED))
    return {domain: other for other in others for domain in foreign if domain in other.domains}
