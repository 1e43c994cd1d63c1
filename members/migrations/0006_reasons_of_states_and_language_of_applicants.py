from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0005_devices_where_people_are_signed_in")]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='applicant_language',
            field=models.CharField(choices=[('en', 'English'), ('nl', 'Dutch'), ('fr', 'French')], default='en', max_length=8),
        ),
        migrations.AddField(
            model_name='organisation',
            name='state_text',
            field=models.TextField(blank=True, max_length=1000, verbose_name="why, in the coordinator's words"),
        ),
    ]
