import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from collaborations.moderation.hidden import Moderated, ModeratedQuerySet
from collaborations.themes.admissions import Admission
from collaborations.themes.goals import GOALS
from collaborations.themes.supports import Support
from members.handovers.models import Duty
from members.organisations.models import Organisation, Topic
from network.journal import Entry
from network.moves import Moving
from network.protection import Level, Protected, ProtectedQuerySet
from network.workdays import A_WEEK

USER = settings.AUTH_USER_MODEL
LOOKS_AFTER = "theme"  # the kind of duty; belongings.py says what it is called
OPENS_AFTER_DAYS = A_WEEK  # working days after its proposal
ESCALATED_FOR_DAYS = 10  # working days more, once deputies and safeguarding officers were asked, too
QUORUM_WITHIN = timedelta(days=90)
UNDO_WITHIN = timedelta(days=30)  # an opening or a merge
ADMISSION_WAITS = timedelta(days=30)  # for a second participant who vouches; then the invitation lapses
QUORUM_MISSED = gettext_noop(
    "Within 90 days, three organisations and two people to carry it did not come together. That says little about the "
    "question: it can be taken up again at any time."
)
SENSITIVE = Q(protection__in=[Level.CLOSED, Level.SEALED]) | Q(flagged_at__isnull=False)  # never opens by itself


class ThemeQuerySet(ModeratedQuerySet, ProtectedQuerySet):  # type: ignore[override]  # both make managers
    def looked_after_by(self, user: Any) -> "ThemeQuerySet":
        """Those that ``user`` sees to for an organisation in which they hold a seat now."""
        return self.filter(self._own(user))

    def _own(self, user: Any) -> Q:
        """Who looks after it, or wrote it and still holds a seat of the organisation; nothing is left to who left."""
        seats = user.seats
        duties = Duty.objects.now().filter(kind=LOOKS_AFTER, seat__in=[seat.pk for seat in seats])
        written = Q(author=user, organisation__in=[seat.organisation_id for seat in seats])
        return written | Q(pk__in=duties.values("thing_id"))

    def insiders(self, user: Any) -> Q:
        """Of a closed theme who supports it or was let in; of a sealed one those vouched for. Keepers come on top."""
        own = [seat.organisation_id for seat in user.seats]
        colleagues = Exists(Support.objects.filter(theme=OuterRef("pk"), organisation__in=own))
        enough = Q(vouched_by__isnull=False) | Q(theme__protection=Level.CLOSED)
        let_in = Exists(Admission.objects.counting(user).filter(enough, theme=OuterRef("pk")))
        return Q(protection=Level.CLOSED) & Q(colleagues) | Q(protection__in=[Level.CLOSED, Level.SEALED]) & Q(let_in)

    def visible_to(self, user: Any) -> "ThemeQuerySet":
        """What its protection lets ``user`` know of, from its opening on; any other for who looks after it.

        What waits for a decision, for those who decide: the desk all but sealed ones, the safeguarding officer what is
        protected or flagged, and every appeal. What is hidden, for nobody.
        """
        if not user.is_authenticated:
            return self.shown().filter(state__in=Theme.KNOWN, protection=Level.OPEN)
        visible = (Q(state__in=Theme.KNOWN) & self.reach_of(user)) | self._own(user)
        if user.keeps_the_desk:
            visible |= Q(state__in=Theme.DECIDED_ABOUT) & ~Q(protection=Level.SEALED)
        if user.is_safeguarding_officer:
            visible |= Q(state__in=Theme.DECIDED_ABOUT) & SENSITIVE | Q(state=Theme.State.APPEALED)
        return self.shown().filter(visible)

    def for_cards(self) -> "ThemeQuerySet":
        """All that a card shows, in one query however many cards: newest first, with the breadth of support."""
        of_members = Support.objects.filter(theme=OuterRef("pk"), organisation__kind=Organisation.Kind.MEMBER)
        voices = Subquery(of_members.order_by().values("theme").annotate(n=Count("pk")).values("n"))
        shown = ("title", "change", "language", "state", "opened_at", "due_at", "organisation__name")
        cards = self.select_related("organisation").only(*shown)
        return cards.annotate(voices=Coalesce(voices, 0)).order_by("-opened_at", "-pk")

    def gathering(self) -> "ThemeQuerySet":
        """Those that organisations can join."""
        return self.filter(state__in=Theme.GATHERS)

    def awaiting_decision(self) -> "ThemeQuerySet":
        """Proposals on the desk, what was promised first coming first."""
        return self.filter(state=Theme.State.PROPOSED).for_the_desk()

    def awaiting_an_answer(self) -> "ThemeQuerySet":
        """Appeals on the desk, in the same order."""
        return self.filter(state=Theme.State.APPEALED).for_the_desk().select_related("declined_by")

    def for_the_desk(self) -> "ThemeQuerySet":
        """With all that the rules ask of each, so that a long queue costs no query a row."""
        here = Duty.objects.now().filter(kind=LOOKS_AFTER, thing_id=OuterRef("pk"))
        keepers = here.filter(organisation=OuterRef("organisation")).values("seat__person")[:1]
        kept = self.annotate(keeper_id=Subquery(keepers))
        return kept.select_related("organisation", "author").order_by("due_at", "pk")


class Theme(Moving, Moderated, Protected):
    """A question that an organisation would like the network to learn about together.

    ``due_at`` is the end of the promise that its state makes; what happens then stands in clock.py.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        OPEN = "open", _("open")
        FORMING = "forming", _("forming")
        STARTED = "started", _("started")
        MERGED = "merged", _("merged")
        PARKED = "parked", _("parked")
        DECLINED = "declined", _("declined")
        APPEALED = "appealed", _("appealed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    GATHERS: ClassVar = (State.OPEN, State.FORMING)  # organisations can join
    DECIDED_ABOUT: ClassVar = (State.PROPOSED, State.DECLINED, State.APPEALED)
    KNOWN: ClassVar = (*GATHERS, State.STARTED, State.PARKED, State.MERGED)  # whoever its protection allows can read it

    MOVES: ClassVar = {
        "propose": ({State.DRAFT}, State.PROPOSED),
        "open": ({State.PROPOSED}, State.OPEN),
        "decline": ({State.PROPOSED}, State.DECLINED),
        "reconsider": ({State.OPEN, State.DECLINED}, State.PROPOSED),
        "appeal": ({State.DECLINED}, State.APPEALED),
        "uphold": ({State.APPEALED}, State.DECLINED),
        "grant": ({State.APPEALED}, State.OPEN),
        "form": ({State.OPEN}, State.FORMING),
        "fall_back": ({State.FORMING}, State.OPEN),
        "start": ({State.FORMING}, State.STARTED),
        "park": ({State.OPEN, State.FORMING}, State.PARKED),
        "revive": ({State.PARKED}, State.OPEN),
        "merge": ({State.PROPOSED, State.OPEN, State.PARKED}, State.MERGED),
        "part_as_proposed": ({State.MERGED}, State.PROPOSED),
        "part_as_open": ({State.MERGED}, State.OPEN),
        "part_as_parked": ({State.MERGED}, State.PARKED),
        "withdraw": (
            {State.DRAFT, State.PROPOSED, State.OPEN, State.PARKED, State.DECLINED, State.APPEALED}, State.WITHDRAWN
        ),
    }  # fmt: skip

    class Reason(models.TextChoices):
        ELSEWHERE = "elsewhere", _("Something like it is there already")
        TOO_WIDE = "too-wide", _("The question is too wide to learn from together")
        NOT_OURS = "not-ours", _("It lies outside what this network is for")
        OTHER = "other", _("Another reason")

    title = models.CharField(_("title"), max_length=120, blank=True)
    question = models.TextField(_("question"), max_length=2000, blank=True)
    change = models.CharField(_("change"), max_length=300, blank=True)
    difference = models.CharField(_("why it is different from what is there"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="themes")
    goals = ArrayField(
        models.PositiveSmallIntegerField(choices=GOALS), verbose_name=_("goals"), default=list, blank=True
    )
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"), default=list, blank=True)
    continues_kind = models.CharField(max_length=20, blank=True)  # a kind of network/search, such as "tool"
    continues_id = models.BigIntegerField(null=True, blank=True)

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="themes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="themes")
    submission_key = models.UUIDField(default=uuid.uuid4, editable=False)

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    touched_at = models.DateTimeField(auto_now=True)
    proposed_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    declined_at = models.DateTimeField(null=True, editable=False)
    declined_by = models.ForeignKey(USER, models.SET_NULL, null=True, editable=False, related_name="+")
    decline_reason = models.CharField(max_length=10, choices=Reason, blank=True, editable=False)
    decline_text = models.TextField(blank=True, editable=False)
    appealed_at = models.DateTimeField(null=True, editable=False)
    appeal_text = models.TextField(_("why it should be looked at again"), max_length=1000, blank=True, editable=False)
    formed_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    parked_at = models.DateTimeField(null=True, editable=False)
    park_text = models.TextField(blank=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged_here")
    flagged_at = models.DateTimeField(null=True, editable=False)
    flagged_by = models.ForeignKey(USER, models.SET_NULL, null=True, editable=False, related_name="+")
    flag_text = models.TextField(_("why it should not open by itself"), max_length=500, blank=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)

    entry: Any = None  # of those read for a notice: the latest entry of the journal that it speaks of

    objects = ThemeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-opened_at", "-id"], condition=Q(state__in=["open", "forming"]), name="theme_gathers_newest"
            ),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="theme_clock"),
            models.Index(fields=["appealed_at"], condition=Q(state="appealed"), name="theme_appeals"),
            models.Index(  # all that the desk asks to put thousands in order, so that it reads no theme for that
                fields=["due_at"],
                include=["id", "state", "protection", "proposed_at", "flagged_at", "escalated_at"],
                condition=Q(state="proposed", hidden_at=None),
                name="theme_proposals",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "submission_key"], name="theme_sent_once"),
            models.CheckConstraint(
                name="theme_is_whole_once_proposed",
                condition=Q(state__in=["draft", "withdrawn"]) | (~Q(title="") & ~Q(question="") & ~Q(change="")),
            ),
            models.CheckConstraint(
                name="theme_continues_one_thing",
                condition=Q(continues_kind="", continues_id=None)
                | (~Q(continues_kind="") & Q(continues_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="theme_proposed_at_matches_state",
                condition=Q(state="draft", proposed_at=None)
                | Q(state="withdrawn")
                | (~Q(state__in=["draft", "withdrawn"]) & Q(proposed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="theme_opened_at_matches_state",
                condition=Q(state__in=["open", "forming", "started"], opened_at__isnull=False)
                | Q(state__in=["draft", "proposed", "declined", "appealed"], opened_at=None)
                | Q(state__in=["merged", "parked", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="theme_declined_with_a_reason",
                condition=(
                    Q(state__in=["declined", "appealed"], declined_at__isnull=False)
                    & ~Q(decline_reason="")
                    & ~Q(decline_text="")
                )
                | Q(state="withdrawn")
                | (~Q(state__in=["declined", "appealed", "withdrawn"]) & Q(declined_at=None, decline_reason="")),
            ),
            models.CheckConstraint(
                name="theme_appealed_at_matches_state",
                condition=~Q(state="appealed") | (Q(appealed_at__isnull=False) & ~Q(appeal_text="")),
            ),
            models.CheckConstraint(
                name="theme_formed_at_matches_state",
                condition=Q(state__in=["forming", "started"], formed_at__isnull=False)
                | (~Q(state__in=["forming", "started"]) & Q(formed_at=None)),
            ),
            models.CheckConstraint(
                name="theme_started_at_matches_state",
                condition=Q(state="started", started_at__isnull=False) | (~Q(state="started") & Q(started_at=None)),
            ),
            models.CheckConstraint(
                name="theme_parked_at_matches_state",
                condition=(Q(state="parked", parked_at__isnull=False) & ~Q(park_text=""))
                | Q(state__in=["merged", "withdrawn"])
                | (~Q(state__in=["parked", "merged", "withdrawn"]) & Q(parked_at=None, park_text="")),
            ),
            models.CheckConstraint(
                name="theme_merged_into_another",
                condition=(Q(state="merged", merged_into__isnull=False) & ~Q(merged_into=F("id")))
                | (~Q(state="merged") & Q(merged_into=None)),
                violation_error_message=_("A theme cannot be merged into itself."),
            ),
            models.CheckConstraint(name="theme_flagged_with_words", condition=Q(flagged_at=None) | ~Q(flag_text="")),
            models.CheckConstraint(
                name="theme_promise_has_an_end",
                condition=Q(state__in=["proposed", "appealed", "open", "forming"], due_at__isnull=False)
                | (~Q(state__in=["proposed", "appealed", "open", "forming"]) & Q(due_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def get_absolute_url(self) -> str:
        return reverse("collaborations:theme", args=[self.pk])

    @property
    def is_sensitive(self) -> bool:
        """Whether it never opens by itself; the rule of ``SENSITIVE``, asked of a loaded row."""
        return self.is_discreet or self.flagged_at is not None

    @property
    def flag_note(self) -> str:
        """Why it is held back, in the words of whoever did it; a listed rule's own in the language that is active."""
        return self.flag_text if self.flagged_by_id else translation.gettext(self.flag_text)

    @property
    def park_note(self) -> str:
        """Why it is parked, in the words of whoever parked it; the clock's own in the language that is active."""
        return translation.gettext(QUORUM_MISSED) if self.park_text == QUORUM_MISSED else self.park_text

    def too_late(self) -> str:
        """What the second of two people reads: who was faster, and what was decided; one query."""
        is_held_back = self.state == self.State.PROPOSED and self.flagged_at
        state = {"state": gettext("held back") if is_held_back else self.get_state_display()}
        verbs = [*self.MOVES, "part", "hold_back", "let_pass", "escalate"]
        last = Entry.objects.about(self).filter(verb__in=verbs).select_related("actor").last()
        if last is None:
            return gettext("Someone decided about this a moment ago: it is now %(state)s.") % state
        if last.actor is None:
            return gettext("That was decided a moment ago, by the rule and nobody's hand: it is now %(state)s.") % state
        return gettext("%(name)s decided about this a moment ago: it is now %(state)s.") % {"name": last.actor, **state}

    @property
    def gathers(self) -> bool:
        return self.state in self.GATHERS

    @cached_property
    def keeper_seat(self) -> Any:
        """The seat that looks after it now, with its person; None when nobody does. One query, unless it was filled."""
        duties = Duty.objects.now().filter(kind=LOOKS_AFTER, thing_id=self.pk, organisation=self.organisation_id)
        found = duties.select_related("seat__person").first()
        return found and found.seat

    def is_kept_by(self, person: Any) -> bool:
        """Whether the duty for it lies with a seat of theirs, also while that seat gives no access."""
        if "keeper_id" in self.__dict__:  # read for the desk
            return bool(self.__dict__["keeper_id"] == person.pk)
        return self.keeper_seat is not None and self.keeper_seat.person_id == person.pk

    def is_looked_after_by(self, person: Any) -> bool:
        """The rule of ``looked_after_by``, asked of loaded rows."""
        seats = person.seats
        is_own = self.author_id == person.pk and any(seat.organisation_id == self.organisation_id for seat in seats)
        return is_own or (self.keeper_seat is not None and self.keeper_seat in seats)

    def is_joined_by(self, person: Any) -> bool:
        """Whether they take part: look after it, or are inside by the rule of ``insiders``; two queries at most."""
        if not person.is_authenticated:
            return False
        if self.is_looked_after_by(person):
            return True
        return Theme.objects.shown().filter(Theme.objects.all().insiders(person), pk=self.pk).exists()
