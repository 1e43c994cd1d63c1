"""In which language somebody wrote: counted small words, listed here; the rule anybody can check by hand."""

import re

SMALL_WORDS = {
    "en": "the and of to is are we you our your for with that this have how could would what can from about which not",
    "nl": "de het een en van is zijn wij we jullie onze voor met dat dit hebben hoe kunnen zou wat kan over niet er ik",
    "fr": "le la les un une des et est sont nous vous notre votre pour avec que qui cette avons comment sur pas dans",
}
WORDS = {language: set(words.split()) for language, words in SMALL_WORDS.items()}
MOST = 3000  # characters that are looked at


def language_of(text: str, *, otherwise: str = "en") -> str:
    """The language of ``text`` with the most small words; ``otherwise`` when none has more than the others."""
    found = re.findall(r"[^\W\d_]+", text[:MOST].lower())
    counts = {language: sum(word in small for word in found) for language, small in WORDS.items()}
    best = max(counts.values())
    leading = [language for language, count in counts.items() if count == best]
    return leading[0] if best and len(leading) == 1 else otherwise
