"""Dangerous acts ask anew who is there, everyday ones do not: a laptop may stand open, and a session lasts for weeks."""

import time

import pytest
from django.urls import reverse

from members.handovers.models import HandOver
from members.invitations.models import Invitation
from members.joining.models import JoinRequest
from members.models import SeatTerm
from tests.conftest import Browser
from tests.signing_in import code_in, proved
from tests.test_conventions import patterns

pytestmark = pytest.mark.django_db

PROVE = reverse("account_reauthenticate_by_code")
FIVE_DAYS = 5 * 24 * 3600

ASKS = {
    "members:approve-application", "members:change-role", "members:choose-import", "members:erase-myself",
    "members:erase-person", "members:export", "members:move-organisation", "members:offer-claim",
    "members:sign-in-provider",
}  # fmt: skip
ASKS_SOMETIMES = {"members:accept-join-request", "members:hand-over", "members:leave-seat"}  # each has its test below
NEED_NOT_ASK = {
    "members:apply", "members:ask-for-export", "members:ask-for-seat", "members:ask-invitation-again", "members:be-listed",
    "members:call-off-hand-over", "members:cancel-invitation", "members:change-topic", "members:check-import",
    "members:choose-what-stands", "members:claim", "members:code-of-conduct", "members:correct-person",
    "members:decline-application", "members:drop-import", "members:edit-organisation", "members:imports",
    "members:introduce", "members:invitation", "members:invite", "members:keep-person", "members:let-go-duty",
    "members:refuse-join-request", "members:roster", "members:send-invitation-again", "members:take-on-duty",
    "members:topics", "members:withdraw-join-request",
}  # fmt: skip
OF_THE_ACCOUNT = {
    "account_change_password", "account_email", "account_end_device", "account_end_other_devices", "account_set_password",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_generate_recovery_codes",
    "mfa_remove_webauthn", "mfa_view_recovery_codes",
}  # fmt: skip


def signed_in_days_ago(person):
    """A browser whose session is five days old, also its second factor."""
    browser = Browser()
    browser.force_login(person)
    facts = proved(person)
    facts["account_authentication_methods"][0]["at"] -= FIVE_DAYS
    session = browser.session
    session.update(facts | {"device_seen_at": time.time()})
    session.save()
    return browser


def path_of(name, pattern):
    kwargs = {key: 1 if key == "pk" else "nothing" for key in pattern.pattern.converters}
    return reverse(name, kwargs=kwargs)


def is_asked(answer):
    return answer.status_code == 302 and answer.url.startswith(PROVE)


@pytest.mark.parametrize("name", sorted(ASKS | OF_THE_ACCOUNT))
def test_a_dangerous_press_asks_anew_who_is_there(cast, name):
    assert is_asked(signed_in_days_ago(cast.coordinator).post(path_of(name, dict(patterns())[name])))


@pytest.mark.allows_loops
def test_of_every_press_of_members_it_is_known_whether_it_asks(cast):
    """A new address stands in one of the lists above before it works: somebody thought about it."""
    takes_a_press, asks = set(), set()
    for name, pattern in patterns():
        if name.startswith("members:"):
            answer = signed_in_days_ago(cast.coordinator).post(path_of(name, pattern))
            takes_a_press |= {name} if answer.status_code != 405 else set()
            asks |= {name} if is_asked(answer) else set()
    assert asks == ASKS
    assert takes_a_press == ASKS | ASKS_SOMETIMES | NEED_NOT_ASK


def prove_by_mail(browser, person, letterbox, on):
    browser.post(PROVE, {"mail": "1", "next": on})
    return browser.post(PROVE, {"code": code_in(letterbox.to(person)[-1]), "next": on})


def test_the_press_is_carried_out_after_the_proof(cast, letterbox):
    seat, browser = SeatTerm.objects.get(person=cast.member), signed_in_days_ago(cast.contact)
    path = reverse("members:change-role", args=[seat.pk])
    assert is_asked(browser.post(path, {"role": "contact"}))
    assert SeatTerm.objects.get(pk=seat.pk).role == "staff"
    prove_by_mail(browser, cast.contact, letterbox, path)
    assert SeatTerm.objects.get(pk=seat.pk).role == "contact"


def test_a_list_of_members_comes_after_the_proof(cast, letterbox):
    browser, path = signed_in_days_ago(cast.coordinator), reverse("members:export")
    assert is_asked(browser.post(path))
    answer = prove_by_mail(browser, cast.coordinator, letterbox, path)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert b"ada@example.org" in b"".join(answer.streaming_content)


def test_an_end_is_told_with_its_reason_after_the_proof(cast, letterbox):
    browser, path = (
        signed_in_days_ago(cast.coordinator),
        reverse("members:move-organisation", args=[cast.organisation.pk]),
    )
    assert is_asked(browser.post(path, {"verb": "end", "why": "They closed."}))
    prove_by_mail(browser, cast.coordinator, letterbox, path)
    cast.organisation.refresh_from_db()
    assert cast.organisation.state == "ended"


@pytest.mark.allows_loops
def test_ending_a_colleagues_seat_asks_and_ending_ones_own_does_not(cast):
    own, colleagues = (SeatTerm.objects.get(person=person) for person in (cast.contact, cast.member))
    browser = signed_in_days_ago(cast.contact)
    assert is_asked(browser.post(reverse("members:leave-seat", args=[colleagues.pk])))
    assert not HandOver.objects.exists()
    begun = browser.post(reverse("members:leave-seat", args=[own.pk]))
    assert begun.url == HandOver.objects.get(seat=own).get_absolute_url()
    signed_in_days_ago(cast.member).post(reverse("members:leave-seat", args=[colleagues.pk]))
    page = HandOver.objects.get(seat=colleagues).get_absolute_url()
    assert is_asked(browser.post(page))
    assert SeatTerm.objects.get(pk=colleagues.pk).ended_at is None
    assert not is_asked(signed_in_days_ago(cast.member).post(page))
    assert SeatTerm.objects.get(pk=colleagues.pk).ended_at


@pytest.mark.parametrize(("role", "asks"), [("contact", True), ("staff", False)])
def test_whoever_asked_for_a_seat_becomes_a_contact_after_a_proof_only(cast, role, asks):
    asked = JoinRequest.objects.create(organisation=cast.organisation, person=cast.outsider, text="Please.")
    answer = signed_in_days_ago(cast.contact).post(
        reverse("members:accept-join-request", args=[asked.pk]), {"role": role}
    )
    assert is_asked(answer) is asks
    assert cast.outsider.seat_terms.exists() is not asks


def test_what_contacts_do_every_week_never_asks(cast, letterbox):
    browser = signed_in_days_ago(cast.contact)
    invited = browser.post(
        reverse("members:invite", args=[cast.organisation.pk]), {"text": "zoe@example.org", "role": "staff"}
    )
    assert (invited.status_code, Invitation.objects.count()) == (200, 1)
    roster = reverse("members:roster", args=[cast.organisation.pk])
    assert browser.post(roster).url == reverse("members:my-organisation", args=[cast.organisation.pk])
