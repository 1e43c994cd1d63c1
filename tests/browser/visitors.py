"""People before a browser: they open pages, type, press, and notice everything that is wrong with a page."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.processes import until

NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
MOST_BYTES, MOST_REQUESTS = 100_000, 12
LIVE_SECONDS = 15  # far below the 120 s after which a page asks by itself

FIRST_VISITS = {}  # what each page weighed, for whoever wants to know: {path: (bytes, requests)}


class Visitor:
    """One window of one person. ``troubles`` collects console errors and requests to strangers."""

    def __init__(self, browser, processes, person=None, *, scheme="light", **wishes):
        self.browser, self.processes, self.person, self.scheme = browser, processes, person, scheme
        self.troubles, self._forgiven = [], []
        self.context = self._context(viewport=WIDE, **wishes)
        self.context.set_default_timeout(15_000)
        if person:
            cookie = {"name": "sessionid", "value": person.session, "url": processes.site, "httpOnly": True}
            self.context.add_cookies([cookie])
        self.page = self.context.new_page()

    def _context(self, **wishes):
        context = self.browser.new_context(
            color_scheme=self.scheme, base_url=self.processes.site, locale="en-GB", **wishes
        )
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.troubles.append(f"{error.page.url}: {error.error}"))
        context.on("request", self._notice)
        return context

    def _hear(self, message):
        said = f"{message.page.url if message.page else ''}: {message.text}"
        if message.type == "error" and not any(word in said for word in self._forgiven):
            self.troubles.append(said)

    def _notice(self, request):
        if urlsplit(request.url).hostname not in {urlsplit(self.processes.site).hostname, None}:
            self.troubles.append(f"asks a stranger: {request.url}")

    def forgive(self, *words):
        """Errors of these words are what this step is about."""
        self._forgiven += words

    def leave(self):
        self.context.close()

    # What people do

    def open(self, path):
        self.page.goto(path)
        return self.page

    def press(self, name, *, role="button", about=""):
        """``about`` picks the one of many that names it in its hidden half."""
        words = re.compile(rf"^{re.escape(name)}\s*{re.escape(about and ':')}\s*{re.escape(about)}$")
        self.page.get_by_role(role, name=words).click()

    def fill(self, **texts):
        """Fields by the beginning of their label; an underscore stands for whatever is no letter."""
        for label, text in texts.items():
            self.page.get_by_label(re.compile(f"^{label.replace('_', '[^a-z]+')}", re.IGNORECASE)).fill(text)

    def reads(self, text, *, within_seconds=LIVE_SECONDS):
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=within_seconds * 1000)

    def heading(self, text):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def sign_in(self, email):
        """By the code in the mail, starting wherever the sign-in page is open."""
        before = len(self.processes.mails(email))
        self.fill(Your_e_mail_address=email)
        self.press("Mail me a code")
        self.enter_code(email, before)
        expect(self.page.get_by_text("You", exact=True)).to_be_visible()

    def enter_code(self, email, before):
        """The code of the first mail after so many to this address."""
        mail = until(lambda: self.processes.mails(email)[before:], f"a code for {email}")[-1]
        code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", text_of(mail), re.MULTILINE)[1]
        self.fill(Code_from_the_mail=code)
        self.press("Sign in")

    def unread(self):
        """The number in the badge."""
        said = self.page.evaluate("document.querySelector('#badge .badge-count [aria-hidden]')?.textContent ?? '0'")
        return int(said)

    def is_unread(self, count, what):
        """The badge comes to this number by itself, well before the page would ask."""
        until(
            lambda: self.unread() == count,
            f"{what} ({self.person.email if self.person else 'a visitor'})",
            within_seconds=LIVE_SECONDS,
        )

    # What a careful look shows

    def looks_well(self, path=None):
        """Open the page as somebody new to it: its weight, its width; by axe narrow, then wide in the other colours."""
        path = path or self.page.url
        context = self._context(viewport=NARROW, storage_state=self.context.storage_state(), service_workers="block")
        page, sizes = context.new_page(), []
        page.on("requestfinished", lambda request: sizes.append(request))  # noqa: PLW0108  Playwright refuses built-ins
        page.goto(path, wait_until="load")
        page.wait_for_load_state("networkidle")
        short = urlsplit(page.url).path
        weight = sum(size.sizes()["responseBodySize"] for size in sizes)
        FIRST_VISITS[short] = max(FIRST_VISITS.get(short, (0, 0)), (weight, len(sizes)))
        assert weight <= MOST_BYTES, f"{short} weighs {weight} bytes"
        assert len(sizes) <= MOST_REQUESTS, f"{short} makes {len(sizes)} requests"
        self.is_accessible(page)
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="dark" if self.scheme == "light" else "light")
        self.is_accessible(page)
        context.close()

    def is_accessible(self, page=None):
        """No violation known to axe, and nothing to push sideways."""
        page = page or self.page
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")  # colours that fade
        width, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= seen, f"{page.url} is {width} px wide on a screen of {seen} px"
        found = Axe().run(page)
        assert not found.violations_count, f"{page.url} ({self.scheme})\n{found.generate_report()}"


def text_of(mail):
    """The plain part of a mail."""
    return part_of(mail, "text/plain")


def part_of(mail, kind):
    part = next(part for part in mail.walk() if part.get_content_type() == kind)
    return part.get_payload(decode=True).decode(part.get_content_charset() or "utf-8")
