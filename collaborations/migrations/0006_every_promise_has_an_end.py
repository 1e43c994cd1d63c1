"""Themes proposed or opened before there were clocks get theirs; nothing is overdue on the day this arrives."""

from django.db import migrations

WRITE = """
    UPDATE collaborations_theme
       SET due_at = CASE state
           WHEN 'proposed' THEN greatest(proposed_at, now()) + interval '7 days'
           WHEN 'open' THEN greatest(opened_at, now() - interval '76 days') + interval '90 days'
       END
     WHERE state IN ('proposed', 'open')"""


class Migration(migrations.Migration):
    dependencies = [("collaborations", "0005_the_whole_life_of_themes")]

    operations = [migrations.RunSQL(WRITE, migrations.RunSQL.noop)]
