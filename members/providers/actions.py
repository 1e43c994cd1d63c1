"""Setting an organisation's own sign-in, and what a sign-in with it writes down."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext as _

from members.devices.models import Device
from members.organisations.models import Organisation
from members.people.models import Person
from members.people.providers import SignInProvider
from members.people.sealing import seal
from network import journal
from network.moves import MoveRefused


@transaction.atomic
def set_provider(
    organisation: Organisation, *, client_secret: str, domains: list[str], by: Person, **facts: Any
) -> SignInProvider:
    """Write down how ``organisation``'s people sign in; an empty ``client_secret`` keeps the one that is there.

    Turned off, or with another issuer, it ends every session that began with it, and another issuer forgets whom the
    old one connected: its subjects are other people's. Raises MoveRefused when a domain or the short name belongs to
    another provider; of two set at once, the second waits and finds the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    others = SignInProvider.objects.exclude(organisation=organisation)
    if taken := others.filter(domains__overlap=domains).first():
        raise MoveRefused(_("%(name)s signs in with one of these domains already.") % {"name": taken.organisation})
    if taken := others.filter(slug=facts["slug"]).first():
        raise MoveRefused(_("%(name)s has this short name already.") % {"name": taken.organisation})
    before = SignInProvider.objects.filter(organisation=organisation).first()
    if client_secret:
        facts["client_secret_sealed"] = seal(client_secret)
    provider, _is_new = SignInProvider.objects.update_or_create(
        organisation=organisation, defaults=facts | {"domains": domains}
    )
    if before and (before.issuer != provider.issuer or before.slug != provider.slug):
        _end_sessions(before.slug)
        SocialAccount.objects.filter(provider=before.slug).delete()
    elif not provider.is_on:
        _end_sessions(provider.slug)
    told: dict[str, Any] = {"issuer": provider.issuer, "domains": domains, "is_on": provider.is_on}
    journal.record("set_sign_in_provider", organisation, by=by, is_new_secret=bool(client_secret), **told)
    return provider


@transaction.atomic
def connect(person: Person, *, provider: SignInProvider, subject: str, by: Person | None) -> SocialAccount:
    """From now on ``subject`` at ``provider`` is this person; the same twice is once. ``by`` None is the platform.

    The address is proved by it. If it was not before, a password set meanwhile may be somebody else's, and goes.
    """
    account, is_new = SocialAccount.objects.get_or_create(
        provider=provider.slug, uid=subject, defaults={"user": person, "extra_data": {}}
    )
    if is_new:
        if EmailAddress.objects.filter(user=person, email=person.email, verified=False).update(verified=True):
            person.set_unusable_password()
            person.save(update_fields=["password"])
        journal.record("connect_sign_in_provider", person, by=by, organisation=provider.organisation_id)
    return account


@transaction.atomic
def welcome(
    email: str, *, name: str, provider: SignInProvider, subject: str, by: Person | None
) -> tuple[Person, SocialAccount]:
    """Make an account for somebody of whom ``provider`` proved the address; it holds no seat."""
    person = Person.objects.create_user(email, name=name)
    journal.record("sign_up_with_provider", person, by=by, organisation=provider.organisation_id)
    return person, connect(person, provider=provider, subject=subject, by=by)


@transaction.atomic
def refuse(person: Person, *, provider: SignInProvider, why: str, by: Person | None) -> Person:
    """Write down that ``provider`` presented somebody as this person, and that we did not believe it."""
    journal.record("refuse_sign_in", person, by=by, why=why, organisation=provider.organisation_id)
    return person


def _end_sessions(slug: str) -> None:
    """End the sessions that began with this provider, and no other session of the same people."""
    of_its_people = Device.objects.filter(person__socialaccount__provider=slug).values("session_key")
    ended = [
        session.session_key
        for session in Session.objects.filter(session_key__in=of_its_people)
        if any(record.get("provider") == slug for record in session.get_decoded().get(RECORDS, []))
    ]
    Session.objects.filter(session_key__in=ended).delete()
    Device.objects.filter(session_key__in=ended).delete()


LOCK = 0x6B72696E676F  # of two providers that are set at once, the second waits
RECORDS = "account_authentication_methods"  # where allauth writes how a session began
