"""The pieces pages are composed of: one tag, one template in `templates/components/`, one CSS file of the same name.

A page says `{% load components %}` and nothing else. Each tag renders one template and makes no query: a card takes
about 25 microseconds, fifty of them with their states little more than a millisecond.
`/styleguide/` (DEBUG only) shows each of them in each state.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, Textarea
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

BUTTON_KINDS = {"primary", "quiet", "danger", "link"}
CARD_TONES = {"plain", "tint", "accent"}
HEADINGS = {2: "h2", 3: "h3", 4: "h4"}
STATE_TONES = {"neutral", "waiting", "positive", "negative"}
NOTICE_TONES = {"info", "success", "warning", "problem"}
MESSAGE_LEVELS = {"debug": "info", "error": "problem", "": "info"}


class Problem(NamedTuple):
    """One line of the summary above a form; `target` is the id to jump to, empty when there is nothing to jump to."""

    label: str
    error: str
    target: str


class PageLink(NamedTuple):
    """One number of a pager; without an address it is the page one is on or a gap."""

    number: int | str
    href: str
    is_current: bool


class Step(NamedTuple):
    """One ring of a road: `stage` is done, current or ahead."""

    word: str
    note: str
    stage: str


@register.simple_block_tag
def button(content: str, *, kind: str = "primary", href: str = "", **attributes: str | bool) -> SafeString:
    """Offer an act; with `href` a link that looks the same.

    `type` (submit), `name` and `value` are the button's own; any other name becomes an attribute with dashes, so
    `aria_controls="list"` is `aria-controls`, and `hx_post=url` is `data-hx-post`, which htmx knows and the Nu checker
    allows. True gives a bare attribute, False and None none.
    """
    _expect(kind, BUTTON_KINDS)
    kind_of_button = attributes.pop("type", "submit")
    name, value = attributes.pop("name", ""), attributes.pop("value", "")
    return _render(
        "button", content=content, kind=kind, href=href, type=kind_of_button, name=name, value=value,
        attributes=_attributes(attributes),
    )  # fmt: skip


@register.simple_block_tag
def card(
    content: str, *, title: str, href: str = "", tone: str = "plain", meta: str = "", level: int = 2, lang: str = ""
) -> SafeString:
    """Show one thing of a list; with `href` the whole card is its link.

    `lang` is the language of the title when it differs from the page's (WCAG 2.2, 3.1.2).
    """
    _expect(tone, CARD_TONES)
    return _render(
        "card", content=content, title=title, href=href, tone=tone, meta=meta, heading=HEADINGS[level], lang=lang
    )


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    help_text: str | None = None,
    optional: bool | None = None,
    count: bool | None = None,
) -> SafeString:
    """Ask for one thing: label, help, problem and input, tied together for screen readers.

    What may stay empty is marked "(optional)"; what has a longest length says so. The browser's own `maxlength` is
    taken off: it cuts a pasted text without a word, while the answer to a text that is too long keeps all of it. A
    placeholder is taken off, too: it only repeats the label. An empty `help_text` takes the form's own off.
    """
    shape = _shape(bound)
    most = getattr(bound.field, "max_length", None) if _counts(bound, wanted=count) else None
    words = bound.help_text if help_text is None else help_text
    described_by = " ".join(
        f"{bound.auto_id}_{part}"
        for part, is_there in (("helptext", words), ("error", bound.errors), ("count", most))
        if is_there
    )
    attributes: dict[str, Any] = {"maxlength": False, "placeholder": False}
    if described_by and shape != "group":
        attributes["aria-describedby"] = described_by
    if optional is None:
        optional = not bound.field.required and shape != "choice"
    return _render(
        "field", bound=bound, shape=shape, label=label or bound.label, help=words, is_optional=optional, most=most,
        described_by=described_by, widget=bound.as_widget(attrs=attributes),
    )  # fmt: skip


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """Say at the top of a form what to mend, with a link to each place; nothing while all is well. It takes focus."""
    problems = [Problem("", str(error), "") for error in form.non_field_errors()]
    problems += [
        Problem(_named(bound), str(error), "" if bound.is_hidden else _first_input(bound))
        for bound in form
        for error in bound.errors
    ]
    keeps_all = not form.files  # browsers do not keep files
    return _render("form_errors", problems=problems, keeps_all=keeps_all) if problems else SafeString("")


@register.simple_tag
def state(word: str, *, tone: str = "neutral") -> SafeString:
    """Show a state as a word with a ring before it: empty, half, full or struck through."""
    return _render("state", word=word, tone=_expect(tone, STATE_TONES))


@register.simple_tag
def person(name: str, *, organisation: str = "", href: str = "") -> SafeString:
    """Name somebody; with an empty name only the organisation shows, for those who chose so."""
    return _render("person", name=name, organisation=organisation, href=href)


@register.simple_block_tag
def empty_state(content: str, *, title: str, level: int = 2) -> SafeString:
    """Say what will be here and offer the first act.

    Not called `empty`, because inside a `for` that word is taken.
    """
    return _render("empty_state", content=content, title=title, heading=HEADINGS[level])


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "") -> SafeString:
    """Tell something that matters now; what is pressing is read out at once, the rest when the reader pauses.

    Takes the levels of Django's messages too: `{% notice tone=message.level_tag %}`.
    """
    tone = _expect(MESSAGE_LEVELS.get(tone, tone), NOTICE_TONES)
    spoken = {"info": _("Note:"), "success": _("Done:"), "warning": _("Take care:"), "problem": _("Problem:")}[tone]
    role = "alert" if tone in {"warning", "problem"} else "status"
    return _render("notice", content=content, tone=tone, title=title, spoken=spoken, role=role)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str, is_open: bool = False) -> SafeString:  # noqa: A002  as in HTML
    """Hold a short form back until its link `href="#id"` is followed: a modal with scripts, a section without.

    `is_open` shows it in place at once, for a form that came back with something to mend.
    """
    return _render("dialog", content=content, id=id, title=title, is_open=is_open)


@register.simple_block_tag
def table(content: str, *, caption: str, is_caption_hidden: bool = False, is_cards: bool = False) -> SafeString:
    """Show rows and columns; on a phone the table scrolls inside itself, by keyboard too.

    With ``is_cards`` each row is a card there instead, for long sentences; its cells say their column in `data-label`.
    """
    return _render("table", content=content, caption=caption, is_caption_hidden=is_caption_hidden, is_cards=is_cards)


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page[Any], *, name: str = "page", label: str = "") -> SafeString:
    """Lead through the pages of a list and keep the rest of the address; nothing when there is one page only.

    Costs no query beyond the count the page already made.
    """
    if not page.has_other_pages():
        return SafeString("")
    request: HttpRequest | None = context.get("request")

    def href(number: int) -> str:
        query = request.GET.copy() if request else QueryDict(mutable=True)
        query[name] = str(number)
        return f"?{query.urlencode()}"

    links = [
        PageLink(number, href(number) if isinstance(number, int) else "", number == page.number)
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return _render(
        "pager", page=page, links=links, label=label or _("Pages"),
        previous=href(page.number - 1) if page.has_previous() else "",
        next=href(page.number + 1) if page.has_next() else "",
    )  # fmt: skip


@register.simple_tag
def steps(road: Iterable[str | tuple[str, str]], *, current: int, label: str = "") -> SafeString:
    """Draw the road of a theme or journey as rings on a line; each step a word or a (word, note) pair.

    `current` counts from 0; one past the last means the whole road is behind.
    """
    drawn = []
    for number, step in enumerate(road):
        word, note = step if isinstance(step, tuple) else (step, "")
        stage = "done" if number < current else "current" if number == current else "ahead"
        drawn.append(Step(word, note, stage))
    return _render("steps", steps=drawn, label=label or _("The road so far and ahead"))


@register.simple_block_tag
def breadth(content: str, *, part: int, all: int) -> SafeString:  # noqa: A002  reads as it is said: 14 of all 108
    """Show how many of all stand behind something: the words inside, a thin bar beneath."""
    return _render("breadth", content=content, part=min(part, all), all=max(all, 1))


@register.simple_block_tag(takes_context=True)
def nav_link(context: Context, content: str, *, href: str) -> SafeString:
    """Link to a part of the house and mark it when the reader is there: `page` on it, `true` somewhere below it."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    is_below = href != "/" and path.startswith(href)
    current = "page" if path == href else "true" if is_below else ""
    return _render("nav_link", content=content, href=href, current=current)


def _render(component: str, **context: object) -> SafeString:
    return render_to_string(f"components/{component}.html", context)


def _expect(word: str, words: set[str]) -> str:
    if word not in words:
        message = f"{word!r} is none of {', '.join(sorted(words))}"
        raise template.TemplateSyntaxError(message)
    return word


def _attributes(attributes: dict[str, str | bool]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}" if value is True else ' {}="{}"', _dashed(name), value),)
            for name, value in attributes.items()
            if value is not False and value is not None
        ),
    )


def _dashed(name: str) -> str:
    dashed = name.replace("_", "-")
    return f"data-{dashed}" if dashed.startswith("hx-") else dashed


def _shape(bound: BoundField) -> str:
    if bound.is_hidden:
        return "hidden"
    if isinstance(bound.field.widget, CheckboxInput):
        return "choice"
    return "group" if bound.use_fieldset else "line"


def _counts(bound: BoundField, *, wanted: bool | None) -> bool:
    """Long texts tell their limit by themselves; a name or an address has no use for one."""
    return isinstance(bound.field.widget, Textarea) if wanted is None else wanted


def _named(bound: BoundField) -> str:
    label = str(bound.label)
    return label if label[-1:] in set("?!.:") else f"{label}:"


def _first_input(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
