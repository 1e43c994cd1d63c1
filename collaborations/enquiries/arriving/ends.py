"""How mails end: with a greeting and a name, a signature, a phone's line, a disclaimer; and what servers put on top."""

import re

GREETINGS = (
    # English
    r"(kind(est)?|best|warm(est)?|many|with (kind|best|warm)) (regards|wishes)", r"(kind|best|warm) greetings",
    "regards", "best", "cheers", "all the best", r"yours( (sincerely|truly|faithfully))?", "sincerely( yours)?",
    "many thanks", "thanks", "thank you", "thanks in advance", "warmly", "take care",
    # Dutch
    r"(met )?(een )?(vriendelijke|hartelijke|warme|beste|collegiale|zonnige|lieve) groet(en|jes)?", "groet(en|jes)?",
    "gr", "mvg", "m.v.g", "hartelijks", "hoogachtend", "dank je wel", "dank u wel", "bedankt", "veel dank",
    "alvast (hartelijk )?(dank|bedankt)", r"met? ?(vr|hart|vriendel)\.? ?gr(oet)?",
    # French
    r"(bien |très )?cordialement( à vous)?", "bien à (vous|toi)", "salutations( distinguées)?", "amicalement",
    r"(mes |nos |avec mes )?(meilleures|sincères|cordiales) salutations", "respectueusement", "belle journée",
    "merci( (beaucoup|d.avance|par avance))?", "bonne (journée|réception|soirée|semaine)",
)  # fmt: skip
NAME = r"\s+((?-i:[A-ZÀ-Þ])[\w.'\u2019-]*|de|van|den|der|du|la|en|et|and)"
GREETING = re.compile(rf"^({'|'.join(GREETINGS)})\s*[,.!\u2013-]*({NAME}){{0,6}}\s*[,.!]?$", re.IGNORECASE)
SENTENCE = re.compile(r"^(\S+\s+){7,}\S+[.?!]$")
DELIMITER = re.compile(r"^(-- ?|__ ?|\u2014)$")
PHONE = re.compile(
    r"^\W*((sent|get|verzonden|verstuurd|envoyé|gesendet|télécharge[rz]|download|obtenez)\b.{0,60}"
    r"\b(iphone|ipad|android|samsung|galaxy|mobile|phone|telefoon|outlook|gmail|mobiel|proton ?mail|yahoo"
    r"|mail (for|voor|pour)|huawei|smartphone|tablet|blackberry)\b|outlook (voor|for|pour) (android|ios)"
    r"|virus-?(free|vrij)).{0,120}$",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^\W*((e-?mail )?disclaimer\b|confidentiality( notice)?\b|avis de confidentialité|vertrouwelijkheid\b"
    r"|(this|the information (in|contained in) this) (e-?mail|message)\b.{0,120}(confidential|intended|privileged)"
    r"|(dit|deze) (e-?mail|bericht|e-?mailbericht)\b.{0,160}(vertrouwelijk|bestemd|uitsluitend)"
    r"|de informatie (verzonden )?(in|met) dit (e-?mail)?bericht"
    r"|ce (message|courriel|courrier électronique|mail)\b.{0,160}(confidentiel|destiné|exclusi)"
    r"|les informations contenues dans ce (message|courriel)"
    r"|please consider the environment|denk aan het milieu|pensez à l.environnement|spaar het milieu)",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"^\W*(caution\b.{0,20}(external|this (e-?mail|message) (originated|came))|\[?external\b"
    r"|externe? (e-?mail|afzender|mail)\b"
    r"|(je|u) ontvangt niet vaak|you don.t often get|vous n.obtenez pas souvent|let op: deze (e-?mail|mail)"
    r"|attention ?: (ce|cet) (message|e-?mail|courriel) (provient|vient)|some people who received this message)",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"^\W*(p\.? ?s\.?|ps)\s?:?\s", re.IGNORECASE)
MOST_LINES, MOST_CHARACTERS, WIDEST = 16, 900, 160
NEAR = 60  # lines from the end, within which it begins


def begins(lines: list[str]) -> int:
    """The number of the line where the end of a mail begins; their count when it has none."""
    cut = len(lines)
    for number, line in enumerate(lines):
        if DISCLAIMER.match(line) and number:
            cut = min(cut, number)
            break
    for number in range(max(cut - NEAR, 0), cut):
        if _ends(lines[number:cut], is_first=not number):
            return number
    return cut


def looks_like_one(lines: list[str]) -> bool:
    """Short lines, and few of them: names, numbers and addresses; whole paragraphs are no signature."""
    said = [line for line in lines if line.strip()]
    before = next((place for place, line in enumerate(said) if DISCLAIMER.match(line)), len(said))
    said = said[:before]
    return (
        len(said) <= MOST_LINES
        and sum(map(len, said)) <= MOST_CHARACTERS
        and all(len(line) <= WIDEST for line in said)
        and not any(_is_said(line.strip()) for line in said)
    )


def without_banner(lines: list[str]) -> list[str]:
    """Without the warning that a server writes above mail from outside."""
    if not any(BANNER.match(line) for line in lines[:3]):
        return lines
    first = next(place for place, line in enumerate(lines[:3]) if BANNER.match(line))
    rest = lines[first:]
    end = next((place for place, line in enumerate(rest) if not line.strip()), len(rest))
    return [*lines[:first], *rest[end:]] if end < len(rest) else lines


def postscript(lines: list[str]) -> list[str]:
    """What somebody added below their name is theirs, too."""
    first = next((place for place, line in enumerate(lines) if POSTSCRIPT.match(line)), None)
    if first is None:
        return []
    rest = lines[first:]
    end = next(
        (n for n, line in enumerate(rest) if not line.strip() or DELIMITER.match(line) or PHONE.match(line)), None
    )
    return ["", *rest[:end]]


def _is_said(line: str) -> bool:
    """Whether it is a sentence of theirs: a question, or eight words with a full stop that no phone adds."""
    return line.endswith("?") or bool(SENTENCE.match(line) and not PHONE.match(line))


def _ends(rest: list[str], *, is_first: bool) -> bool:
    """Whether the mail ends with this line and what follows."""
    line = rest[0].strip()
    if PHONE.match(line) or DELIMITER.match(rest[0]):
        return looks_like_one(rest[1:])
    return not is_first and len(line) <= WIDEST // 2 and bool(GREETING.match(line)) and looks_like_one(rest[1:])
