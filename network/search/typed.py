"""What somebody typed, as words that can be looked for; nothing that can be typed is an error."""

import unicodedata
from dataclasses import dataclass

from django.db import connection

LONGEST = 240  # characters that are read: twice a title
SHORTEST = 3
MOST_WORDS = 16
MARKS = frozenset(
    map(chr, [*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)])
)
STEMS = """
    SELECT lexeme, ts_lexize('pg_catalog.english_stem', lexeme), ts_lexize('pg_catalog.dutch_stem', lexeme),
           ts_lexize('pg_catalog.french_stem', lexeme)
      FROM unnest(to_tsvector('pg_catalog.simple', plain(%s)))
     ORDER BY positions[1]"""


@dataclass(frozen=True)
class Word:
    """One word and what each language makes of it; ``is_open`` is the last one, which may still be typed."""

    word: str
    stems: tuple[str, ...]
    is_stop: bool
    is_open: bool = False

    def query(self, weight: str = "") -> str:
        """For ``to_tsquery``: any of the forms of this word, in the title only with weight A."""
        forms = [f"{_quoted(stem)}{f':{weight}' if weight else ''}" for stem in self.stems]
        forms += [f"{_quoted(self.word)}:*{weight}"] if self.is_open else []
        return f"({' | '.join(forms)})"


@dataclass(frozen=True)
class Typed:
    """``text`` as it is compared with titles, and the words that say something in it."""

    text: str
    words: tuple[Word, ...]

    @property
    def longest(self) -> str:
        """The word that tells most, if there is any."""
        return max((word.word for word in self.words), key=len, default="")


def read(text: str) -> Typed:
    """One query. Marks piled on letters, NUL and what no text may hold are left out; the rest is cut at ``LONGEST``."""
    tidy = _tidy(text[: LONGEST * 8])[:LONGEST]
    if not tidy.strip():
        return Typed("", ())
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [tidy])
        rows = cursor.fetchall()[:MOST_WORDS]
    last = tidy.split()[-1].casefold() if tidy[-1:].isalnum() else ""
    words = [_word(word, stems, is_open=word == last and len(word) >= SHORTEST) for word, *stems in rows]
    return Typed(tidy.strip(), tuple(word for word in words if not word.is_stop))


def _word(word: str, stems: list[list[str] | None], *, is_open: bool) -> Word:
    """A word that any of the languages passes over says too little in all of them, and so does a single letter."""
    forms = dict.fromkeys([word, *(form for found in stems for form in found or ())])
    return Word(word, tuple(forms), is_stop=len(word) == 1 or any(found == [] for found in stems), is_open=is_open)


def _tidy(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.encode("utf-8", "ignore").decode())
    kept = (letter if letter.isprintable() else " " for letter in letters if letter not in MARKS)
    return unicodedata.normalize("NFC", "".join(kept))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
