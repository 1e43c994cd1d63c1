"""Rows in any state, valid by every constraint, without the events that actions would write."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from collaborations.discussion.formatting import MENTION, to_html
from collaborations.models import Comment, Support, Theme
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


def _in(days):
    return factory.LazyFunction(lambda: timezone.now() + timedelta(days=days))


def _known(state, **facts):
    """A state after the opening."""
    return factory.Trait(state=state, proposed_at=_in(0), opened_at=_in(0), **facts)


NO = {"declined_at": _in(0), "decline_reason": Theme.Reason.TOO_WIDE, "decline_text": "Try one country first."}


class ThemeFactory(factory.django.DjangoModelFactory):
    """``ThemeFactory(proposed=True)``, ``opened=True``, ``declined=True``, …: see ``TRAITS``; else a draft."""

    class Meta:
        model = Theme

    class Params:
        proposed = factory.Trait(state=Theme.State.PROPOSED, proposed_at=_in(0), due_at=_in(7))
        opened = _known(Theme.State.OPEN, due_at=_in(90))
        forming = _known(Theme.State.FORMING, due_at=_in(90), formed_at=_in(0))
        started = _known(Theme.State.STARTED, formed_at=_in(0), started_at=_in(0))
        parked = _known(Theme.State.PARKED, parked_at=_in(0), park_text="Three organisations did not come together.")
        merged = _known(Theme.State.MERGED, merged_into=factory.SubFactory("tests.factories.ThemeFactory", opened=True))
        declined = factory.Trait(state=Theme.State.DECLINED, proposed_at=_in(0), **NO)
        appealed = factory.Trait(
            state=Theme.State.APPEALED, proposed_at=_in(0), appealed_at=_in(0), appeal_text="It is one country.",
            due_at=_in(7), **NO,
        )  # fmt: skip
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


class CommentFactory(factory.django.DjangoModelFactory):
    """Said by ``author`` under a theme; a reply with ``thread``."""

    class Meta:
        model = Comment

    place = "theme"
    place_id = factory.LazyAttribute(
        lambda comment: comment.thread.place_id if comment.thread else ThemeFactory(opened=True).pk
    )
    thread = None
    author = factory.SubFactory(PersonFactory)
    organisation = factory.LazyAttribute(lambda comment: next(iter(comment.author.organisations), None))
    text = factory.Sequence(lambda n: f"Comment {n}")
    html = factory.LazyAttribute(lambda comment: to_html(comment.text, MENTION.findall(comment.text)))
    submission_key = factory.LazyFunction(uuid.uuid4)


TRAITS = {
    "draft": {},
    "proposed": {"proposed": True},
    "open": {"opened": True},
    "forming": {"forming": True},
    "started": {"started": True},
    "merged": {"merged": True},
    "parked": {"parked": True},
    "declined": {"declined": True},
    "appealed": {"appealed": True},
    "withdrawn": {"withdrawn": True},
}


def theme_in(state, **facts):
    return ThemeFactory(**TRAITS[state], **facts)
