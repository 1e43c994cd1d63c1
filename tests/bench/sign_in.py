"""Whether the time of an answer betrays who has an account, and what a sign-in with a code costs.

Each sample is another address from another visitor, known and unknown ones in turn, in the same process; mail goes by
SMTP to a server in a process of its own. Nobody else may learn from the clock what the page does not tell.
"""

import logging
import re
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.bench.figures import Figure

SAMPLES = 200
WARM = 20
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")  # around questions, no questions themselves
KNOWN_NAME = "Ada Voorbeeld"
PASSWORD = "not the right one at all"


def figures(environment):
    """Ratios of medians, the larger way round, and queries; ``environment`` names an empty, migrated database."""
    from django.core.cache import cache
    from django.urls import reverse

    logging.getLogger("django_structlog").setLevel(logging.CRITICAL)
    cache.clear()  # the limits of a run a moment ago
    with _mail_server(urlsplit(environment["EMAIL_URL"]).port):
        _people(2 * len(DOORS) * (SAMPLES + WARM))
        for door, (name, fields) in enumerate(DOORS.items()):
            yield _figure(name, reverse(name), fields, door)
        yield from _query_figures()


# Each door with what is typed there; {email} is the address.
DOORS = {
    "account_login": {"email": "{email}"},
    "account_login_password": {"login": "{email}", "password": PASSWORD},
    "account_reset_password": {"email": "{email}"},
    "account_signup": {"email": "{email}", "name": "Zoë Voorbeeld"},
}


def _figure(name, path, fields, door):
    times = {"known": [], "unknown": []}
    samples = SAMPLES if name == "account_login" else SAMPLES // 2
    for number in range(-WARM, samples):
        pair = ("known", "unknown") if number % 2 else ("unknown", "known")
        for who in pair:
            address = f"{who}-{door * (SAMPLES + WARM) + number + WARM}@example.org"
            seconds = _ask(path, {field: text.format(email=address) for field, text in fields.items()}, number, door)
            if number >= 0:
                times[who].append(seconds)
    medians = {who: statistics.median(seconds) for who, seconds in times.items()}
    ratio = medians["known"] / medians["unknown"]
    told = f"known / unknown address at {name}, median of {samples} each: {ratio:.2f} of {medians['unknown'] * 1000:.1f} ms"
    return Figure(f"{told}; the larger way round", max(ratio, 1 / ratio), gate=1.25)


def _ask(path, typed, number, door):
    client = _client(number, door)
    begun = time.perf_counter()
    answer = client.post(path, typed)
    seconds = time.perf_counter() - begun
    assert answer.status_code in {200, 302, 422}, (path, answer.status_code, answer.content.decode()[-2000:])
    return seconds


def _client(number, door):
    from django.conf import settings
    from django.test import Client

    visitor = f"10.{door}.{(number + WARM) // 250}.{(number + WARM) % 250}"
    return Client(HTTP_HOST=settings.SITE.netloc, REMOTE_ADDR=visitor)


def _people(number):
    """So many accounts whose address was proved; as with real people, few have a password."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from members.models import Person

    password = make_password("the right password for all of them")
    people = Person.objects.bulk_create(
        Person(email=f"known-{at}@example.org", name=KNOWN_NAME, password=password if at % 5 == 0 else "!")
        for at in range(number)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True) for person in people
    )


def _query_figures():
    """Each request of a sign-in with a code."""
    from django.core import mail
    from django.test.utils import override_settings

    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        _counted(_client(0, 99), mail)  # what is asked once for ever is not counted
        counts = _counted(_client(1, 99), mail)
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    yield Figure(f"queries a request of a sign-in with a code ({told})", max(counts.values()), gate=12)


def _counted(client, mail):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    login, confirm = reverse("account_login"), reverse("account_confirm_login_code")
    counts = {}
    for name, ask in (
        ("page", lambda: client.get(login)),
        ("address", lambda: client.post(login, {"email": "known-0@example.org"})),
        ("code's page", lambda: client.get(confirm)),
        ("code", lambda: client.post(confirm, {"code": _code(mail.outbox[-1])})),
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = ask()
        assert answer.status_code in {200, 302}, (name, answer.status_code)
        counts[name] = len([query for query in queries if not query["sql"].startswith(FRAMES)])
    assert client.get(reverse("notifications:notices")).status_code == 200
    return counts


def _code(message):
    return re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", message.body, re.MULTILINE)[1]


@contextmanager
def _mail_server(port):
    from tests.processes import until

    place = f"127.0.0.1:{port}"
    line = [sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", place]
    process = subprocess.Popen(line, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _listens(port), "the mail server listens", within_seconds=30)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _listens(port):
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
