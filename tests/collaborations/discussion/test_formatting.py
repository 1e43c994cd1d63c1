"""What people type becomes a page by one policy: nothing runs, nothing loads, nothing gets lost, nothing takes long."""

import re
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaborations.discussion.formatting import DEEPEST, ELEMENTS, in_words, nests_too_deep, to_html, with_names

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt\n>alert(1)</sCrIpT >",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import 'https://example.org/x'</style>",
    "<a href='javascript:alert(1)' onclick=alert(1)>x</a>",
    "<form action=https://example.org><button>x</button></form>",
    "<details open ontoggle=alert(1)>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](//example.org/x)",
    "[x](/account/logout/)",
    "[x](ftp://example.org)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.org/1)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "onmouseover=alert(1)")',
    '[x](https://example.org/"onmouseover="alert(1))',
    "[x](https://example.org/' onmouseover='alert(1))",
    "![x](https://example.org/track.gif)",
    "![x](javascript:alert(1))",
    '![](x "onerror=alert(1)")',
    "https://example.org/<script>alert(1)</script>",
    'https://example.org/"><img src=x onerror=alert(1)>',
    "[<img src=x onerror=alert(1)>](https://example.org)",
    "[![x](https://example.org/a.png)](https://example.org)",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "```html onload=alert(1)\nx\n```",
    "`</code><script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "＜script＞alert(1)＜/script＞",
    "\u2028<script>alert(1)</script>\u2029",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    "<a\u00a0href='javascript:alert(1)'>x</a>",
    '<span data-mention="p1"></span>',
    '<span data-mention="p1" onclick="alert(1)"></span>',
    "@[p1](javascript:alert(1))",
    "[@[p1]](javascript:alert(1))",
    "[p1]: javascript:alert(1)\n\n@[p1]",
    '@[p1"onclick=alert(1)]',
    "> " * 8 + "<script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| x |",
    "- <img src=x onerror=alert(1)>\n  - <svg onload=alert(1)>",
]  # fmt: skip

LINKS = re.compile(r"https?://|mailto:")


class Reader(HTMLParser):
    """Notes each element and attribute, as a browser would meet them."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.attributes, self.open, self.words = set(), [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def assert_harmless(html):
    read = Reader(html)
    assert read.elements <= ELEMENTS
    assert read.open == []
    for tag, name, value in read.attributes:
        if (tag, name) == ("a", "href"):
            assert LINKS.match(value), value
        elif (tag, name) == ("a", "rel"):
            assert value == "nofollow ugc noopener"
        elif (tag, name) == ("span", "data-mention"):
            assert re.fullmatch(r"[po]\d+", value)
        else:
            assert (tag, name) == ("ol", "start"), (tag, name, value)
    return read


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_meant_to_harm_is_only_words(text):
    read = assert_harmless(to_html(text, ["p1"]))
    assert "img" not in read.elements


def test_the_reader_of_this_test_sees_what_would_harm():
    for html in (
        "<script>",
        '<a href="javascript:x">x</a>',
        '<p onclick="x">y</p>',
        "<p><em></p>",
        '<a href="/x">x</a>',
    ):
        with pytest.raises(AssertionError):
            assert_harmless(html)


@given(st.text(alphabet=st.sampled_from(list("<>\"'`[]()!*_~#@p1:/.&;=\\ \n\tjavascript-+|")), max_size=120))
def test_whatever_is_typed_the_page_stays_whole(text):
    assert_harmless(to_html(text, ["p1"]))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("**bold** and *soft* and ~~gone~~", "<p><strong>bold</strong> and <em>soft</em> and <s>gone</s></p>\n"),
        ("# A heading *here*\n\ntext", "<p><strong>A heading <em>here</em></strong></p>\n<p>text</p>\n"),
        ("Also\n===", "<p><strong>Also</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("see https://example.org/a?b=1&c=2.",
         '<p>see <a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">https://example.org/a?b=1&amp;c=2</a>.</p>\n'),
        ("[us](mailto:a@example.org)", '<p><a href="mailto:a@example.org" rel="nofollow ugc noopener">us</a></p>\n'),
        ("gedaan.De rest, a@example.org", "<p>gedaan.De rest, a@example.org</p>\n"),
        ("![a cat](https://example.org/c.png)",
         '<p>!<a href="https://example.org/c.png" rel="nofollow ugc noopener">a cat</a></p>\n'),
        ("@[p12] and @[o3] and @[p99] and `@[p12]`",
         '<p><span data-mention="p12"></span> and <span data-mention="o3"></span> and @[p99] and <code>@[p12]</code></p>\n'),
    ],
)  # fmt: skip
def test_what_people_mean_is_what_they_get(text, html):
    assert to_html(text, ["p12", "o3"]) == html


def test_those_mentioned_are_filled_in_when_it_is_read_and_never_as_markup():
    html = to_html("@[p12] asked @[p13]", ["p12", "p13"])
    assert "Ada" not in html
    read = with_names(html, {"p12": "Ada <b>'Voorbeeld'"})
    assert '<bdi class="mention">@Ada &lt;b&gt;&#x27;Voorbeeld&#x27;</bdi>' in read
    assert '<bdi class="mention">@somebody</bdi>' in read
    assert in_words("@[p12] asked @[p13]", {"p12": "Ada"}) == "@Ada asked @[…]"


DEEP = {"quotes": "> ", "bare quotes": ">", "lists": "- ", "numbers": "1. "}


@pytest.mark.parametrize("what", DEEP)
def test_what_nests_so_deep_that_it_would_get_lost_is_noticed(what):
    unit = DEEP[what]
    shown = [n for n in range(1, 20) if "word" in to_html(unit * n + "word")]
    fine = [n for n in range(1, 20) if not nests_too_deep(unit * n + "word")]
    assert fine
    assert set(fine) <= set(shown)
    assert nests_too_deep(unit * 5_000 + "word")
    assert len(fine) < DEEPEST


LONG = [
    "[",
    "![",
    ">",
    "*a ",
    "**a*",
    "_a",
    "`a",
    "[a](",
    "~~a",
    "<",
    "&a;",
    "\\[",
    "]",
    "- a\n  ",
    "@[p1]",
    "a\n",
    "# ",
    "\u0301",
    "\u202e",
]


@pytest.mark.parametrize("unit", LONG)
def test_ten_thousand_signs_cost_twice_what_five_thousand_do_and_stay_small(unit):
    """Counted in calls, which no busy machine changes."""
    once, twice = (calls_of(unit * (n // len(unit))) for n in (5_000, 10_000))
    assert twice <= 2.3 * once + 500
    assert len(to_html(unit * (10_000 // len(unit)), ["p1"])) <= 12 * 10_000


def calls_of(text):
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        to_html(text, ["p1"])
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "a\u202eb\u2066c", "Z̸̡̢̛̪̘͔̥͇̙̦̃́̄a̵̧̛lgo", "👩🏽‍🌾🌍", "x" * 5_000])
def test_every_script_and_sign_stands_there_as_it_was_typed(text):
    assert Reader(to_html(text)).words.strip() == text
