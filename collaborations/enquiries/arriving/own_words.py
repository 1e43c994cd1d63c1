"""What somebody wrote themselves, without the mail they answer, their signature and what their server adds.

mail-parser-reply knows how mail programs of many languages begin a quotation and end a text. It cuts where somebody
writes "Thanks, …" or "Date: …" in the middle, and does not know the Dutch and French of some programs; so it is asked
for its opinion only, and what is cut off must also look like what it is taken for. When in doubt, more is kept.
"""

import re

from mailparser_reply.parser import EmailMessage  # type: ignore[import-untyped]

from collaborations.enquiries.arriving import ends, history

LANGUAGES = ("nl", "fr", "en", "de", "es", "it")
WIDEST, MOST_LINES = 200, 200  # of what the library is shown: its patterns take long over long lines
MOST = 40_000  # characters that are looked at


def own_words(text: str, attached: list[str], *, subject: str = "") -> str:
    """The words of whoever wrote; of a forwarded mail also what was forwarded, as quoted lines.

    When nothing would be left, everything is kept.
    """
    lines = _lines(text)
    start, is_forward = history.begins(lines, subject=subject)
    own = _without_end(history.without_quotes(lines[:start]))
    passed_on = [_without_end(history.inner(lines[start:]))] if is_forward else []
    passed_on += [_without_end(_lines(one)) for one in attached]
    found = [_joined(own), *(_quoted(one) for one in passed_on)]
    return "\n\n".join(part for part in found if part) or _joined(lines)


def _lines(text: str) -> list[str]:
    """Lines without blanks at their ends, and none at the beginning and the end."""
    kept = text[:MOST].replace("\u00a0", " ").replace("\u202f", " ").replace("\u200b", "").replace("\ufeff", "")
    return _trimmed([line.rstrip() for line in kept.split("\n")])


def _without_end(lines: list[str]) -> list[str]:
    """Without signature, disclaimer and what a phone adds."""
    lines = _trimmed(ends.without_banner(lines))
    cut = ends.begins(lines)
    seen = _seen_by_library(lines)
    if seen is not None and seen < cut and ends.looks_like_one(lines[seen:]):
        cut = seen
    return _trimmed([*lines[:cut], *ends.postscript(lines[cut:])])


def _seen_by_library(lines: list[str]) -> int | None:
    """The line at which mail-parser-reply sees a signature begin, if it does."""
    shown = "\n".join(line[:WIDEST] for line in lines[:MOST_LINES])
    first = EmailMessage(text=shown, languages=list(LANGUAGES), keep_hyphen_lists=True).read().replies[0]
    place = first.content.find(first.signatures) if first.signatures else -1
    return first.content[:place].count("\n") if place > 0 and not first.headers else None


def _quoted(lines: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _trimmed(lines: list[str]) -> list[str]:
    kept = [bool(line.strip()) for line in lines]
    if not any(kept):
        return []
    return lines[kept.index(True) : len(lines) - kept[::-1].index(True)]
