"""What the pages of the desk show: the things that lie there, in words, with what can be decided about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collaborations.desk.forms import DecideForm
from collaborations.desk.models import AnswerTemplate, Prepared
from collaborations.desk.queue import Lying, Queue, Wish, look
from collaborations.hours.models import WorkingWeek
from collaborations.hours.promises import HOURS_UNSAID
from members.people.models import Person
from network.desk import PILES, Decision, Pile, Waiting
from network.planned import rows_of
from network.queue import Key, found_in_words, in_words
from network.workdays import last_working_day

A_SITTING = 60  # minutes
AN_HOUR = timedelta(hours=1)
A_PAGE = 10  # of six minutes each: what fits into a sitting

Templates = Mapping[tuple[str, str], list[AnswerTemplate]]


@dataclass(frozen=True)
class Offer:
    """One decision about one thing; on the thing's own page with its form and the words written for it before."""

    decision: Decision
    label: str
    form: DecideForm | None = None
    answers: list[AnswerTemplate] = field(default_factory=list)

    @property
    def is_one_press(self) -> bool:
        return not (self.decision.reasons or self.decision.has_words)


@dataclass(frozen=True)
class Thing:
    """One thing on the desk, in words."""

    key: Key
    row: Any
    waiting: Waiting
    offers: list[Offer]
    label: str
    page: str = ""  # its own at the desk, from which one comes back to where one was
    lying: Lying | None = None
    overtaken: Prepared | None = None  # that stands no more
    asker: Any = None  # who laid it on this desk
    next_key: str = ""
    ends_sitting: bool = False

    @property
    def chosen(self) -> str:
        return f"{self.key[0]}:{self.key[1]}"

    @property
    def address(self) -> str:
        """Its own page at the desk; what is chosen there goes behind it."""
        return f"{reverse('collaborations:decide')}?chosen={self.chosen}"

    @property
    def is_elsewhere(self) -> bool:
        """Lent to somebody, or put off."""
        return self.lying is not None and bool(self.lying.to or self.lying.until)

    @property
    def is_late(self) -> bool:
        return bool(self.waiting.due and self.waiting.due < timezone.now())

    @property
    def promised(self) -> date | None:
        """The last day on which somebody is at the desk to keep the promise."""
        return last_working_day(self.waiting.due) if self.waiting.due else None

    @property
    def was_prepared(self) -> str:
        """Who had decided what, and why that stands no more."""
        if self.overtaken is None:
            return ""
        decision = PILES[self.key[0]].decision(self.overtaken.decision)
        said = {"name": self.overtaken.by, "decision": decision.label if decision else self.overtaken.decision}
        why = self.overtaken.why_not or _("Whoever decided it is away.")
        return _("%(name)s prepared “%(decision)s”.") % said + f" {why}"

    @property
    def age(self) -> str:
        since = self.waiting.since or timezone.now()
        if timezone.now() - since < AN_HOUR:
            return _("came within the hour")
        return _("waits %(age)s") % {"age": timesince(since)}

    @property
    def takes(self) -> str:
        n = self.waiting.minutes
        return ngettext("about %(n)d minute", "about %(n)d minutes", n) % {"n": n}

    @property
    def is_own(self) -> bool:
        """Decided at the desk, and not by this person."""
        return bool(PILES[self.key[0]].decisions) and not self.offers


@dataclass(frozen=True)
class Group:
    """Things of one kind that are decided about together; ``offers`` are what can be decided about each of them."""

    label: str
    things: list[Thing]
    offers: list[Offer]

    @property
    def first(self) -> Thing:
        return self.things[0]


@dataclass(frozen=True)
class Week:
    """How much of this week's time at the desk is left, and what stands in the outbox."""

    minutes: int
    left: int
    ready: int
    can_undo: bool

    @property
    def hours_left(self) -> float:
        return round(self.left / 60, 1)


def things_of(keys: Sequence[Key], person: Any) -> list[Thing]:
    """In this order, without what does not wait any more; one query for each kind, and one for the words of forms."""
    words = in_words(keys, person)
    return _with_forms([_thing(key, *words[key], person) for key in keys if key in words])


def groups_of(
    things: list[Thing], *, invalid: DecideForm | None = None, words: int | None = None, asked: str = ""
) -> list[Group]:
    """By kind. The form that came back, or the words that were chosen, stand with the decision ``asked`` for."""
    piles: dict[str, list[Thing]] = {}
    for thing in things:
        piles.setdefault(thing.key[0], []).append(thing)
    groups = []
    for alike in piles.values():
        shared = set.intersection(*({offer.decision.name for offer in thing.offers} for thing in alike))
        offers = [_for_all(offer, alike) for offer in alike[0].offers if offer.decision.name in shared]
        groups.append(Group(alike[0].label, alike, [_filled(offer, invalid, words, asked) for offer in offers]))
    return groups


def _for_all(offer: Offer, things: list[Thing]) -> Offer:
    """In the words of each of them, if they are the same."""
    alike = {other.label for thing in things for other in thing.offers if other.decision == offer.decision}
    return offer if len(alike) == 1 else replace(offer, label=str(offer.decision.label))


def _filled(offer: Offer, invalid: DecideForm | None, words: int | None, asked: str) -> Offer:
    if offer.decision.name != asked:
        return offer
    if invalid is not None:
        return replace(offer, form=invalid)
    text = next((answer.text for answer in offer.answers if answer.pk == words), "")
    if offer.form and text:
        offer.form.initial["text"] = text
    return offer


def page_of(person: Any, wish: Wish, number: int, back: str = "") -> tuple[Page[Any], Queue, list[Thing]]:
    """One page of the desk; a number behind the last one is the last."""
    queue = look(person, wish, most=A_PAGE, after=A_PAGE * (number - 1))
    if not queue.lying and queue.count:
        number = -(-queue.count // A_PAGE)
        queue = look(person, wish, most=A_PAGE, after=A_PAGE * (number - 1))
    paginator = Paginator(range(queue.count), A_PAGE)
    return paginator.page(min(number, paginator.num_pages)), queue, _in_turn(queue, person, back)


def week_of(person: Any, now: datetime | None = None) -> Week:
    """Hours a week, less the minutes of what was decided since Monday; two queries."""
    today = timezone.localtime(now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    minutes = next((hours for (hours,) in rows_of(_hours, person.pk)), HOURS_UNSAID) * 60
    rows = rows_of(_decided, person.pk, monday)
    spent = sum(_minutes(PILES.get(pile)) for pile, _state, at in rows if at >= monday)
    ready = sum(state != Prepared.State.ANNOUNCED for _pile, state, _at in rows)
    can_undo = any(state == Prepared.State.WAITING for _pile, state, _at in rows)
    return Week(minutes, max(minutes - spent, 0), ready, can_undo)


def _hours(person_id: int) -> QuerySet[Any]:
    return WorkingWeek.objects.filter(person=person_id).values_list("hours")


def _decided(person_id: int, since: datetime) -> QuerySet[Any]:
    """What this person decided ``since`` then, and what of it stands in the outbox for longer."""
    decided = Prepared.objects.filter(by=person_id).exclude(state=Prepared.State.TAKEN_BACK)
    outbox = Q(state__in=[Prepared.State.WAITING, Prepared.State.REFUSED])
    return decided.filter(Q(prepared_at__gte=since) | outbox).values_list("pile", "state", "prepared_at")


def _minutes(pile: Pile | None) -> int:
    """What one usually takes; where the database computes it, five."""
    return pile.minutes if pile and isinstance(pile.minutes, int) else 5


def _in_turn(queue: Queue, person: Any, back: str) -> list[Thing]:
    """With who asks, which comes next, and where an hour ends."""
    by_key = {one.key: one for one in queue.lying}
    askers = Person.objects.in_bulk({one.lent_by for one in queue.lying if one.lent_by})
    ready = Prepared.objects.asking_whether_overtaken().select_related("by")
    overtaken = ready.in_bulk({one.overtaken for one in queue.lying if one.overtaken})
    words = found_in_words({one.key: one.said for one in queue.lying}, person)
    found = [_thing(key, *words[key], person) for key in by_key if key in words]
    spent, fits = 0, -1
    for number, thing in enumerate(found):
        spent += thing.waiting.minutes
        fits = number if spent <= A_SITTING else fits
    keys = [thing.waiting.key for thing in found] + [""]
    decide, to_here = reverse("collaborations:decide"), urlencode({"back": back})
    return [
        replace(
            thing,
            page=f"{decide}?chosen={thing.chosen}&next={keys[number + 1]}&{to_here}",
            lying=by_key[thing.key],
            asker=askers.get(by_key[thing.key].lent_by or 0),
            overtaken=overtaken.get(by_key[thing.key].overtaken or 0),
            next_key=keys[number + 1],
            ends_sitting=number == fits and number + 1 < queue.count,
        )
        for number, thing in enumerate(found)
    ]


def _thing(key: Key, row: Any, waiting: Waiting, person: Any) -> Thing:
    pile = PILES[key[0]]
    offers = [
        Offer(decision, decision.says(row)) for decision in pile.decisions if person.has_perm(decision.permission, row)
    ]
    return Thing(key, row, waiting, offers, str(pile.label))


def _with_forms(things: list[Thing]) -> list[Thing]:
    answers = _answers({thing.key[0] for thing in things})
    return [replace(thing, offers=[_with_form(thing, offer, answers) for offer in thing.offers]) for thing in things]


def _with_form(thing: Thing, offer: Offer, answers: Templates) -> Offer:
    pile = PILES[thing.key[0]]
    form = DecideForm(decision=offer.decision, key=thing.waiting.key)
    return replace(offer, form=form, answers=_fitting(answers, pile, offer.decision, pile.language_of(thing.row)))


def _fitting(answers: Templates, pile: Pile, decision: Decision, language: str) -> list[AnswerTemplate]:
    """Those in the language of who is told; all of them where nobody knows it."""
    found = answers.get((pile.name, decision.name), [])
    return [answer for answer in found if not language or answer.language == language]


def _answers(piles: set[str]) -> Templates:
    found: dict[tuple[str, str], list[AnswerTemplate]] = {}
    for answer in AnswerTemplate.objects.filter(pile__in=piles):
        found.setdefault((answer.pile, answer.decision), []).append(answer)
    return found
