"""A theme with 500 comments, signed in: its page, and a thread of 500 on its own, against the bare page beside it."""

import statistics
import time
import uuid

from tests.bench import client
from tests.bench.figures import Figure
from tests.bench.pages import Web

ROUNDS, REQUESTS_A_ROUND = 9, 40
COMMENTS = 500
REPLIES_EACH = 2  # of ten comments, so that 50 threads show their replies, too
TEXT = "We tried this with **three partners** in two places. See https://example.org/report and ask @[p{pk}] how it went.\n\n"
SHORTEST = 10_000


def figures(environment):
    """Queries while the discussion grows, then the pages, then the policy on texts made to be slow."""
    from tests.bench import material

    material.grow_to(50)
    theme, counts = None, {}
    for rows in (1, 3, 30, COMMENTS):
        theme = _discuss(rows)
        counts[rows] = material.queries_of(theme.get_absolute_url())
    told = ", ".join(f"{rows} comments {count}" for rows, count in counts.items())
    yield Figure(f"queries of a theme's page, signed in ({told})", max(counts.values()), gate=20)
    yield Figure(f"queries more for {COMMENTS} comments than for 3", counts[COMMENTS] - counts[3], gate=0)
    session = material.sign_in(material.reader())
    with Web(environment) as web:
        yield from _speed_figures(web.port, session, theme)
        yield Figure("web worker RSS after the run", web.megabytes(), gate=150, unit=" MB")
    yield from _policy_figures()


def _discuss(rows):
    """A theme of its own with ``rows`` comments, all by one person who names another; html as the policy makes it."""
    from collaborations.discussion.formatting import to_html
    from collaborations.models import Comment, Mention, Theme
    from members.models import Person, SeatTerm

    theme = Theme.objects.gathering().order_by("pk")[len(str(rows))]
    author = Person.objects.get_or_create(email=f"author-{rows}@example.org", defaults={"name": "Ada Voorbeeld"})[0]
    organisation = SeatTerm.objects.select_related("organisation").order_by("pk")[0].organisation
    text = TEXT.format(pk=author.pk) * 2
    facts = {"place": "theme", "place_id": theme.pk, "author": author, "organisation": organisation, "text": text}
    facts |= {"html": to_html(text, [f"p{author.pk}"])}
    threads = max(rows // (1 + REPLIES_EACH), 1)
    begun = Comment.objects.bulk_create(
        Comment(**facts, kind="question" if number % 5 == 0 else "comment", submission_key=uuid.uuid4())
        for number in range(threads)
    )
    replies = Comment.objects.bulk_create(
        Comment(**facts, thread=begun[number % threads], submission_key=uuid.uuid4())
        for number in range(rows - threads)
    )
    Mention.objects.bulk_create(Mention(comment=comment, person=author) for comment in [*begun, *replies])
    return theme


def _speed_figures(port, session, theme):
    page = client.request(port, theme.get_absolute_url(), session=session)
    wanted = {
        "bare": client.request(port, "/bare/", session=session, is_packed=False),
        "page": page,
        "oldest": client.request(port, f"{theme.get_absolute_url()}?talk=oldest&talk-page=2", session=session),
        "anonymous": client.request(port, theme.get_absolute_url()),
    }
    body = client.body_of(*client.Connection(port).get(page))
    shown = body.count('class="comment-text"')
    assert shown >= 150, shown
    times = client.time_rounds(port, wanted, rounds=ROUNDS, count=REQUESTS_A_ROUND, connections=1)
    yield Figure("bare view itself", statistics.median(times["bare"]) * 1000, unit=" ms a request")
    for name, gate, told in (
        ("page", 4, f"signed in, 50 threads, {shown} of {COMMENTS} comments shown"),
        ("oldest", 4, "signed in, second page, oldest first"),
        ("anonymous", 1, "anonymous"),
    ):
        ratio = statistics.median(ours / bare for ours, bare in zip(times[name], times["bare"], strict=True))
        yield Figure(f"theme page with {COMMENTS} comments, {told} / bare view", ratio, gate=gate)
    yield Figure(
        "theme page with the discussion, gzip", round(len(client.Connection(port).get(page)[1]) / 1000, 1), unit=" kB"
    )


def _policy_figures():
    """The worst text of those that the tests know, at twice the longest that may be written."""
    from collaborations.discussion.formatting import to_html

    worst = 0.0
    for unit in ("[", "![", ">", "*a ", "**a*", "[a](", "<http://", "https://a.b/(", "[][", "- a\n  "):
        text = unit * (SHORTEST // len(unit))
        begun = time.perf_counter()
        to_html(text)
        worst = max(worst, time.perf_counter() - begun)
    yield Figure("the slowest text of 10,000 signs made into a page", worst * 1000, gate=1000, unit=" ms")
