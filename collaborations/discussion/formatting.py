"""The one policy by which what people write becomes a page: Markdown, then an allow-list of elements.

Nothing that was typed is markup of its own, no image is loaded, links lead to the web or to a mailbox and nowhere else,
and whoever is mentioned is a place in the text that is filled in when it is read, so that a name never outlives the
person who bore it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

DEEPEST = 12  # quotes in quotes and lists in lists; what lies deeper is refused, because the parser would drop it
LINKS = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
ELEMENTS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "span", "strong", "ul"}
MENTION = re.compile(r"@\[([po]\d{1,19})\]")  # in what is kept as text
PLACE = re.compile(r'<span data-mention="([po]\d+)"></span>')  # in what is kept as a page


def to_html(text: str, mentioned: Iterable[str] = ()) -> str:
    """``text`` as safe HTML, with an empty place for each of ``mentioned`` (keys such as ``p12``) that it names.

    Linear in what people type, and never more than a few times as long.
    """
    made = _markdown.render(text, {"mentioned": set(mentioned)})
    return nh3.clean(
        made,
        tags=ELEMENTS,
        attributes={"*": set(), "a": {"href"}, "span": {"data-mention"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def nests_too_deep(text: str) -> bool:
    """Whether quotes and lists lie in each other so often that the innermost would get lost."""
    return any(token.level + (token.nesting == 1) >= DEEPEST for token in _markdown.parse(text, {"mentioned": ()}))


def with_names(html: str, names: Mapping[str, str]) -> SafeString:
    """The page with the names of those mentioned; who is nobody any more is left out."""
    if "data-mention" not in html:
        return mark_safe(html)
    return mark_safe(PLACE.sub(lambda found: _name(names.get(found[1]) or _("somebody")), html))


def in_words(text: str, names: Mapping[str, str]) -> str:
    """The text as its author typed it, with the names that those mentioned bear now."""
    return MENTION.sub(lambda found: "@" + names.get(found[1], "[…]"), text)


@lru_cache(maxsize=500)
def _name(name: str) -> SafeString:
    return format_html('<bdi class="mention">@{}</bdi>', name)


def _is_link(address: str) -> bool:
    return LINKS.fullmatch(address) is not None


def _mention(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it calls it so
    """``@[p12]`` becomes the place of person 12, if they were found to be meant when this was written."""
    found = MENTION.match(state.src, state.pos, state.posMax)
    if found is None or found[1] not in state.env["mentioned"]:
        return False
    if not silent:
        state.push("mention", "span", 0).meta = {"key": found[1]}
    state.pos = found.end()
    return True


def _policy() -> MarkdownIt:
    made = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True, "maxNesting": DEEPEST + 1})
    made.disable(["image", "table"])
    if made.linkify is not None:
        made.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # "gedaan.De" is no address
    made.validateLink = _is_link  # type: ignore[method-assign,assignment]
    made.inline.ruler.before("link", "mention", _mention)
    made.add_render_rule(
        "mention", lambda _self, tokens, at, *_: f'<span data-mention="{tokens[at].meta["key"]}"></span>'
    )
    made.add_render_rule("heading_open", lambda *_: "<p><strong>")  # a comment has no outline of its own
    made.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return made


_markdown = _policy()
