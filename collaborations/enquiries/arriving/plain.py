"""HTML mail as plain text: paragraphs, lists and quotes keep their shape, everything else is left out."""

import re
from html.parser import HTMLParser

import nh3

MOST = 1_000_000  # characters of HTML that are looked at
SHAPES = {"p", "div", "br", "hr", "li", "ul", "ol", "blockquote", "table", "tr", "td", "th", "a",
          "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
WITHOUT_CONTENT = {"script", "style", "title", "head", "template", "noscript"}
BLOCKS = {"div", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
RULE = "_" * 32  # as mail programs draw it in plain text


def plain(html: str) -> str:
    """The text of an HTML mail; quoted parts begin with ``> ``, as they do in plain mail."""
    cleaned = nh3.clean(
        html[:MOST], tags=SHAPES, clean_content_tags=WITHOUT_CONTENT, attributes={"a": {"href"}}, link_rel=None,
        url_schemes={"http", "https"}, strip_comments=True,
    )  # fmt: skip
    shape = _Shape()
    shape.feed(cleaned)
    shape.close()
    return shape.text()


class _Shape(HTMLParser):
    """Writes lines as tags come by; ``depth`` is how deep in quotes they are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.line, self.depth, self.link, self.link_begins = "", 0, "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line()
        elif tag == "hr":
            self._break()
            self.lines.append((self.depth, RULE))
        elif tag in {"p", "blockquote"} or tag in BLOCKS:
            self._break(is_paragraph=tag == "p")
            self.depth += tag == "blockquote"
        elif tag == "li":
            self._break()
            self.line = "- "
        elif tag in {"td", "th"}:
            self.line += " "
        elif tag == "a":
            self.link, self.link_begins = dict(attrs).get("href") or "", len(self.line)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in {"p", "li", "blockquote"} or tag in BLOCKS:
            self._break(is_paragraph=tag == "p")
            self.depth = max(self.depth - (tag == "blockquote"), 0)

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        self.line += words.lstrip() if not self.line or self.line.endswith(" ") else words

    def text(self) -> str:
        self._break()
        return "\n".join(f"{'> ' * depth}{line}".rstrip() for depth, line in self.lines).strip()

    def _end_line(self) -> None:
        self.lines.append((self.depth, self.line.strip()))
        self.line = ""

    def _break(self, *, is_paragraph: bool = False) -> None:
        """A new block begins or ends: what was written so far is a line of its own."""
        if self.line.strip():
            self._end_line()
        self.line = ""
        if is_paragraph and self.lines and self.lines[-1][1]:
            self.lines.append((self.depth, ""))

    def _end_link(self) -> None:
        """Where a link leads is told unless its words say so."""
        said, shown = self.line[self.link_begins :].strip(), re.sub(r"^https?://(www\.)?|/$", "", self.link)
        if self.link and said and shown not in said:
            self.line += f" <{self.link}>"
        self.link = ""
