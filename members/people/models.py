import zoneinfo
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.people.addresses import normal


def validate_time_zone(name: str) -> None:
    """Accept an IANA zone such as Africa/Kampala."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(name)s is not a time zone. Choose one such as Europe/Amsterdam."), params={"name": name}
        )


def network_time_zone() -> str:
    return settings.NETWORK_TIME_ZONE


class PersonManager(BaseUserManager["Person"]):
    def create_managed(self, name: str, **facts: Any) -> "Person":
        """A person without an account: they cannot sign in and get no mail until they claim what is written here."""
        person = self.model(name=name, email=None, is_managed=True, **facts)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_user(self, email: str, **facts: Any) -> "Person":
        """A person who signs in with e-mailed codes and has no password.

        Their address counts as theirs once the first code from it came back, so the first sign-in asks for one only.
        """
        from allauth.account.models import EmailAddress  # needs the apps loaded

        person = self.model(email=normal(email), **facts)
        person.set_unusable_password()
        person.save(using=self._db)
        EmailAddress.objects.using(self._db).create(user=person, email=person.email, primary=True, verified=False)
        return person

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email)

    def visible_to(self, user: Any) -> models.QuerySet["Person"]:
        """Oneself; others are shown where their seats are."""
        return self.filter(pk=user.pk)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account; their e-mail address is their name at sign-in, in any case of letters.

    Those who have no account (``is_managed``) are written down by a coordinator and have no address here until they
    claim it; those who had one erased (``erased_at``) have neither name nor address any more.
    """

    class KeptAs(models.TextChoices):
        """What stands under work that stays when its author's account is erased."""

        ORGANISATION = "organisation", _("the name of my organisation")
        FORMER = "former", _("“a former member”")

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("As colleagues know you."))
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=60, default=network_time_zone, validators=[validate_time_zone]
    )
    is_active = models.BooleanField(default=True)
    is_coordinator = models.BooleanField(_("coordinates the network"), default=False)
    is_deputy = models.BooleanField(_("stands in for the coordinator"), default=False)
    is_safeguarding_officer = models.BooleanField(_("safeguarding officer"), default=False)
    may_be_asked = models.BooleanField(
        _("may be asked about themes that I may know something about"),
        default=True,
        help_text=_("Twice a month at most."),
    )
    is_managed = models.BooleanField(_("has no account, is kept by the coordinator"), default=False)
    reached_by = models.CharField(
        _("reached by"), max_length=200, blank=True, help_text=_("Phone or post, if no mail.")
    )
    kept_as = models.CharField(
        _("what stands under my work if my account is erased"), max_length=12, choices=KeptAs, default=KeptAs.FORMER
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    last_active_on = models.DateField(_("last sign of life"), null=True, blank=True)
    hard_bounces = models.PositiveSmallIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="person_email_once", violation_error_message=_("This address has an account.")
            ),
            models.CheckConstraint(
                name="person_without_address_has_no_account",
                condition=Q(email__isnull=False, is_managed=False, erased_at=None)
                | Q(email=None, is_managed=True, erased_at=None)
                | Q(email=None, is_active=False, erased_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Never the address: it would leak into pages and mails."""
        return self.name or str(_("A former member") if self.erased_at else _("A member"))

    @property
    def name_beside(self) -> str:
        """What stands beside the name of the organisation they worked for; empty when only that shall be left."""
        return "" if self.erased_at and self.kept_as == self.KeptAs.ORGANISATION else str(self)

    def named_for(self, organisation: Any) -> str:
        """What stands under work done for ``organisation``: the name, or what an erased person chose to leave."""
        return self.name_beside or str(organisation)

    @property
    def needs_second_factor(self) -> bool:
        """Whether this person's powers are such that a stolen mailbox must not be enough."""
        return self.has_a_desk or self.is_superuser

    @property
    def keeps_the_desk(self) -> bool:
        """Decides for the network, by office or standing in; what lies on whose desk is another question."""
        return self.is_coordinator or self.is_deputy

    @property
    def has_a_desk(self) -> bool:
        """Whether things can wait for this person; rules.py says what they may decide."""
        return self.keeps_the_desk or self.is_safeguarding_officer

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else str(self)

    @cached_property
    def seats(self) -> list[Any]:
        """The seats held now, with their organisations; one query for as long as this object lives."""
        return list(self.seat_terms.held())

    @property
    def organisations(self) -> list[Any]:
        """For which organisations this person can speak now; safeguarding officers take no side, so for none."""
        if self.is_safeguarding_officer:
            return []
        return [seat.organisation for seat in self.seats if seat.organisation.has_a_voice]

    @property
    def belongs_to_the_network(self) -> bool:
        """Whether "members" content is for this person: a seat in an active organisation, or keeping the desk."""
        return self.keeps_the_desk or bool(self.seats)

    def holds_seat(self, seat_id: int) -> bool:
        """Asked anew each time, because seats end; one query."""
        return self.seat_terms.held().filter(pk=seat_id).exists()

    def speaks_for(self, organisation: Any) -> bool:
        return organisation in self.organisations
