from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("collaborations", "0009_find_by_words_and_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="leave",
            name="told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
