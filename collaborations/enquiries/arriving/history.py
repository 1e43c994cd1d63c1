"""Where the mail that is answered or passed on begins below somebody's own words, as mail programs write it."""

import re

WROTE = re.compile(
    r"^\W*(on|op|le|am|el|il)\b.{6,260}?\b(wrote|schreef\b.{0,120}|a écrit|geschreven"
    r"|schrieb\b.{0,120}|escribió|ha scritto)\s*:$",
    re.IGNORECASE,
)
WROTE_AFTER_NAME = re.compile(r"^.{3,120}\b(wrote on|schreef op|a écrit le|wrote at)\b.{5,80}:$", re.IGNORECASE)
DATE_FIRST = re.compile(r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d .{3,120}[>:]:?$")
BEGINS_TO_SAY = re.compile(r"^\W*(on|op|le|am|el|il)\b", re.IGNORECASE)
DASHES = re.compile(
    r"^[-_ ]{2,}(original message|oorspronkelijk bericht|origineel bericht|message d.origine|message original"
    r"|ursprüngliche nachricht|reply message)[-_ ]{2,}$",
    re.IGNORECASE,
)
PASSED_ON = re.compile(
    r"^\W*(forwarded message|forwarded by .+|begin forwarded message:?|doorgestuurd bericht"
    r"|begin (van )?doorgestuurd bericht:?|message (transféré|transmis)|début du message (transféré|réexpédié) ?:?"
    r"|weitergeleitete nachricht)\W*$",
    re.IGNORECASE,
)
PASSES_ON = re.compile(r"^(fwd?|fw|tr|doorst|wg)\s?:", re.IGNORECASE)
FROM = re.compile(r"^[>* ]*(from|van|de|von)\*? ?:\*? ?\S", re.IGNORECASE)
BESIDE_FROM = re.compile(
    r"^[>* ]*(sent|date|to|subject|cc|reply-to|verzonden|datum|aan|onderwerp|antwoord aan|envoyé|à|a|objet|répondre à"
    r"|gesendet|an|betreff|copie|kopie)\*? ?:",
    re.IGNORECASE,
)
LINE = re.compile(r"^\W*[-_]{5,}\W*$")
HEAD_LINES, WRAPPED_LINES = 7, 3


def begins(lines: list[str], *, subject: str) -> tuple[int, bool]:
    """The number of the first line that is not of this mail, and whether it was passed on rather than answered."""
    for number, line in enumerate(lines):
        if PASSED_ON.match(line):
            return number, True
        if DASHES.match(line):
            return number, bool(PASSES_ON.match(subject))
        if _is_head(lines, number):
            return _above(lines, number), bool(PASSES_ON.match(subject))
        if _said_in(lines, number) and not _is_answered_below(lines, number):
            return number, bool(PASSES_ON.match(subject))
    return len(lines), False


def inner(lines: list[str]) -> list[str]:
    """The words of a mail that was passed on: without its head, and without what it answered itself."""
    rest = (
        lines[1:] if lines and (PASSED_ON.match(lines[0]) or DASHES.match(lines[0]) or LINE.match(lines[0])) else lines
    )
    if rest and (LINE.match(rest[0]) or not rest[0].strip()):
        rest = rest[1:]
    said = introduction(rest)
    rest = rest[said:] if said else rest
    while rest and (not rest[0].strip() or FROM.match(rest[0]) or BESIDE_FROM.match(rest[0])):
        rest = rest[1:]
    end, _is_forward = begins(rest, subject="")
    return [re.sub(r"^> ?", "", line) for line in rest[:end]]


def without_quotes(lines: list[str]) -> list[str]:
    """Answers below or between quoted lines: only the answers, without the line that says whose words are quoted."""
    kept, number = [], 0
    while number < len(lines):
        length = _said_in(lines, number)
        after = next((line for line in lines[number + length :] if line.strip()), "")
        if length and _is_quoted(after):
            number += length
            continue
        if not _is_quoted(lines[number]):
            kept.append(lines[number])
        number += 1
    return kept


def introduction(lines: list[str]) -> int:
    """How many lines at the beginning say only whose words follow: "On Monday … wrote:"."""
    for number in range(min(len(lines), 3)):
        if length := _said_in(lines, number):
            return number + length
    return 0


def _said_in(lines: list[str], number: int) -> int:
    """In how many lines it is said, because programs break long ones; 0 when it is not said here."""
    if WROTE_AFTER_NAME.match(lines[number][:300]) or DATE_FIRST.match(lines[number][:300]):
        return 1
    if not BEGINS_TO_SAY.match(lines[number]):
        return 0
    for length in range(1, WRAPPED_LINES + 1):
        together = " ".join(lines[number : number + length])
        if len(together) < 400 and WROTE.match(together) and re.search(r"\d", together):  # noqa: PLR2004
            return length
    return 0


def _is_answered_below(lines: list[str], number: int) -> bool:
    """Whether quoted lines follow and then unquoted ones: the answer stands below or in between."""
    rest = lines[number + _said_in(lines, number) :]
    quoted = [place for place, line in enumerate(rest) if _is_quoted(line)]
    return bool(quoted) and any(line.strip() for line in rest[quoted[0] :] if not _is_quoted(line))


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_head(lines: list[str], number: int) -> bool:
    """From:, and soon two of Sent:, To:, Subject: and their like."""
    if not FROM.match(lines[number]):
        return False
    return sum(bool(BESIDE_FROM.match(line)) for line in lines[number + 1 : number + HEAD_LINES]) > 1


def _above(lines: list[str], number: int) -> int:
    """With the line that is drawn above it."""
    above = number
    while above and (not lines[above - 1].strip() or LINE.match(lines[above - 1])):
        above -= 1
    return above
