"""From a colleague's press to a seat of one's own, through the real mail; a forwarded mail lets nobody in."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitors import NARROW, WIDE, text_of
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]
ZOE = "zoe-seats@example.org"
LONG = "another-very-long-address.of-somebody@a-department-of.a-long-domain.example.org"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_invitation_becomes_a_seat_with_one_press_and_one_code(visit, processes, scheme):
    people = processes.people(f"seats-{scheme}", {"Cleo": "A", "Otto": "B"})
    cleo, zoe = visit(people.Cleo, scheme=scheme), f"{scheme}-{ZOE}"
    processes.sql("UPDATE members_seatterm SET role = 'contact' WHERE person_id = %s RETURNING id", people.Cleo.id)
    cleo.open("/my-organisation/")
    cleo.fill(E_mail_addresses=f"Zoë Voorbeeld <{zoe}>\nno address\n{LONG}")
    cleo.page.get_by_role("radio", name="staff").check()  # with one contact, another one is offered first
    cleo.press("Invite")
    cleo.heading("2 invitations are on their way.")
    cleo.reads("is no e-mail address")
    cleo.page.set_viewport_size(NARROW)
    cleo.is_accessible()
    cleo.page.set_viewport_size(WIDE)

    mail = until(lambda: processes.mails(zoe), f"an invitation for {zoe}")[-1]
    link = re.search(r"https?://[^/\s]+(/invitations/\S+)", text_of(mail))[1]
    otto = visit(people.Otto, scheme=scheme)
    otto.open(link)
    otto.heading("This invitation is for another address")

    guest = visit(scheme=scheme)
    guest.looks_well(link)
    guest.open(link)
    before = len(processes.mails(zoe))
    guest.press("Take your seat")
    guest.enter_code(zoe, before)
    expect(guest.page.get_by_role("heading", level=1)).to_contain_text("You speak for")
    guest.press("See your organisation", role="link")
    guest.reads("You hold a seat")
    guest.open(link)
    expect(guest.page.get_by_role("heading", level=1)).to_contain_text("You speak for")

    cleo.looks_well("/my-organisation/")
    cleo.reads("Zoë Voorbeeld")
