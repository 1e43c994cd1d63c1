from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.organisations.identifiers import validate_iati, validate_ror
from members.organisations.places import country_name, language_names
from network.moves import Moving

MOST_WORDS = 8  # of a search
TO_ITS_PLACE = "?move=1#move"  # behind an organisation's address: to the form about its place, unfolded
ENDS_AFTER = timedelta(days=30)  # a lapsed organisation that nobody renews


class Topic(models.Model):
    """A word of the network's own vocabulary: what organisations care about and themes are tagged with.

    It has its name, and one in each further language where somebody gave it one.
    """

    name = models.CharField(_("name"), max_length=60)
    name_nl = models.CharField(_("name in Dutch"), max_length=60, blank=True)
    name_fr = models.CharField(_("name in French"), max_length=60, blank=True)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="topic_once", violation_error_message=_("This topic is there already.")
            ),
        ]

    def __str__(self) -> str:
        return getattr(self, _topic_name_field(), "") or self.name


def _topic_name_field() -> str:
    """The field with a topic's name in the reader's language."""
    language = (get_language() or "en").split("-")[0]
    return f"name_{language}" if language in ("nl", "fr") else "name"


def _kept(column: str) -> RawSQL:
    return RawSQL(f'"members_organisation"."{column}"', (), output_field=models.TextField())  # noqa: S611  our own names


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        """Those that take part now: their people have access, the directory shows them."""
        return self.filter(state__in=Organisation.TAKES_PART)

    def members(self) -> "OrganisationQuerySet":
        """Those that breadth is counted among: "14 of 108 members"."""
        return self.active().filter(kind=Organisation.Kind.MEMBER)

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """What takes part or stands in the published history; every other one for its own people and coordinators.

        Its own people are those whose seats did not end, also while the organisation's state takes their access away.
        """
        public = Q(state__in=[*Organisation.TAKES_PART, Organisation.State.KNOWN])
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_coordinator:
            return self
        return self.filter(public | Q(pk__in=user.seat_terms.filter(ended_at=None).values("organisation_id")))

    def with_words(self, text: str) -> "OrganisationQuerySet":
        """Those whose name or summary holds every word of ``text``, whatever its accents and capitals.

        PostgreSQL keeps ``plain_words`` and ``plain_name`` itself (migration 0010); no model field carries them around.
        """
        as_text = models.TextField()
        found = self.alias(words=_kept("plain_words"))
        for word in text.split()[:MOST_WORDS]:
            found = found.filter(words__contains=Func(Value(word), function="plain", output_field=as_text))
        return found

    def by_name(self) -> "OrganisationQuerySet":
        """Without regard to accents and capitals, the same in every database."""
        return self.order_by(_kept("plain_name"), "pk")

    def for_cards(self) -> "OrganisationQuerySet":
        """All that a card shows, with the names of their topics, in one query however many cards."""
        spoken = Coalesce(NullIf(_topic_name_field(), Value("")), "name")
        topics = Topic.objects.filter(organisations=OuterRef("pk")).values_list(spoken)
        shown = ("name", "kind", "country", "summary", "logo", "logo_alt")
        return self.only(*shown).annotate(topic_names=ArraySubquery(topics))

    def applications(self) -> "OrganisationQuerySet":
        """What waits for a decision, the longest first."""
        return self.filter(state=Organisation.State.APPLIED).order_by("applied_at", "pk")

    def lapsed(self) -> "OrganisationQuerySet":
        """Lapsing ones whose day has come, the longest ago first."""
        return self.filter(state=Organisation.State.LAPSING, lapses_on__lte=timezone.localdate()).order_by(
            "lapses_on", "pk"
        )


class Organisation(Moving):
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

    class State(models.TextChoices):
        KNOWN = "known", _("named in the published history")
        APPLIED = "applied", _("applied")
        DECLINED = "declined", _("declined")
        APPROVED = "approved", _("approved")
        ACTIVE = "active", _("active")
        LAPSING = "lapsing", _("lapsing")
        SUSPENDED = "suspended", _("suspended")
        ENDED = "ended", _("ended")

    TAKES_PART: ClassVar = (State.ACTIVE, State.LAPSING)
    BEGINS: ClassVar = (State.APPLIED, State.KNOWN, State.ACTIVE)  # by its form, the published history, an import
    MOVES: ClassVar = {
        "apply_again": ({State.DECLINED}, State.APPLIED),
        "approve": ({State.APPLIED, State.KNOWN}, State.APPROVED),
        "decline": ({State.APPLIED}, State.DECLINED),
        "activate": ({State.APPROVED}, State.ACTIVE),
        "lapse": ({State.ACTIVE}, State.LAPSING),
        "renew": ({State.LAPSING}, State.ACTIVE),
        "suspend": ({State.ACTIVE, State.LAPSING}, State.SUSPENDED),
        "restore": ({State.SUSPENDED}, State.ACTIVE),
        "end": ({State.APPROVED, State.ACTIVE, State.LAPSING, State.SUSPENDED}, State.ENDED),
        "return": ({State.ENDED}, State.APPROVED),
    }

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEMBER)
    size = models.CharField(_("size"), max_length=6, choices=Size, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1, two letters"))
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("working languages"), default=list, blank=True,
        help_text=_("ISO 639, such as en, nl, fr, sw"),
    )  # fmt: skip
    summary = models.TextField(_("what you do, in two sentences"), max_length=400, blank=True)
    website = models.URLField(_("website"), blank=True)
    interests = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="organisations")
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)
    logo_alt = models.CharField(_("what the logo shows"), max_length=160, blank=True)
    iati_id = models.CharField(_("IATI identifier"), max_length=80, blank=True, validators=[validate_iati])
    ror_id = models.CharField(_("ROR identifier"), max_length=9, blank=True, validators=[validate_ror])

    domains = ArrayField(
        models.CharField(max_length=253), verbose_name=_("e-mail domains"), default=list, blank=True,
        help_text=_("An address there suggests that somebody works with you; it never lets them in."),
    )  # fmt: skip
    code_of_conduct_accepted_on = models.DateField(_("code of conduct accepted on"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=9, choices=State, default=State.ACTIVE)
    applicant_name = models.CharField(max_length=120, blank=True)
    applicant_email = models.EmailField(blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    applicant_language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    decline_text = models.TextField(max_length=1000, blank=True)
    state_text = models.TextField(_("why, in the coordinator's words"), max_length=1000, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    joined_on = models.DateField(default=timezone.localdate)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_name_once",
                violation_error_message=_("An organisation with this name is there already."),
            ),
            models.UniqueConstraint(
                fields=["iati_id"], condition=~Q(iati_id=""), name="organisation_iati_once",
                violation_error_message=_("Another organisation has this IATI identifier."),
            ),
            models.UniqueConstraint(
                fields=["ror_id"], condition=~Q(ror_id=""), name="organisation_ror_once",
                violation_error_message=_("Another organisation has this ROR identifier."),
            ),
            models.CheckConstraint(
                name="organisation_applied_at", condition=~Q(state="applied") | Q(applied_at__isnull=False)
            ),
            models.CheckConstraint(
                name="organisation_lapses_on", condition=~Q(state="lapsing") | Q(lapses_on__isnull=False)
            ),
            models.CheckConstraint(
                name="organisation_suspended_at",
                condition=Q(state="suspended", suspended_at__isnull=False)
                | (~Q(state="suspended") & Q(suspended_at=None)),
            ),
            models.CheckConstraint(
                name="organisation_ended_at",
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:organisation", args=[self.pk])

    @property
    def takes_part(self) -> bool:
        return self.state in self.TAKES_PART

    @property
    def has_a_voice(self) -> bool:
        """Whether it proposes and backs themes; funders look on, so that nobody is asked to please them."""
        return self.kind != self.Kind.FUNDER

    @property
    def ends_on(self) -> date | None:
        """The day on which a lapsing organisation ends by itself; None for any other."""
        return self.lapses_on + ENDS_AFTER if self.state == self.State.LAPSING and self.lapses_on else None

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def language_names(self) -> list[str]:
        return language_names(self.languages)

    @property
    def logo_address(self) -> str:
        """Where the logo is served; empty without one. It changes with the picture, so browsers may keep it."""
        name = PurePosixPath(self.logo.name or "").name
        return reverse("members:logo", args=[self.pk, name]) if name else ""

    @property
    def takes_people_in(self) -> bool:
        """Whether seats may be offered: from the approval on, so that a contact can accept the code of conduct."""
        return self.takes_part or self.state == self.State.APPROVED
