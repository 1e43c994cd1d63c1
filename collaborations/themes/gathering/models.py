from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme
from members.organisations.models import Organisation
from members.seats.models import SeatTerm


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: Any) -> "OfferQuerySet":
        """They stand on the page of the theme."""
        return self.filter(theme__in=Theme.objects.visible_to(user))

    def now(self) -> "OfferQuerySet":
        """Those that stand: not withdrawn, and their last day is not over."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), withdrawn_at=None)

    def for_page(self) -> "OfferQuerySet":
        """With the organisations, in the order in which they came."""
        return self.select_related("organisation").order_by("pk")


class Offer(models.Model):
    """What an organisation brings to a theme, beside its voice."""

    class Kind(models.TextChoices):
        TIME = "time", _("time")
        CASE = "case", _("a case of our own")
        EXPERTISE = "expertise", _("expertise")
        ROOM = "room", _("a room")
        TRANSLATION = "translation", _("translation")
        MONEY = "money", _("money")

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="offers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    kind = models.CharField(_("what you bring"), max_length=11, choices=Kind)
    amount = models.CharField(
        _("how much"), max_length=120, blank=True, help_text=_("As you would say it: “two days a month”.")
    )
    until = models.DateField(_("until"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "organisation", "kind"],
                condition=Q(withdrawn_at=None),
                name="offer_once",
                violation_error_message=_("Your organisation offers this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class Interest(models.Model):
    """Somebody would like to take part themselves, whatever their organisation does."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="interests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    shown_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "person"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.theme}"


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def now(self) -> "VolunteerQuerySet":
        """Those who did not step back, whatever became of their seat."""
        return self.filter(left_at=None)

    def serving(self) -> "VolunteerQuerySet":
        """Those whose seat gives access at this moment, too: only they count."""
        return self.now().filter(seat__ended_at=None, seat__organisation__state__in=Organisation.TAKES_PART)

    def for_page(self) -> "VolunteerQuerySet":
        """Those serving with their people and organisations, in the order in which they came."""
        return self.serving().select_related("seat__person", "seat__organisation").order_by("pk")


class Volunteer(models.Model):
    """Somebody who would carry the journey, or stand in for a carrier; by a seat, so that it is handed over with it."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="volunteers")
    seat = models.ForeignKey(SeatTerm, models.PROTECT, related_name="volunteered")
    stands_in_for = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="deputies", help_text=_("Empty: a carrier.")
    )
    since = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "seat"], condition=Q(left_at=None), name="volunteer_once",
                violation_error_message=_("You are among those who carry this theme already."),
            ),
            models.UniqueConstraint(
                fields=["stands_in_for"], condition=Q(left_at=None), name="one_deputy_a_carrier",
                violation_error_message=_("Somebody stands in for them already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.seat}: {self.theme}"

    @property
    def is_carrier(self) -> Any:
        return self.stands_in_for_id is None


class Charter(models.Model):
    """What the journey is for and what it is not, drafted from the theme when it forms; its carriers finish it."""

    theme = models.OneToOneField(Theme, models.CASCADE, related_name="charter")
    purpose = models.TextField(_("what it is for"), max_length=2000)
    scope = models.TextField(_("what belongs to it"), max_length=2000, blank=True)
    not_scope = models.TextField(_("what does not"), max_length=2000, blank=True)
    rhythm = models.CharField(_("how often you meet"), max_length=200, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Counts changes: who signed an older one signs again.")
    drafted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.theme)

    def get_absolute_url(self) -> str:
        return reverse("collaborations:charter", args=[self.theme_id])

    @property
    def gaps(self) -> list[str]:
        """What is to be written before anybody signs, a sentence each."""
        wanted = {
            _("Say what it is for."): self.purpose,
            _("Say what belongs to it."): self.scope,
            _("Say how often you meet."): self.rhythm,
            _("Choose its last day."): self.ends_on,
        }
        return [str(sentence) for sentence, there in wanted.items() if not there]


class Signature(models.Model):
    """One organisation's carrier, or deputy, agrees to the charter as it stands."""

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charter", "organisation", "version"], name="charter_signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.charter}"
