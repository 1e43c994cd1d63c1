from django.db import migrations

INDEX = """
CREATE INDEX organisation_by_name ON members_organisation (plain(name), id) WHERE state IN ('active', 'lapsing')
"""


class Migration(migrations.Migration):
    """The directory's own order, so that its first page is not the end of a sort of everything."""

    dependencies = [("members", "0008_imports_go_on_where_they_stopped")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX organisation_by_name")]
