"""Each theme still alive gets somebody who looks after it: its author, while they hold a seat of its organisation."""

from django.db import migrations

WRITE = """
    INSERT INTO members_duty (organisation_id, seat_id, kind, thing_id, since, vacant_since)
    SELECT t.organisation_id, s.id, 'theme', t.id, now(), CASE WHEN s.id IS NULL THEN now() END
      FROM collaborations_theme t
      LEFT JOIN members_seatterm s
        ON s.person_id = t.author_id AND s.organisation_id = t.organisation_id AND s.ended_at IS NULL
     WHERE t.state IN ('draft', 'proposed', 'open', 'declined')
    ON CONFLICT DO NOTHING"""


class Migration(migrations.Migration):
    dependencies = [
        ("collaborations", "0003_knowledge"),
        ("members", "0004_states_hold_and_pages_follow"),
    ]

    operations = [migrations.RunSQL(WRITE, migrations.RunSQL.noop)]
