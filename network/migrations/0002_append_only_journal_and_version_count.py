from django.db import migrations

# Rows of the journal are never changed or deleted; the database itself says so. (TRUNCATE, which tests use, passes.)
REFUSE = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is append-only: write a new entry instead.';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON network_entry
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
"""
ALLOW = "DROP TRIGGER append_only ON network_entry; DROP FUNCTION journal_is_append_only();"

# One row says which transaction last changed anything public; see network/freshness.py. The WHERE makes it one
# write a transaction, however many rows that changes.
COUNT = """
CREATE FUNCTION public_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO network_publicversion (id, number) VALUES (1, pg_current_xact_id()::text::bigint)
    ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number
        WHERE network_publicversion.number IS DISTINCT FROM EXCLUDED.number;
    RETURN NULL;
END $$;
"""
FORGET = "DROP FUNCTION public_content_changed();"


class Migration(migrations.Migration):
    dependencies = [("network", "0001_journal_links_and_public_version")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(COUNT, FORGET),
    ]
