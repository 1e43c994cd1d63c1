from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Both extensions are trusted (PostgreSQL 13): the owner of the database may add them. The dictionary is named with its
# schema, because PostgreSQL 17 looks nowhere else while it maintains an index.
PLAIN = """
DO $do$
DECLARE place text := (SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'unaccent');
BEGIN
    EXECUTE format(
        'CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS '
        '$plain$ SELECT lower(%1$s.unaccent(''%1$s.unaccent''::regdictionary, $1)) $plain$',
        place
    );
END
$do$
"""
INDEX = """
CREATE INDEX organisation_words ON members_organisation USING gin (plain(name || ' ' || summary) gin_trgm_ops)
"""


class Migration(migrations.Migration):
    """Names and summaries are found without accents and capitals, by an index of their groups of three letters."""

    dependencies = [("members", "0006_reasons_of_states_and_language_of_applicants")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(PLAIN, "DROP FUNCTION plain(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX organisation_words"),
    ]
