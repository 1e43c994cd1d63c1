from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        return self.filter(is_active=True)

    def members(self) -> "OrganisationQuerySet":
        """Those that breadth is counted among: "14 of 108 members"."""
        return self.active().filter(kind=Organisation.Kind.MEMBER)


class Organisation(models.Model):
    """A place where people work; it stays when they go, and it has one voice."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("member")
        ASSOCIATE = "associate", _("associate")
        PARTNER = "partner", _("partner")
        NETWORK = "network", _("network")
        FUNDER = "funder", _("funder")
        INSTITUTE = "institute", _("knowledge institute")

    class Size(models.TextChoices):
        SMALL = "small", _("small, up to 10 people")
        MEDIUM = "medium", _("medium, 11 to 50 people")
        LARGE = "large", _("large, more than 50 people")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEMBER)
    size = models.CharField(_("size"), max_length=6, choices=Size, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1, two letters"))
    website = models.URLField(_("website"), blank=True)
    is_active = models.BooleanField(_("takes part"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_name_once",
                violation_error_message=_("An organisation with this name is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
