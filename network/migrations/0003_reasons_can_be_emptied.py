from django.db import migrations

# One exception to "never changed": a reason may be emptied, and nothing else with it. A reason is written by people and
# may name somebody; when that person has their account erased, the fact stays and the words go (docs/decisions/0012).
EXCEPT_EMPTYING = """
CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.why = '' AND to_jsonb(NEW) - 'why' = to_jsonb(OLD) - 'why' THEN
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
