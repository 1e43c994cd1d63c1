"""How people of one organisation sign in with their organisation's own account (OpenID Connect)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation


class SignInProvider(models.Model):
    """One organisation's OpenID Connect provider. It proves addresses in its domains; it never grants a seat."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="sign_in_provider")
    slug = models.SlugField(_("short name in addresses"), unique=True)
    issuer = models.URLField(_("issuer"), help_text=_("Such as https://login.example.org/tenant"))
    client_id = models.CharField(_("client id"), max_length=200)
    client_secret_sealed = models.TextField()
    domains = ArrayField(models.CharField(max_length=253), verbose_name=_("e-mail domains"))
    is_on = models.BooleanField(_("people can sign in with it"), default=False)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.issuer}"
