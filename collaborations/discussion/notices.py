"""What people are told about comments: one notice and mail each at most, and one line a place in the digest."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from collaborations.discussion.mentions import contacts_of
from collaborations.discussion.models import Comment
from collaborations.discussion.places import PLACES
from members.people.models import Person
from members.seats.loading import load_seats
from network.kinds import Category, Item, Kind, declare
from notifications.notices.models import Notice

MENTIONED, REPLIED, ASKED, SAID = "comment-mentions-you", "comment-replies-to-you", "question-asked", "something-said"


def load(ids: Iterable[int]) -> dict[int, Comment]:
    """Comments that stand, with what notices ask of them and of their places; constant queries."""
    comments = Comment.objects.standing().filter(pk__in=ids).select_related("author", "organisation", "thread__author")
    found = list(comments.prefetch_related("mentions__person", "mentions__organisation").order_by("place", "pk"))
    for name, group in groupby(found, key=lambda comment: comment.place):
        here = list(group)
        things = PLACES[name].loaded({comment.place_id for comment in here})
        for comment in here:
            comment.thing = things.get(comment.place_id)
    return {comment.pk: comment for comment in found if comment.thing is not None}


class _CommentKind(Kind):
    """Kinds about one comment, addressed to those whom it concerns."""

    subject_model = Comment
    is_addressed = True
    category = Category.NEEDS_ME

    def subjects(self, ids: Iterable[int]) -> dict[int, Comment]:
        return load(ids)

    def is_for(self, comment: Comment, person: Any) -> bool:
        return PLACES[comment.place].is_visible(comment.thing, person)

    def addressed(self, comment: Comment) -> Iterable[Person]:
        """Those it concerns who were told nothing of this comment yet, whatever for."""
        told = Notice.objects.filter(
            event__kind__in=[MENTIONED, REPLIED, ASKED], event__subject_id=comment.pk
        ).values_list("person_id", flat=True)  # fmt: skip
        already = {*told, comment.author_id}
        people = {person.pk: person for person in self.concerned(comment) if person.pk not in already}
        load_seats(people.values())
        return list(people.values())

    @abstractmethod
    def concerned(self, comment: Comment) -> list[Person]:
        """Whom it may concern, told of it or not."""

    def _item(self, comment: Comment, text: str, reason: str) -> Item:
        place, thing = PLACES[comment.place], comment.thing
        address = settings.SITE_URL + comment.get_absolute_url()
        if comment.is_discreet:
            return Item(title=place.discreet_words(1), text="", reason=reason, address=address)
        named = {"name": comment.author.named_for(comment.organisation or "")}
        return Item(place.title(thing), text % named, reason, address, lang=place.language(thing))


class _MentionsYou(_CommentKind):
    """To who is named with an @, and to the contacts of an organisation that is."""

    name = MENTIONED
    label = gettext_lazy("Somebody mentions you or your organisation")

    def concerned(self, comment: Comment) -> list[Person]:
        mentions = comment.mentions.all()
        people = [mention.person for mention in mentions if mention.person]
        contacts = contacts_of([mention.organisation_id for mention in mentions if mention.organisation_id])
        return [*people, *(person for hearing in contacts.values() for person in hearing)]

    def item(self, comment: Comment, person: Any) -> Item:
        is_meant = any(mention.person_id == person.pk for mention in comment.mentions.all())
        if is_meant:
            return self._item(comment, _("%(name)s mentions you."), _("You are mentioned"))
        return self._item(
            comment, _("%(name)s mentions your organisation."), _("You are a contact of your organisation")
        )


class _RepliesToYou(_CommentKind):
    """To who began the thread."""

    name = REPLIED
    label = gettext_lazy("Somebody replies to you")

    def concerned(self, comment: Comment) -> list[Person]:
        return [comment.thread.author] if comment.thread else []

    def item(self, comment: Comment, person: Any) -> Item:
        return self._item(comment, _("%(name)s replies to you."), _("You began this thread"))


class _Asked(_CommentKind):
    """To those who answer for the place: a question or a challenge."""

    name = ASKED
    label = gettext_lazy("A question or a challenge")

    def concerned(self, comment: Comment) -> list[Person]:
        return PLACES[comment.place].asks(comment.thing) if comment.asks else []

    def item(self, comment: Comment, person: Any) -> Item:
        is_question = comment.kind == Comment.Kind.QUESTION
        text = _("%(name)s asks a question.") if is_question else _("%(name)s raises a challenge.")
        return self._item(comment, text, PLACES[comment.place].reason_of_asked())


class _Said(Kind):
    """To those who follow a place, by their digest: how many comments are new there, in one line."""

    name = SAID
    label = gettext_lazy("New comments where you take part")
    category = Category.NETWORK
    subject_model = Comment

    def subjects(self, ids: Iterable[int]) -> dict[int, Comment]:
        return load(ids)

    def is_for(self, comment: Comment, person: Any) -> bool:
        return PLACES[comment.place].is_visible(comment.thing, person)

    def is_news_for(self, comment: Comment, person: Any) -> bool:
        """For who follows the place, unless the comment came to them by a mail of its own."""
        return bool(PLACES[comment.place].follows(comment.thing, person)) and not self._was_told(comment, person)

    def _was_told(self, comment: Comment, person: Any) -> bool:
        mentions = comment.mentions.all()
        contact_of = {seat.organisation_id for seat in person.seats if seat.is_contact}
        if any(mention.person_id == person.pk or mention.organisation_id in contact_of for mention in mentions):
            return True
        if comment.thread:
            return bool(comment.thread.author_id == person.pk)
        return comment.asks and person in PLACES[comment.place].asks(comment.thing)

    def seen_with(self, comment: Comment) -> tuple[str, int]:
        return PLACES[comment.place].model._meta.label_lower, comment.place_id

    def in_line_with(self, comment: Comment) -> Any:
        return comment.place, comment.place_id

    def item(self, comment: Comment, person: Any) -> Item:
        return self.item_of([comment], person)

    def item_of(self, comments: Sequence[Comment], person: Any) -> Item:
        place, thing = PLACES[comments[0].place], comments[0].thing
        reason, address = place.follows(thing, person), settings.SITE_URL + thing.get_absolute_url()
        if place.is_discreet(thing):
            return Item(title=place.discreet_words(len(comments)), text="", reason=reason, address=address)
        return Item(place.title(thing), _counted(comments), reason, address, lang=place.language(thing))


def _counted(comments: Sequence[Comment]) -> str:
    questions = sum(comment.asks for comment in comments)
    others = len(comments) - questions
    said = [
        ngettext("%(n)d new comment", "%(n)d new comments", others) % {"n": others} if others else "",
        ngettext("%(n)d new question", "%(n)d new questions", questions) % {"n": questions} if questions else "",
    ]
    return ", ".join(part for part in said if part)


MENTIONS_YOU = declare(_MentionsYou())
REPLIES_TO_YOU = declare(_RepliesToYou())
QUESTION_ASKED = declare(_Asked())
SOMETHING_SAID = declare(_Said())
