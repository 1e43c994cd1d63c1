"""Plainly fictional rows to measure with. Django must be set up before this is imported."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborations.models import Support, Theme
from collaborations.themes.models import QUORUM_WITHIN
from members.models import Organisation, Person, SeatTerm, Topic
from tests.signing_in import proved

ORGANISATIONS = 60
VOICES = 3
QUESTION = (
    "What do we do when the people we work with see the question differently from those who pay for the answer? " * 4
)
TOPICS = (
    "Water",
    "Land",
    "Health",
    "Education",
    "Youth",
    "Rights",
    "Food",
    "Climate",
    "Peace",
    "Work",
    "Cities",
    "Arts",
)
PLACES = ("Éducation", "Wadden", "Naïef", "Kampala", "Zuid", "Østre", "Ankara", "Çınar")
COUNTRIES = ("NL", "BE", "UG", "KE", "FR", "GB", "BO", "IN", "TZ", "MW", "NP", "CO")
SUMMARY = (
    "We learn with partners how people decide about their own water and schools, and what we must let go of for that."
)
CHANGE = "Colleagues ask the partner first and write the plan afterwards, and they say openly when the money decides."


def reader():
    """Staff of a member organisation, who reads what others propose."""
    return Person.objects.get(email="reader@example.org")


def grow_to(rows):
    """As many open themes as ``rows``, each with three voices, and the people they need."""
    organisations = _organisations()
    author = Person.objects.get_or_create(email="author@example.org", defaults={"name": "Ada Voorbeeld"})[0]
    first = Theme.objects.count()
    now = timezone.now()
    themes = Theme.objects.bulk_create(
        Theme(
            title=f"Voorbeeld {number}: how do we share power with partners?",
            question=QUESTION, change=CHANGE, author=author, organisation=organisations[number % ORGANISATIONS],
            state=Theme.State.OPEN, proposed_at=now, opened_at=now, due_at=now + QUORUM_WITHIN,
        )
        for number in range(first, rows)
    )  # fmt: skip
    Support.objects.bulk_create(
        Support(theme=theme, organisation=organisations[(theme.pk + step) % ORGANISATIONS], given_by=author)
        for theme in themes
        for step in range(VOICES)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def grow_directory_to(organisations, people=0):
    """As many organisations as asked for, with topics, summaries and countries, and ``people`` seated among them."""
    _organisations()
    topics = [Topic.objects.get_or_create(name=name)[0] for name in TOPICS]
    first, today = Organisation.objects.count(), timezone.localdate()
    Organisation.objects.bulk_create(
        (
            Organisation(
                name=f"Stichting Voorbeeld {number % 97} {PLACES[number % len(PLACES)]} {number}", summary=SUMMARY,
                kind=Organisation.Kind.values[number % 6], size=Organisation.Size.values[number % 3],
                country=COUNTRIES[number % len(COUNTRIES)], languages=["en", "nl"],
                joined_on=today - timedelta(days=number % 4000),
            )
            for number in range(first, organisations)
        ),
        batch_size=2000,
    )  # fmt: skip
    everything = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    chosen = Organisation.interests.through
    chosen.objects.bulk_create(
        (
            chosen(organisation_id=pk, topic_id=topics[(pk + step) % len(topics)].pk)
            for pk in everything
            for step in range(3)
        ),
        batch_size=5000,
        ignore_conflicts=True,
    )
    _seat(people, everything)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does within minutes


def _seat(people, organisations):
    """Names and seats only: nobody signs in here."""
    first = Person.objects.count()
    made = Person.objects.bulk_create(
        (Person(email=f"p{number}@example.org", name=f"Voorbeeld {number}") for number in range(first, people)),
        batch_size=5000,
    )
    SeatTerm.objects.bulk_create(
        (
            SeatTerm(
                person=person, organisation_id=organisations[number % len(organisations)],
                role="contact" if number % 5 == 0 else "staff", is_listed=number % 3 == 0,
            )
            for number, person in enumerate(made)
        ),
        batch_size=5000,
    )  # fmt: skip


def _organisations():
    if not Organisation.objects.filter(name__startswith="Voorbeeld Lidorganisatie ").exists():
        Organisation.objects.bulk_create(
            Organisation(name=f"Voorbeeld Lidorganisatie {number}", size="small") for number in range(ORGANISATIONS)
        )
        person = Person.objects.create_user("reader@example.org", name="Ben Voorbeeld")
        SeatTerm.objects.create(person=person, organisation=Organisation.objects.first(), role="staff")
    return list(Organisation.objects.order_by("pk")[:ORGANISATIONS])


def sign_in(person):
    """The key of a session, as the page after the code makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.update(proved(person))
    session.save()
    return session.session_key


def queries_of(path, person=None):
    """How many a signed-in reader's page costs, or that of ``person``; session and user included."""
    client = Client(HTTP_HOST=settings.SITE.netloc)
    client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(person or reader())
    client.get(path)  # what is asked once for ever is not counted
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, response.status_code
    return len(queries)
