"""People without a browser: forms posted over HTTP with the cookies and the hidden fields that the pages gave."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import Cookie, CookieJar
from types import SimpleNamespace

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """One session; ``get`` and ``post`` give the status, the text and the address it ended at."""

    def __init__(self, processes, person):
        self.processes, self.person = processes, person
        self.cookies = CookieJar()
        if person:
            self.cookies.set_cookie(_cookie("sessionid", person.session))
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        self.token = ""

    def get(self, path):
        answer = self._ask(path)
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def post(self, path, **fields):
        """``get`` a page with a form first: it brings the token."""
        assert self.token, "no form was read yet"
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        return self._ask(path, data)

    def _ask(self, path, data=None):
        try:
            with self._opener.open(urllib.parse.urljoin(self.processes.site, path), data=data, timeout=40) as answer:
                return _read(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return _read(refused)

    def form(self, title):
        """What the page to propose a theme would send; the same form again has the same key."""
        page = self.get("/themes/propose/")
        assert page.status == 200, page.text[:500]
        return {
            "title": title, "question": f"What holds when a process dies: {title}?", "change": "Nothing is lost.",
            "organisation": self.person.organisation_id, "key": str(uuid.uuid4()), "verb": "propose",
        }  # fmt: skip

    def propose(self, title):
        """The address of the new theme."""
        answer = self.post("/themes/propose/", **self.form(title))
        assert answer.status == 200, answer.text[:2000]
        assert re.fullmatch(r"/themes/\d+/", answer.path), answer.path
        return answer.path

    def open_theme(self, theme):
        self.get(theme)
        return self.post(f"{theme}open/")


def _read(answer):
    text = html.unescape(answer.read().decode())
    return SimpleNamespace(status=answer.status, text=text, path=urllib.parse.urlsplit(answer.url).path)


def _cookie(name, value):
    return Cookie(0, name, value, None, False, "127.0.0.1", False, False, "/", True, False, None, True, None, None, {})
