"""The columns that PostgreSQL keeps by itself for what can be found, as operations of a migration.

``plain_title`` is the title without accents and capitals, ``search_words`` the stems of title (weight A) and text (B)
in the language of the row: English, Dutch and French have their own rules, any other language is taken word by word.
No field of a model carries them around; ``column`` names them in a query. The stems of titles alone have an index of
their own, because a word that stands in every second text stands in far fewer titles.
"""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.migrations.operations import RunSQL
from django.db.models.expressions import Col, Expression

CONFIGS = {"en": "english", "nl": "dutch", "fr": "french"}


def keep_words(table: str, *, title: str = "title", text: Sequence[str], language: str = "language") -> list[RunSQL]:
    """Two columns and their indexes. It needs ``plain(text)``, which members makes (its migration 0007)."""
    texts = " || ' ' || ".join(text)
    words = " ".join(f"WHEN '{code}' THEN {_words(config, title, texts)}" for code, config in CONFIGS.items())
    return [
        RunSQL(
            f"ALTER TABLE {table} ADD COLUMN plain_title text GENERATED ALWAYS AS (plain({title})) STORED, "
            f"ADD COLUMN search_words tsvector GENERATED ALWAYS AS "
            f"(CASE split_part({language}, '-', 1) {words} ELSE {_words('simple', title, texts)} END) STORED",
            f"ALTER TABLE {table} DROP COLUMN plain_title, DROP COLUMN search_words",
        ),
        RunSQL(
            f"CREATE INDEX {table}_letters ON {table} USING gin (plain_title gin_trgm_ops) WITH (fastupdate = off)",
            f"DROP INDEX {table}_letters",
        ),
        RunSQL(
            f"CREATE INDEX {table}_words ON {table} USING gin (search_words) WITH (fastupdate = off)",
            f"DROP INDEX {table}_words",
        ),
        RunSQL(
            f"CREATE INDEX {table}_titles ON {table} "
            f"USING gin (ts_filter(search_words, '{{a}}')) WITH (fastupdate = off)",
            f"DROP INDEX {table}_titles",
        ),
    ]


def _words(config: str, title: str, texts: str) -> str:
    name = f"'pg_catalog.{config}'::regconfig"
    return f"setweight(to_tsvector({name}, plain({title})), 'A') || setweight(to_tsvector({name}, plain({texts})), 'B')"


class column(Expression):  # noqa: N801  read like F("name")
    """One of those columns in a query, whatever the query calls the table."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.TextField())
        self.name = name

    def resolve_expression(self, query: Any = None, *_args: Any, **_kwargs: Any) -> Any:
        kept = models.TextField(db_column=self.name)
        kept.set_attributes_from_name(self.name)
        return Col(query.get_initial_alias(), kept)
