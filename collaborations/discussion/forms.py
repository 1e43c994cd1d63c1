import uuid

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.discussion import mentions
from collaborations.discussion.formatting import DEEPEST, nests_too_deep
from collaborations.discussion.models import LONGEST, Comment

LEFT = "-"  # the choice of nobody: the @ stays plain text


class _TextForm(forms.Form):
    """What somebody says. ``key`` makes a form sent twice one comment.

    When several bear a name behind an @, the form comes back and asks which of them is meant.
    """

    text = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy(
            "With @ and a name you tell somebody of it. **Bold**, lists with - and links work, too."
        ),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, person, place, thing, known=(), initial=None):
        initial = {"key": uuid.uuid4(), "language": person.language} | (initial or {})
        super().__init__(data, initial=initial, auto_id="talk-%s")  # other forms stand on the same page
        self.person, self.place, self.thing, self.known = person, place, thing, tuple(known)
        self.mentioned, self.doubts = set(), []
        offered = {"data-names": reverse("collaborations:names", args=[place.name, thing.pk])}
        self.fields["text"].widget.attrs |= offered | {"data-names-label": _("Whom you can mention")}

    def ask_for_organisation(self):
        """Of people with several seats only; who holds none speaks for themselves."""
        organisations = {str(seat.organisation_id): seat.organisation for seat in self.person.seats}
        field = forms.ChoiceField(
            label=gettext_lazy("For which organisation do you speak?"),
            choices=[(pk, organisation.name) for pk, organisation in organisations.items()],
            required=bool(organisations),
            initial=next(iter(organisations), ""),
        )
        if len(organisations) < 2:  # noqa: PLR2004  there is nothing to choose
            field.widget = forms.HiddenInput()
        self.organisations, self.fields["organisation"] = organisations, field

    def ask_for_a_note(self):
        """Beside a reply to a question or a challenge."""
        about = Comment._meta.get_field("private_note")
        self.fields["private_note"] = forms.CharField(
            label=capfirst(about.verbose_name),
            help_text=about.help_text,
            max_length=about.max_length,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        )

    def clean_organisation(self):
        return self.organisations.get(self.cleaned_data["organisation"])

    def clean_text(self):
        text = self.cleaned_data["text"]
        if nests_too_deep(text):
            told = _("Quotes or lists lie in each other too often. Fewer than %(n)d levels can be shown.")
            raise forms.ValidationError(told % {"n": DEEPEST})
        asked = {"chosen": self._chosen(), "left": self._left()}
        found = mentions.find(text, self.place, self.thing, by=self.person, **asked)
        if len(found.keys) > mentions.MOST:
            told = _("At most %(n)d people and organisations can be mentioned in one comment.")
            raise forms.ValidationError(told % {"n": mentions.MOST})
        self.mentioned, self.doubts = found.keys, found.doubts
        if self.doubts:
            names = ", ".join(f"@{doubt.name}" for doubt in self.doubts)
            raise forms.ValidationError(_("Say below whom you mean by %(names)s.") % {"names": names})
        return found.text

    def choices(self):
        """For the page: each name that is not clear, with what may be meant and what was chosen."""
        left, chosen = self._left(), set(self._chosen())
        return [(f"who-{n}", doubt, doubt.name.lower() in left, chosen) for n, doubt in enumerate(self.doubts)]

    def _answers(self):
        """What was said below about whom is meant: a key, or a name that means nobody."""
        return [value for name in self.data if name.startswith("who-") for value in self._list(name)]

    def _list(self, name):
        return self.data.getlist(name) if hasattr(self.data, "getlist") else [self.data[name]]

    def _chosen(self):
        """Keys: of the list that opens while typing, of the choice below, and of what it named before an edit."""
        picked = self._list("chosen") if "chosen" in self.data else []
        return [*(answer for answer in self._answers() if not answer.startswith(LEFT)), *picked, *self.known]

    def _left(self):
        return {answer.removeprefix(LEFT).lower() for answer in self._answers() if answer.startswith(LEFT)}


KINDS = [
    (Comment.Kind.COMMENT, gettext_lazy("A comment")),
    (Comment.Kind.QUESTION, gettext_lazy("A question: somebody answers it")),
    (Comment.Kind.CHALLENGE, gettext_lazy("A challenge: the hard question that wants an answer")),
]


class CommentForm(_TextForm):
    """To begin a thread."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=KINDS,
        initial=Comment.Kind.COMMENT,
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "text", "organisation", "language", "key"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_organisation()
        self.order_fields(self.field_order)

    def facts(self):
        return {name: self.cleaned_data[name] for name in ("key", "text", "kind", "organisation", "language")}


class ReplyForm(_TextForm):
    """To answer a thread."""

    field_order = ["text", "private_note", "organisation", "language", "key"]

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_organisation()
        if thread.asks and thread.author_id != self.person.pk:
            self.ask_for_a_note()
        self.order_fields(self.field_order)

    def facts(self):
        return {name: value for name, value in self.cleaned_data.items() if name in self.field_order}


class EditForm(_TextForm):
    """To say one's own words otherwise."""

    field_order = ["text", "private_note", "language", "key"]

    def __init__(self, *args, comment, **kwargs):
        super().__init__(*args, **kwargs)
        if comment.private_note or comment.can_be_an_answer:
            self.ask_for_a_note()
        self.order_fields(self.field_order)

    def facts(self):
        return {
            name: self.cleaned_data[name] for name in ("text", "private_note", "language") if name in self.cleaned_data
        }
