from django.db import migrations, models

from network.freshness import watch


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0003_carry_over_states"),
        ("network", "0002_append_only_journal_and_version_count"),
    ]

    operations = [
        migrations.RemoveField(
            model_name='organisation',
            name='is_active',
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('email__isnull', False), ('erased_at', None), ('is_managed', False)), models.Q(('email', None), ('erased_at', None), ('is_managed', True)), models.Q(('email', None), ('erased_at__isnull', False), ('is_active', False)), _connector='OR'), name='person_without_address_has_no_account'),
        ),
        migrations.AddConstraint(
            model_name='seatterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None)), _connector='OR'), name='seat_ended_at_matches_state'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='organisation_applied_at'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'lapsing'), _negated=True), ('lapses_on__isnull', False), _connector='OR'), name='organisation_lapses_on'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), ('suspended_at__isnull', False)), models.Q(models.Q(('state', 'suspended'), _negated=True), ('suspended_at', None)), _connector='OR'), name='organisation_suspended_at'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None)), _connector='OR'), name='organisation_ended_at'),
        ),
        *watch("members_topic", "members_organisation_interests", "members_seatterm"),
        *watch("members_person", columns=("name",)),
    ]
