"""Who keeps a tool alive, and the one rule the database holds about it: alone means alone, at every moment."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, IntegerRangeField
from django.db import models
from django.db.models import Case, Deferrable, F, Func, Q, Value, When
from django.db.models.lookups import LessThan
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.knowledge.entries import PublicQuerySet, Sourced, Spanning
from collaborations.knowledge.fields import DayNumber
from collaborations.knowledge.models import Tool
from members.organisations.models import Organisation


class StewardshipQuerySet(PublicQuerySet):
    def for_timeline(self) -> Self:
        """In the order in which they began, with the organisations."""
        return self.select_related("organisation").order_by(
            F("starts").asc(nulls_first=True), "organisation__name", "pk"
        )


def _shared(column: str, shape: type[models.Field]) -> Func:
    """A range of this one value, for a constraint that asks whether two rows have it in common."""
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=shape())


_LAST = DayNumber("ends", last=True)
# A row that ends before it starts is another constraint's to refuse; here it must only not be an impossible range.
_FIRST = Case(When(LessThan(_LAST, DayNumber("starts")), then=_LAST), default=DayNumber("starts"))


class Stewardship(Sourced, Spanning):
    """Who keeps a tool alive, from when to when; without an end they still do.

    ``sole`` and ``transferred`` (taken over from somebody else) are alone; ``joint`` is together with the others.
    """

    class Kind(models.TextChoices):
        SOLE = "sole", _("alone")
        JOINT = "joint", _("jointly")
        TRANSFERRED = "transferred", _("taken over")

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="stewardships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stewardships")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)

    objects = StewardshipQuerySet.as_manager()

    class Meta(Sourced.Meta, Spanning.Meta):
        constraints = [
            *Spanning.Meta.constraints,
            models.CheckConstraint(
                name="stewardship_kind_is_known", condition=Q(kind__in=["sole", "joint", "transferred"])
            ),
            # Two stewardships of one tool clash when their times meet, unless both are joint and of two organisations:
            # a joint one takes only its own organisation's place, any other takes all places.
            ExclusionConstraint(
                name="stewardship_not_twice_at_once",
                expressions=[
                    (_shared("tool", BigIntegerRangeField), "&&"),
                    (
                        Func(
                            _FIRST, _LAST, Value("[]"), function="int4range", output_field=IntegerRangeField()
                        ),
                        "&&",
                    ),
                    (
                        Case(
                            When(kind="joint", then=_shared("organisation", BigIntegerRangeField)),
                            default=Func(
                                Value(None), Value(None), function="int8range", output_field=BigIntegerRangeField()
                            ),
                        ),
                        "&&",
                    ),
                ],
                deferrable=Deferrable.DEFERRED,
                violation_error_message=_(
                    "Somebody keeps this tool at that time already; only joint stewardships may overlap."
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.tool}: {self.organisation}"

    @property
    def sentence(self) -> str:
        """For whoever hears the picture instead of seeing it: "Partos jointly since January 2025"."""
        words = {"organisation": self.organisation, "how": self.get_kind_display()}
        if self.starts and not self.ends:
            return gettext("%(organisation)s %(how)s since %(start)s") % (words | {"start": self.starts})
        if self.ends:
            since = {"start": self.starts or gettext("an unknown day"), "end": self.ends}
            return gettext("%(organisation)s %(how)s from %(start)s to %(end)s") % (words | since)
        return gettext("%(organisation)s %(how)s") % words
