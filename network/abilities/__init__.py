"""Who may do what, asked of the real rules with real rows; see ``manage.py draw_abilities`` and docs/abilities.md."""
