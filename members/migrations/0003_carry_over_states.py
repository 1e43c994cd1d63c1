from django.db import migrations


class Migration(migrations.Migration):
    """What "takes part" and "ended at" said becomes a state."""

    dependencies = [("members", "0002_applications_invitations_and_hand_overs")]

    operations = [
        migrations.RunSQL(
            [
                "UPDATE members_organisation SET state = 'ended', ended_at = now() WHERE NOT is_active",
                "UPDATE members_seatterm SET state = 'ended' WHERE ended_at IS NOT NULL",
            ],
            migrations.RunSQL.noop,
        ),
    ]
