from django.db import migrations

# One exception to "never changed": the reason and the facts of an entry may be emptied, and nothing else. A reason is
# written by people and may name somebody; when that person is erased, what happened stays and the words go
# (docs/decisions/0012).
EXCEPT_EMPTYING = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.why IN ('', OLD.why) AND NEW.facts IN ('{}'::jsonb, OLD.facts)
        AND to_jsonb(NEW) - '{why,facts}'::text[] = to_jsonb(OLD) - '{why,facts}'::text[]
        AND (NEW.why, NEW.facts) IS DISTINCT FROM (OLD.why, OLD.facts) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The journal is append-only: write a new entry instead.';
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is append-only: write a new entry instead.';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0002_append_only_journal_and_version_count")]

    operations = [migrations.RunSQL(EXCEPT_EMPTYING, AS_BEFORE)]
