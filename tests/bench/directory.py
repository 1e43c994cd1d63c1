"""The directory at 10,000 organisations and 100,000 people: each request timed alone, against the bare page beside it."""

import statistics
import time

from tests.bench import client
from tests.bench.figures import Figure
from tests.bench.pages import Web

ORGANISATIONS, PEOPLE, BARE_ROWS = 10_000, 100_000, 50
REQUESTS, WARM = 200, 20
SEARCH = "/organisations/?q=education+voorbeeld&country=NL&topic=&sort=name"
ASKED = {
    "first page": "/organisations/",
    "page 150": "/organisations/?page=150",
    "newest first": "/organisations/?sort=newest",
    "two words and a country": SEARCH,
    "a word that nothing holds": "/organisations/?q=xylofoon",
    "a kind and a size": "/organisations/?kind=partner&size=small",
}


def figures(environment):
    """Queries first, while the network grows; then the p95 of each address."""
    from tests.bench import material

    counts = {}
    for rows in (100, 1000):
        material.grow_directory_to(rows)
        counts[rows] = material.queries_of("/organisations/")
    material.grow_directory_to(ORGANISATIONS, PEOPLE)
    material.grow_to(BARE_ROWS)
    counts[ORGANISATIONS] = material.queries_of("/organisations/")
    page = material.reader().seats[0].organisation.get_absolute_url()
    told = ", ".join(f"{rows} organisations {count}" for rows, count in counts.items())
    yield Figure(f"queries of the directory, signed in ({told})", max(counts.values()), gate=12)
    yield Figure("queries more for 10,000 organisations than for 100", counts[ORGANISATIONS] - counts[100], gate=0)
    yield Figure("queries of an organisation's page", material.queries_of(page), gate=12)
    session = material.sign_in(material.reader())
    with Web(environment) as web:
        yield from _speed_figures(web.port, session, ASKED | {"an organisation's page": page})
        yield Figure("web worker RSS after the run", web.megabytes(), gate=150, unit=" MB")


def _speed_figures(port, session, asked):
    wanted = {"bare": client.request(port, "/bare/", session=session, is_packed=False)}
    wanted |= {name: client.request(port, path, session=session) for name, path in asked.items()}
    wanted["first page, anonymous"] = client.request(port, "/organisations/")
    body = client.body_of(*client.Connection(port).get(wanted["first page"]))
    assert body.count("card-title") == 48, body.count("card-title")
    times = _times(client.Connection(port), wanted)
    bare = _p95(times["bare"])
    yield Figure("bare view itself, p95", bare * 1000, unit=" ms")
    for name in wanted:
        if name != "bare":
            median = statistics.median(times[name]) / statistics.median(times["bare"])
            told = f"median {median:.2f}"
            yield Figure(f"directory, {name}: p95 / bare view", _p95(times[name]) / bare, gate=3, goal=1.5, peers=told)


def _times(connection, wanted):
    """Seconds of each single request, the addresses taking turns, so that a busy machine is busy for all of them."""
    times = {name: [] for name in wanted}
    for number in range(-WARM, REQUESTS):
        for name, request in wanted.items():
            begun = time.perf_counter()
            head, _body = connection.get(request)
            seconds = time.perf_counter() - begun
            assert head.startswith(b"HTTP/1.1 200"), head[:200]
            if number >= 0:
                times[name].append(seconds)
    return times


def _p95(seconds):
    return statistics.quantiles(seconds, n=20)[-1]
