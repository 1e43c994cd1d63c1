"""The desk with 5,000 things on it: each request timed alone, against the bare page beside it."""

import statistics
from datetime import timedelta

from tests.bench import client
from tests.bench.figures import Figure
from tests.bench.pages import Web

THEMES, ENQUIRIES, BARE_ROWS, A_PAGE = 4000, 1000, 50, 10
ASKED = {
    "first page": "/desk/",
    "page 150": "/desk/?page=150",
    "one kind": "/desk/?kind=enquiry",
    "put off": "/desk/?which=postponed",
}


def figures(environment):
    """Queries first, while the desk fills; then the median and p95 of each page."""
    from tests.bench import material

    coordinator = _coordinator()
    material.grow_to(BARE_ROWS)
    counts = {}
    for rows in (1, 30, 1000, THEMES):
        _fill(rows, rows * ENQUIRIES // THEMES)
        counts[rows] = material.queries_of("/desk/", coordinator)
    told = ", ".join(f"{rows} themes {count}" for rows, count in counts.items())
    yield Figure(f"queries of the desk ({told})", max(counts.values()), gate=12)
    yield Figure("queries more for 5,000 things than for 37", counts[THEMES] - counts[30], gate=0)
    session, reader = material.sign_in(coordinator), material.sign_in(material.reader())
    with Web(environment) as web:
        yield from _speed_figures(web.port, session, reader)
        yield Figure("web worker RSS after the run", web.megabytes(), gate=150, unit=" MB")


def _coordinator():
    from members.models import Person

    return Person.objects.create_user("coordinator@example.org", name="Dora Voorbeeld", is_coordinator=True)


def _fill(themes, enquiries):
    """So many things that wait, promised for the next two weeks."""
    from django.db import connection
    from django.utils import timezone

    from collaborations.enquiries.models import Enquiry
    from collaborations.models import Theme
    from members.models import Organisation, Person
    from tests.bench.material import CHANGE, QUESTION

    now = timezone.now()
    author = Person.objects.get(email="author@example.org")
    organisations = list(Organisation.objects.all())
    waiting = Theme.objects.filter(state="proposed").count()
    Theme.objects.bulk_create(
        Theme(
            title=f"Waits {number}: who decides?", question=QUESTION, change=CHANGE, author=author,
            organisation=organisations[number % len(organisations)], state="proposed", proposed_at=now,
            due_at=now + timedelta(hours=number % 300),
        )
        for number in range(waiting, themes)
    )  # fmt: skip
    asked = Enquiry.objects.count()
    Enquiry.objects.bulk_create(
        Enquiry(
            email=f"vrager-{number}@example.org", subject=f"Question {number}", text=QUESTION,
            due_at=now + timedelta(hours=number % 300),
        )
        for number in range(asked, enquiries)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes


def _speed_figures(port, session, reader):
    from tests.bench.directory import _p95, _times

    wanted = {"bare": client.request(port, "/bare/", session=reader, is_packed=False)}
    wanted |= {name: client.request(port, path, session=session) for name, path in ASKED.items()}
    body = client.body_of(*client.Connection(port).get(wanted["first page"]))
    assert body.count('class="thing"') == A_PAGE, body.count('class="thing"')
    times = _times(client.Connection(port), wanted)
    yield Figure("bare view itself, median", statistics.median(times["bare"]) * 1000, unit=" ms")
    for name in ASKED:
        ratio = statistics.median(times[name]) / statistics.median(times["bare"])
        told = f"p95 {_p95(times[name]) / _p95(times['bare']):.2f}, {statistics.median(times[name]) * 1000:.1f} ms"
        yield Figure(f"desk of 5,000 things, {name}: median / bare view", ratio, gate=3, peers=told)
