from django.db import migrations

from network.search.columns import keep_words


class Migration(migrations.Migration):
    """What people type is looked up among themes and what the Knowledge Bank holds."""

    dependencies = [
        ("collaborations", "0008_cases_say_when_they_were_escalated"),
        ("members", "0007_search_organisations"),
    ]

    operations = [
        *keep_words("collaborations_theme", text=["change", "question"]),
        *keep_words("collaborations_trajectory", text=["note"]),
        *keep_words("collaborations_publication", text=["note"]),
        *keep_words("collaborations_tool", text=["note"]),
    ]
