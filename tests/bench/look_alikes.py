"""What is like a title that is being typed, among 100,000 items: server time of the request that the form makes.

Titles and texts are put together from the words of this project's own catalogues, so that a few words are very common
and many are rare, in three languages; a tenth of the themes is closed, sealed or not open yet. Each request is timed
alone, in this process, with everything that it does between the first middleware and the last.
"""

import random
import re
import statistics
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tests.bench.figures import Figure

ROOT = Path(__file__).parents[2]
THEMES, PUBLICATIONS, TOOLS, TRAJECTORIES = 70_000, 20_000, 8_000, 2_000
LENGTHS = (3, 5, 8, 12, 20, 30, 45, 60, 90, 120)
EACH = 12  # requests of each length by each person
GATE = 50
SMALL_WORDS = {
    "en": ["how", "do", "we", "with", "the", "of", "in", "and", "to", "for", "who"],
    "nl": ["hoe", "de", "het", "van", "een", "met", "in", "en", "voor", "wie"],
    "fr": ["comment", "nous", "le", "la", "les", "de", "des", "avec", "et", "pour", "qui"],
}


def figures(environment):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests.bench import material

    chance = random.Random(4)
    titles = _grow(material, chance)
    people = {"member": material.reader(), "coordinator": _coordinator()}
    browsers = {}
    for who, person in people.items():
        browsers[who] = Client(HTTP_HOST=settings.SITE.netloc)
        browsers[who].cookies[settings.SESSION_COOKIE_NAME] = material.sign_in(person)
    address, everything = reverse("collaborations:look-alikes"), []
    nothing = [_timed(browsers["member"], address, "") for _number in range(100)]
    yield Figure(
        "the same request without a title: p95 of 100", _p95(nothing), unit=" ms", peers="nothing is looked for"
    )
    for kind, write in KINDS.items():
        times = {who: [] for who in people}
        for length in LENGTHS:
            for who, browser in browsers.items():
                texts = [write(titles, chance, length) for _ in range(EACH)]
                times[who] += [_timed(browser, address, text) for text in texts]
        for who, seconds in times.items():
            told = f"median {statistics.median(seconds) * 1000:.0f}, longest {max(seconds) * 1000:.0f}"
            yield Figure(
                f"look-alikes, {kind}, {who}: p95 of {len(seconds)}", _p95(seconds), GATE, unit=" ms", peers=told
            )
        everything += [one for seconds in times.values() for one in seconds]
    yield Figure(f"look-alikes among {_items()} items: p95 of {len(everything)}", _p95(everything), GATE, unit=" ms")
    with CaptureQueriesContext(connection) as asked:
        browsers["member"].post(address, {"title": "qqqqqq zzzzzz"})
    yield Figure("queries of it, where words find nothing", len(asked), gate=12)


def _timed(browser, address, text):
    begun = time.perf_counter()
    answer = browser.post(address, {"title": text})
    seconds = time.perf_counter() - begun
    assert answer.status_code == 200, answer.status_code
    return seconds


def _p95(seconds):
    return statistics.quantiles(seconds, n=20)[-1] * 1000


def _titles(titles, chance, length):
    """What people type: a title as it grows, longer ones put together from several."""
    return " ".join(chance.choice(titles) for _ in range(6))[:length]


def _common(_titles, chance, length):
    """The words that stand in most titles, with the small ones between."""
    return " ".join(chance.choice(COMMON) for _ in range(60))[:length]


def _slips(titles, chance, length):
    letters = list(_titles(titles, chance, length))
    for place in range(2, len(letters) - 1, 7):
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


def _rubbish(_titles, chance, length):
    return "".join(chance.choice("abcdefghijklmnoprstuvw ") for _ in range(length))


COMMON: list[str] = []
KINDS = {"titles": _titles, "common words": _common, "with slips": _slips, "rubbish": _rubbish}


def _grow(material, chance):
    """Fill the tables; the titles of some of what everybody can see."""
    from django.db import connection

    from collaborations.models import Programme, Publication, Support, Theme, Tool, Trajectory
    from members.models import Organisation

    material.grow_to(1)
    words = {language: _words(language, chance) for language in SMALL_WORDS}
    COMMON[:] = [word for language in words for word in (*words[language][0][:15], *SMALL_WORDS[language])]
    organisations = list(Organisation.objects.order_by("pk")[: material.ORGANISATIONS])
    author, languages = Theme.objects.get().author, ["en", "en", "nl", "nl", "fr"]
    themes = [
        _theme(chance, words, chance.choice(languages), author=author, organisation=organisations[number % 60])
        for number in range(THEMES)
    ]
    Theme.objects.bulk_create(themes, batch_size=3000)
    voices = (
        Support(theme=theme, organisation=organisations[(theme.pk + step * 7) % 60], given_by=author)
        for theme in themes
        for step in range(3)
    )
    Support.objects.bulk_create(voices, batch_size=5000)
    known = {"sources": ["Bench"], "checked_on": timezone.localdate()}
    programme = Programme.objects.create(title="Voorbeeld", slug="voorbeeld", **known)
    for model, rows, more in (
        (Publication, PUBLICATIONS, {}),
        (Tool, TOOLS, {}),
        (Trajectory, TRAJECTORIES, {"programme": programme}),
    ):
        spoken = [(number, chance.choice(languages)) for number in range(rows)]
        model.objects.bulk_create(
            (
                model(title=_title(chance, words, language), slug=f"voorbeeld-{number}", language=language,
                      note=_text(chance, words, language, 30)[:1000], **known, **more)
                for number, language in spoken
            ),
            batch_size=3000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes
    return [theme.title for theme in themes[:4000] if theme.protection == "open"]


def _theme(chance, words, language, **facts):
    now = timezone.now()
    state = chance.choices(["open", "parked", "draft", "proposed"], [70, 20, 5, 5])[0]
    dates = {
        "open": {"proposed_at": now, "opened_at": now, "due_at": now},
        "parked": {"proposed_at": now, "opened_at": now, "parked_at": now, "park_text": "Voorbeeld"},
        "draft": {},
        "proposed": {"proposed_at": now, "due_at": now},
    }
    from collaborations.models import Theme

    return Theme(
        title=_title(chance, words, language), question=_text(chance, words, language, 40), language=language,
        change=_text(chance, words, language, 15)[:300], state=state, **dates[state], **facts,
        protection=chance.choices(["open", "members", "closed", "sealed"], [70, 20, 8, 2])[0],
    )  # fmt: skip


def _words(language, chance):
    """Words of the catalogue and how often each is used: the second half as often as the first, and so on (Zipf)."""
    text = (ROOT / f"locale/{'nl' if language == 'en' else language}/LC_MESSAGES/django.po").read_text()
    lines = re.findall(
        r'^msgid(?:_plural)? "(.*)"' if language == "en" else r'^msgstr(?:\[\d\])? "(.*)"', text, re.MULTILINE
    )
    found = sorted({word.lower() for line in lines for word in re.findall(r"[^\W\d_]{4,}", line)})
    chance.shuffle(found)
    return found, [1 / (place + 3) for place in range(len(found))]


def _title(chance, words, language):
    said = []
    for word in chance.choices(*words[language], k=chance.randint(3, 8)):
        said += [chance.choice(SMALL_WORDS[language])] if chance.random() < 0.5 else []
        said.append(word)
    return " ".join(said)[:119].capitalize()


def _text(chance, words, language, count):
    return " ".join(chance.choices(*words[language], k=count))


def _coordinator():
    """With a seat, too: who coordinates and speaks for no organisation proposes nothing."""
    from members.models import Organisation, Person, SeatTerm

    person = Person.objects.create_user("coordinator@example.org", name="Dora Voorbeeld")
    person.is_coordinator = True
    person.save()
    SeatTerm.objects.create(person=person, organisation=Organisation.objects.order_by("pk")[1], role="staff")
    return person


def _items():
    from network.search import FINDABLES

    return sum(kind.model._default_manager.count() for kind in FINDABLES.values())
