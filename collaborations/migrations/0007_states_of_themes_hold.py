import django.db.models
from django.db import migrations, models

from network.freshness import watch


class Migration(migrations.Migration):
    """Each state goes with its dates, and what public pages show makes kept pages unfit."""

    dependencies = [("collaborations", "0006_every_promise_has_an_end")]

    operations = [
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("continues_id", None), ("continues_kind", "")),
                    models.Q(models.Q(("continues_kind", ""), _negated=True), ("continues_id__isnull", False)),
                    _connector="OR",
                ),
                name="theme_continues_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposed_at", None), ("state", "draft")),
                    ("state", "withdrawn"),
                    models.Q(
                        models.Q(("state__in", ["draft", "withdrawn"]), _negated=True), ("proposed_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="theme_proposed_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opened_at__isnull", False), ("state__in", ["open", "forming", "started"])),
                    models.Q(("opened_at", None), ("state__in", ["draft", "proposed", "declined", "appealed"])),
                    ("state__in", ["merged", "parked", "withdrawn"]),
                    _connector="OR",
                ),
                name="theme_opened_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("declined_at__isnull", False),
                        ("state__in", ["declined", "appealed"]),
                        models.Q(("decline_reason", ""), _negated=True),
                        models.Q(("decline_text", ""), _negated=True),
                    ),
                    ("state", "withdrawn"),
                    models.Q(
                        models.Q(("state__in", ["declined", "appealed", "withdrawn"]), _negated=True),
                        ("decline_reason", ""),
                        ("declined_at", None),
                    ),
                    _connector="OR",
                ),
                name="theme_declined_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "appealed"), _negated=True),
                    models.Q(("appealed_at__isnull", False), models.Q(("appeal_text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="theme_appealed_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("formed_at__isnull", False), ("state__in", ["forming", "started"])),
                    models.Q(models.Q(("state__in", ["forming", "started"]), _negated=True), ("formed_at", None)),
                    _connector="OR",
                ),
                name="theme_formed_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("started_at__isnull", False), ("state", "started")),
                    models.Q(models.Q(("state", "started"), _negated=True), ("started_at", None)),
                    _connector="OR",
                ),
                name="theme_started_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("parked_at__isnull", False), ("state", "parked"), models.Q(("park_text", ""), _negated=True)
                    ),
                    ("state__in", ["merged", "withdrawn"]),
                    models.Q(
                        models.Q(("state__in", ["parked", "merged", "withdrawn"]), _negated=True),
                        ("park_text", ""),
                        ("parked_at", None),
                    ),
                    _connector="OR",
                ),
                name="theme_parked_at_matches_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("merged_into__isnull", False),
                        ("state", "merged"),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                    ),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="theme_merged_into_another",
                violation_error_message="A theme cannot be merged into itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(("flagged_at", None), models.Q(("flag_text", ""), _negated=True), _connector="OR"),
                name="theme_flagged_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state__in", ["proposed", "appealed", "open", "forming"])),
                    models.Q(
                        models.Q(("state__in", ["proposed", "appealed", "open", "forming"]), _negated=True),
                        ("due_at", None),
                    ),
                    _connector="OR",
                ),
                name="theme_promise_has_an_end",
            ),
        ),
        *watch(
            "collaborations_charter",
            "collaborations_comment",
            "collaborations_interest",
            "collaborations_merge",
            "collaborations_offer",
            "collaborations_signature",
            "collaborations_theme_topics",
            "collaborations_volunteer",
            "collaborations_case",
        ),
    ]
