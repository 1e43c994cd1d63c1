"""What people are told about moderation. Nobody is ever told who reported something, nor what a report says."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.moderation.models import Case, Report, bring_things
from members.people.models import Person
from members.seats.loading import load_seats
from network.kinds import Category, Item, Kind, declare


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


class _ForTheDesk(Kind):
    """To those who decide. It names nothing of what it is about: their mailbox is no place for that."""

    subject_model = Case
    category = Category.NEEDS_ME
    is_addressed = True
    among = Q(is_coordinator=True) | Q(is_safeguarding_officer=True)

    def addressed(self, case: Case) -> Iterable[Person]:
        """Those of them who may decide about this one; a query or two for each, and they are few."""
        people = list(Person.objects.filter(self.among, is_active=True).order_by("pk"))
        load_seats(people)
        return [person for person in people if case.is_decidable_by(person)]

    def subjects(self, ids: Iterable[int]) -> dict[int, Case]:
        return Case.objects.filter(pk__in=ids, state__in=Case.WAITS).in_bulk()

    def is_for(self, case: Case, person: Any) -> bool:
        """Who was told and still decides; nothing here says more than that there is something."""
        return (person.keeps_the_desk or person.is_safeguarding_officer) and case.author_id != person.pk


class _CaseWaits(_ForTheDesk):
    """A report, a hold or an appeal lies on the desk."""

    name = "case-waits"
    label = gettext_lazy("A report waits on the desk")

    def item(self, case: Case, person: Any) -> Item:
        return Item(
            title=_waits(case),
            text=_("Please decide by %(day)s.") % {"day": _day(case.due_at)},
            reason=_("You look after the network"),
            address=settings.SITE_URL + case.get_absolute_url(),
        )


class _CaseEscalated(_ForTheDesk):
    """To the deputies, too: nobody decided in time."""

    name = "case-escalated"
    label = gettext_lazy("Nobody decided about a report in time")
    among = _ForTheDesk.among | Q(is_deputy=True)

    def item(self, case: Case, person: Any) -> Item:
        return Item(
            title=_("Nobody decided in time: %(what)s") % {"what": _waits(case)},
            text=_("It was due, and whoever is there first decides. Please do so by %(day)s.")
            % {"day": _day(case.due_at)},
            reason=_("You look after the network, or stand in for whoever does"),
            address=settings.SITE_URL + case.get_absolute_url(),
        )


def _waits(case: Case) -> str:
    """In one sentence what waits: an appeal, something held, or a report of a certain kind."""
    if case.state == Case.State.APPEALED:
        return _("Somebody disagrees with a decision")
    if not case.category:
        return _("Something was held by a rule")
    return _("Something was reported: %(why)s") % {"why": case.get_category_display()}


class _ForTheAuthor(Kind):
    """To the person whom it concerns: its author, or who looks after it."""

    subject_model = Case
    category = Category.NEEDS_ME
    is_addressed = True
    states: tuple[str, ...]

    def addressed(self, case: Case) -> Iterable[Person]:
        return [case.author] if case.author else []

    def subjects(self, ids: Iterable[int]) -> dict[int, Case]:
        found = list(Case.objects.filter(pk__in=ids, state__in=self.states).select_related("author"))
        bring_things(found)
        return {case.pk: case for case in found}

    def is_for(self, case: Case, person: Any) -> bool:
        return case.author_id == person.pk

    def _titled(self, case: Case, text: str) -> Item:
        """With the thing's own title, unless it is protected: others read mail, too."""
        words = case.words
        named = words is not None and not words.is_discreet
        return Item(
            title=words.title if words and named else _("Something you wrote"),
            text=text,
            reason=_("You wrote this, or look after it"),
            address=settings.SITE_URL + case.get_absolute_url(),
            lang=words.title_lang if words and named else "",
        )


class _ContentHeld(_ForTheAuthor):
    """What you wrote is not shown for now."""

    name = "content-held"
    label = gettext_lazy("Something of yours is hidden for now")
    states = (Case.State.CONTAINED,)

    def item(self, case: Case, person: Any) -> Item:
        said = _("It is not shown for now. Somebody looks at it by %(day)s, and you hear what comes of it.")
        return self._titled(case, said % {"day": _day(case.due_at)})


class _ContentDecided(_ForTheAuthor):
    """What was decided about what you wrote, and how to disagree."""

    name = "content-decided"
    label = gettext_lazy("A decision about something of yours")
    states = (Case.State.TOLD, Case.State.CLOSED)

    def item(self, case: Case, person: Any) -> Item:
        if case.decision == Case.Decision.KEEP:
            said = _("Somebody looked at it, and it stays. You need not do anything.")
            return self._titled(case, _("It was held for a look, and is shown now.") if case.is_held else said)
        said = _("It stays hidden: %(rule)s.") % {"rule": case.get_rule_display()}
        if case.appeal_until:
            said += " " + _("If you disagree, say so by %(day)s, and somebody else looks at it.") % {
                "day": _day(case.appeal_until)
            }
        return self._titled(case, said)


class _ReportLookedAt(Kind):
    """To whoever reported something, once: somebody looked. Not what it was, and nothing about its author."""

    name = "report-looked-at"
    label = gettext_lazy("Somebody looked at what you reported")
    subject_model = Report
    category = Category.NEEDS_ME
    is_addressed = True

    def addressed(self, report: Report) -> Iterable[Person]:
        return [report.reporter] if report.reporter else []

    def subjects(self, ids: Iterable[int]) -> dict[int, Report]:
        return Report.objects.filter(pk__in=ids).select_related("case").in_bulk()

    def is_for(self, report: Report, person: Any) -> bool:
        return report.reporter_id == person.pk

    def item(self, report: Report, person: Any) -> Item:
        return Item(
            title=_("Somebody looked at what you reported on %(day)s") % {"day": _day(report.at)},
            text=_("Thank you. It was judged by the rules of the network; nobody was told that you reported it."),
            reason=_("You reported something"),
            address=settings.SITE_URL + reverse("collaborations:moderation"),
        )


CASE_WAITS = declare(_CaseWaits())
CASE_ESCALATED = declare(_CaseEscalated())
CONTENT_HELD = declare(_ContentHeld())
CONTENT_DECIDED = declare(_ContentDecided())
REPORT_LOOKED_AT = declare(_ReportLookedAt())
