"""How look-alikes are found: few candidates by the index of words, else by that of letters, then the nearest of them.

First whom it may be shown to, then what is alike: ``visible_to`` stands in the very query that chooses candidates, so
what somebody cannot see takes nobody's place. Two things bound the time whatever is typed: of very common words only
the rarest are looked for, and of all that hold them no more than ``MOST_CANDIDATES`` of a kind are weighed.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import BooleanField, Func, TextField, Value

from network.search.columns import column
from network.search.commonness import Commonness, commonness_in
from network.search.findables import FINDABLES, Findable, Found
from network.search.typed import Typed, Word, read

Rows = TypeVar("Rows", bound=models.QuerySet[Any])

MOST_CANDIDATES = 200  # of a kind, weighed by the words they hold
MOST_NEAR_MISSES = 100  # of a kind, weighed by a word with slips, which takes longer
MOST_WEIGHED = 12  # of a kind, compared letter by letter
MOST_TELLING = 8  # words by which candidates are chosen and ranked
ALIKE = 0.3  # from here on it is shown: about half of the words, or a title with a slip
SLIPS = "0.55"  # from here on a word with slips is taken for another one; less costs more than it finds
LONG_ENOUGH = 5  # letters, for a word in which slips are looked for

# For the transaction of what is sent along with it: without it PostgreSQL takes unknown words for common ones and reads
# whole tables. In one message, because that is one way to the server and back instead of four.
FOR_THIS_TIME = """
    SELECT set_config('pg_trgm.word_similarity_threshold', %s, true), set_config('enable_seqscan', 'off', true);"""

# Half by the share of words that are there, in the title or at least below it, and half by the letters of the title.
NEAREST = """
    WITH typed AS (SELECT plain(%s) AS letters, %s::text::tsquery AS words, lower(%s) AS word),
         each_word AS (SELECT * FROM unnest(%s::text[]::tsquery[], %s::text[]::tsquery[]) AS word(in_title, anywhere))
    SELECT kind, id, (coalesce(held, letters) + letters) / 2 AS nearness
      FROM (
        SELECT chosen.kind, chosen.id,
               (SELECT avg(CASE WHEN chosen.search_words @@ in_title THEN 1.0
                                WHEN chosen.search_words @@ anywhere THEN 0.4 ELSE 0.0 END)
                  FROM each_word) AS held,
               greatest(word_similarity(typed.letters, chosen.plain_title),
                        word_similarity(chosen.plain_title, typed.letters)) AS letters
          FROM ({chosen}) AS chosen, typed) AS weighed
     WHERE (coalesce(held, letters) + letters) / 2 >= %s
     ORDER BY nearness DESC, kind, id DESC
     LIMIT %s"""
CHOSEN = """
    (SELECT %s AS kind, it.pk AS id, it.search_words, it.plain_title
       FROM ({candidates}) AS it, typed
      ORDER BY {rank} DESC, it.pk DESC
      LIMIT {most})"""
COLUMNS = {name: column(name) for name in ("search_words", "plain_title")}
BY_WORDS, BY_LETTERS = "ts_rank(it.search_words, typed.words)", "word_similarity(typed.word, it.plain_title)"


def look_alikes(user: Any, text: str, *, leave_out: models.Model | None = None, most: int = 5) -> list[Found]:
    """What ``user`` can see that is like ``text``, the nearest first; nothing while no word of it says anything.

    Two queries and one for each kind of what is found; one more where words alone found too little.
    """
    typed = read(text)
    if not typed.words:
        return []
    near = _by_words(user, typed, leave_out, most)
    if len(near) < most:
        near = _by_letters(user, typed, leave_out, most) | near
    best = sorted(near, key=lambda key: (-near[key], key))[:most]
    return _loaded(best)


def holding(rows: Rows, text: str) -> Rows:
    """Those of ``rows`` that hold each word of ``text``, in any of its forms; all of them when it says nothing."""
    words = read(text).words
    return rows.filter(_holds(" & ".join(word.query() for word in words))) if words else rows


def _by_words(user: Any, typed: Typed, leave_out: Any, most: int) -> dict[tuple[str, int], float]:
    candidates = {
        kind: _few(_visible(kind, user, leave_out).filter(_telling(kind, typed.words)), MOST_CANDIDATES)
        for kind in FINDABLES.values()
    }
    return _nearest(candidates, BY_WORDS, typed, most)


def _telling(kind: Findable, words: Iterable[Word]) -> Any:
    """The rarest words, as many as bring no more candidates than are weighed; common ones in titles only."""
    common = commonness_in(kind.model)
    if rare := _rarest(common, common.anywhere, words):
        return _holds(" | ".join(word.query() for word in rare))
    if rare := _rarest(common, common.in_titles, words):
        return _holds(" | ".join(word.query() for word in rare), in_title=True)
    first, *others = _by_rarity(common, common.in_titles, words)
    query = " | ".join(f"{first.query()} & {other.query()}" for other in others[:2]) or first.query()
    return _holds(query, in_title=True)


def _rarest(common: Commonness, parts: dict[str, float], words: Iterable[Word]) -> list[Word]:
    expected = _by_rarity(common, parts, words)
    brings = accumulate(expected.values())
    return [word for word, sum_so_far in zip(expected, brings, strict=True) if sum_so_far <= MOST_CANDIDATES][
        :MOST_TELLING
    ]


def _by_rarity(common: Commonness, parts: dict[str, float], words: Iterable[Word]) -> dict[Word, float]:
    expected = {word: common.expected(parts, word.stems, word.word if word.is_open else "") for word in words}
    return dict(sorted(expected.items(), key=lambda pair: pair[1]))


def _by_letters(user: Any, typed: Typed, leave_out: Any, most: int) -> dict[tuple[str, int], float]:
    """By groups of three letters, so that a slip or half a word finds it, too: of the longest word there is."""
    if len(typed.longest) < LONG_ENOUGH:
        return {}
    near = Func(
        column("plain_title"), Value(typed.longest), template="%(expressions)s", arg_joiner=" %%> ",
        output_field=BooleanField(),
    )  # fmt: skip
    candidates = {
        kind: _few(_visible(kind, user, leave_out).filter(near), MOST_NEAR_MISSES) for kind in FINDABLES.values()
    }
    return _nearest(candidates, BY_LETTERS, typed, most)


def _few(rows: Rows, most: int) -> Any:
    """Any ``most`` of them, with what they are compared by."""
    return rows.order_by().annotate(**COLUMNS).values("pk", *COLUMNS)[:most]


def _nearest(candidates: dict[Findable, Any], rank: str, typed: Typed, most: int) -> dict[tuple[str, int], float]:
    """The nearest by kind and number, with how near they are: from 0.3 to 1. One query, whatever number of kinds."""
    parts: list[str] = []
    chosen: list[Any] = []
    for kind, rows in candidates.items():
        sql, params = rows.query.sql_with_params()
        parts.append(CHOSEN.format(candidates=sql, rank=rank, most=MOST_WEIGHED))
        chosen += [kind.name, *params]
    in_title, anywhere = [word.query("A") for word in typed.words], [word.query() for word in typed.words]
    ranked = sorted(typed.words, key=lambda word: -len(word.word))[:MOST_TELLING]
    by_words = " | ".join(word.query() for word in ranked)
    before: list[Any] = [SLIPS, typed.text, by_words, typed.longest, in_title, anywhere]
    sql = FOR_THIS_TIME + NEAREST.format(chosen=" UNION ALL ".join(parts))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*before, *chosen, ALIKE, most])
        cursor.nextset()  # the first answer is that of FOR_THIS_TIME
        return {(kind, pk): float(nearness) for kind, pk, nearness in cursor.fetchall()}


def _loaded(keys: list[tuple[str, int]]) -> list[Found]:
    """In the same order; what was seen a moment ago is not asked again."""
    things: dict[tuple[str, int], Found] = {}
    for name in {name for name, _pk in keys}:
        rows = FINDABLES[name].model._default_manager.filter(pk__in=[pk for of, pk in keys if of == name])
        things |= {(name, row.pk): Found(FINDABLES[name], row) for row in rows.order_by("pk")}
    return [things[key] for key in keys if key in things]


def _visible(kind: Findable, user: Any, leave_out: models.Model | None) -> models.QuerySet[Any]:
    rows = kind.visible_to(user)
    return rows.exclude(pk=leave_out.pk) if isinstance(leave_out, kind.model) else rows


def _holds(words: str, *, in_title: bool = False) -> Any:
    """``words`` are stems already, so nothing is made of them any more."""
    query = Func(Value(words), template="%(expressions)s::tsquery", output_field=TextField())
    where = Func(column("search_words"), function="ts_filter", template="%(function)s(%(expressions)s, '{a}')")
    held = where if in_title else column("search_words")
    return Func(held, query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())
