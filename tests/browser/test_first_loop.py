"""The first loop through every real process: sign in, propose, decide, hear of it, support, read it in the digest.

Everything is plainly fictional; each walk has organisations and people of its own.
"""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.visitors import part_of, text_of
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

QUESTION = "How do we let partners decide first, and still answer for the money?"
CHANGE = "Colleagues ask the partner before they write the plan."
STAFF = {"Ada": "A", "Cleo": "A", "Ben": "B", "Bea": "B", "Fay": "C", "Gus": "D", "Hans": "E"}


def test_a_theme_goes_round_the_whole_loop(visit, processes):
    """Each page is looked at narrow and wide, and in both colour schemes."""
    walk = _Walk(visit, processes, processes.people("loop", STAFF), "light")
    ada = walk.sign_in_by_code("Ada")
    theme = walk.propose(ada, "Sharing power")
    walk.open_from_the_desk(ada, theme)
    walk.read_the_answer(ada, theme)
    walk.support(theme)
    walk.digest_comes_once(theme)
    walk.decline_another(ada)
    walk.strangers_see(theme)


def test_the_same_by_night(visit, processes):
    """Shorter: what changes while one works is looked at in the dark, too."""
    walk = _Walk(visit, processes, processes.people("night", STAFF), "dark")
    ada = walk.visit("Ada")
    theme = walk.propose(ada, "Working by night")
    walk.open_from_the_desk(ada, theme)
    walk.read_the_answer(ada, theme)
    walk.support(theme)
    walk.decline_another(ada)


class _Walk:
    def __init__(self, visit, processes, people, scheme):
        self._visit, self.processes, self.people, self.scheme = visit, processes, people, scheme

    def visit(self, name=None, **wishes):
        return self._visit(getattr(self.people, name) if name else None, scheme=self.scheme, **wishes)

    def sign_in_by_code(self, name):
        visitor, person = self.visit(), getattr(self.people, name)
        visitor.open("/account/login/")
        visitor.looks_well()
        visitor.sign_in(person.email)
        visitor.heading("Today")
        visitor.looks_well()
        return visitor

    def propose(self, ada, title):
        page = ada.open("/themes/")
        page.get_by_role("link", name="Propose a theme").first.click()
        ada.looks_well()
        ada.fill(In_a_few_words=title, What_question=QUESTION, What_should_be_different=CHANGE)
        ada.reads(re.compile(r"Draft kept at \d"))
        ada.is_accessible()
        ada.press("Propose this theme")
        ada.heading(title)
        ada.reads("Your theme is proposed.")
        ada.looks_well()
        return page.url.removeprefix(self.processes.site)

    def open_from_the_desk(self, ada, theme):
        """The coordinator decides; the open page of the proposer says so by itself."""
        ada.open("/")
        ada.is_unread(0, "no notice yet")
        ada.page.evaluate("window.neverLoadedAnew = true")
        dora = self.visit("Dora")
        dora.open("/desk/")
        dora.looks_well()
        title = (
            dora.page.get_by_role("heading", level=2).filter(has=dora.page.locator(f"a[href='{theme}']")).inner_text()
        )
        dora.press("Open this theme", about=title)
        dora.reads("Prepared for")
        ada.is_unread(0, "what is only prepared is told to nobody")
        dora.open("/desk/outbox/")
        dora.looks_well()
        dora.press("Announce all of them now")
        ada.is_unread(1, "the badge counts the opening")
        assert ada.page.evaluate("window.neverLoadedAnew === true")

    def read_the_answer(self, ada, theme):
        mail = self.mail_about("Ada", theme)
        assert mail["Auto-Submitted"] == "auto-generated"
        ada.looks_well("/notices/")
        ada.page.locator("#badge").click()
        ada.heading("Notices")
        ada.reads("opened it: other organisations can support it now")
        ada.page.locator(f"a[href$='{theme}']").click()
        ada.reads("1 of ")
        ada.is_unread(0, "the badge is empty once the theme was seen")

    def support(self, theme):
        """Two organisations join in; a colleague who presses late changes nothing."""
        bea, ben, fay, cleo = (self.visit(name) for name in ("Bea", "Ben", "Fay", "Cleo"))
        bea.open(theme)
        for visitor in (ben, fay, bea):
            if visitor is not bea:
                visitor.open(theme)
            visitor.press(f"Support for {visitor.person.organisation}")
            visitor.reads(f"{visitor.person.organisation} supports this theme.")
        members = self.processes.sql(
            "SELECT count(*) FROM members_organisation WHERE state IN ('active', 'lapsing') AND kind = 'member'"
        )[0][0]
        bea.reads(f"3 of {members} member organisations")
        bea.looks_well()
        cleo.open(theme)
        cleo.page.locator("#support strong", has_text=str(cleo.person.organisation)).wait_for()
        until(lambda: self.seen_by(theme) >= {self.people.Cleo.id, self.people.Bea.id}, "what they saw is known")

    def digest_comes_once(self, theme):
        everybody = [getattr(self.people, name) for name in STAFF]
        self.sweep(everybody)
        digests = {person.email: self.digests(person) for person in everybody}
        assert {email: len(mails) for email, mails in digests.items()} == {
            person.email: int(person in (self.people.Gus, self.people.Hans)) for person in everybody
        }
        self.unsubscribe(digests[self.people.Hans.email][0])
        self.support_from(digests[self.people.Gus.email][0], theme)
        self.sweep(everybody)
        assert [len(self.digests(person)) for person in everybody] == [len(mails) for mails in digests.values()]
        assert self.processes.digests_are_settled(*everybody)

    def sweep(self, everybody):
        self.processes.let_the_hour_come(*everybody)
        until(lambda: self.processes.digests_are_settled(*everybody), "all digests are settled")

    def digests(self, person):
        return [mail for mail in self.processes.mails(person.email) if mail["Message-ID"].startswith("<kring-digest-")]

    def support_from(self, mail, theme):
        """From the mail, without signing in: looking changes nothing, pressing acts once."""
        address = re.search(rf"Support for {self.people.Gus.organisation}: (\S+)", text_of(mail))[1]
        assert address in part_of(mail, "text/html")
        reader = self.visit()
        reader.open(address)
        reader.looks_well()
        assert self.voices(theme) == 3
        reader.press(f"Support for {self.people.Gus.organisation}")
        reader.heading("Done")
        reader.is_accessible()
        assert self.voices(theme) == 4
        assert not [cookie for cookie in reader.context.cookies() if cookie["name"] == "sessionid"]
        reader.forgive("404")
        reader.open(address)
        reader.heading("This link does not work any more")
        reader.looks_well()

    def unsubscribe(self, mail):
        """One click in the mail program: a POST without cookies (RFC 8058)."""
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = mail["List-Unsubscribe"].strip().strip("<>")
        for _twice in range(2):
            with urllib.request.urlopen(address, data=b"List-Unsubscribe=One-Click", timeout=10) as answer:
                assert answer.status == 200
        cadence = "SELECT cadence FROM notifications_cursor WHERE person_id = %s"
        assert self.processes.sql(cadence, self.people.Hans.id) == [("off",)]

    def decline_another(self, ada):
        title = "Everything at once"
        ada.open("/themes/propose/")
        ada.fill(In_a_few_words=title, What_question=QUESTION, What_should_be_different=CHANGE)
        ada.press("Propose this theme")
        ada.heading(title)
        theme = ada.page.url.removeprefix(self.processes.site)
        dora = self.visit("Dora")
        dora.open(theme)
        dora.press("Decline it", role="link")
        expect(dora.page.get_by_role("dialog")).to_be_visible()
        dora.is_accessible()
        dora.page.get_by_label("The question is too wide to learn from together").check()
        dora.fill(In_your_own_words="Choose one part of it and ask again: which one keeps you awake?")
        dora.press("Decline and tell the proposer")
        dora.reads("is declined. Its proposer reads your reason, and may ask for a second look.")
        ada.is_unread(1, "the badge counts the answer")
        self.mail_about("Ada", theme)
        ada.open(theme)
        ada.reads("which one keeps you awake?")
        ada.looks_well()

    def strangers_see(self, theme):
        """Without scripts and without an account."""
        stranger = self.visit(java_script_enabled=False)
        for path in ("/", "/themes/"):
            stranger.open(path)
            expect(stranger.page.locator(f"a[href='{theme}']")).to_have_count(1)
        stranger.open(theme)
        stranger.reads(QUESTION)
        with_scripts = self.visit()
        for path in ("/", "/themes/", theme, "/about/", "/account/signup/", "/knowledge/"):
            with_scripts.looks_well(path)

    def mail_about(self, name, theme):
        email = getattr(self.people, name).email
        address = f"{self.processes.site}{theme}"

        def found():
            return [mail for mail in self.processes.mails(email) if address in text_of(mail)]

        return until(found, f"a mail to {name} about {theme}")[-1]

    def voices(self, theme):
        number = int(re.search(r"\d+", theme)[0])
        return self.processes.sql("SELECT count(*) FROM collaborations_support WHERE theme_id = %s", number)[0][0]

    def seen_by(self, theme):
        number = int(re.search(r"\d+", theme)[0])
        return {
            row[0]
            for row in self.processes.sql("SELECT person_id FROM notifications_seen WHERE subject_id = %s", number)
        }
