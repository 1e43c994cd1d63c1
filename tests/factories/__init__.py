"""Rows in any state, valid by every constraint, without the events that actions would write."""

import uuid

import factory
from django.utils import timezone

from collaborations.models import Support, Theme
from members.models import Organisation, Person, SeatTerm


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Stichting Demo {n}")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person-{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(**kwargs)


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeatTerm

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory(PersonFactory)


def _organisation_of(person):
    """Where ``person`` holds their first seat; without any a seat is given, because themes are written for somebody."""
    return person.organisations[0] if person.organisations else SeatFactory(person=person).organisation


class ThemeFactory(factory.django.DjangoModelFactory):
    """``ThemeFactory(proposed=True)``, ``opened=True``, ``declined=True``, ``withdrawn=True``; else a draft."""

    class Meta:
        model = Theme

    class Params:
        proposed = factory.Trait(state=Theme.State.PROPOSED, proposed_at=factory.LazyFunction(timezone.now))
        opened = factory.Trait(
            state=Theme.State.OPEN,
            proposed_at=factory.LazyFunction(timezone.now),
            opened_at=factory.LazyFunction(timezone.now),
        )
        declined = factory.Trait(
            state=Theme.State.DECLINED,
            proposed_at=factory.LazyFunction(timezone.now),
            declined_at=factory.LazyFunction(timezone.now),
            decline_reason=Theme.Reason.TOO_WIDE,
            decline_text="Try one country first.",
        )
        withdrawn = factory.Trait(state=Theme.State.WITHDRAWN)

    title = factory.Sequence(lambda n: f"Theme {n}")
    question = "What happens when partners write the first draft?"
    change = "Reports begin with the partner's own words."
    author = factory.SubFactory(PersonFactory)
    organisation = factory.LazyAttribute(lambda theme: _organisation_of(theme.author))
    submission_key = factory.LazyFunction(uuid.uuid4)


class SupportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Support

    theme = factory.SubFactory(ThemeFactory, opened=True)
    organisation = factory.SubFactory(OrganisationFactory)
    given_by = factory.SubFactory(PersonFactory)


TRAITS = {
    "draft": {},
    "proposed": {"proposed": True},
    "open": {"opened": True},
    "declined": {"declined": True},
    "withdrawn": {"withdrawn": True},
}


def theme_in(state, **facts):
    return ThemeFactory(**TRAITS[state], **facts)
