from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from collaborations.discussion.places import PLACES
from collaborations.moderation.hidden import Moderated, ModeratedQuerySet
from members.organisations.models import Organisation

LONGEST = 5000


class CommentQuerySet(ModeratedQuerySet):
    def visible_to(self, user: Any) -> "CommentQuerySet":
        """What is not hidden, at places that ``user`` can see; what its author took away is no longer there."""
        seen = Q(pk__in=[])
        for name, place in PLACES.items():
            seen |= Q(place=name, place_id__in=place.visible_to(user).order_by().values("pk"))
        return self.shown().filter(seen, removed_at=None)

    def at(self, place: str, pk: int) -> "CommentQuerySet":
        return self.filter(place=place, place_id=pk)


class Comment(Moderated):
    """What somebody says about something: a comment, a question or a challenge, or an answer below one of them.

    ``text`` is Markdown as it was written; ``html`` what the one policy made of it (formatting.py), kept because it is
    read hundreds of times for each time it is written.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        QUESTION = "question", _("question")
        CHALLENGE = "challenge", _("challenge")

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
        help_text=_("Only they and you read it: a name to call, a document not for everybody."),
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
