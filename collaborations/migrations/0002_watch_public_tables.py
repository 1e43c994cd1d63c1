from django.db import migrations

from network.freshness import watch


class Migration(migrations.Migration):
    dependencies = [
        ("collaborations", "0001_themes_and_support"),
        ("members", "0001_organisations_people_and_seats"),
        ("network", "0002_append_only_journal_and_version_count"),
    ]

    operations = watch("collaborations_theme", "collaborations_support", "members_organisation")
