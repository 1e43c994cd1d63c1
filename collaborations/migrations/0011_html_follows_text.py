from django.db import migrations

FOLLOW = """
CREATE FUNCTION comment_html_follows_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.html := '';
    RETURN NEW;
END $$;
CREATE TRIGGER html_follows_text BEFORE UPDATE ON collaborations_comment FOR EACH ROW
    WHEN (NEW.text IS DISTINCT FROM OLD.text AND NEW.html = OLD.html)
    EXECUTE FUNCTION comment_html_follows_text();
"""
FORGET = """
DROP TRIGGER html_follows_text ON collaborations_comment;
DROP FUNCTION comment_html_follows_text();
"""


class Migration(migrations.Migration):
    """What is taken out of a text, by erasing a person or by hand, is not left in the page that was made of it."""

    dependencies = [("collaborations", "0010_who_stands_in_is_told_once_a_day")]

    operations = [migrations.RunSQL(FOLLOW, FORGET)]
