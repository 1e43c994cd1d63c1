"""Comments can be reported by whoever sees them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.discussion.actions import REPORTED_AS, tell_about
from collaborations.discussion.formatting import in_words
from collaborations.discussion.mentions import names_in, names_of
from collaborations.discussion.models import Comment
from collaborations.discussion.places import PLACES
from collaborations.moderation.reportables import REPORTABLES, Reportable, Words, declare


class _Comments(Reportable):
    name = REPORTED_AS
    label = gettext_lazy("a comment")
    model = Comment
    author_field = "author"
    text_field = "text"

    def visible_to(self, user: Any) -> QuerySet[Any]:
        return Comment.objects.visible_to(user)

    def kept_from(self, moderator: Any) -> QuerySet[Any]:
        """Those at things that are kept from them."""
        kept = Q(pk__in=[])
        for name in PLACES:
            if name in REPORTABLES:
                things = REPORTABLES[name].kept_from(moderator).filter(pk=OuterRef("place_id"))
                kept |= Q(place=name) & Q(Exists(things))
        return Comment.objects.filter(kept)

    def load(self, ids: Iterable[int]) -> dict[int, Any]:
        """With their authors, the names of those they mention, and the places they stand at."""
        found = Comment.objects.select_related("author").in_bulk(list(ids))
        names = names_in((pk, comment.text) for pk, comment in found.items())
        for name, place in PLACES.items():
            here = [comment for comment in found.values() if comment.place == name]
            things = place.loaded({comment.place_id for comment in here}) if here else {}
            for comment in here:
                comment.thing = things.get(comment.place_id)
                comment.named = names.get(comment.pk, {})  # type: ignore[attr-defined]
        return found

    def author_of(self, comment: Comment) -> Any:
        return comment.author

    def words(self, comment: Comment) -> Words:
        loaded: Any = getattr(comment, "named", None)
        named = names_of(comment) if loaded is None else loaded
        place, thing = PLACES[comment.place], comment.thing
        title = _("A comment at “%(title)s”") % {"title": place.title(thing)} if thing else _("A comment")
        text = in_words(comment.text, named)
        is_discreet = thing is None or place.is_discreet(thing)
        return Words(title, text, comment.get_absolute_url(), comment.language, is_discreet, is_sentence=True)

    def leaders_of(self, comment: Comment) -> list[int]:
        """Who carries what it stands at."""
        return PLACES[comment.place].leaders(comment.thing) if comment.thing else []

    def shown_again(self, comment: Comment, *, by: Any) -> None:
        """It was hidden, perhaps from the beginning: whom it concerns hears of it now, and nobody twice."""
        tell_about(comment, by=by)


COMMENTS = declare(_Comments())
