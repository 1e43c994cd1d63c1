from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import Now, RowNumber
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from collaborations.discussion.formatting import in_words
from collaborations.discussion.places import PLACES
from collaborations.moderation.hidden import Moderated, ModeratedQuerySet
from members.organisations.models import Organisation

LONGEST = 5000


class CommentQuerySet(ModeratedQuerySet):
    def shown(self) -> "CommentQuerySet":
        """Without what is hidden, and without answers to what is hidden: they quote it."""
        return super().shown().filter(Q(thread=None) | Q(thread__hidden_at=None))

    def standing(self) -> "CommentQuerySet":
        """Without what is hidden, and without what its author took away."""
        return self.shown().filter(removed_at=None)

    def visible_to(self, user: Any) -> "CommentQuerySet":
        """What is not hidden, at places that ``user`` can see; what its author took away is no longer there."""
        return self.standing().filter(self._at_places_of(user))

    def reachable_by(self, user: Any) -> "CommentQuerySet":
        """What has a page: also one's own that one took away, and the beginning of a thread while its answers stand."""
        own = Q(author=user) if user.is_authenticated else Q(pk__in=[])
        return self.shown().filter(self._at_places_of(user)).filter(self._has_words() | own)

    def threads_at(self, place: str, pk: int) -> "CommentQuerySet":
        """The beginnings of threads at one place that the reader is known to see."""
        return self.at(place, pk).shown().filter(thread=None).filter(self._has_words())

    def replies_to(self, threads: Iterable[int], *, most: int) -> "CommentQuerySet":
        """Of each thread the ``most`` newest replies that stand, answers first; ``of`` says how many there are."""
        newest = [F("answers_at").asc(nulls_last=True), F("pk").desc()]
        counted = self.standing().filter(thread__in=threads).annotate(
            of=Window(Count("pk"), partition_by="thread"),
            number=Window(RowNumber(), partition_by="thread", order_by=newest),
        )  # fmt: skip
        return counted.filter(number__lte=most).order_by("pk")

    def at(self, place: str, pk: int) -> "CommentQuerySet":
        return self.filter(place=place, place_id=pk)

    def _at_places_of(self, user: Any) -> Q:
        seen = Q(pk__in=[])
        for name, place in PLACES.items():
            seen |= Q(place=name, place_id__in=place.visible_to(user).order_by().values("pk"))
        return seen

    def _has_words(self) -> Q:
        answers = Comment.objects.filter(thread=OuterRef("pk"), hidden_at=None, removed_at=None)
        return Q(removed_at=None) | Q(Exists(answers))


class Comment(Moderated):
    """What somebody says about something: a comment, a question or a challenge, or an answer below one of them.

    ``text`` is Markdown as it was written, with ``@[p12]`` for person 12 and ``@[o7]`` for organisation 7; ``html`` is
    what the one policy made of it (formatting.py), kept because it is read hundreds of times each time it is written.
    The database empties it whenever the text changes without it, so that what is taken out of a text is out of both.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        QUESTION = "question", _("question")
        CHALLENGE = "challenge", _("challenge")

    ASKS: ClassVar = (Kind.QUESTION, Kind.CHALLENGE)

    place = models.CharField(max_length=20)
    place_id = models.BigIntegerField()
    thread = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.COMMENT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("text"), max_length=LONGEST)
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    private_note = models.TextField(
        _("a note for the person who asked"), max_length=2000, blank=True,
        help_text=_("They, you and the desk read it, nobody else: a name to call, a document not for everybody."),
    )  # fmt: skip
    submission_key = models.UUIDField()

    written_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    answers_at = models.DateTimeField(_("marked as an answer"), null=True)
    answers_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "submission_key"], name="comment_sent_once"),
            models.CheckConstraint(
                name="comment_only_replies_answer", condition=Q(answers_at=None) | Q(thread__isnull=False)
            ),
            models.CheckConstraint(name="comment_replies_are_comments", condition=Q(thread=None) | Q(kind="comment")),
        ]
        indexes = [
            models.Index(fields=["place", "place_id", "id"], name="comment_of_place"),
            models.Index(fields=["thread", "id"], name="comment_of_thread"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("collaborations:comment", args=[self.pk])

    @cached_property
    def thing(self) -> Any:
        """What it stands at, with all that its place asks of it; None when that is hidden. Filled where many are."""
        return PLACES[self.place].loaded([self.place_id]).get(self.place_id)

    @property
    def is_discreet(self) -> bool:
        """Whether mail may say no more than that there is something."""
        return PLACES[self.place].is_discreet(self.thing)

    @property
    def words(self) -> str:
        """The text with the names of those it mentions, as mail shows it; no query where mentions were loaded."""
        return in_words(self.text, {mention.key: str(mention) for mention in self.mentions.all()})

    @property
    def asks(self) -> bool:
        """Whether it wants an answer."""
        return self.kind in self.ASKS

    @property
    def can_be_an_answer(self) -> bool:
        return self.thread is not None and self.thread.asks and self.removed_at is None

    def is_looked_after_by(self, person: Any) -> bool:
        """Whether ``person`` sees to the place where it stands."""
        return self.thing is not None and PLACES[self.place].looks_after(self.thing, person)


def is_confided(person: Any, author_id: int, asker_id: int | None) -> bool:
    """Who reads a private note: who wrote it, who asked, and the desk."""
    return bool(person.is_authenticated and (person.pk in {author_id, asker_id} or person.keeps_the_desk))


class Version(models.Model):
    """What a comment said before it was edited."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="versions")
    text = models.TextField()
    until = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Somebody, or an organisation, that a comment names with an @."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mention_of_one",
                condition=Q(person=None, organisation__isnull=False) | Q(person__isnull=False, organisation=None),
            ),
            models.UniqueConstraint(fields=["comment", "person"], name="mention_person_once"),
            models.UniqueConstraint(fields=["comment", "organisation"], name="mention_organisation_once"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.organisation)

    @property
    def key(self) -> str:
        """As it stands in texts."""
        return f"p{self.person_id}" if self.person_id else f"o{self.organisation_id}"
