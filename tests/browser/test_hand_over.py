"""From an invitation to a farewell: a seat with its keys and duties, handed over; and what an ended seat still reaches.

What is watched at the end is a second window that stood open all along: its socket closes with 4401, the page says why,
and the next click shows nothing of the organisation any more.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_passkeys import add_passkey, sign_out
from tests.browser.visitors import LIVE_SECONDS, text_of
from tests.faults.visitors import Visitor as Poster
from tests.members.people.apps_and_codes import digits
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

SIGNED_OUT = 4401
REMEMBERS_WHAT_SOCKETS_DO = """
window.hints = 0;
window.socketsEnded = [];
window.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address);
    this.addEventListener("message", () => { window.hints += 1; });
    this.addEventListener("close", (event) => window.socketsEnded.push(event.code));
  }
};
"""
THEME = "Who keeps the list of partners?"
IS_CONTACT = "UPDATE members_seatterm SET role = 'contact' WHERE person_id = %s RETURNING id"


class Window:
    """A second window of somebody, left open at one page with its live socket."""

    def __init__(self, visitor, path):
        self.visitor, self.page = visitor, visitor.context.new_page()
        self.page.add_init_script(REMEMBERS_WHAT_SOCKETS_DO)
        self.page.goto(path)
        until(lambda: self.page.evaluate("window.hints"), "a first hint: the live process knows this page")
        assert self.ended == []

    @property
    def ended(self):
        return self.page.evaluate("window.socketsEnded")

    def is_shut(self):
        """At once, not at the next beat of the socket; the page says so by itself, and keeps what was typed."""
        until(lambda: self.ended, "the socket of the open page is closed", within_seconds=LIVE_SECONDS)
        assert self.ended == [SIGNED_OUT]
        expect(self.page.get_by_text("What stands here may no longer be open to you")).to_be_visible()
        self.visitor.is_accessible(self.page)

    def says(self, sentence, *, never):
        expect(self.page.get_by_text(sentence).first).to_be_visible()
        said = self.page.content()
        assert [word for word in never if word in said] == []
        self.visitor.is_accessible(self.page)


def test_a_seat_from_its_invitation_to_its_hand_over(visit, visit_by_name, processes):
    walk = _Walk(visit, visit_by_name, processes)
    walk.invite()
    walk.accept()
    walk.lock_twice()
    walk.take_on_a_duty()
    open_window = Window(walk.zoe, f"/my-organisation/{walk.cleo.person.organisation_id}/")
    expect(open_window.page.get_by_text("Cleo Voorbeeld").first).to_be_visible()
    walk.hand_over()
    walk.is_over(open_window)
    walk.successor_reads_what_they_took_over()


class _Walk:
    email = "zoe-hands-over@example.org"

    def __init__(self, visit, visit_by_name, processes):
        self.processes = processes
        person = processes.people("hand-over", {"Cleo": "A"}).Cleo
        processes.sql(IS_CONTACT, person.id)
        self.cleo, self.zoe, self.link, self.theme = visit(person), visit_by_name(), "", ""

    def invite(self):
        self.cleo.open("/my-organisation/")
        self.cleo.fill(E_mail_addresses=f"Zoë Voorbeeld <{self.email}>")
        self.cleo.page.get_by_role("radio", name="staff").check()
        self.cleo.press("Invite")
        self.cleo.heading("1 invitation is on its way.")
        mail = until(lambda: self.processes.mails(self.email), "the invitation")[-1]
        self.link = re.search(r"https?://[^/\s]+(/invitations/\S+)", text_of(mail))[1]

    def accept(self):
        self.zoe.open(self.link)
        before = len(self.processes.mails(self.email))
        self.zoe.press("Take your seat")
        self.zoe.enter_code(self.email, before)
        expect(self.zoe.page.get_by_role("heading", level=1)).to_contain_text("You speak for")

    def lock_twice(self):
        """A passkey, then an app beside it; from now on the passkey alone signs in."""
        zoe = self.zoe
        add_passkey(zoe, "My laptop")
        zoe.open("/account/security/app/")
        secret = zoe.page.locator(".secret").inner_text()
        zoe.fill(**{"2": digits(secret)})
        zoe.press("Use this app")
        zoe.page.wait_for_url(lambda address: "/security/app/" not in address)
        zoe.open("/account/security/")
        zoe.reads("My laptop")
        zoe.reads("In use")
        sign_out(zoe)
        zoe.open("/account/login/")
        zoe.press("Use a passkey")
        zoe.heading("Today")

    def take_on_a_duty(self):
        zoe = self.zoe
        zoe.open("/themes/propose/")
        zoe.fill(In_a_few_words=THEME, What_question="Who knows whom?", What_should_be_different="One list.")
        zoe.press("Propose this theme")
        zoe.heading(THEME)
        self.theme = re.search(r"/themes/\d+/", zoe.page.url)[0]

    def hand_over(self):
        """By the product's own pages: what there is, who takes it over, and the end."""
        zoe = self.zoe
        zoe.open("/my-organisation/")
        zoe.looks_well()
        zoe.press("I am leaving", role="link")
        zoe.reads(THEME)
        zoe.looks_well()
        zoe.press("Begin the hand-over")
        zoe.looks_well()
        zoe.page.get_by_label(THEME).select_option(label="Cleo Voorbeeld")
        zoe.press("Hand over and end the seat")
        expect(zoe.page.get_by_role("heading", level=1)).to_contain_text("You have left")
        zoe.looks_well()

    def is_over(self, open_window):
        """The window that stood open, the theme one proposed oneself, the page of one's seat: nothing of it is left."""
        self.zoe.forgive("404")
        name = self.cleo.person.organisation
        open_window.is_shut()
        open_window.page.get_by_role("link", name="I am leaving").click()
        open_window.says(f"Your seat at {name} has ended", never=[THEME, "Cleo"])
        open_window.page.goto(self.theme)
        open_window.says(f"Your seat at {name} has ended", never=[THEME, "Cleo"])
        open_window.page.goto("/my-organisation/")
        open_window.says(f"Your seat at {name} has ended", never=[THEME, "Cleo"])

    def successor_reads_what_they_took_over(self):
        cleo = self.cleo
        mails = until(self.mails_of_what_was_taken_over, "the mail to the successor")
        cleo.open(re.search(r"https?://\S+/taken-over/", text_of(mails[-1]))[0])
        cleo.heading("What you took over")
        cleo.reads("From Zoë Voorbeeld")
        cleo.looks_well()
        cleo.press(THEME, role="link")
        cleo.heading(THEME)
        cleo.open("/my-organisation/")
        expect(cleo.page.get_by_text("Zoë Voorbeeld")).to_have_count(0)

    def mails_of_what_was_taken_over(self):
        mails = self.processes.mails(self.cleo.person.email)
        return [mail for mail in mails if "/taken-over/" in text_of(mail)]


def test_a_contact_ends_a_seat_while_its_holder_has_pages_open(visit, processes):
    people = processes.people("ended-seat", {"Cleo": "A", "Bea": "A", "Ben": "B"})
    processes.sql(IS_CONTACT, people.Cleo.id)
    theme = Poster(processes, people.Ben).propose("Still to be backed")
    assert Poster(processes, people.Dora).open_theme(theme).status == 200
    link = link_in_the_digest(processes, people.Bea)
    bea, reader, cleo = visit(people.Bea), visit(), visit(people.Cleo)
    own, of_theme = Window(bea, f"/my-organisation/{people.Bea.organisation_id}/"), Window(bea, theme)
    reader.open(link)

    end_seat(cleo, "Bea Voorbeeld")

    own.is_shut()
    of_theme.is_shut()
    bea.forgive("404", "403")
    of_theme.page.get_by_role("button", name=f"Support for {people.Bea.organisation}").click()
    of_theme.says(f"Your seat at {people.Bea.organisation} has ended", never=["Cleo"])
    own.page.get_by_role("link", name="Load this page again").click()
    own.says(f"Your seat at {people.Bea.organisation} has ended", never=["Cleo"])

    reader.forgive("404")
    reader.press(f"Support for {people.Bea.organisation}")
    reader.heading("This link does not work any more")
    reader.open(link)
    reader.heading("This link does not work any more")
    assert processes.sql(
        "SELECT count(*) FROM collaborations_support WHERE organisation_id = %s", people.Bea.organisation_id
    ) == [(0,)]


def link_in_the_digest(processes, person):
    """The signed link by which ``person`` backs a theme from this morning's mail."""
    processes.let_the_hour_come(person)
    words = rf"Support for {re.escape(person.organisation)}: (\S+)"

    def found():
        return [link[1] for mail in processes.mails(person.email) if (link := re.search(words, text_of(mail)))]

    return until(found, "a digest with a link to press")[-1]


def end_seat(contact, name):
    """As a contact does it about a colleague: from the list of people, by way of the hand-over."""
    contact.open("/my-organisation/")
    contact.looks_well()
    contact.page.get_by_role("listitem").filter(has_text=name).get_by_role(
        "link", name="Leaves the organisation"
    ).click()
    contact.heading(f"Hand over the seat of {name}")
    contact.looks_well()
    contact.press("Begin the hand-over")
    contact.looks_well()
    contact.press("Hand over and end the seat")
    contact.reads("The seat has ended")
    contact.looks_well()
