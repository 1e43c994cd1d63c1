"""Seven fictional days, played through the real actions, the real outbox and the real digests.

A day is one transaction, so that an interrupted week goes on where it stopped. Its mails are real: they go by SMTP to the
demo's mail server, and only then get the date of the day they tell of. The journal keeps the true time.
"""

import socket
import time
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as hour

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from collaborations.models import Theme
from members.models import Person, SeatTerm
from network.demo import inbox, past
from network.demo.inbox import place_of_mails
from network.demo.people import COORDINATOR, loaded
from network.demo.script import DAYS, STORIES, Day
from network.demo.themes import ROADS
from notifications.digests import actions as digests
from notifications.digests import calendar
from notifications.mail import actions as mail
from notifications.mail.compose import message_id
from notifications.models import Cursor, DigestRun, OutboxMail

PATIENCE_SECONDS = 60
UNDER_WAY = [DigestRun.State.DUE, DigestRun.State.LEASED, DigestRun.State.SENDING]


class WeekStoppedError(Exception):
    """The week cannot go on; the text is for people, and playing again goes on from there."""


def play() -> Iterator[str]:
    """One line a day, as it has been played; a week that was played already says so in one line."""
    coordinator, first = Person.objects.filter(email=COORDINATOR).first(), DAYS[0].proposes[0].theme()
    if coordinator is None:
        raise WeekStoppedError("The people of the demo are not there yet: run `manage.py load_demo` first.")
    if DAYS[-1].proposes[0].theme():
        yield "The week is played already, and nothing is played twice: `make demo-reset` begins anew."
        return
    zone = zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE)
    begin = (
        first.proposed_at.astimezone(zone).date()
        if first and first.proposed_at
        else _today(zone) - timedelta(days=len(DAYS))
    )
    with _mail_server():
        digests.send_due_digests()  # whatever was due before the week begins, and a cursor for everybody
        _deliver_decisions([road.story.key for road in ROADS], None)
        for number, day in enumerate(DAYS):
            if not day.proposes[0].theme():
                yield _play_day(day, begin + timedelta(days=number), zone)


def _play_day(day: Day, on: date, zone: zoneinfo.ZoneInfo) -> str:
    """The acts of one day, the mails about them, and the digests of the next morning."""
    with transaction.atomic():
        told = _act(day, lambda at: datetime.combine(on, at, zone))
    decided = [*day.opens, *day.declines, *(story.key for story in day.proposes)]
    mails = _deliver_decisions(decided, datetime.combine(on, hour(), zone))
    tomorrow_noon = datetime.combine(on + timedelta(days=1), hour(12), zone)
    letters = _deliver_digests(min(tomorrow_noon, timezone.now()))
    digest = f"{letters} digests the next morning" if letters else "digests follow at each reader's own hour"
    return f"{on:%A} {on.day} {on:%B}: {'; '.join(told)}. Mails about decisions: {mails}; {digest}."


def _act(day: Day, at: Callable[[hour], datetime]) -> list[str]:
    """Decide, propose and support; what somebody of the demo decided otherwise meanwhile is left alone."""
    coordinator, seated = Person.objects.get(email=COORDINATOR), _seated()
    told = []
    for minute, key in enumerate(day.opens):
        if (theme := STORIES[key].theme()) and theme.can("open"):
            past.open_theme(theme, by=coordinator, at=at(hour(9, 10 + minute)))
            told.append(f"“{theme}” is opened")
    for minute, (key, no) in enumerate(day.declines.items()):
        if (theme := STORIES[key].theme()) and theme.can("decline"):
            past.decline(theme, reason=no.reason, text=no.text, by=coordinator, at=at(hour(9, 30 + minute)))
            told.append(f"“{theme}” is declined")
    for minute, story in enumerate(day.proposes):
        if story.author in seated:
            past.propose(story, at=at(hour(11, 20 + minute)))
            told.append(f"{seated[story.author].name} proposes “{story.title}”")
    given = [past.support(theme, by=person, at=at(hour(15, 5))) for theme, person in _backers(day, seated)]
    voices = sum(voice is not None for voice in given)
    return [*told, f"{voices} organisation{' gives' if voices == 1 else 's give'} support"]


def _backers(day: Day, seated: dict[str, Person]) -> Iterator[tuple[Theme, Person]]:
    for key, emails in day.supports.items():
        theme = STORIES[key].theme()
        if theme and theme.state == Theme.State.OPEN:
            yield from ((theme, seated[email]) for email in emails if email in seated)


def _seated() -> dict[str, Person]:
    """The people of the demo who hold a seat, by address."""
    holders = SeatTerm.objects.held().values_list("person_id", flat=True)
    return {str(person.email): person for person in loaded() if person.pk in set(holders)}


def _deliver_decisions(keys: Sequence[str], since: datetime | None) -> int:
    """Send what waits about these themes, and date it to the moment of the decision; the number sent since then."""
    themes = [theme.pk for key in keys if (theme := STORIES[key].theme())]
    mails = OutboxMail.objects.filter(event__subject_id__in=themes, event__kind__contains="theme").order_by("pk")
    _until(
        lambda: not mails.filter(state__in=[OutboxMail.State.WAITING, OutboxMail.State.SENDING]).exists(),
        mail.send_waiting_mail,
        "mails about decisions",
    )
    went = mails.filter(state=OutboxMail.State.SENT).select_related("event")
    sent = list(went.filter(event__created_at__gte=since) if since else went)
    for one in sent:
        OutboxMail.objects.filter(pk=one.pk).update(sent_at=one.event.created_at)
    inbox.put_back(place_of_mails(), {one.message_id: one.event.created_at for one in sent})
    return len(sent)


def _deliver_digests(morning: datetime) -> int:
    """The digests of one morning, dated to each reader's own hour of it; the number sent.

    Cursors are set and put back within one transaction, so that a running demo's own clock never sees them in between.
    A morning on which the demo ran and had nothing to say is played anew.
    """
    people = [person.pk for person in loaded()]
    with transaction.atomic():
        empty = DigestRun.objects.filter(person__in=people, state=DigestRun.State.SKIPPED)
        empty.filter(period_start__gte=morning.date() - timedelta(days=1), period_start__lte=morning.date()).delete()
        Cursor.objects.filter(person__in=people).update(next_due_at=morning)
        calendar.materialise(morning)
        for person in people:
            calendar.reschedule(person)
    runs = DigestRun.objects.filter(person__in=people, due_at=morning).order_by("pk")
    _until(
        lambda: not runs.filter(state__in=UNDER_WAY).exists(), lambda: digests.send_due_digests(now=morning), "digests"
    )
    sent = list(runs.filter(state=DigestRun.State.SENT).select_related("person__cursor"))
    dates = {run: min(_hour_of(run), morning) for run in sent}
    for run, moment in dates.items():
        DigestRun.objects.filter(pk=run.pk).update(sent_at=moment)
    inbox.put_back(place_of_mails(), {message_id("digest", run.identity): moment for run, moment in dates.items()})
    return len(sent)


def _hour_of(run: DigestRun) -> datetime:
    """When its reader wishes to have it."""
    return datetime.combine(
        run.period_start, hour(run.person.cursor.send_hour), zoneinfo.ZoneInfo(run.person.time_zone)
    )


def _until(is_done: Callable[[], bool], work: Callable[[], object], what: str) -> None:
    """Work until it is done: a running demo's worker may do part of it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    work()
    while not is_done():
        if time.monotonic() > deadline:
            raise WeekStoppedError(
                f"Some {what} are still waiting after {PATIENCE_SECONDS} s: is the mail server well?"
            )
        time.sleep(0.3)
        work()


@contextmanager
def _mail_server() -> Iterator[None]:
    """The demo's own mail server while it runs, else one for as long as the week takes."""
    address = (settings.EMAIL_HOST, settings.EMAIL_PORT)
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError:
        from aiosmtpd.controller import Controller
        from aiosmtpd.handlers import Mailbox

        place_of_mails().parent.mkdir(parents=True, exist_ok=True)
        server = Controller(Mailbox(place_of_mails()), hostname=address[0], port=address[1])
        server.start()
        try:
            yield
        finally:
            server.stop()
    else:
        yield


def _today(zone: zoneinfo.ZoneInfo) -> date:
    return timezone.now().astimezone(zone).date()
